"""Counts in quarter-hours of UTC, kept beside what they count: reports of any zone read them instead of the rows."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base

_WITHOUT_ROWID = {"sqlite_with_rowid": False}


class EventCount(Base):
    """How many stored events are alike in everything that totals ask for. Always equal to a recount of `event`.

    `quarter_at` is the quarter-hour in which they happened. There is no sum of money here: what a purchase told twice
    or refunded is worth is known by the table `purchase`.
    """

    __tablename__ = "event_count"
    __table_args__ = (_WITHOUT_ROWID,)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    quarter_at: Mapped[int] = mapped_column(primary_key=True)  # milliseconds
    name: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(primary_key=True)  # 0: of no campaign
    arm: Mapped[str] = mapped_column(primary_key=True)  # empty: of none
    flags: Mapped[int] = mapped_column(primary_key=True)
    is_anonymous: Mapped[bool] = mapped_column(primary_key=True)  # has no visitor
    is_late: Mapped[bool] = mapped_column(primary_key=True)  # a browser's, received long after it happened
    count: Mapped[int]


class AnswerCount(Base):
    """How many responses gave this number to this question. Always equal to a recount of `answer`.

    Responses of bots and the like are not in it. `is_last` marks a response's latest number of this kind: summing only
    those counts each response once, also where a message asks two such questions.
    """

    __tablename__ = "answer_count"
    __table_args__ = (_WITHOUT_ROWID,)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    quarter_at: Mapped[int] = mapped_column(primary_key=True)  # in which it was answered
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    variant: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # the question's type, such as nps
    block: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    is_last: Mapped[bool] = mapped_column(primary_key=True)
    count: Mapped[int]


class DropCount(Base):
    """How many events were dropped and requests refused, by reason. No fact about stored rows: it can't be recounted."""

    __tablename__ = "drop_count"
    __table_args__ = (_WITHOUT_ROWID,)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    quarter_at: Mapped[int] = mapped_column(primary_key=True)  # in which it came
    reason: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
