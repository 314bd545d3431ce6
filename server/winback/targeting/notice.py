"""A consent notice: everything that a visitor read before deciding, named by its hash."""

import hashlib
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, ConsentNotice, Site
from .kit import worn
from .pictures import pictures_in


def notice_content(site: Site, content: dict[str, Any], mode: str) -> dict[str, Any]:
    """The words, choices and people behind a consent campaign's published content, where this mode holds.

    What follows the site's brand kit is kept in what it wore: the kit says another thing tomorrow.
    """
    return {
        "mode": mode,
        "purposes": site.purposes,
        "controller": site.controller,
        "policy_url": site.policy_url,
        "languages": content["languages"],
        "variants": {arm: _as_seen(variant, site) for arm, variant in content["variants"].items()},
    }


def _as_seen(variant: dict[str, Any], site: Site) -> dict[str, Any]:
    theme = variant.get("theme") or {}
    return {**variant, "theme": worn(theme, site.look)} if theme.get("kit") else variant


def notice_hash(content: dict[str, Any]) -> str:
    """`sha256-` and the hex digest of the content as JSON with sorted keys."""
    return "sha256-" + hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def keep_notice(session: Session, site: Site, campaign: Campaign, now: int) -> None:
    """Keeps what the campaign's published content says, so that a record can point at it for ever."""
    if campaign.published is None:
        return
    for mode in site.consent_policy.modes:
        content = notice_content(site, campaign.published, mode)
        key = {"site_id": site.id, "hash": notice_hash(content)}
        if session.get(ConsentNotice, key) is None:
            session.add(ConsentNotice(**key, content=content, published_at=now))


def keep_live_notices(session: Session, site: Site, now: int) -> None:
    """To be called when the site's purposes, controller, policy, mode or brand kit change: a live banner is then another."""
    live = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.kind == "consent", Campaign.status == "live")
    for campaign in session.scalars(live):
        keep_notice(session, site, campaign, now)


def notice_with(session: Session, site_id: int, picture: str) -> ConsentNotice | None:
    """The latest of the site's kept notices that shows the picture: what was seen is a part of the proof."""
    kept = sa.select(ConsentNotice).where(ConsentNotice.site_id == site_id)
    newest_first = session.scalars(kept.order_by(ConsentNotice.published_at.desc(), ConsentNotice.hash))
    return next((notice for notice in newest_first if picture in pictures_in(notice.content)), None)
