"""A whole or partial set of answers, and each answer in it. One response an exposure."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db.types import Json
from .base import Base


class Response(Base):
    __tablename__ = "response"
    __table_args__ = (
        sa.Index("ix_response_campaign_started", "campaign_id", "started_at"),
        sa.Index("ix_response_site_started", "site_id", "started_at"),
    )

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    exposure: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"))
    variant: Mapped[str]
    visitor: Mapped[uuid.UUID | None]
    session_id: Mapped[uuid.UUID | None]
    started_at: Mapped[int]
    completed_at: Mapped[int | None]
    steps: Mapped[list[Any]] = mapped_column(default=list)
    url: Mapped[str | None]
    language: Mapped[str | None]
    flags: Mapped[int] = mapped_column(default=0)

    answers: Mapped[list["Answer"]] = relationship(
        cascade="all, delete-orphan", order_by="Answer.answered_at, Answer.block"
    )


class Answer(Base):
    """The last answer to a block wins. `number` is set for NPS; `value` is the wire's value for every type."""

    __tablename__ = "answer"
    __table_args__ = (
        sa.ForeignKeyConstraint(["site_id", "exposure"], ["response.site_id", "response.exposure"], ondelete="CASCADE"),
    )

    site_id: Mapped[int] = mapped_column(primary_key=True)
    exposure: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    block: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str]
    kind: Mapped[str]
    value: Mapped[Any] = mapped_column(Json)
    number: Mapped[int | None]
    answered_at: Mapped[int]
