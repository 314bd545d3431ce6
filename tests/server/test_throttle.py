"""Counting tries: together, whoever else counts at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from winback.db.engine import Database
from winback.web.throttle import WINDOW, Throttle


def test_of_those_who_come_at_one_moment_no_more_pass_than_may(db: Database) -> None:
    together = Barrier(8)
    one, other = Throttle(db, 3), Throttle(db, 3)

    def passed(number: int) -> int:
        count = 0
        for turn in range(10):
            together.wait(30)
            count += (one if number % 2 else other).take([f"account {turn}"], 1000) == 0
        return count

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(passed, range(8))) == 3 * 10


def test_the_wait_is_until_the_oldest_try_that_counts_is_old(db: Database) -> None:
    throttle = Throttle(db, 2)
    assert [throttle.take(["a", "b"], now) for now in (0, 60_000)] == [0, 0]
    assert throttle.take(["a"], 60_000) == WINDOW // 1000 - 60 + 1
    throttle.give_back(["a"])
    assert throttle.take(["a"], 60_000) == 0
    assert throttle.take(["b"], 60_000) > 0
    assert throttle.take(["c"], 60_000) == 0
    assert throttle.take(["a"], WINDOW) == 0
