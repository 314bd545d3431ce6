"""Coupon pools as campaigns see them: whether there is a code to hand out, and which pools run dry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from ..models import Campaign, CouponCode, CouponPool, Site
from .problem import Problem


@dataclass(frozen=True)
class Dry:
    """A pool that has few codes left or none, or is over, while live campaigns hand them out."""

    pool: CouponPool
    left: int
    users: list[Campaign]
    has_ended: bool


def coupon_problems(path: str, block: dict[str, Any], site: Site) -> Iterator[Problem]:
    """Why a coupon could not be handed out."""
    slug = block.get("pool")
    if not slug:
        if not (block.get("code") or "").strip():
            yield Problem(f"{path}.code", "The coupon has no code.")
        return
    pool = next((one for one in site.coupon_pools if one.slug == slug), None)
    session = object_session(site)
    if pool is None:
        yield Problem(f"{path}.pool", "The site has no coupon pool {pool}.", {"pool": slug})
    elif session is not None and not codes_left(session, [pool.id]).get(pool.id):
        yield Problem(f"{path}.pool", "The coupon pool {pool} has no code left.", {"pool": pool.name})


def codes_left(session: Session, pools: Iterable[int]) -> dict[int, int]:
    """By pool, how many codes nobody has or used yet; a pool that is not named has none."""
    query = (
        sa.select(CouponCode.pool_id, sa.func.count())
        .where(CouponCode.pool_id.in_(list(pools)), CouponCode.is_free())
        .group_by(CouponCode.pool_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def pools_in_use(session: Session, site_id: int) -> dict[str, list[Campaign]]:
    """The live campaigns that hand out codes, by the pool's slug."""
    live = sa.select(Campaign).where(Campaign.site_id == site_id, Campaign.status == "live").order_by(Campaign.slug)
    users: dict[str, list[Campaign]] = {}
    for campaign in session.scalars(live):
        for slug in sorted(_pools_of(campaign.published or {"variants": {}})):
            users.setdefault(slug, []).append(campaign)
    return users


def dry_pools(session: Session, site: Site, now: int) -> list[Dry]:
    """What the owner should know of before visitors do: who asks a pool that has ended gets nothing either."""
    users = pools_in_use(session, site.id)
    used = [pool for pool in site.coupon_pools if pool.slug in users]
    left = codes_left(session, [pool.id for pool in used])
    return [
        Dry(pool, left.get(pool.id, 0), users[pool.slug], pool.has_ended(now))
        for pool in used
        if pool.has_ended(now) or left.get(pool.id, 0) < max(1, pool.warn_below)
    ]


def _pools_of(content: dict[str, Any]) -> set[str]:
    steps = [step for variant in content["variants"].values() for step in variant["steps"]]
    return {block["pool"] for step in steps for block in step["blocks"] if block.get("pool")}
