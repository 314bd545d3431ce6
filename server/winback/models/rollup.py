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


class _CampaignAmounts:
    """What is counted of a campaign's arm. Every amount is a sum, so that any rows add up to one.

    The first six are of visitors, by their first exposure of all: as `participation` says, without who met two arms.
    The next four are of showings and of the last NPS answer to each; the last four of exposures that count nowhere.
    """

    exposed: Mapped[int]
    shown: Mapped[int]
    clicked: Mapped[int]
    answered: Mapped[int]
    converted: Mapped[int]
    revenue_minor: Mapped[int]
    showings: Mapped[int]  # of a message, each by its first impression
    promoters: Mapped[int]
    passives: Mapped[int]
    detractors: Mapped[int]
    bot: Mapped[int]
    staff: Mapped[int]
    arm_mismatch: Mapped[int]
    two_arms: Mapped[int]


class CampaignCount(_CampaignAmounts, Base):
    """What became of a campaign, by the quarter-hour. Always equal to a recount of what it is made of."""

    __tablename__ = "campaign_count"
    __table_args__ = (_WITHOUT_ROWID,)

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    quarter_at: Mapped[int] = mapped_column(primary_key=True)  # milliseconds
    arm: Mapped[str] = mapped_column(primary_key=True)


class CampaignDay(_CampaignAmounts, Base):
    """The same by the day of the site's zone: a year has 35,000 quarter-hours, and a report has few milliseconds."""

    __tablename__ = "campaign_day"
    __table_args__ = (_WITHOUT_ROWID,)

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)  # as Python counts them: date.toordinal()
    arm: Mapped[str] = mapped_column(primary_key=True)


class DropCount(Base):
    """How many events were dropped and requests refused, by reason. No fact about stored rows: it can't be recounted."""

    __tablename__ = "drop_count"
    __table_args__ = (_WITHOUT_ROWID,)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    quarter_at: Mapped[int] = mapped_column(primary_key=True)  # in which it came
    reason: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
