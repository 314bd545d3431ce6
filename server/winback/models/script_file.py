"""An immutable file that a published script names, as it was."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class ScriptFile(Base):
    """Pages stay open: what their script names must be there after the next publish, restart or upgrade."""

    __tablename__ = "script_file"

    hash: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    named_at: Mapped[int]  # when a script last named it
