"""events in on PostgreSQL, by one process and by several: all of one busy site, so that they add to the same counts"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

import psycopg

from tests.benchmarks import load, machine
from tests.benchmarks.batches import BATCHES, HEADERS, Batch
from tests.benchmarks.contest import Pace, in_turn, table
from tests.benchmarks.ingest import sending
from tests.benchmarks.load import Ask, Measured
from tests.benchmarks.running import Running, make_site, winback, yardstick
from tests.support.postgres import PostgresServer, running_postgres

PROCESSES = (1, 2, 4)
LOOK_EVERY_SECONDS = 0.01
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@dataclass
class Rounds:
    """What some processes did with one batch. `waiting`: how many transactions waited for a lock at a time."""

    measured: list[Measured] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)  # of a request, the services
    database_us: list[float] = field(default_factory=list)  # and PostgreSQL
    waiting: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return median(each.per_second for each in self.measured)

    @property
    def p99_ms(self) -> float:
        return median(each.p99_ms for each in self.measured)


def run(folder: Path, pace: Pace, rows: int) -> Iterator[str]:
    yield load.describe(pace.seconds)
    with machine.on(machine.SERVER):
        starting = running_postgres(is_durable=True)
        server = starting.__enter__()
    with ExitStack() as stack:
        stack.push(starting)
        key = make_site(folder, server.url)
        yield from _beside_others(folder, server, key, pace)
        yield from _by_processes(folder, server, key, pace)
        yield f"deadlocks: {_asked(server, DEADLOCKS):.0f}"


def _beside_others(folder: Path, server: PostgresServer, key: str, pace: Pace) -> Iterator[str]:
    """The database's own time is not in the CPU time of this table."""
    with ExitStack() as stack:
        noop = stack.enter_context(yardstick("noop", folder))
        with psycopg.connect(_address(server), autocommit=True) as connection:
            connection.execute("CREATE DATABASE orm")
        orm = stack.enter_context(yardstick("orm", folder, server.url.replace("/postgres?", "/orm?")))
        ours = stack.enter_context(winback(folder / "alone", server.url))
        contenders = [
            sending("no-op", BATCHES["10 events"], noop, is_fresh=False),
            sending("Flask + ORM", BATCHES["10 events"], orm),
            *(sending("ours", batch, ours, key) for batch in BATCHES.values()),
        ]
        yield from table(in_turn(contenders, pace).values())


def _by_processes(folder: Path, server: PostgresServer, key: str, pace: Pace) -> Iterator[str]:
    processes = PROCESSES[:2] if pace.is_quick else PROCESSES
    found = {(name, many): Rounds() for name in BATCHES for many in processes}
    with ExitStack() as stack:
        services = [stack.enter_context(winback(folder / str(number), server.url)) for number in range(max(processes))]
        for batch in BATCHES.values():
            for each in services:
                load.warm(_ask(each, key, batch))
        for _ in range(pace.rounds):
            for (name, many), rounds in found.items():
                _measure(
                    rounds, services[:many], server, [_ask(each, key, BATCHES[name]) for each in services[:many]], pace
                )
    yield f"{'':<28}{'requests/s':>11}{'of one':>8}{'p99 ms':>8}{'CPU us/req':>12}{'database':>10}{'waiting':>9}"
    for (name, many), rounds in found.items():
        who, share = f"{name}, processes: {many}", rounds.per_second / found[name, 1].per_second
        yield (
            f"{who:<28}{rounds.per_second:>11,.0f}{share:>8.2f}{rounds.p99_ms:>8.1f}"
            f"{median(rounds.cpu_us):>12,.0f}{median(rounds.database_us):>10,.0f}{median(rounds.waiting):>9.2f}"
        )


def _measure(
    rounds: Rounds, services: Sequence[Running], server: PostgresServer, asks: Sequence[Ask], pace: Pace
) -> None:
    assert server.process
    before = sum(machine.cpu_seconds(each.pid) for each in services), machine.cpu_seconds(server.process.pid)
    with _watching(server) as waiting:
        measured = load.drive_all(asks, pace.seconds)
    after = sum(machine.cpu_seconds(each.pid) for each in services), machine.cpu_seconds(server.process.pid)
    rounds.measured.append(measured)
    rounds.cpu_us.append((after[0] - before[0]) / measured.requests * 1e6)
    rounds.database_us.append((after[1] - before[1]) / measured.requests * 1e6)
    rounds.waiting.append(mean(waiting or [0]))


@contextmanager
def _watching(server: PostgresServer) -> Iterator[list[float]]:
    """How many transactions wait for a lock, looked at again and again while the block runs."""
    is_over, seen = threading.Event(), list[float]()

    def look() -> None:
        with psycopg.connect(_address(server), autocommit=True) as connection:
            while not is_over.wait(LOOK_EVERY_SECONDS):
                seen.append(connection.execute(WAITING).fetchone()[0])  # type: ignore[index]

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()


def _asked(server: PostgresServer, question: str) -> float:
    with psycopg.connect(_address(server)) as connection:
        return float(connection.execute(question).fetchone()[0])  # type: ignore[index]


def _address(server: PostgresServer) -> str:
    return server.url.replace("+psycopg", "")


def _ask(service: Running, key: str, batch: Batch) -> Ask:
    return Ask(f"{service.url}/e/{key}", "POST", HEADERS, batch.template, is_fresh=True)
