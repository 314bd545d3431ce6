"""The whole product on the shop's own domain: a real Chromium, a real nginx, and a policy that knows no other host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.proxy.campaigns import ASK, DIARY, go_live, page_with, told
from tests.proxy.conftest import Upstream
from tests.server.test_publish import launched
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

    def visit(key: str = shop.key, tag: str | None = None) -> Page:
        storefront.pages["/"] = page_with(tag or f'<script async src="/wb/w/{key}.js"></script>')
        page.goto(nginx_domain)
        return page

    return visit


def test_a_message_shows_and_is_counted_without_any_other_host(
    open_shop: Callable[..., Page], nginx_domain: str, upstream: Upstream, page: Page, shop: Site
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.add_cookies([{"name": "session", "value": "secret", "url": nginx_domain}])
    open_shop()
    told(page, "ready")
    with page.expect_response(lambda answer: f"/wb/e/{shop.key}" in answer.url) as answered:
        page.evaluate(ASK)
    assert answered.value.json()["accepted"] >= 1
    told(page, "show")
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


def test_a_pinned_script_asks_for_consent_on_the_same_domain(
    open_shop: Callable[..., Page], page: Page, db: Database, shop: Site, alice: Person, clock: TestClock
) -> None:
    path = f"/api/v1/sites/{shop.id}"
    alice.api.patch(path, json={"consent_mode": "ask"})
    with db.reading() as session:
        launched(db, session.get_one(Site, shop.id), "consent_banner", clock())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    open_shop(tag=alice.api.get(f"{path}/tags").get_json()["pinned_own_domain"])
    with page.expect_response(lambda answer: answer.url.endswith(f"/wb/c/{shop.key}")) as answered:
        page.locator("winback-message").get_by_role("button", name="Accept").click()
    assert answered.value.json()["receipt"]["recorded_at"]
    assert {path for path in asked if path.startswith(("/w/", "/e/", "/c/"))} == set()
    assert page.evaluate("diary.filter(([name]) => name === 'error')") == []


def test_an_open_page_shows_nothing_that_was_paused(
    open_shop: Callable[..., Page], page: Page, shop: Site, alice: Person
) -> None:
    page.clock.install()
    open_shop()
    told(page, "ready")
    # Its patience with the live check ends after 300 ms, which a busy machine may need: once that is asked, time stands.
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/score/pause").status_code == 200
    with page.expect_response(lambda answer: answer.url.endswith("/live")) as answered:
        page.evaluate(ASK)
        for _ in range(1000):
            if any(url.endswith("/live") for url in asked):
                break
            page.clock.run_for(20)
    assert answered.value.json() == {"off": ["score"]}
    # The page's own answer to the same question comes later: the script has had its own by then.
    page.evaluate("url => fetch(url).then((answer) => answer.json())", answered.value.url)
    page.clock.run_for(1000)
    assert page.evaluate("diary.filter(([name]) => name !== 'ready')") == []
    assert page.locator("winback-message").count() == 0


CARRIES = """async (script) => (await (await fetch(script)).text()).includes('"score"')"""
# When the last question was asked that still got the old answer: however slow the answers are, that is known exactly.
ASK_UNTIL_IT_IS_GONE = f"""async (script) => {{
  const start = performance.now();
  for (let latest = 0; ; ) {{
    const asked = performance.now() - start;
    if (!(await ({CARRIES})(script)) || asked > 60000) return latest;
    latest = asked;
    await new Promise((done) => setTimeout(done, 500));
  }}
}}"""


@pytest.mark.slow
def test_a_paused_campaign_is_gone_from_new_pages_within_a_minute(
    open_shop: Callable[..., Page], nginx_domain: str, upstream: Upstream, page: Page, shop: Site, alice: Person
) -> None:
    """The whole chain in real time: nginx's cache and the browser's have a copy from before the pause.

    The minute, which test_minute.py reads in the answers, has fifteen seconds here.
    """
    upstream.minute = 15
    open_shop()
    told(page, "ready")
    script = f"/wb/w/{shop.key}.js"
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/score/pause").status_code == 200
    assert page.evaluate(CARRIES, script), "nothing kept it: then this test shows nothing"
    assert page.evaluate(ASK_UNTIL_IT_IS_GONE, script) <= (upstream.minute + 2) * 1000
    fresh = page.context.new_page()
    fresh.goto(nginx_domain)
    told(fresh, "ready")
    assert fresh.evaluate("winback('explain')") == []
