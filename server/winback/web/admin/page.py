"""What the pages share: whose site, which campaign, and what their templates need."""

from typing import Any, NoReturn

import sqlalchemy as sa
from flask import abort, g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from ...models import Campaign, Site
from ...models.site import site_for, sites_of
from ..csrf import form_token
from ..service import service
from . import language


def my_site(session: Session, site_id: int) -> Site:
    """The site, if it is one of the signed-in person's. Raises NotFound, as for a site that does not exist."""
    return site_for(session, g.user, site_id) or _not_found()


def my_campaign(session: Session, site_id: int, slug: str, *, to_change: bool = False) -> Campaign:
    """A campaign of one of the person's sites; one that is `to_change` is held until the commit. Raises NotFound."""
    site = my_site(session, site_id)
    query = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.slug == slug)
    if to_change:
        query = query.with_for_update(of=Campaign, key_share=True)  # ingest may go on to name it
    return session.scalar(query) or _not_found()


def my_counted_campaign(session: Session, site_id: int, slug: str) -> Campaign:
    """One that has numbers; of a consent banner those stand with the decisions, and whoever asks is sent there."""
    campaign = my_campaign(session, site_id, slug)
    if campaign.kind == "consent":
        abort(redirect(url_for("admin.list_consent", site_id=site_id)))
    session.refresh(campaign, ["versions"])  # the page's head says whether what is live has links
    return campaign


def shared() -> dict[str, Any]:
    """The variables that every template sees."""
    return {
        "user": g.get("user"),
        "form_token": form_token(),
        "language": language.current(),
        "languages": language.LANGUAGES,
        "here": request.full_path.rstrip("?"),
        "my_sites": _my_sites,
    }


def _my_sites() -> list[Site]:
    with service().db.reading() as session:
        return sites_of(session, g.user)


def _not_found() -> NoReturn:
    raise NotFound
