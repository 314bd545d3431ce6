"""A consent notice: everything that a visitor read before deciding, named by its hash."""

import hashlib
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, ConsentNotice, Site


def notice_content(site: Site, content: dict[str, Any], mode: str) -> dict[str, Any]:
    """The words, choices and people behind a consent campaign's published content, where this mode holds."""
    return {
        "mode": mode,
        "purposes": site.purposes,
        "controller": site.controller,
        "policy_url": site.policy_url,
        "languages": content["languages"],
        "variants": content["variants"],
    }


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
    """To be called when the site's purposes, controller, policy or mode change: a live banner then says other things."""
    live = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.kind == "consent", Campaign.status == "live")
    for campaign in session.scalars(live):
        keep_notice(session, site, campaign, now)
