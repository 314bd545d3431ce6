"""Handing out the codes of a pool: each to one visitor, to each visitor one, whoever asks at once and however often."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from ..clock import HOUR
from ..models import CouponCode, CouponPool, Event
from .coupons import Earned
from .locks import take_locks
from .make_code import make_code


@dataclass(frozen=True)
class Given:
    code: str
    expires_at: int | None


def hand_out(connection: Connection, site_id: int, earned: Earned, now: int) -> Given | None:
    """The visitor's own code of the pool, the same one each time; None where there is none, it has expired, or the visitor is erased.

    The caller commits, and only then tells the code.
    """
    # The same visitor in two tabs: the second waits, and finds what the first was given. Ingest and erasure take it too.
    take_locks(connection, {(site_id, earned.visitor)})
    if not _is_stored(connection, site_id, earned):
        return None
    given = _own(connection, site_id, earned)
    if given is None and _take(connection, site_id, earned, now):
        given = _own(connection, site_id, earned)
    return None if given is None or _is_over(given.expires_at, now) else given


def has_own(session: Session, site_id: int, earned: Earned) -> bool:
    """Whether a code was given to the visitor already, so that asking takes none."""
    return _own(session, site_id, earned) is not None


def _own(connection: Connection | Session, site_id: int, earned: Earned) -> Given | None:
    """The visitor's code of the pool that they saw; else of the one that took its place."""
    mine = (
        sa.select(CouponCode.code, CouponCode.expires_at)
        .join(CouponPool, CouponPool.id == CouponCode.pool_id)
        .where(CouponPool.site_id == site_id, CouponCode.visitor == earned.visitor)
    )
    for slug in dict.fromkeys((earned.pool, earned.takes_from)):
        row = connection.execute(mine.where(CouponPool.slug == slug)).one_or_none()
        if row is not None:
            return Given(row.code, row.expires_at)
    return None


def _is_stored(connection: Connection, site_id: int, earned: Earned) -> bool:
    """Since it was earned the visitor may have been erased, and must not be written anew."""
    exposure = sa.select(Event.id).where(Event.site_id == site_id, Event.id == earned.exposure)
    return connection.scalar(exposure) is not None


def _take(connection: Connection, site_id: int, earned: Earned, now: int) -> bool:
    """Gives the visitor a code that is theirs from now on: one that is made for them, or one of those that lie there."""
    pool = connection.execute(
        sa.select(CouponPool.id, CouponPool.expires_at, CouponPool.valid_hours, CouponPool.pattern).where(
            CouponPool.site_id == site_id, CouponPool.slug == earned.takes_from
        )
    ).one_or_none()
    if pool is None or _is_over(pool.expires_at, now):
        return False
    until = [pool.expires_at, now + pool.valid_hours * HOUR if pool.valid_hours else None]
    values = {
        "visitor": earned.visitor,
        "exposure": earned.exposure,
        "campaign_id": earned.campaign_id,
        "given_at": now,
        "expires_at": min((each for each in until if each is not None), default=None),
    }
    if pool.pattern is not None:
        return make_code(connection, site_id, pool.id, pool.pattern, values)
    return _take_first(connection, pool.id, values)


def _take_first(connection: Connection, pool_id: int, values: dict[str, Any]) -> bool:
    """The first free code. One that another process is just handing out is passed over, and waited for where there is no
    other: it may be given back.
    """
    free = (
        sa.select(CouponCode.id)
        .where(CouponCode.pool_id == pool_id, CouponCode.is_free())
        .order_by(CouponCode.id)
        .limit(1)
    )
    code_id = connection.scalar(free.with_for_update(skip_locked=True, of=CouponCode))
    if code_id is None:
        code_id = connection.scalar(free.with_for_update(of=CouponCode))
    if code_id is None:
        return False
    connection.execute(sa.update(CouponCode).where(CouponCode.id == code_id).values(**values))
    return True


def _is_over(at: int | None, now: int) -> bool:
    return at is not None and at <= now
