"""our script in a visitor's browser, beside what others put into a page for the same purpose"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.contest import Pace, verdict
from tests.benchmarks.page import tables
from tests.benchmarks.page.contest import Added, in_turn
from tests.benchmarks.page.guest import Guest
from tests.benchmarks.page.host import HostPage
from tests.benchmarks.page.meter import SLOWER
from tests.benchmarks.page.ours import NAME, Ours
from tests.benchmarks.peers import PEERS, Peer, sample
from tests.benchmarks.peers.base import Stub
from tests.benchmarks.peers.packages import NotHere
from tests.benchmarks.running import winback
from tests.support.browser import ROOT
from tests.support.engines import start_chromium
from tests.support.servers import listening_socket, serving

PICTURES = ROOT / ".cache" / "bench-widget"
# Else navigator.webdriver tells the guests that nobody looks, and most stay away.
AS_A_VISITOR = "--disable-blink-features=AutomationControlled"
SCRIPT_IDLE_MS, SCRIPT_SHOWN_MS = 60, 90
BLOCKING_MS = 1  # what can be told from nothing
TIMES_LESS = 4
LISTENERS = 16


def run(folder: Path, pace: Pace, rows: int) -> Iterator[str]:
    with ExitStack() as stack:
        host = HostPage()
        url = stack.enter_context(serving(host, listening_socket()))
        ours = Ours(folder, url)
        guests = ours.guests(stack.enter_context(winback(folder)).url)
        if pace.is_quick:
            guests = [guest for guest in guests if guest.kind == "survey"]
        for peer in [sample.PEER] if pace.is_quick else PEERS:
            try:
                guests.append(_invited(peer, stack))
            except NotHere as missing:
                yield f"not measured: {missing}"
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(start_chromium(playwright, AS_A_VISITOR))
        yield from _conditions(browser.version, pace)
        bare, added = in_turn(browser, host, url, guests, pace, PICTURES)
    yield ""
    yield from tables.costs(bare, added)
    yield ""
    yield from tables.traces(bare, added)
    yield ""
    yield from _verdicts(added)


def _invited(peer: Peer, stack: ExitStack) -> Guest:
    """Raises NotHere."""
    for package in peer.packages:
        package.fetch()
    stub = Stub(peer)
    stub.url = stack.enter_context(serving(stub, listening_socket()))
    return peer.guest(stub.url)


def _conditions(version: str, pace: Pace) -> Iterator[str]:
    yield f"Chromium {version}; medians of {pace.rounds} rounds of what each adds to the bare page of the same round"
    yield f"times are CPU times of the page's thread, times {SLOWER}: a processor {SLOWER} times slower than this one"
    yield f"before: until {pace.seconds:g} s after the page is loaded; what each looks like is in {PICTURES}"


def _verdicts(added: list[Added]) -> Iterator[str]:
    own = [each for each in added if each.guest.name == NAME]
    peers = [each for each in added if each not in own and each.guest.kind == "survey"]
    for each in own:
        if each.idle:
            yield from _beside(each, peers)
            yield _most(each, "script ms before", each.idle.script_ms, SCRIPT_IDLE_MS)
            yield _most(each, "script ms shown", each.shown.script_ms, SCRIPT_SHOWN_MS)
            yield _most(each, "blocking ms before", each.idle.blocking_ms, BLOCKING_MS)
            yield _most(each, "requests before", each.idle.requests, 1)
            yield _most(each, "listeners on the page's own nodes before", each.traces.page_listeners, LISTENERS)
        yield _most(each, "layout shift", round(each.shown.shift, 3), 0)
        yield _most(each, "names on the window", len(each.traces.names), 1)
        yield _most(each, "functions replaced", len(each.traces.patched), 0)


def _beside(each: Added, peers: list[Added]) -> Iterator[str]:
    for peer in peers:
        times = peer.shown.script_ms / each.shown.script_ms
        said = f"{each.guest.setup}, script ms shown: {peer.guest.name} takes {times:.1f} times as long"
        yield verdict(said, times >= TIMES_LESS, TIMES_LESS)


def _most(each: Added, what: str, measured: float, limit: float) -> str:
    return verdict(f"{each.guest.setup}, {what}: {max(measured, 0):.3g}", measured <= limit, limit, at="at most")
