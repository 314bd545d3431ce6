"""A purchase: unique by its transaction, however often and by whomever it is told."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Purchase(Base):
    """The goal is unique by (site, goal, transaction); the server's word beats the browser's."""

    __tablename__ = "purchase"
    __table_args__ = (sa.Index("ix_purchase_site_visitor_time", "site_id", "visitor", "time"),)

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    goal: Mapped[str] = mapped_column(primary_key=True, default="purchase")
    transaction_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[uuid.UUID]
    source: Mapped[str]
    visitor: Mapped[uuid.UUID | None]
    time: Mapped[int]
    value_minor: Mapped[int]
    refunded_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str]
