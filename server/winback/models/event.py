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
    repeated_impression = 64  # the exposure's message was seen before: one showing

    @classmethod
    def names(cls, flags: int) -> list[str]:
        return [str(flag.name) for flag in cls if flags & flag]


# A row with one of these is in no visitor count, arm or sum.
UNCOUNTED = int(Flag.bot | Flag.staff | Flag.arm_mismatch)


def _few(name: str, which: str, *columns: str) -> sa.Index:
    """An index over few rows. A query must say the same condition, word for word, to be served by it."""
    condition = sa.text(which)
    return sa.Index(name, "site_id", *columns, sqlite_where=condition, postgresql_where=condition)


class Event(Base):
    """One row an event id and site. `visitor` is None where nothing may be remembered: totals only."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index("ix_event_site_visitor_time", "site_id", "visitor", "time", "id"),
        sa.Index("ix_event_site_time", "site_id", "time"),
        # Page views are most of all rows, and whoever wants them all reads them by time.
        _few("ix_event_site_name_time", "name <> 'page_view'", "name", "time"),
        _few("ix_event_site_exposure", "exposure IS NOT NULL", "exposure", "time", "id"),
        _few(
            "ix_event_site_transaction", "transaction_id IS NOT NULL", "transaction_id", "source", "time", "id", "flags"
        ),
        _few(
            "ix_event_site_visitor_campaign",
            f"campaign_id IS NOT NULL AND flags & {UNCOUNTED} = 0",
            "visitor",
            "time",
            "id",
        ),
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

    @classmethod
    def named(cls, name: str) -> sa.ColumnElement[bool]:
        """The condition of this name, so that the index of names serves it where there is one."""
        is_named = cls.name == name
        return is_named if name == "page_view" else sa.and_(is_named, cls.name != sa.literal_column("'page_view'"))
