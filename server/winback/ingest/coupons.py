"""A coupon's code exists for a visitor only once it is earned: by a stored exposure in an arm that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ..db.engine import Database
from ..models import UNCOUNTED, Event
from .facts import CampaignFacts, SiteFacts, blocks_of
from .typed import Misfit, typed


@dataclass(frozen=True)
class Earned:
    """What one exposure has earned: one of a pool's codes, or the one `code` that everybody gets."""

    code: str
    pool: str | None
    visitor: UUID  # where nobody is remembered, the exposure itself
    exposure: UUID
    campaign_id: int


def earned(db: Database, site: SiteFacts, campaign: Any, exposure: Any) -> Earned | None:
    """What that exposure of that campaign has earned, where it is stored and its variant has a coupon; else None."""
    known = site.campaigns.get(campaign) if isinstance(campaign, str) else None
    try:
        exposure_id = typed(exposure, UUID)
    except Misfit:
        return None
    if known is None:
        return None
    query = sa.select(Event.arm, Event.properties, Event.visitor).where(
        Event.site_id == site.id,
        Event.id == exposure_id,
        Event.name == "exposure",
        Event.campaign_id == known.id,
        Event.flags.op("&")(UNCOUNTED) == 0,
    )
    with db.reading() as session:
        row = session.execute(query).one_or_none()
    coupon = None if row is None else _coupon(known, row.arm, row.properties.get("version"))
    if row is None or coupon is None:
        return None
    return Earned(coupon.get("code") or "", coupon.get("pool"), row.visitor or exposure_id, exposure_id, known.id)


def _coupon(campaign: CampaignFacts, arm: str, version: Any) -> Mapping[str, Any] | None:
    content: Mapping[str, Any] = campaign.contents.get(version) or campaign.contents[max(campaign.contents)]
    if arm not in content["variants"]:
        return None
    coupons = (block for block in blocks_of(content, arm) if block["type"] == "coupon")
    return next((block for block in coupons if block.get("pool") or block.get("code")), None)
