"""Before every page: who asks, and does one of our own pages ask where something would change?"""

from flask import g, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from ..auth import load_login
from ..csrf import has_token, is_from_here

OPEN_TO_ALL = {"admin.show_login", "admin.do_login", "admin.set_language", "admin.static_file"}
SAFE = ("GET", "HEAD", "OPTIONS")


def know() -> None:
    """Before the form is read: how long a one is taken depends on who sends it."""
    load_login()


def check() -> Response | None:
    if request.method not in SAFE and not (is_from_here() and has_token()):
        raise Forbidden("foreign")
    if g.user is None and request.endpoint not in OPEN_TO_ALL:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("admin.show_login", next=back), 303)
    return None
