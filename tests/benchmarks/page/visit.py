"""One visit of the page with one guest on it, as Chromium counts it, with an empty cache.

Times are CPU times of the page's own thread: a neighbour who wants the processor too is not in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.page.meter import Cost, Meter, Traces

VIEWPORT = {"width": 1280, "height": 800}
# As somebody's browser would say: guests do not show themselves to what calls itself headless.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
TRIES = 6  # each with twice the window of the one before


class NotShown(RuntimeError):
    """The guest's message never stood."""


@dataclass(frozen=True)
class Visit:
    """`idle` is until just before the message was made due, as are the traces; with a banner there is no such time."""

    idle: Cost
    shown: Cost
    traces: Traces


def visit(browser: Browser, url: str, guest: Guest | None, window_ms: float, picture: Path | None = None) -> Visit:
    """Without a guest it is the bare page, visited in the same way. Raises NotShown."""
    for again in range(TRIES):
        with new_page(browser) as page:
            if made := _visit(browser, page, url, guest, window_ms * 2**again, picture):
                return made
    raise NotShown(f"{guest and guest.title} shows nothing on {url}")


def _visit(
    browser: Browser, page: Page, url: str, guest: Guest | None, window_ms: float, picture: Path | None
) -> Visit | None:
    """None where the message did not stand before the window was over: then not all that it takes was counted."""
    meter = Meter(browser, page)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(window_ms)
    meter.pause()
    traces = meter.traces()
    meter.go_on()
    stir(page)
    if guest and guest.provoke:
        guest.provoke(page)
    page.wait_for_timeout(window_ms / 2)
    # the bare page is listened to as well: what that takes is then in neither
    is_heard = meter.says(guest.says if guest else "")
    meter.pause()
    idle, shown = meter.costs()
    if picture:
        page.screenshot(path=picture)
    return Visit(idle, shown, traces) if is_heard else None


@contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    agent = AGENT.format(major=browser.version.partition(".")[0])
    context = browser.new_context(viewport=VIEWPORT, locale="en-GB", user_agent=agent)  # type: ignore[arg-type]
    try:
        yield context.new_page()
    finally:
        context.close()


def stir(page: Page) -> None:
    """A hand at the mouse."""
    page.mouse.move(640, 300)
    page.mouse.move(640, 60)
