"""A site's settings: its addresses, what it asks of visitors, and how it counts."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ...models import Site
from ...targeting.kit import worn
from ...targeting.settings import CurrencyInUse, KitUnreadable, change_settings
from ..schemas.content import Look
from ..schemas.problems import Malformed, loaded
from ..service import service
from . import site_form
from .blueprint import pages
from .page import my_site


@pages.get("/sites/<int:site_id>/settings")
def show_settings(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
    return render_template("sites/settings.html", site=site, values=site_form.of(site), errors={})


@pages.post("/sites/<int:site_id>/settings")
def save_settings(site_id: int) -> ResponseReturnValue:
    values, errors = site_form.read(request.form)
    with service().db.writing() as session:
        site = my_site(session, site_id)
        errors = errors or _change(session, site, values)
        if errors:
            typed = site_form.typed(request.form)
            return render_template("sites/settings.html", site=site, values=typed, errors=errors), 422
    service().publisher.forget(site.key)
    flash(_("Saved. Pages that are open take the change within a minute."), "success")
    return redirect(url_for("admin.show_settings", site_id=site.id), 303)


@pages.post("/sites/<int:site_id>/look")
def keep_look(site_id: int) -> ResponseReturnValue:
    """What the message editor shows goes into the site's brand kit; what it says nothing of stays. 422 for colours that
    are none, or in which a live campaign could not be read.
    """
    with service().db.writing() as session:
        site = my_site(session, site_id)
        try:
            sent = loaded(Look(), request.get_json())
            change_settings(session, site, {"look": worn({**sent, "kit": True}, site.look)}, service().clock())
        except (Malformed, KitUnreadable):
            return "", 422
    service().publisher.forget(site.key)
    return "", 204


def _change(session: Session, site: Site, values: dict[str, Any]) -> dict[str, str]:
    """What is wrong by field; empty where everything was changed."""
    try:
        change_settings(session, site, values, service().clock())
    except CurrencyInUse:
        return {"currency": _("There are sales in %(currency)s already, so it has to stay.", currency=site.currency)}
    return {}
