"""Tests that hold in more than one engine: `@pytest.mark.engines` runs them in Chromium and in Firefox."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support import browser as chromium
from tests.support import firefox

ENGINES = ("chromium", "firefox")
NO_SECOND = "no second engine on this machine"

# Of several `--disable-features` Chromium heeds the last, so Playwright's own are said again (test_stage.py compares).
# Behind them: the address bar's pop-ups, two pages that a window without a screen loads too: half of what a new page costs.
WITHOUT = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "DialMediaRouteProvider",
    "GlobalMediaControls",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "BlockOriginHeaderModificationOnRedirect",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "Translate",
    "AutoDeElevate",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--no-first-run",
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("engines"):
        metafunc.parametrize("engine", ENGINES, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Whose browser the test's pages open in."""
    return str(getattr(request, "param", "chromium"))


@pytest.fixture(scope="session")
def browser_of() -> Iterator[Callable[[str], Browser]]:
    """The browser of that engine, started once a test process, by the first test that asks."""
    started: dict[str, Browser] = {}
    with sync_playwright() as playwright:

        def start(engine: str) -> Browser:
            if engine not in started:
                started[engine] = STARTS[engine](playwright)
            return started[engine]

        yield start
        for browser in started.values():
            browser.close()


def start_chromium(playwright: Playwright, *switches: str, **more: Any) -> Browser:
    found = chromium.find()
    assert found, "no Chromium for the tests: `make browser` fetches one"
    env = {**os.environ, **found.env}
    arguments = [*ARGUMENTS, f"--disable-features={','.join(WITHOUT)}", *switches]
    return playwright.chromium.launch(executable_path=found.path, args=arguments, env=env, **more)


def start_keeping(playwright: Playwright) -> Browser:
    """A Chromium that keeps left pages for the way back, as everybody's does; Playwright's switches turn that off."""
    return start_chromium(playwright, ignore_default_args=["--disable-back-forward-cache"])


def start_firefox(playwright: Playwright) -> Browser:
    found = firefox.find()
    if not found:
        pytest.skip(NO_SECOND)
    # a headless one has no pointer, unless it is told: 4 can hover, 2 is a mouse
    pointer = {"ui.primaryPointerCapabilities": 6, "ui.allPointerCapabilities": 6}
    return playwright.firefox.launch(channel="moz-firefox", executable_path=found, firefox_user_prefs=pointer)


STARTS: dict[str, Callable[[Playwright], Browser]] = {
    "chromium": start_chromium,
    "keeping": start_keeping,
    "firefox": start_firefox,
}


def is_firefox(page: Page) -> bool:
    browser = page.context.browser
    return browser is not None and browser.browser_type.name == "firefox"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was not run is said aloud."""
    left_out = [one for one in terminalreporter.stats.get("skipped", []) if NO_SECOND in str(one.longrepr)]
    if left_out:
        terminalreporter.write_line(f"{NO_SECOND}: {len(left_out)} tests not run (`make browser`, or FIREFOX_PATH)")
