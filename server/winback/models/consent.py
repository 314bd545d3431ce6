"""Provable consent: what was shown, and what was decided. Rows are only ever inserted."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class ConsentNotice(Base):
    """The exact text and choices that visitors saw, named by the hash of its content."""

    __tablename__ = "consent_notice"

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)  # sha256-<hex> over the canonical JSON of content
    content: Mapped[dict[str, Any]]
    published_at: Mapped[int]


class ConsentRecord(Base):
    """One decision. `hash` chains it to the record before: hash = SHA-256(previous hash + seq + commitment).

    The commitment is a salted hash of the payload, so that erasing payload and salt leaves the chain whole.
    """

    __tablename__ = "consent_record"
    __table_args__ = (
        sa.UniqueConstraint("site_id", "seq"),
        sa.Index("ix_consent_record_site_recorded", "site_id", "recorded_at"),
        sa.Index("ix_consent_record_site_consent", "site_id", "consent_id"),
        sa.Index("ix_consent_record_site_visitor", "site_id", "visitor", "seq"),
    )

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    consent_id: Mapped[uuid.UUID]
    visitor: Mapped[uuid.UUID | None]
    notice: Mapped[str | None]
    action: Mapped[str]  # accept_all, reject_all, custom, withdraw, renew or gpc: derived by the server
    purposes: Mapped[dict[str, Any]]
    payload: Mapped[dict[str, Any] | None]  # everything else that the proof needs, as it was committed to
    salt: Mapped[str | None]
    commitment: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]
    recorded_at: Mapped[int]
