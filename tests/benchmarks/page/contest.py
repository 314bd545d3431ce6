"""Guests on the same page in turn, again and again: the medians of what each adds to the bare page of its round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from tests.benchmarks import progress
from tests.benchmarks.contest import Pace
from tests.benchmarks.page.guest import Guest
from tests.benchmarks.page.host import HostPage
from tests.benchmarks.page.meter import Cost, Traces
from tests.benchmarks.page.sight import seen_after_ms
from tests.benchmarks.page.visit import Visit, visit
from tests.benchmarks.peers.base import pack


@dataclass(frozen=True)
class Added:
    """What a guest adds to the page, medians of the rounds. The bytes are with what was pasted into the page."""

    guest: Guest
    idle: Cost | None  # None: its message comes by itself
    shown: Cost
    traces: Traces
    seen_after_ms: float


@dataclass(frozen=True)
class Bare:
    """The page alone, medians of the rounds."""

    cost: Cost
    traces: Traces


@dataclass
class _Rounds:
    visits: list[Visit]
    seen: list[float]


def in_turn(
    browser: Browser, host: HostPage, url: str, guests: list[Guest], pace: Pace, pictures: Path
) -> tuple[Bare, list[Added]]:
    """`pictures` is where each is photographed with its message, in the last round."""
    pictures.mkdir(parents=True, exist_ok=True)
    alone: list[Visit] = []
    with_guest = {guest.title: _Rounds([], []) for guest in guests}
    for number in range(pace.rounds):
        for at, guest in enumerate([None, *guests]):
            progress.say(f"round {number + 1} of {pace.rounds}, {at} of {len(guests)}")
            slug = guest.slug if guest else "nobody"
            address = url + host.invite(slug, guest.head if guest else "")
            picture = pictures / f"{slug}.png" if number == pace.rounds - 1 else None
            measured = visit(browser, address, guest, pace.seconds * 1000, picture)
            if guest is None:
                alone.append(measured)
                continue
            with_guest[guest.title].visits.append(measured)
            address = url + host.invite(slug, guest.at_once or guest.head)
            with_guest[guest.title].seen.append(seen_after_ms(browser, address, guest))
    progress.say("")
    bare = Bare(_cost([each.shown for each in alone]), _traces([each.traces for each in alone]))
    return bare, [_added(guest, alone, with_guest[guest.title]) for guest in guests]


def _added(guest: Guest, alone: list[Visit], rounds: _Rounds) -> Added:
    def beyond(of: Callable[[Visit], Cost]) -> Cost:
        return _cost([_less(of(it), of(bare)) for it, bare in zip(rounds.visits, alone, strict=True)], guest.head)

    traces = [_fewer(it.traces, bare.traces) for it, bare in zip(rounds.visits, alone, strict=True)]
    return Added(
        guest,
        beyond(lambda it: it.idle) if guest.provoke else None,
        beyond(lambda it: it.shown),
        _traces(traces),
        median(rounds.seen),
    )


def _less(it: Cost, bare: Cost) -> Cost:
    return Cost(*(of - to for of, to in zip(it.values(), bare.values(), strict=True)))


def _fewer(it: Traces, bare: Traces) -> Traces:
    return Traces(
        it.heap_kb - bare.heap_kb,
        it.listeners - bare.listeners,
        it.page_listeners - bare.page_listeners,
        it.names - bare.names,
        it.patched - bare.patched,
    )


def _cost(costs: list[Cost], pasted: str = "") -> Cost:
    middle = Cost(*(median(values) for values in zip(*(cost.values() for cost in costs), strict=True)))
    return middle.with_more(len(pack(pasted.encode())) / 1000 if pasted else 0)


def _traces(traces: list[Traces]) -> Traces:
    """Of names, all that were seen in any round."""
    return Traces(
        median(each.heap_kb for each in traces),
        int(median(each.listeners for each in traces)),
        int(median(each.page_listeners for each in traces)),
        frozenset().union(*(each.names for each in traces)),
        frozenset().union(*(each.patched for each in traces)),
    )
