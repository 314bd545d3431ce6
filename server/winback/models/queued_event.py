"""What a shop's server has told and a visitor's page has yet to hear: order paid, ticket closed."""

import uuid
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..clock import DAY
from .base import Base


class QueuedEvent(Base):
    """Waits until a page of the visitor acts upon it, or for a week. The event itself is stored among all others."""

    __tablename__ = "queued_event"
    __table_args__ = (
        sa.Index("ix_queued_event_site_visitor_queued", "site_id", "visitor", "queued_at"),
        sa.Index("ix_queued_event_site_queued", "site_id", "queued_at"),
    )
    KEPT_MS: ClassVar[int] = 7 * DAY

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)  # the event's
    visitor: Mapped[uuid.UUID]
    name: Mapped[str]
    queued_at: Mapped[int]
