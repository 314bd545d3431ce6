"""Making, filling, changing and removing coupon pools: the same for the API and for the admin's pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..ingest.coupon_uses import folded
from ..ingest.rows import insert_new, portions
from ..models import CouponCode, CouponPool, CouponUse, Site
from ..models.named import named
from ..targeting.coupons import pools_in_use
from .in_use import InUse

WARN_BELOW = 20


@dataclass(frozen=True)
class Filled:
    """`duplicates`: codes that this pool or another one of the site has or had when an order used them, or sent twice."""

    added: int
    duplicates: list[str]


def create_pool(session: Session, site: Site, slug: str, parts: dict[str, Any], now: int) -> CouponPool:
    """A new, empty one. Its slug must be free."""
    usual: dict[str, Any] = {
        **dict.fromkeys(("expires_at", "valid_hours", "pattern", "most")),
        "warn_below": WARN_BELOW,
    }
    given = {key: value for key, value in parts.items() if key in (*usual, "name")}
    made = CouponPool(site=site, slug=slug, created_at=now, **{**usual, **given})
    session.add(made)
    session.flush()
    return made


def add_codes(session: Session, pool: CouponPool, codes: Iterable[str]) -> Filled:
    """Puts the codes into the pool, in their order. One that the site has already, or that an order used, is left out, and named."""
    fresh: dict[str, str] = {}
    duplicates: list[str] = []
    for code in codes:
        if folded(code) in fresh:
            duplicates.append(code)
        else:
            fresh[folded(code)] = code
    for some in portions(list(fresh)):
        # Used ones outlive their pool: uploaded again they would be handed out in vain, and old orders be leaks.
        for kept in (CouponCode, CouponUse):
            known = sa.select(kept.folded).where(kept.site_id == pool.site_id, kept.folded.in_(some)).distinct()
            duplicates += [fresh.pop(each) for each in session.scalars(known) if each in fresh]
    rows = [{"site_id": pool.site_id, "pool_id": pool.id, "code": code, "folded": key} for key, code in fresh.items()]
    insert_new(session.connection(), CouponCode, rows)
    return Filled(len(rows), duplicates)


def change_pool(pool: CouponPool, parts: dict[str, Any]) -> None:
    """Sets the given parts. Codes that are handed out keep the end that they were given with."""
    for key in ("name", "expires_at", "valid_hours", "warn_below", "most"):
        if key in parts:
            setattr(pool, key, parts[key])


def delete_pool(session: Session, pool: CouponPool) -> None:
    """With its codes. That an order used one stays known, so that it is never handed out anew. Raises InUse."""
    users = pools_in_use(session, pool.site_id)
    if pool.slug in users:
        raise InUse(users[pool.slug])
    session.delete(pool)


def pool_in(session: Session, site: Site, slug: str) -> CouponPool | None:
    return named(session, site, CouponPool, slug)


@dataclass(frozen=True)
class Checked:
    """What is known of a code. `state`: good, not_given, expired, used or unknown; `pool` and `row` None for an unknown one."""

    state: str
    pool: CouponPool | None
    row: CouponCode | None


def check_code(session: Session, site: Site, code: str, now: int) -> Checked:
    """Whether the shop should take the code, whatever its capitals. Changes nothing: an order uses a code."""
    mine = sa.select(CouponCode).where(CouponCode.site_id == site.id, CouponCode.folded == folded(code))
    row = session.scalar(mine)
    if row is None:
        return Checked("unknown", None, None)
    used = sa.exists().where(CouponUse.site_id == site.id, CouponUse.folded == row.folded)
    pool = session.get_one(CouponPool, row.pool_id)
    if session.scalar(sa.select(used)):
        state = "used"
    elif row.given_at is None:
        state = "not_given"
    else:
        state = "expired" if row.expires_at is not None and row.expires_at <= now else "good"
    return Checked(state, pool, row)
