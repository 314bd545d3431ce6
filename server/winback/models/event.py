"""What happened in a browser or was told by a shop's server: the raw rows that every number comes from."""

import enum
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Flag(enum.IntFlag):
    """Why a stored event is counted apart. The names are the wire's."""

    bot = 1
    staff = 2
    arm_mismatch = 4
    two_arms = 8
    repeated_transaction = 16
    other_currency = 32

    @classmethod
    def names(cls, flags: int) -> list[str]:
        return [str(flag.name) for flag in cls if flags & flag]


# A row with one of these is in no visitor count, arm or sum.
UNCOUNTED = int(Flag.bot | Flag.staff | Flag.arm_mismatch)


def _few(name: str, column: str) -> sa.Index:
    """An index over the few rows that have this column."""
    has_it = sa.text(f"{column} IS NOT NULL")
    return sa.Index(name, "site_id", column, sqlite_where=has_it, postgresql_where=has_it)


class Event(Base):
    """One row an event id and site. `visitor` is None where nothing may be remembered: totals only."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index("ix_event_site_visitor_time", "site_id", "visitor", "time", "id"),
        sa.Index("ix_event_site_name_time", "site_id", "name", "time"),
        sa.Index("ix_event_site_time", "site_id", "time"),
        _few("ix_event_site_exposure", "exposure"),
        _few("ix_event_site_transaction", "transaction_id"),
        {"sqlite_with_rowid": False},  # 83 bytes a row against 106
    )

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    time: Mapped[int]
    received_at: Mapped[int]
    source: Mapped[str] = mapped_column(default="browser")  # or server
    visitor: Mapped[uuid.UUID | None]
    session_id: Mapped[uuid.UUID | None]
    exposure: Mapped[uuid.UUID | None]  # the exposure that a click, an answer … belongs to; its own id on the exposure
    campaign_id: Mapped[int | None]
    arm: Mapped[str | None]
    url: Mapped[str | None]
    path: Mapped[str | None]
    referrer: Mapped[str | None]
    title: Mapped[str | None]
    language: Mapped[str | None]
    transaction_id: Mapped[str | None]  # of a purchase or refund
    value_minor: Mapped[int | None]
    currency: Mapped[str | None]
    flags: Mapped[int] = mapped_column(default=0)
    properties: Mapped[dict[str, Any]] = mapped_column(default=dict)
