"""Drops and refusals, counted in memory until the writer takes them along: a flood of them costs no write each."""

import threading
import time
from collections import Counter

from ..rollups import DropKey, quarter_at

FLUSH_SECONDS = 5  # a crash loses the counts of so long
_MOST_KEYS = 10_000  # sites × reasons; more only where the database is away for days


class Tally:
    """Of sites that there are: what came for no known site is on /metrics alone."""

    def __init__(self) -> None:
        self._counts: Counter[DropKey] = Counter()
        self._taken_at = time.monotonic()
        self._lock = threading.Lock()

    def add(self, site_id: int, reason: str, now: int) -> None:
        key = DropKey(site_id, quarter_at(now), reason)
        with self._lock:
            if key in self._counts or len(self._counts) < _MOST_KEYS:
                self._counts[key] += 1

    def take(self, *, at_once: bool = False) -> Counter[DropKey]:
        """What was counted, when that was last taken some seconds ago; else nothing."""
        now = time.monotonic()
        with self._lock:
            if not self._counts or (now - self._taken_at < FLUSH_SECONDS and not at_once):
                return Counter()
            taken, self._counts, self._taken_at = self._counts, Counter(), now
            return taken

    def give_back(self, counts: Counter[DropKey]) -> None:
        """They could not be written."""
        with self._lock:
            self._counts += counts
