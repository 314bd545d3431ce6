"""events in, answered only after they are on disk, beside apps that do less and one that does it the usual way"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks import history, load, machine
from tests.benchmarks.batches import BATCHES, HEADERS, Batch
from tests.benchmarks.contest import Contender, Gate, Pace, Result, in_turn, table, verdict, verdicts
from tests.benchmarks.load import Ask
from tests.benchmarks.reports import asking_without_end
from tests.benchmarks.running import Running, make_site, winback, yardstick

TEN, ONE, MESSAGE = BATCHES["10 events"], BATCHES["1 event"], BATCHES["10, a message"]

GATES = [
    Gate("ours, 10 events", "no-op, 10 events", 0.10),
    Gate("ours, 1 event", "no-op, 1 event", 0.20),
    Gate("ours, 10 events, large table", "no-op, 10 events", 0.10),
    Gate("ours, 1 event, large table", "no-op, 1 event", 0.20),
    Gate("ours, 10 events", "Flask + ORM, 10 events", 10),
]


def run(folder: Path, pace: Pace, rows: int) -> Iterator[str]:
    yield load.describe(pace.seconds)
    key = make_site(folder / "empty")
    large = history.fill(folder / "large", rows)
    yield f"the large table has {large.events:,} events of {large.bytes_an_event * 1e6 / 2**20:,.0f} MiB a million, all in"
    with ExitStack() as stack:
        yardsticks = {name: stack.enter_context(yardstick(name, folder)) for name in ("noop", "decode", "orm")}
        empty = stack.enter_context(winback(folder / "empty"))
        full = stack.enter_context(winback(folder / "large"))
        memory = machine.resident_mb(empty.pid)
        results = in_turn(_contenders(yardsticks, empty, key, full, large.site_key), pace)
        yield from table(results.values())
        yield from verdicts(results, GATES)
        yield from _while_reports_are_counted(full, large, pace)
        yield f"memory of the service: {memory:.0f} MiB at first, {machine.resident_mb(empty.pid):.0f} MiB now"
    yield from _size_on_disk(folder / "empty" / "winback.db")


def _contenders(
    yardsticks: dict[str, Running], empty: Running, key: str, full: Running, full_key: str
) -> Iterator[Contender]:
    for batch in (TEN, ONE):
        yield sending("no-op", batch, yardsticks["noop"], is_fresh=False)
        yield sending("decode only", batch, yardsticks["decode"], is_fresh=False)
        yield sending("ours", batch, empty, key)
        yield sending("ours", batch, full, full_key, ", large table")
        yield sending("Flask + ORM", batch, yardsticks["orm"])
    yield sending("ours", MESSAGE, full, full_key, ", large table")


def sending(who: str, batch: Batch, to: Running, key: str = "any", more: str = "", is_fresh: bool = True) -> Contender:
    ask = Ask(f"{to.url}/e/{key}", "POST", HEADERS, batch.template, is_fresh)
    return Contender(f"{who}, {batch.name}{more}", ask, to.pid, batch.events)


def _while_reports_are_counted(full: Running, large: history.Large, pace: Pace) -> Iterator[str]:
    """Each round without and with a client that asks for reports over the whole large table, one after the other."""
    contender = sending("ours", TEN, full, large.site_key)
    alone: list[Result] = []
    beside: list[Result] = []
    counted = 0
    for _ in range(pace.rounds):
        alone += in_turn([contender], Pace(1, pace.seconds)).values()
        with asking_without_end(full, large) as asked:
            beside += in_turn([contender], Pace(1, pace.seconds)).values()
        counted += asked.count
    alone.sort(key=lambda result: result.per_second)
    beside.sort(key=lambda result: result.per_second)
    first, second = alone[len(alone) // 2], beside[len(beside) // 2]
    share, longer = second.per_second / first.per_second, second.p99_ms / first.p99_ms
    yield verdict(f"while reports are counted ({counted} answered): {share:.2f} of the requests/s", share >= 0.6, 0.6)
    yield verdict(f"while reports are counted: {longer:.1f} times the p99", longer <= 3, 3, at="at most")


def _size_on_disk(file: Path) -> Iterator[str]:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        events = connection.execute("SELECT count(*) FROM event").fetchone()[0]
    mib = file.stat().st_size * 1e6 / events / 2**20
    yield f"on disk: {mib:,.0f} MiB a million events, sessions and roll-ups included ({events:,} events came in)"
