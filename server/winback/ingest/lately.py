"""Which events were stored lately, so that the database is not asked of each whether it is there already.

Most events come for the first time, soon after they happened. What comes a second time mostly does so within seconds: a page that is
left sends what it has, hears no answer, and the next page sends it again. Nothing hangs on this memory: where it is
wrong the insert finds fewer new rows than it was given, and the commit is tried again with every id looked up.
"""

import time
from collections.abc import Callable, Iterable
from functools import partial

from ..clock import MINUTE, SECOND
from .arrival import Arrival

FIRST_TOLD = 10 * SECOND  # an event that is older has been told before, as like as not
MADE_LATELY = MINUTE  # an id that is older has been sent before, as like as not; most browsers' clocks are that good
MOST = 50_000  # ids, and as many of those before
DOUBT_SECONDS = 60.0  # so long every id is looked up after the memory was wrong
_AFTER_TIME = 80  # bits of a UUIDv7; before them is the browser's time when it was made

IsNew = Callable[[Arrival], bool]


class Lately:
    """For one thread that stores, in the only process that does."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._ids: set[int] = set()
        self._before: set[int] = set()
        self._doubted_until = now()

    def is_new(self, now: int) -> IsNew | None:
        """What to ask of an event; None where the database has to be asked of all."""
        return None if self._now() < self._doubted_until else partial(self._is_new, now)

    def was_wrong(self) -> None:
        self._doubted_until = self._now() + DOUBT_SECONDS

    def add(self, arrivals: Iterable[Arrival]) -> None:
        self._ids.update([arrival.id.int for arrival in arrivals])
        if len(self._ids) >= MOST:
            self._ids, self._before = set(), self._ids

    def _is_new(self, now: int, arrival: Arrival) -> bool:
        """Its id says when it was made: what is sent again, by a page that says nothing of its age, has an old one."""
        number = arrival.id.int
        return (
            now - arrival.time < FIRST_TOLD
            and abs(now - (number >> _AFTER_TIME)) < MADE_LATELY
            and arrival.source == "browser"
            and number not in self._ids
            and number not in self._before
        )
