"""alice before a real browser, signed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.server.admin.desk import sit_down
from tests.support.cast import Person
from winback.models import Site

AXE = Path(__file__).resolve().parents[3] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path) -> Any:  # type: ignore[no-untyped-def]
    with request.getfixturevalue(f"{request.param}_databases").fresh(tmp_path) as url:
        yield url


@pytest.fixture
def signed_in(alice: Person, live_server: str, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Makes a page of alice's: `signed_in(viewport=…, color_scheme="dark")`."""

    def make(**options: Any) -> Page:
        page = new_page(base_url=live_server, **options)
        cookie = sit_down(alice).client.get_cookie("winback")
        assert cookie
        page.context.add_cookies([{"name": "winback", "value": cookie.value, "url": live_server}])
        return page

    return make


@pytest.fixture
def admin(signed_in: Callable[..., Page]) -> Page:
    return signed_in(viewport={"width": 1280, "height": 900})


@pytest.fixture
def place(shop: Site) -> str:
    """Where the shop's pages are."""
    return f"/admin/sites/{shop.id}"


@pytest.fixture
def faults() -> Callable[[Page], list[str]]:
    """What axe finds on the page: rule and element."""

    def find(page: Page) -> list[str]:
        page.evaluate(AXE.read_text())
        found = page.evaluate("tags => axe.run(document, {runOnly: tags, iframes: false})", RULES)
        return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]

    return find
