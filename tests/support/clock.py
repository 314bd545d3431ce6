"""The time of a test: stands still unless told to move."""

from __future__ import annotations

import time
from datetime import UTC, datetime

NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)


class TestClock:
    """A winback.clock.Clock. `runs` makes it go on by itself, for tests with a real browser."""

    __test__ = False  # not a class of tests, whatever pytest thinks of the name

    def __init__(self, now: int = NOON) -> None:
        self.now = now
        self.started: float | None = None

    def __call__(self) -> int:
        if self.started is None:
            return self.now
        return self.now + int((time.monotonic() - self.started) * 1000)

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        self.now += round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)

    def run(self) -> None:
        self.started = self.started or time.monotonic()
