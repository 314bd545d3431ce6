"""An admin login, its passwords, its signed-in browsers and its API tokens."""

import threading
from functools import cache
from typing import Self

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..clock import DAY, HOUR
from ..ids import fingerprint, secret_token
from .base import Base

_HASHER = PasswordHasher()
_HASHING = threading.Semaphore(2)  # 64 MiB each: a flood of logins must not eat the machine

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000


class WeakPassword(ValueError):
    """The password is too short or too long."""


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    disabled_at: Mapped[int | None]
    created_at: Mapped[int]

    def set_password(self, password: str) -> None:
        """Raises WeakPassword. Whoever is signed in elsewhere must be signed out by the caller."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise WeakPassword(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        with _HASHING:
            self.password_hash = _HASHER.hash(password)


@cache
def _nobody() -> str:
    """Checked for an unknown account, so that it takes as long as a known one."""
    return _HASHER.hash("nobody has this password")


def verify_password(user: User | None, password: str) -> bool:
    """Whether the password is this user's. Takes as long for an unknown account as for a wrong password."""
    if len(password) > LONGEST_PASSWORD:
        return False
    with _HASHING:
        try:
            _HASHER.verify(user.password_hash if user else _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return user is not None and user.disabled_at is None


class Login(Base):
    """A browser that is signed in. The cookie holds a secret; the row only its fingerprint."""

    __tablename__ = "login"
    LIFETIME = 7 * DAY
    IDLE = 12 * HOUR

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[int]
    seen_at: Mapped[int]

    @classmethod
    def start(cls, session: Session, user: User, now: int) -> tuple[Self, str]:
        """A new row and the secret for the cookie."""
        secret = secret_token("wbl")
        login = cls(
            token_hash=fingerprint(secret), user_id=user.id, csrf=secret_token("wbc"), created_at=now, seen_at=now
        )
        session.add(login)
        return login, secret

    def is_alive(self, now: int) -> bool:
        return now < self.created_at + self.LIFETIME and now < self.seen_at + self.IDLE


class Token(Base):
    """A bearer token for the API: acts as its user, on one site or on all of them."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("site.id", ondelete="CASCADE"))
    name: Mapped[str]
    hint: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[int]
    expires_at: Mapped[int | None]
    last_used_at: Mapped[int | None]
    revoked_at: Mapped[int | None]

    @classmethod
    def issue(
        cls,
        session: Session,
        user: User,
        name: str,
        now: int,
        site_id: int | None = None,
        expires_at: int | None = None,
    ) -> tuple[Self, str]:
        """A new row and the secret, which is shown once and stored nowhere."""
        secret = secret_token("wbt")
        token = cls(
            user_id=user.id,
            site_id=site_id,
            name=name,
            hint=f"{secret[:8]}…",
            token_hash=fingerprint(secret),
            created_at=now,
            expires_at=expires_at,
        )
        session.add(token)
        return token, secret

    def is_alive(self, now: int) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
