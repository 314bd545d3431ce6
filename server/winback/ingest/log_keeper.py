"""SQLite's write-ahead log is kept short: whoever reads for long keeps all of it, and the longer it is the slower is everything."""

import logging
import time
from collections.abc import Callable

from ..db.engine import Database

LARGE_BYTES = 128 * 1024 * 1024
# Between two tries to empty a large log: each brings what it can into the file.
PAUSE_SECONDS = 2.0
SHORT_READERS_SECONDS = 0.1  # a page's reads are over by then

log = logging.getLogger("winback.ingest")


class LogKeeper:
    """Empties the log when there is time, and also when it is large. Where a reader needs it then, `end_readers` is
    asked to end those who can be asked again.
    """

    def __init__(self, db: Database, end_readers: Callable[[], None], large_bytes: int = LARGE_BYTES) -> None:
        self._db, self._end_readers, self._large_bytes = db, end_readers, large_bytes
        self._has_log = db.is_sqlite
        self._next_try = 0.0

    def idle(self) -> None:
        """There is nothing to write just now."""
        if self._has_log:
            self._has_log = not self._is_emptied(0)  # a long reader must not make the writer wait

    def written(self) -> None:
        """Something was just written."""
        self._has_log = self._db.is_sqlite
        if self._db.log_bytes() < self._large_bytes or time.monotonic() < self._next_try:
            return
        if not self._is_emptied(SHORT_READERS_SECONDS):
            log.warning("the write-ahead log has %d MB; long readers are asked to end", self._db.log_bytes() >> 20)
            self._end_readers()
            self._is_emptied(SHORT_READERS_SECONDS)  # at once: others may begin to read before the next try
        self._next_try = time.monotonic() + PAUSE_SECONDS

    def _is_emptied(self, patience_seconds: float) -> bool:
        try:
            return self._db.empty_log(patience_seconds)
        except Exception as error:  # the writer must live on; what is wrong is told by the next write
            log.warning("the write-ahead log is not emptied: %s", error)
            return False
