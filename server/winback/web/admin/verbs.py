"""What one can do with a campaign: launch, pause, archive, duplicate."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...models import User
from ...targeting import drafts
from ...targeting.launch import launch
from ..editions import editor_of, tag_of
from ..service import service
from .blueprint import pages
from .editor import editor, warned
from .page import my_campaign


@pages.post("/sites/<int:site_id>/campaigns/<slug>/launch")
def launch_campaign(site_id: int, slug: str) -> ResponseReturnValue:
    """Also publishes the changes of a live one."""
    with service().db.writing() as session:
        campaign = my_campaign(session, site_id, slug, to_change=True)
        if request.form.get("seen", tag_of(campaign)) != tag_of(campaign):
            flash(_changed(editor_of(session, campaign)), "warning")
            return editor(campaign), 409
        if launch(session, campaign, g.user.id, service().clock()):
            return editor(campaign, refused=True), 422
        odd = warned(campaign)
    service().publisher.forget(campaign.site.key)
    for warning in odd:
        flash(f"{warning['message']} ({warning['place']})", "warning")
    flash(_("%(name)s is live. Open pages take it up within a minute.", name=campaign.name), "success")
    return _back(site_id, slug)


@pages.post("/sites/<int:site_id>/campaigns/<slug>/pause")
def pause_campaign(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        campaign = my_campaign(session, site_id, slug, to_change=True)
        if campaign.status == "live":
            campaign.pause(service().clock())
    service().publisher.forget(campaign.site.key)
    flash(_("%(name)s is paused. Nobody is shown it from now on.", name=campaign.name), "success")
    return _back(site_id, slug)


@pages.post("/sites/<int:site_id>/campaigns/<slug>/archive")
def archive_campaign(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        campaign = my_campaign(session, site_id, slug, to_change=True)
        campaign.archive(service().clock())
    service().publisher.forget(campaign.site.key)
    flash(_("%(name)s is in the archive. Its results stay.", name=campaign.name), "success")
    return redirect(url_for("admin.list_campaigns", site_id=site_id), 303)


@pages.post("/sites/<int:site_id>/campaigns/<slug>/duplicate")
def duplicate_campaign(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        campaign = my_campaign(session, site_id, slug)
        name = _("Copy of %(name)s", name=campaign.name)[:120]
        copy = drafts.duplicate(session, campaign, name, service().clock())
    flash(_("This is the copy, a draft of its own."), "success")
    return _back(site_id, copy.slug)


def _changed(by: User | None) -> str:
    if by is None:
        text = _(
            "Somebody has changed this campaign since you opened it. This is how it is now: launch it if you agree."
        )
    else:
        text = _(
            "%(name)s has changed this campaign since you opened it. This is how it is now: launch it if you agree.",
            name=by.name or by.email,
        )
    return str(text)


def _back(site_id: int, slug: str) -> ResponseReturnValue:
    return redirect(url_for("admin.edit_campaign", site_id=site_id, slug=slug), 303)
