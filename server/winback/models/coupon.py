"""Pools of coupon codes: each code is handed out once, to one visitor, and what became of it is known by its orders."""

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .site import Site


class CouponPool(Base):
    """Codes that belong together. Nothing of it is in a script. The slug stays: campaigns' coupons name it."""

    __tablename__ = "coupon_pool"
    __table_args__ = (sa.UniqueConstraint("site_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"))
    slug: Mapped[str]
    name: Mapped[str]
    expires_at: Mapped[int | None]  # from then on none is handed out, and none is good any more
    valid_hours: Mapped[int | None]  # of a code, from when it was handed out
    warn_below: Mapped[int]  # codes that are left
    created_at: Mapped[int]
    pattern: Mapped[str | None]  # of the codes that it makes itself; else they are uploaded
    most: Mapped[int | None]  # that it makes in all
    made: Mapped[int] = mapped_column(server_default="0", default=0)

    site: Mapped["Site"] = relationship(back_populates="coupon_pools")

    def has_ended(self, now: int) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    @property
    def is_making(self) -> bool:
        """Whether it makes a code when one is earned."""
        return self.pattern is not None

    @property
    def left_to_make(self) -> int | None:
        """None: as many as are asked for."""
        return None if self.most is None else max(0, self.most - self.made)


class CouponCode(Base):
    """One code. `given_at` says that it is handed out, also once nobody knows to whom: an erased visitor's stays given."""

    __tablename__ = "coupon_code"
    __table_args__ = (
        sa.UniqueConstraint("site_id", "folded"),
        sa.UniqueConstraint("pool_id", "visitor"),
        sa.Index(
            "ix_coupon_code_free",
            "pool_id",
            "id",
            sqlite_where=sa.text("given_at IS NULL"),
            postgresql_where=sa.text("given_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"))
    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("coupon_pool.id", ondelete="CASCADE"))
    code: Mapped[str]
    folded: Mapped[str]  # as shops compare them: without regard to capitals
    visitor: Mapped[uuid.UUID | None]  # whose it is; where nobody is remembered, the exposure that earned it
    exposure: Mapped[uuid.UUID | None]
    campaign_id: Mapped[int | None]
    given_at: Mapped[int | None]
    expires_at: Mapped[int | None]

    @classmethod
    def is_free(cls) -> sa.ColumnElement[bool]:
        """Given to nobody, and told of no order: a shop takes a code once, wherever its buyer had it from."""
        return sa.and_(cls.given_at.is_(None), ~cls.is_used())

    @classmethod
    def is_used(cls) -> sa.ColumnElement[bool]:
        """An order was told with it."""
        return sa.exists().where(CouponUse.site_id == cls.site_id, CouponUse.folded == cls.folded)

    @classmethod
    def holder(cls) -> sa.ColumnElement[uuid.UUID | None]:
        """Whose it is, where somebody is remembered."""
        return sa.case((cls.visitor != cls.exposure, cls.visitor))

    @property
    def known_visitor(self) -> uuid.UUID | None:
        return None if self.visitor == self.exposure else self.visitor


class CouponUse(Base):
    """An order was told with this code. Who bought, when and for how much is the purchase's to say."""

    __tablename__ = "coupon_use"

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(primary_key=True)
    transaction_id: Mapped[str] = mapped_column(primary_key=True)
