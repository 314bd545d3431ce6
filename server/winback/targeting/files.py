"""The immutable files that scripts name: those of this version, and those that open pages may still ask for."""

import logging
import threading
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from .. import assets
from ..clock import DAY
from ..db.engine import UNREACHABLE, Database
from ..memory import Recent
from ..models import ScriptFile

_KEPT_MS = 30 * DAY  # pages are left open for days, hardly for weeks
_NAMED_AGAIN_MS = DAY
_FOR_GOOD = 32_503_680_000_000  # the year 3000
_READY = 256
_PATIENCE_SECONDS = 1.0  # a visitor waits for the script meanwhile

log = logging.getLogger("winback.files")


class Files:
    """Files by content hash. What one process keeps, every process finds, also after a restart or an upgrade."""

    def __init__(self, db: Database, clock: Callable[[], int]) -> None:
        self._db, self._clock = db, clock
        self._named: dict[str, int] = {}
        self._ready: dict[str, dict[str, bytes]] = {}
        self._missing = Recent()
        self._lock = threading.Lock()

    def keep(self, bodies: Iterable[bytes], is_for_good: bool = False) -> None:
        """Notes that a script that is about to go out names these; `is_for_good`: so does a tag in somebody's pages."""
        named = {assets.content_hash(body): body for body in bodies}
        now = _FOR_GOOD if is_for_good else self._clock()
        with self._lock:
            news = {name: body for name, body in named.items() if now - self._named.get(name, 0) >= _NAMED_AGAIN_MS}
            for name, body in news.items():
                self._pack(name, body)
        if not news:
            return
        try:
            self._write(news, now)
        except (sa.exc.DBAPIError, *UNREACHABLE):
            # Locked, read-only, or kept by another process just now. This one has them; the next script tries again.
            log.warning("files that a script names were not kept: %s", ", ".join(sorted(news)), exc_info=True)
            return
        with self._lock:
            self._named |= dict.fromkeys(news, now)

    def knows(self, name: str) -> bool:
        """Whether finding it, or not, costs no look into the database."""
        is_at_hand = name in assets.chunk_bodies() or name in self._ready
        return is_at_hand or not assets.is_content_hash(name) or self._missing.has(name)

    def find(self, name: str) -> dict[str, bytes] | None:
        """The file's bytes by content encoding, `identity` among them; None where no script has named it for a month."""
        if name in assets.chunk_bodies():
            return {"identity": assets.chunk_bodies()[name], **assets.compressed(name)}
        ready = self._ready.get(name)
        if ready is not None:
            return ready
        if not assets.is_content_hash(name) or self._missing.has(name):  # a NUL is no text for PostgreSQL
            return None
        with self._db.reading() as session:
            kept = session.get(ScriptFile, name)
        if kept is None:
            self._missing.add(name)
            return None
        with self._lock:
            return self._pack(name, kept.body)

    def _pack(self, name: str, body: bytes) -> dict[str, bytes]:
        if name not in self._ready:
            if len(self._ready) >= _READY:
                self._ready.pop(next(iter(self._ready)))
            self._ready[name] = {"identity": body, **assets.packed(body)}
        return self._ready[name]

    def _write(self, news: dict[str, bytes], now: int) -> None:
        with self._db.writing(_PATIENCE_SECONDS) as session:
            session.execute(sa.delete(ScriptFile).where(ScriptFile.named_at < self._clock() - _KEPT_MS))
            for name, body in news.items():
                kept = session.get(ScriptFile, name)
                if kept is None:
                    session.add(ScriptFile(hash=name, body=body, named_at=now))
                else:
                    kept.named_at = max(kept.named_at, now)
