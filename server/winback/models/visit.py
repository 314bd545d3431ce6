"""A visitor's visit: 30 minutes of silence end it, 24 hours at most."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Visit(Base):
    """The words call it a session; the class is Visit so that it is not mistaken for a database session."""

    __tablename__ = "session"
    __table_args__ = (sa.Index("ix_session_site_visitor_started", "site_id", "visitor", "started_at"),)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    visitor: Mapped[uuid.UUID]
    started_at: Mapped[int]
    last_at: Mapped[int]
    landing_url: Mapped[str | None]
    referrer: Mapped[str | None]
