"""What guests add to a page, as tables for the docs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.benchmarks.page.contest import Added, Bare
from tests.benchmarks.page.meter import Cost

COSTS = (
    "| | before: kB, requests | shown: kB, requests | script ms, before / shown | main thread ms | blocking ms"
    " | shift | seen after, slow 4G |"
)
TRACES = "| | heap kB | listeners, of these on the page's own nodes | names on the window | functions replaced |"


def costs(bare: Bare, added: Iterable[Added]) -> Iterator[str]:
    yield COSTS
    yield "|---|" + "--:|" * 7
    alone = bare.cost
    yield (
        f"| the bare page | | | {alone.script_ms:.0f} | {alone.task_ms:.0f} | {alone.blocking_ms:.0f} | "
        f"{alone.shift:.3f} | |"
    )
    for each in added:
        yield (
            f"| {each.guest.title} | {_wire(each.idle)} | {_wire(each.shown)} | {_both(each, 'script_ms')} | "
            f"{_both(each, 'task_ms')} | {_both(each, 'blocking_ms')} | {each.shown.shift:.3f} | "
            f"{each.seen_after_ms / 1000:.1f} s |"
        )


def traces(bare: Bare, added: Iterable[Added]) -> Iterator[str]:
    yield TRACES
    yield "|---|--:|--:|---|---|"
    yield f"| the bare page | {bare.traces.heap_kb:,.0f} | {bare.traces.listeners}, {bare.traces.page_listeners} | | |"
    for each in added:
        left = each.traces
        yield (
            f"| {each.guest.title} | {left.heap_kb:,.0f} | {left.listeners}, {left.page_listeners} | "
            f"{_named(left.names)} | {_named(left.patched)} |"
        )


def _wire(cost: Cost | None) -> str:
    return "–" if cost is None else f"{cost.kilobytes:.1f}, {cost.requests:.0f}"


def _both(each: Added, what: str) -> str:
    shown = f"{_whole(getattr(each.shown, what))}"
    return f"{_whole(getattr(each.idle, what))} / {shown}" if each.idle else shown


def _whole(number: float) -> str:
    """Never less than nothing, and no minus before a zero."""
    return f"{max(number, 0):.0f}"


def _named(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"
