"""Coupon pools as campaigns see them: whether there is a code to hand out, and which pools run dry."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from ..models import Campaign, CouponCode, CouponPool, Site
from . import walk
from .problem import Problem


@dataclass(frozen=True)
class Dry:
    """A pool that has few codes left or none, or is over, while live campaigns hand them out."""

    pool: CouponPool
    left: int | None
    users: list[Campaign]
    has_ended: bool


def have_codes(content: dict[str, Any], site: Site, now: int) -> Iterator[Problem]:
    """Why the message's coupons could not be handed out."""
    for path, block in walk.blocks(content):
        if block["type"] == "coupon":
            yield from _problems(path, block, site, now)


def _problems(path: str, block: dict[str, Any], site: Site, now: int) -> Iterator[Problem]:
    slug = block.get("pool")
    if not slug:
        if not (block.get("code") or "").strip():
            yield Problem(f"{path}.code", "The coupon has no code.")
        return
    pool = next((one for one in site.coupon_pools if one.slug == slug), None)
    session = object_session(site)
    if pool is None:
        yield Problem(f"{path}.pool", "The site has no coupon pool {pool}.", {"pool": slug})
    elif pool.has_ended(now):
        yield Problem(f"{path}.pool", "The coupon pool {pool} is over.", {"pool": pool.name})
    elif session is not None and codes_left(session, [pool])[pool.id] == 0:
        yield Problem(f"{path}.pool", "The coupon pool {pool} has no code left.", {"pool": pool.name})


def codes_left(session: Session, pools: Collection[CouponPool]) -> dict[int, int | None]:
    """By pool, how many codes nobody has or used yet, or how many it may make; None is as many as are asked for."""
    made = {pool.id: pool.left_to_make for pool in pools if pool.is_making}
    filled = dict.fromkeys((pool.id for pool in pools if not pool.is_making), 0)
    query = (
        sa.select(CouponCode.pool_id, sa.func.count())
        .where(CouponCode.pool_id.in_(list(filled)), CouponCode.is_free())
        .group_by(CouponCode.pool_id)
    )
    return {**made, **filled, **{row[0]: row[1] for row in session.execute(query)}}


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
    left = codes_left(session, used)
    return [
        Dry(pool, left[pool.id], users[pool.slug], pool.has_ended(now))
        for pool in used
        if pool.has_ended(now) or is_low(left[pool.id], pool)
    ]


def is_low(left: int | None, pool: CouponPool) -> bool:
    return left is not None and left < max(1, pool.warn_below)


def _pools_of(content: dict[str, Any]) -> set[str]:
    steps = [step for variant in content["variants"].values() for step in variant["steps"]]
    return {block["pool"] for step in steps for block in step["blocks"] if block.get("pool")}
