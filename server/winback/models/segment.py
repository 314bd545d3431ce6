"""A saved, named audience: visitors by what the server knows of them."""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .site import Site


class Segment(Base):
    """Visitors' scripts carry its slug alone, never its name or rule. The slug stays: campaigns' rules name it."""

    __tablename__ = "segment"
    __table_args__ = (sa.UniqueConstraint("site_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"))
    slug: Mapped[str]
    name: Mapped[str]
    rule: Mapped[dict[str, Any]]
    created_at: Mapped[int]
    updated_at: Mapped[int]

    site: Mapped["Site"] = relationship(back_populates="segments")

    def change(self, now: int, name: str | None = None, rule: dict[str, Any] | None = None) -> None:
        """Whoever asks after the commit is told by the new rule."""
        self.name = self.name if name is None else name
        self.rule = self.rule if rule is None else rule
        self.updated_at = now
        self.site.touch()
