"""A visitor's part in an experiment: one row for each campaign, visitor and epoch."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Participation(Base):
    """What follows from the visitor's events; it can always be counted again from them.

    `is_first` marks the visitor's first epoch in the campaign: the row that visitor counts use.
    `revenue_minor` is what the visitor paid within the goal's window after the first exposure, less refunds,
    in the site's currency.
    """

    __tablename__ = "participation"
    __table_args__ = (
        sa.Index("ix_participation_campaign_exposed", "campaign_id", "first_exposed_at"),
        sa.Index("ix_participation_site_visitor", "site_id", "visitor"),
    )

    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    visitor: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"))
    arm: Mapped[str]
    is_first: Mapped[bool]
    has_two_arms: Mapped[bool] = mapped_column(default=False)
    first_exposed_at: Mapped[int]
    shown_at: Mapped[int | None]
    clicked_at: Mapped[int | None]
    answered_at: Mapped[int | None]
    converted_at: Mapped[int | None]
    conversions: Mapped[int] = mapped_column(default=0)
    revenue_minor: Mapped[int] = mapped_column(default=0)
