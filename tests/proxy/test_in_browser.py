"""The whole product on the shop's own domain: a real Chromium, a real nginx, and a policy that knows no other host."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.proxy.campaigns import ASK, DIARY, go_live, page_with
from tests.proxy.conftest import Upstream
from tests.support.cast import Person
from tests.support.clock import TestClock
from tests.support.servers import Storefront
from winback.db.engine import Database
from winback.ids import new_site_key
from winback.models import Site

STRICT = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'"


@pytest.fixture
def open_shop(
    nginx_domain: str, storefront: Storefront, db: Database, shop: Site, clock: TestClock, page: Page
) -> Callable[..., Page]:
    """Opens the shop's page on its own domain, with the short tag and a strict policy."""
    clock.run()
    go_live(db, shop, nginx_domain, clock())
    storefront.pages["/diary.js"] = DIARY
    storefront.types["/diary.js"] = "text/javascript"
    storefront.headers["Content-Security-Policy"] = STRICT

    def visit(key: str = shop.key, on: Page = page) -> Page:
        storefront.pages["/"] = page_with(f'<script async src="/wb/w/{key}.js"></script>')
        on.goto(nginx_domain)
        return on

    return visit


def test_a_message_shows_and_is_counted_without_any_other_host(
    open_shop: Callable[..., Page], nginx_domain: str, upstream: Upstream, page: Page, shop: Site
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.add_cookies([{"name": "session", "value": "secret", "url": nginx_domain}])
    open_shop()
    page.wait_for_function("diary.some(([name]) => name === 'ready')")
    with page.expect_response(lambda answer: f"/wb/e/{shop.key}" in answer.url) as answered:
        page.evaluate(ASK)
    assert answered.value.json()["accepted"] >= 1
    page.wait_for_function("diary.some(([name]) => name === 'show')")
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(nginx_domain).netloc}
    assert f"/wb/w/{shop.key}/live" in upstream.paths
    assert not any("secret" in environ.get("HTTP_COOKIE", "") for environ in upstream.asked)
    assert page.evaluate("diary.filter(([name]) => name === 'error')") == []


def test_a_key_of_nobody_leaves_the_page_and_its_console_alone(open_shop: Callable[..., Page], page: Page) -> None:
    said: list[tuple[str, str]] = []
    page.on("console", lambda line: said.append((line.type, line.text)))
    key = new_site_key()
    with page.expect_response(lambda answer: key in answer.url):
        open_shop(key)
    page.wait_for_load_state("load")
    assert said == [("info", "Winback: no site has the key in this script's address.")]
    assert page.evaluate("typeof winback") == "undefined"


def test_an_open_page_shows_nothing_that_was_paused(
    open_shop: Callable[..., Page], page: Page, shop: Site, alice: Person
) -> None:
    open_shop()
    page.wait_for_function("diary.some(([name]) => name === 'ready')")
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/score/pause").status_code == 200
    with page.expect_response(lambda answer: answer.url.endswith("/live")) as answered:
        page.evaluate(ASK)
    assert answered.value.json() == {"off": ["score"]}
    # Whatever would come of the answer has come once the page has drawn again.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("diary.filter(([name]) => name !== 'ready')") == []
    assert page.locator("winback-message").count() == 0


CARRIES = """async (script) => (await (await fetch(script)).text()).includes('"score"')"""
ASK_AGAIN_FOR_A_MINUTE = f"""async (script) => {{
  const latest = performance.now() + 62000;
  while (performance.now() < latest) {{
    if (!(await ({CARRIES})(script))) return "gone";
    await new Promise((done) => setTimeout(done, 500));
  }}
  return "still there";
}}"""


@pytest.mark.slow
def test_a_paused_campaign_is_gone_from_new_pages_within_a_minute(
    open_shop: Callable[..., Page], nginx_domain: str, page: Page, shop: Site, alice: Person
) -> None:
    """The whole chain in real time: nginx's cache and the browser's have a copy from before the pause."""
    open_shop()
    page.wait_for_function("diary.some(([name]) => name === 'ready')")
    script = f"/wb/w/{shop.key}.js"
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/score/pause").status_code == 200
    assert page.evaluate(CARRIES, script), "nothing kept it: then this test shows nothing"
    assert page.evaluate(ASK_AGAIN_FOR_A_MINUTE, script) == "gone"
    fresh = page.context.new_page()
    fresh.goto(nginx_domain)
    fresh.wait_for_function("diary.some(([name]) => name === 'ready')")
    assert fresh.evaluate("winback('explain')") == []
