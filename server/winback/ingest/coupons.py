"""A coupon's code exists for a visitor only once it is earned: by a stored exposure in an arm that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ..clock import DAY, HOUR
from ..db.engine import Database
from ..models import UNCOUNTED, Event
from .facts import CampaignFacts, SiteFacts, blocks_of
from .typed import Misfit, typed

STALE_AFTER = 3 * DAY  # a page may be open for days with the version that it was loaded with
HONOURED = 1 * HOUR


@dataclass(frozen=True)
class Earned:
    """What one exposure has earned: a code of a pool, or the one `code` that everybody gets."""

    code: str
    pool: str | None  # where a code that was given already is looked up
    takes_from: str | None  # the pool of which a new one may be given
    visitor: UUID  # where nobody is remembered, the exposure itself
    exposure: UUID
    campaign_id: int


def earned(db: Database, site: SiteFacts, campaign: Any, exposure: Any, now: int) -> Earned | None:
    """What that exposure of that campaign has earned, where it is stored and its variant has a coupon; else None."""
    known = site.campaigns.get(campaign) if isinstance(campaign, str) else None
    try:
        exposure_id = typed(exposure, UUID)
    except Misfit:
        return None
    if known is None:
        return None
    query = sa.select(Event.arm, Event.properties, Event.visitor, Event.received_at).where(
        Event.site_id == site.id,
        Event.id == exposure_id,
        Event.name == "exposure",
        Event.campaign_id == known.id,
        Event.flags.op("&")(UNCOUNTED) == 0,
    )
    with db.reading() as session:
        row = session.execute(query).one_or_none()
    shown = None if row is None else _coupon(known, row.arm, row.properties.get("version"))
    if row is None or shown is None:
        return None
    takes_from = _pool_now(known, row) if _gives(known, row.received_at, now) else None
    owner = row.visitor or exposure_id
    return Earned(shown.get("code") or "", shown.get("pool"), takes_from, owner, exposure_id, known.id)


def _gives(campaign: CampaignFacts, received_at: int, now: int) -> bool:
    """Whether new codes are handed out: by a live campaign, and for a while to who saw it just before it was stopped."""
    stopped_at = campaign.stopped_at
    return stopped_at is None or (received_at <= stopped_at and now - received_at <= HONOURED)


def _pool_now(campaign: CampaignFacts, shown: Any) -> str | None:
    """The pool of the version that the browser says, unless that was out of date: it must not choose among them all."""
    version, newest = shown.properties.get("version"), max(campaign.contents)
    replaced_at = campaign.published.get(version + 1) if version in campaign.contents else None
    if replaced_at is not None and replaced_at < shown.received_at - STALE_AFTER:
        version = newest
    coupon = _coupon(campaign, shown.arm, version)
    return coupon.get("pool") if coupon else None


def _coupon(campaign: CampaignFacts, arm: str, version: Any) -> Mapping[str, Any] | None:
    content: Mapping[str, Any] = campaign.contents.get(version) or campaign.contents[max(campaign.contents)]
    if arm not in content["variants"]:
        return None
    coupons = (block for block in blocks_of(content, arm) if block["type"] == "coupon")
    return next((block for block in coupons if block.get("pool") or block.get("code")), None)
