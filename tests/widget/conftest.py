"""A shop's page in a real browser, and the service that its tag talks to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.support.engines import is_firefox
from tests.support.servers import Storefront, listening_socket, serving
from tests.widget.campaigns import config
from tests.widget.service import KEY, RecordingService

Visit = Callable[..., Page]

LONG = "".join(f"<p>Line {number} of a long description of a very good chair.</p>" for number in range(120))

# Keeps what the widget told the page, from before its first line runs.
DIARY = """
window.diary = [];
for (const name of ["ready", "show", "answer", "conversion", "close", "consent", "track", "error"])
  document.addEventListener(`winback:${name}`, ({ detail }) => diary.push([name, detail]));
"""


def html(tag: str, body: str = LONG, head: str = "", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>The shop</title>'
        f'<meta name="viewport" content="width=device-width">{head}{tag}</head><body><h1>Chairs</h1>{body}</body></html>'
    )


@pytest.fixture
def service() -> Iterator[RecordingService]:
    played = RecordingService()
    with listening_socket() as bound, serving(played, bound) as url:
        played.url = url
        yield played


@pytest.fixture
def tag(service: RecordingService) -> str:
    return f'<script async src="{service.url}/w/{KEY}.js"></script>'


@pytest.fixture
def publish(service: RecordingService) -> Callable[..., None]:
    """Puts campaigns live: `publish(campaign, …, mode="ask")`."""

    def put(*campaigns: Any, has_carts: bool = False, own_words: Any = None, **more: Any) -> None:
        service.publish(config(service.url, *campaigns, **more), has_carts, own_words)

    return put


@pytest.fixture
def visit(new_page: Callable[..., Page], storefront: Storefront, tag: str) -> Visit:
    """Opens a page of the shop as someone new, or in a given tab: `visit("/p/1", body=…, page=page)`."""

    def open_page(
        path: str = "/", *, page: Page | None = None, body: str = LONG, head: str = "", lang: str = "en", **browser: Any
    ) -> Page:
        storefront.pages[path.partition("?")[0]] = html(tag, body, head, lang)
        page = page or prepared(new_page(**{"viewport": {"width": 1280, "height": 800}, **browser}))
        page.goto(storefront.url + path)
        page.wait_for_function("window.diary.some(([name]) => name === 'ready')")
        return page

    return open_page


def prepared(page: Page) -> Page:
    """Its clock can be put forward, and it keeps a diary."""
    page.clock.install()
    return kept_track_of(page)


def kept_track_of(page: Page) -> Page:
    """It keeps a diary, and its frames and timers are the browser's own."""
    page.add_init_script(DIARY)
    return page


def message(page: Page) -> Locator:
    """The one message that stands."""
    return page.locator("winback-message .box")


def diary(page: Page, name: str) -> list[Any]:
    """What the page was told under this name, in order."""
    told: list[Any] = page.evaluate("name => diary.filter(([said]) => said === name).map(([, detail]) => detail)", name)
    return told


def wait_until_shown(page: Page, count: int = 1) -> None:
    page.wait_for_function("count => diary.filter(([name]) => name === 'show').length >= count", arg=count)


def until(page: Page, promise: str) -> None:
    """Waits until what the expression promises is true. `wait_for_function` takes the promise itself for true."""
    for _ in range(1000):
        if page.evaluate(promise):
            return
    raise AssertionError(f"never came true: {promise}")


def is_told(page: Page, name: str, detail: Any) -> None:
    """Waits until the page was told exactly this."""
    page.wait_for_function(
        "([name, detail]) => diary.some(([said, told]) => said === name && JSON.stringify(told) === detail)",
        arg=[name, json.dumps(detail, separators=(",", ":"))],
    )


def probe(page: Page) -> str:
    """The campaign that stands once everything that was to fire has fired: `probe`, unless another came first.

    Needs campaigns.PROBE to be live. "Nothing shows" cannot be waited for; that something else does, can.
    """
    page.evaluate("winback('track', 'probe')")
    wait_until_shown(page)
    shown: str = diary(page, "show")[0]["campaign"]
    return shown


def forgive(page: Page, status: str) -> None:
    """The browser itself reports an answer of this status, in a line that no script can keep out of the console."""
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]
    complaints[:] = [said for said in complaints if f"the server responded with a status of {status}" not in said]


def leave_by_the_top(page: Page) -> None:
    """The pointer goes up and out, as it does on its way to the tabs."""
    page.mouse.move(640, 300)
    page.mouse.move(640, 60)
    if not is_firefox(page):
        page.mouse.move(640, -20)
        return
    # Firefox lets itself be driven only inside of the page, so what it would say at the edge is said for it
    page.mouse.move(640, 4)
    page.evaluate("document.body.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientX: 640, clientY: -1}))")


def hide(page: Page, hidden: bool) -> None:
    """As when another tab comes to the front: a headless browser's tabs are all in view."""
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });"
        "document.dispatchEvent(new Event('visibilitychange')) }",
        hidden,
    )


def settled(page: Page) -> None:
    """Two frames later: whatever was to be laid out is."""
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
