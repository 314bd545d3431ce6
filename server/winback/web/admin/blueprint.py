"""The one blueprint that every page of the admin belongs to."""

from flask import Blueprint

from ... import assets

pages = Blueprint("admin", __name__, url_prefix="/admin", template_folder=str(assets.folder("admin") / "templates"))
