"""A real browser: started once a test process, a fresh profile for every test. It is Chromium, unless engines.py says more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

# The widget's shadow root is closed in production; neither locators nor axe look into a closed one.
OPEN_SHADOW_ROOTS = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: "open" }); };
"""

# Milliseconds for a fact to come. Only a test that fails waits so long; on a laden machine facts come late.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser(browser_of: Callable[[str], Browser]) -> Browser:
    return browser_of("chromium")


@pytest.fixture
def new_context(browser_of: Callable[[str], Browser], engine: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a visitor's browser with an empty profile: `new_context(locale="ko-KR", **playwright.devices["…"])`.

    `shadow="closed"` leaves the page exactly as a real visitor has it.
    """
    contexts: list[BrowserContext] = []

    def make(*, shadow: str = "open", **options: Any) -> BrowserContext:
        context = browser_of(engine).new_context(**{"locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        if shadow == "open":
            context.add_init_script(OPEN_SHADOW_ROOTS)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def new_page(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Makes a page in a profile of its own, like `new_context`. A test fails when one of its pages has complained."""
    listening: list[tuple[Page, list[str]]] = []

    def make(**options: Any) -> Page:
        page = new_context(**options).new_page()
        listening.append((page, listen(page)))
        return page

    yield make
    for _, complaints in listening:
        assert not complaints, f"the page complained: {complaints}"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One visitor's page. What its console complains of is in `page.complaints`; a test that expects some clears it."""
    return new_page()


def listen(page: Page) -> list[str]:
    """Collects, also in `page.complaints`, every error of the page's scripts and every console error or warning."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"{error}"))
    page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
    page.complaints = complaints  # type: ignore[attr-defined]
    return complaints


@contextmanager
def expecting(page: Page, *parts: str) -> Iterator[None]:
    """The page may complain of these in the block: `with expecting(page, "503"): …`"""
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]
    before = len(complaints)
    yield
    page.evaluate("0")  # what the console has said by now is heard before the answer
    complaints[before:] = [said for said in complaints[before:] if not any(part in said for part in parts)]
