"""The site's library of pictures, each kept in the sizes that visitors get."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Picture(Base):
    """`hash` names what visitors get, so that it never changes behind an address; `source_hash` is of the uploaded file,
    so that the same one is not read and kept twice.
    """

    __tablename__ = "picture"
    __table_args__ = (
        sa.UniqueConstraint("site_id", "hash"),
        sa.UniqueConstraint("site_id", "source_hash"),
        sa.Index("ix_picture_hash", "hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"))
    hash: Mapped[str]
    source_hash: Mapped[str]
    name: Mapped[str]
    alt: Mapped[dict[str, Any]]  # by language; what a message begins with
    kind: Mapped[str]  # of the uploaded file
    width: Mapped[int]  # of the largest size
    height: Mapped[int]
    widths: Mapped[list[Any]]  # of the sizes, the smallest first
    bytes: Mapped[int]  # of all sizes
    created_at: Mapped[int]
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="SET NULL"))

    @property
    def shape(self) -> dict[str, Any]:
        """What a message has to know of it before it is there; `src` is for our own pages, which show drafts."""
        shown = {"src": self.path_of(self.widths[-1]), "width": self.width, "height": self.height}
        return {**shown, "widths": list(self.widths)}

    def path_of(self, width: int) -> str:
        """Where visitors get this size of it."""
        return f"/w/m/{self.hash}-{width}.webp"


class PictureFile(Base):
    """One size, as WebP. In a table: so every process, every backup and every erasure of a site has it."""

    __tablename__ = "picture_file"

    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("picture.id", ondelete="CASCADE"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
