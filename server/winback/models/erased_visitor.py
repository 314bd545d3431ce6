"""Who was erased, for as long as a browser may still bring something that happened before."""

import hashlib
import hmac
import uuid
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..clock import HOUR
from .base import Base


class ErasedVisitor(Base):
    """Not the visitor: a mark by which only the holder of the site's secret knows the visitor again."""

    __tablename__ = "erased_visitor"
    __table_args__ = (sa.Index("ix_erased_visitor_site_erased", "site_id", "erased_at"),)
    KEPT_MS: ClassVar[int] = 72 * HOUR  # nothing older is taken from a browser

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    erased_at: Mapped[int]

    @staticmethod
    def mark_of(secret: str, visitor: uuid.UUID) -> uuid.UUID:
        """The first 16 bytes of HMAC-SHA256 with the site's secret."""
        return uuid.UUID(bytes=hmac.digest(secret.encode(), b"erased:" + visitor.bytes, hashlib.sha256)[:16])
