"""Previews: the frame beside the editor with the visitors' own renderer in it, and links to the site's own pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import render_template
from sqlalchemy.orm import object_session

from ...models import Campaign, Site, TagSighting
from ...targeting import own
from ...targeting.preview import token
from ..service import service
from .blueprint import pages


@pages.get("/preview")
def show_preview() -> str:
    return render_template("preview/preview.html")


def sample(kind: str, site: Site, languages: Iterable[str]) -> dict[str, Any]:
    """What the preview has to know of a campaign besides the variant that it shows; our words in these languages."""
    said = own.said(dict.fromkeys(languages), site.own_words or {}, own.of_widget())
    consent = {"purposes": site.purposes, "controller": site.controller, "policy_url": site.policy_url}
    made = {"kind": kind, "consent": consent, "words": said, "look": site.look or {}}
    return {**made, "origin": next(_plain_origins(site), "")}


@dataclass(frozen=True)
class SiteLinks:
    """What goes behind `#winback-preview=` of one of the pages. `published`: where that is other than the draft."""

    pages: list[str]
    draft: str
    published: str | None


def on_site(campaign: Campaign) -> SiteLinks:
    """Links that show the campaign on the site itself, each good for a day."""
    site, secret, now = campaign.site, service().settings.secret_key, service().clock()
    is_other = campaign.status == "live" and campaign.has_unpublished_changes
    return SiteLinks(
        pages=_pages_of(site),
        draft=token(secret, site.key, campaign.slug, None, now),
        published=token(secret, site.key, campaign.slug, campaign.version, now) if is_other else None,
    )


def _pages_of(site: Site) -> list[str]:
    """Pages that have the tag, the latest first, and then the site's addresses; a pattern of addresses is no page."""
    query = sa.select(TagSighting).where(TagSighting.site_id == site.id).order_by(TagSighting.seen_at.desc()).limit(20)
    session = object_session(site)
    seen = session.scalars(query).all() if session else []
    tagged = [sighting.url.partition("#")[0] for sighting in seen if site.allows_origin(sighting.origin)]
    named = [f"{origin}/" for origin in _plain_origins(site)]
    return list(dict.fromkeys([*tagged, *named]))


def _plain_origins(site: Site) -> Iterator[str]:
    return (origin for origin in site.origins if "*" not in origin)
