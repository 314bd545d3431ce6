"""Holds back guessing: so many tries in a quarter-hour for one key, then none until some have grown old."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import MINUTE
from ..db.engine import Database
from ..ids import fingerprint
from ..ingest.locks import take_locks
from ..models import LoginTry

WINDOW = 15 * MINUTE


class Throttle:
    """Counts in the database: for all processes together, and also over a restart."""

    def __init__(self, db: Database, most: int) -> None:
        self._db, self._most = db, most

    def take(self, keys: list[str], now: int) -> int:
        """Counts a try for each key. Returns 0, or in how many seconds the next try is allowed; then none is counted."""
        hashes = [fingerprint(key) for key in keys]
        with self._db.writing() as session:
            _be_alone(session)
            _forget_old(session, now)
            full = [at for each in hashes if (at := self._blocking(session, each)) is not None]
            if full:
                return max(1, (max(full) + WINDOW - now) // 1000 + 1)
            session.add_all(LoginTry(key_hash=each, at=now) for each in hashes)
            return 0

    def give_back(self, keys: list[str]) -> None:
        """The latest try of each key was no guess."""
        with self._db.writing() as session:
            _be_alone(session)
            for key in keys:
                latest = _tries(fingerprint(key)).limit(1).with_only_columns(LoginTry.id)
                session.execute(sa.delete(LoginTry).where(LoginTry.id.in_(latest)))

    def _blocking(self, session: Session, key_hash: str) -> int | None:
        """When the try was made that must grow old before there may be another; None where there may be one now."""
        found: int | None = session.scalar(_tries(key_hash).offset(self._most - 1).limit(1))
        return found


def _tries(key_hash: str) -> sa.Select[int]:
    return sa.select(LoginTry.at).where(LoginTry.key_hash == key_hash).order_by(LoginTry.at.desc(), LoginTry.id.desc())


def _be_alone(session: Session) -> None:
    """Two processes that looked at the same moment would both find room for the last try."""
    take_locks(session.connection(), [("login tries",)])


def _forget_old(session: Session, now: int) -> None:
    is_old = LoginTry.at <= now - WINDOW
    is_ahead = LoginTry.at > now + MINUTE  # a clock put back left it there
    session.execute(sa.delete(LoginTry).where(is_old | is_ahead))
