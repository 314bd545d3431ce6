"""What became of a pool's codes: handed out, used by whom they were given to, and used by somebody else."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import CouponCode, CouponPool, CouponUse, Event, Purchase

MOST_LEAKS = 100


@dataclass(frozen=True)
class Leak:
    """A code that bought something for somebody to whom it was not handed out. `given_at` None: it was to nobody."""

    code: str
    transaction_id: str
    used_at: int
    given_at: int | None


@dataclass(frozen=True)
class PoolReport:
    """`used` codes are `by_holder`, `leaked`, or it is not known whose they are, or in which browser the order was made."""

    codes: int
    given: int
    left: int | None  # None: as many as are asked for are made
    expired: int  # handed out, not used, and good no more
    used: int
    by_holder: int
    leaked: int
    leaks: list[Leak]

    @property
    def by_unknown(self) -> int:
        return self.used - self.by_holder - self.leaked


def pool_report(session: Session, pool: CouponPool, now: int) -> PoolReport:
    """Of all the codes of the pool; `leaks` are the latest hundred."""
    of_pool = CouponCode.pool_id == pool.id
    over = sa.func.count(sa.case((CouponCode.expires_at <= now, 1)))
    codes, given, ended = session.execute(
        sa.select(sa.func.count(), sa.func.count(CouponCode.given_at), over).where(of_pool)
    ).one()
    # Asked of the uses, which are few, and not of each code whether it is used.
    not_given = sa.func.count(sa.case((CouponCode.given_at.is_(None), 1)))
    used_free, used_ended = session.execute(sa.select(not_given, over).where(of_pool, _is_used(pool))).one()
    left = pool.left_to_make if pool.is_making else codes - given - used_free
    expired = ended - used_ended
    uses = [_Use(**row) for row in session.execute(_uses(pool)).mappings()]
    leaks = [use for use in uses if use.is_leak]
    leaked = {use.code for use in leaks}
    held = {use.code for use in uses if use.is_holders} - leaked
    found = [Leak(use.code, use.transaction_id, use.used_at, use.given_at) for use in leaks[:MOST_LEAKS]]
    return PoolReport(codes, given, left, expired, len({use.code for use in uses}), len(held), len(leaked), found)


def _is_used(pool: CouponPool) -> sa.ColumnElement[bool]:
    """As CouponCode.is_used; looked up by the site's uses."""
    used = sa.select(CouponUse.folded).where(CouponUse.site_id == pool.site_id)
    return sa.and_(CouponCode.site_id == pool.site_id, CouponCode.folded.in_(used))


@dataclass(frozen=True)
class _Use:
    code: str
    transaction_id: str
    used_at: int
    given_at: int | None
    holder: UUID | None
    buyer: UUID | None
    is_browser: bool

    @property
    def is_holders(self) -> bool:
        return self.buyer is not None and self.buyer == self.holder

    @property
    def is_leak(self) -> bool:
        """By another browser; or by whomever, when it was nobody's.

        The code of who wasn't remembered, or is erased, says nothing.
        """
        if self.given_at is None:
            return True
        return self.is_browser and self.holder is not None and self.buyer != self.holder


def _uses(pool: CouponPool) -> sa.Select[str, str, int, int | None, UUID | None, UUID | None, bool]:
    """The orders that were told with the pool's codes, the latest first."""
    # What only the shop's server tells names a customer, and no browser.
    seen = sa.exists().where(
        Event.site_id == Purchase.site_id, Event.visitor == Purchase.visitor, Event.source == "browser"
    )
    return (
        sa.select(
            CouponCode.code,
            CouponUse.transaction_id,
            Purchase.time.label("used_at"),
            CouponCode.given_at,
            CouponCode.holder().label("holder"),
            Purchase.visitor.label("buyer"),
            seen.label("is_browser"),
        )
        .select_from(CouponCode)
        .join(CouponUse, sa.and_(CouponUse.site_id == CouponCode.site_id, CouponUse.folded == CouponCode.folded))
        .join(
            Purchase,
            sa.and_(
                Purchase.site_id == CouponUse.site_id,
                Purchase.goal == "purchase",
                Purchase.transaction_id == CouponUse.transaction_id,
            ),
        )
        .where(CouponCode.pool_id == pool.id, _is_used(pool))
        .order_by(Purchase.time.desc(), CouponCode.id)
    )
