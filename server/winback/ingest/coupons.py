"""A coupon's code exists for a visitor only once it is earned: by a stored exposure in an arm that shows it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ..db.engine import Database
from ..models import UNCOUNTED, Event
from .facts import CampaignFacts, SiteFacts, blocks_of
from .typed import Misfit, typed


def earned_code(db: Database, site: SiteFacts, campaign: Any, exposure: Any) -> str | None:
    """The code, where that exposure of that campaign is stored and its variant has a coupon; else None."""
    known = site.campaigns.get(campaign) if isinstance(campaign, str) else None
    try:
        exposure_id = typed(exposure, UUID)
    except Misfit:
        return None
    if known is None:
        return None
    query = sa.select(Event.arm, Event.properties).where(
        Event.site_id == site.id,
        Event.id == exposure_id,
        Event.name == "exposure",
        Event.campaign_id == known.id,
        Event.flags.op("&")(UNCOUNTED) == 0,
    )
    with db.reading() as session:
        row = session.execute(query).one_or_none()
    return None if row is None else _code(known, row.arm, row.properties.get("version"))


def _code(campaign: CampaignFacts, arm: str, version: Any) -> str | None:
    content: Mapping[str, Any] = campaign.contents.get(version) or campaign.contents[max(campaign.contents)]
    if arm not in content["variants"]:
        return None
    codes = (block.get("code") for block in blocks_of(content, arm) if block["type"] == "coupon")
    return next((code for code in codes if code), None)
