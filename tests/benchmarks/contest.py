"""Several servers asked in turn, again and again: the medians of the rounds, and what their ratios come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from tests.benchmarks import machine
from tests.benchmarks.load import Ask, Measured, drive, warm


@dataclass(frozen=True)
class Pace:
    """How long and how often is measured. `is_quick`: only to see that it runs."""

    rounds: int = 5
    seconds: float = 3
    is_quick: bool = False


@dataclass(frozen=True)
class Contender:
    """`pid` is the server's, whose CPU time is counted with that of its children. `events` of a request, 0: none."""

    name: str
    ask: Ask
    pid: int
    events: int = 0


@dataclass(frozen=True)
class Result:
    """Medians of the rounds. `cpu_us`: microseconds of CPU time that the server used for a request."""

    name: str
    events: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    turned_away: float  # of all requests, 0 to 1


@dataclass(frozen=True)
class Gate:
    """`of` must answer at least so many times the requests that `to` answers in the same time."""

    of: str
    to: str
    at_least: float


def in_turn(contenders: Iterable[Contender], pace: Pace) -> dict[str, Result]:
    """A round asks each once, so that a busy neighbour disturbs all alike."""
    contenders = list(contenders)
    measured: dict[str, list[tuple[Measured, float]]] = {each.name: [] for each in contenders}
    for each in contenders:
        warm(each.ask)
        if pace.rounds > 1:
            drive(each.ask, pace.seconds / 2)  # what is made at the first request of a kind is not measured
    for _ in range(pace.rounds):
        for each in contenders:
            before = machine.cpu_seconds(each.pid)
            answers = drive(each.ask, pace.seconds)
            measured[each.name].append((answers, machine.cpu_seconds(each.pid) - before))
    return {each.name: _result(each, measured[each.name]) for each in contenders}


def _result(contender: Contender, rounds: list[tuple[Measured, float]]) -> Result:
    return Result(
        contender.name,
        contender.events,
        median(answers.per_second for answers, _ in rounds),
        median(answers.p50_ms for answers, _ in rounds),
        median(answers.p99_ms for answers, _ in rounds),
        median(cpu / answers.requests * 1e6 for answers, cpu in rounds),
        median(answers.turned_away / (answers.requests + answers.turned_away) for answers, _ in rounds),
    )


def table(results: Iterable[Result]) -> Iterator[str]:
    yield f"{'':<38}{'requests/s':>11}{'events/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'CPU us/req':>12}"
    for each in results:
        events = f"{each.per_second * each.events:,.0f}" if each.events else ""
        yield (
            f"{each.name:<38}{each.per_second:>11,.0f}{events:>10}{each.p50_ms:>9.1f}{each.p99_ms:>9.1f}"
            f"{each.cpu_us:>12,.0f}" + (f"   {each.turned_away:.0%} turned away" if each.turned_away else "")
        )


def verdicts(results: dict[str, Result], gates: Iterable[Gate]) -> Iterator[str]:
    """By requests a second. The ratio by CPU time is said too: a busy neighbour spoils it less."""
    for gate in gates:
        of, to = results[gate.of], results[gate.to]
        ratio, by_cpu = of.per_second / to.per_second, to.cpu_us / of.cpu_us
        said = f"{gate.of}: {ratio:.3f} of {gate.to} (by CPU time {by_cpu:.3f})"
        yield verdict(said, ratio >= gate.at_least, gate.at_least)


def verdict(said: str, is_met: bool, limit: float, unit: str = "", at: str = "at least") -> str:
    return f"{said} ({at} {limit:g}{unit}): {'meets' if is_met else 'MISSES'}"
