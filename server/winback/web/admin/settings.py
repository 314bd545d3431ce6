"""A site's settings: its addresses, what it asks of visitors, and how it counts."""

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ...models import Campaign, Site
from ...targeting.notice import keep_live_notices
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
        if errors:
            typed = site_form.typed(request.form)
            return render_template("sites/settings.html", site=site, values=typed, errors=errors), 422
        _change(session, site, values, service().clock())
    service().publisher.forget(site.key)
    flash(_("Saved. Pages that are open take the change within a minute."), "success")
    return redirect(url_for("admin.show_settings", site_id=site.id), 303)


def _change(session: Session, site: Site, values: dict[str, object], now: int) -> None:
    holdout = site.holdout
    for name, value in values.items():
        setattr(site, name, value)
    site.touch()
    keep_live_notices(session, site, now)
    if site.holdout != holdout:
        for campaign in session.scalars(sa.select(Campaign).where(Campaign.site_id == site.id)):
            campaign.holdout_changed(now)
