"""Holds back guessing: so many tries in a quarter-hour for one key, then none until some have grown old."""

import threading
from collections import deque

from ..clock import MINUTE

WINDOW = 15 * MINUTE
_MOST_KEYS = 10_000  # beyond that a flood of invented accounts would eat the memory


class Throttle:
    """Counts in this process's memory: several processes allow several times as much."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tries: dict[str, deque[int]] = {}
        self._lock = threading.Lock()

    def take(self, keys: list[str], now: int) -> int:
        """Counts a try for each key. Returns 0, or in how many seconds the next try is allowed; then none is counted."""
        with self._lock:
            self._forget_old(keys, now)
            full = [self._tries[key] for key in keys if len(self._tries.get(key, ())) >= self._most]
            if full:
                return max(1, (max(tries[-self._most] for tries in full) + WINDOW - now) // 1000 + 1)
            for key in keys:
                self._tries.setdefault(key, deque()).append(now)
            return 0

    def give_back(self, keys: list[str]) -> None:
        """The latest try of each key was no guess."""
        with self._lock:
            for key in keys:
                if self._tries.get(key):
                    self._tries[key].pop()

    def _forget_old(self, keys: list[str], now: int) -> None:
        for key in list(self._tries) if len(self._tries) > _MOST_KEYS else keys:
            tries = self._tries.get(key)
            while tries and not now - WINDOW < tries[0] <= now + MINUTE:  # also what a clock put back left ahead
                tries.popleft()
            if tries is not None and not tries:
                del self._tries[key]
