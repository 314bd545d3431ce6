"""Token buckets in this process's memory: so many a minute, or another span, for each key, all at once if they were
saved up."""

import threading
from collections import OrderedDict

from ..clock import MINUTE

_MOST_KEYS = 50_000  # a flood from ever new addresses must not eat the memory
_SHARED = 4096  # buckets for all who come when there is no room for one of their own

Level = tuple[float, int]  # tokens left, and when that was


class Buckets:
    """Bounded in memory, and each take costs the same however many keys there are.

    While more keys than `most_keys` come within a span, the ones beyond share buckets, which one by chance. So a flood
    frees nobody of a limit, and hardly touches a newcomer who has nothing to do with it.
    """

    def __init__(self, most_keys: int = _MOST_KEYS, span: int = MINUTE) -> None:
        self._most_keys, self._span = most_keys, span
        self._level: OrderedDict[str, Level] = OrderedDict()  # the one longest untouched first
        self._shared: dict[tuple[int, int], Level] = {}
        self._lock = threading.Lock()

    def take(self, key: str, per_span: int, now: int) -> int:
        """Takes a token. Returns 0, or in how many seconds there is one again."""
        with self._lock:
            if key in self._level or self._has_room(now):
                level, wait = _taken(self._level.get(key), per_span, self._span, now)
                self._level[key] = level
                if not wait:
                    self._level.move_to_end(key)
            else:
                place = (hash(key) % _SHARED, per_span)  # by a hash that nobody outside knows
                self._shared[place], wait = _taken(self._shared.get(place), per_span, self._span, now)
            return wait

    def _has_room(self, now: int) -> bool:
        """Each newcomer makes room for itself and for one more: after a flood the memory is soon free again."""
        for _ in range(2):
            oldest = next(iter(self._level), None)
            if oldest is None:
                return True
            tokens, then = self._level[oldest]
            if then - now > self._span:  # the clock was put back
                self._level[oldest] = (tokens, now)
                self._level.move_to_end(oldest)
            elif now - then >= self._span:  # full again, and so no other than a new one
                del self._level[oldest]
        return len(self._level) < self._most_keys


def _taken(level: Level | None, per_span: int, span: int, now: int) -> tuple[Level, int]:
    """The level after one token was taken, and 0; or how many seconds one is still to come."""
    tokens, then = level or (float(per_span), now)
    if then - now > span:  # the clock was put back: else nothing would be filled until it has caught up
        then = now
    filled = min(per_span, tokens + max(0, now - then) * per_span / span)
    if filled < 1:
        return (tokens, then), max(1, -int(-(1 - filled) * span // per_span) // 1000)
    return (filled - 1, max(now, then)), 0
