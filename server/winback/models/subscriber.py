"""A person known by email, with the exact words that they agreed to."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Subscriber(Base):
    __tablename__ = "subscriber"
    __table_args__ = (sa.Index("ix_subscriber_site_subscribed", "site_id", "subscribed_at", "email"),)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(primary_key=True)
    visitor: Mapped[uuid.UUID | None]
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id", ondelete="SET NULL"))
    lists: Mapped[list[Any]] = mapped_column(default=list)
    text_id: Mapped[str]
    consent_text: Mapped[str | None]  # None where no published text has this id: the proof is missing
    subscribed_at: Mapped[int]
