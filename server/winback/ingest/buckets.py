"""Token buckets in this process's memory: so many a minute for each key, all at once if they were saved up."""

import threading

from ..clock import MINUTE

_MOST_KEYS = 50_000  # a flood from ever new addresses must not eat the memory


class Buckets:
    def __init__(self) -> None:
        self._level: dict[str, tuple[float, int]] = {}  # tokens left, and when that was
        self._lock = threading.Lock()

    def take(self, key: str, per_minute: int, now: int) -> int:
        """Takes a token. Returns 0, or in how many seconds there is one again."""
        with self._lock:
            tokens, then = self._level.get(key, (float(per_minute), now))
            if then - now > MINUTE:  # the clock was put back: else nothing would be filled until it has caught up
                then = now
                self._level[key] = (tokens, then)
            tokens = min(per_minute, tokens + max(0, now - then) * per_minute / MINUTE)
            if tokens < 1:
                return max(1, -int(-(1 - tokens) * MINUTE // per_minute) // 1000)
            if len(self._level) >= _MOST_KEYS and key not in self._level:
                self._forget_old(now)
            self._level[key] = (tokens - 1, max(now, then))
            return 0

    def _forget_old(self, now: int) -> None:
        """After a minute every bucket is full again, and so no other than a new one."""
        self._level = {key: level for key, level in self._level.items() if now - level[1] < MINUTE}
        while len(self._level) >= _MOST_KEYS:
            self._level.pop(next(iter(self._level)))
