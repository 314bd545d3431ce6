"""A site's campaigns: the list, and a new one from a template."""

from typing import Any

import sqlalchemy as sa
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ...models import Campaign, Site
from ...models.named import free_slug
from ...targeting.coupons import dry_pools
from ...targeting.drafts import draft
from ...targeting.templates import TEMPLATES, Template, content_for, template
from ..schemas.campaign import slug_of
from ..service import service
from . import preview, template_words
from .blueprint import pages
from .numbers import headlines
from .page import my_site

LONGEST_NAME = 120


@pages.get("/sites/<int:site_id>/campaigns")
def list_campaigns(site_id: int) -> str:
    shows_archive = "archived" in request.args
    with service().db.reading() as session:
        site = my_site(session, site_id)
        campaigns = campaigns_of(session, site, shows_archive)
        numbers = headlines(session, site, service().clock())
        dry = dry_pools(session, site, service().clock())
    return render_template(
        "campaigns/list.html",
        site=site,
        campaigns=campaigns,
        numbers=numbers.value or {},
        delay=numbers.delay,
        shows_archive=shows_archive,
        dry_pools=dry,
    )


@pages.get("/sites/<int:site_id>/campaigns/new")
def new_campaign(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
    formats = dict.fromkeys(name for t in TEMPLATES for name in t.formats)
    return render_template("campaigns/new.html", site=site, moments=_by_moment(site), formats=formats, errors={})


@pages.post("/sites/<int:site_id>/campaigns")
def create_campaign(site_id: int) -> ResponseReturnValue:
    chosen = template(request.form.get("template", ""))
    if chosen is None:
        return new_campaign(site_id), 422
    name = _name(request.form.get("name", "")) or str(template_words.TEMPLATES[chosen.id][0])
    with service().db.writing() as session:
        site = my_site(session, site_id)
        slug = free_slug(session, site, Campaign, slug_of(name))
        draft(session, site, slug, name, chosen.kind, content_for(chosen, site, slug), service().clock())
    return redirect(url_for("admin.edit_campaign", site_id=site_id, slug=slug), 303)


def _by_moment(site: Site) -> dict[str, list[tuple[Template, dict[str, Any]]]]:
    """The templates in the order of a visit, each with what its preview is drawn from: as it would be on this site."""
    found: dict[str, list[tuple[Template, dict[str, Any]]]] = {}
    for each in TEMPLATES:
        content = content_for(each, site, "")
        variant = next(iter(content["variants"].values()))
        shown = {"campaign": preview.sample(each.kind, site, content["languages"]), "variant": variant}
        found.setdefault(each.moment, []).append((each, shown))
    return found


def campaigns_of(session: Session, site: Site, with_archived: bool) -> list[Campaign]:
    """Live ones first, then the latest changed."""
    query = sa.select(Campaign).where(Campaign.site_id == site.id)
    if not with_archived:
        query = query.where(Campaign.status != "archived")
    found = list(session.scalars(query.order_by(Campaign.updated_at.desc(), Campaign.id.desc())))
    return sorted(found, key=lambda campaign: campaign.status != "live")


def _name(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_NAME]
