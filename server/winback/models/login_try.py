"""A password that was tried and did not fit, kept for as long as it holds back the next."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class LoginTry(Base):
    __tablename__ = "login_try"
    __table_args__ = (sa.Index("ix_login_try_key_at", "key_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str]  # of an account or an address: neither is kept itself
    at: Mapped[int] = mapped_column(index=True)
