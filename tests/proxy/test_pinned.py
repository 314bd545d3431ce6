"""The tag that names its script's hash: it works under a strict policy, and nothing that was changed ever runs."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.proxy.campaigns import ASK, DIARY, go_live, page_with, told
from tests.support.cast import Person
from tests.support.clock import TestClock
from tests.support.pages import expecting
from tests.support.servers import Storefront, serving
from tests.widget.campaigns import consent_banner
from winback import assets
from winback.db.engine import Database
from winback.models import Site
from winback.targeting import own
from winback.targeting.files import Files
from winback.targeting.publish import Publisher

TAMPERED = b"globalThis.tampered = true;"


@dataclass
class Tampering:
    """The service, broken into: what is served under this path has a line more."""

    app: Flask
    path: str = "/none"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] != self.path:
            return self.app(environ, start_response)
        environ["HTTP_ACCEPT_ENCODING"] = "identity"
        headers: list[Any] = []
        body = b"".join(self.app(environ, lambda status, said, *more: headers.extend(said)))
        start_response("200 OK", [each for each in headers if each[0] != "Content-Length"])
        return [body + TAMPERED]


@pytest.fixture
def broken_into(app: Flask, listener: socket.socket) -> Iterator[Tampering]:
    tampering = Tampering(app)
    with serving(tampering, listener):
        yield tampering


@pytest.fixture
def publisher(app: Flask) -> Publisher:
    publisher: Publisher = app.extensions["winback"].publisher
    return publisher


@pytest.fixture
def open_shop(
    broken_into: Tampering,
    publisher: Publisher,
    storefront: Storefront,
    db: Database,
    shop: Site,
    clock: TestClock,
    page: Page,
    settings: Any,
) -> Callable[[], Page]:
    """A shop whose policy knows one folder of one host, and no inline script."""
    clock.run()
    go_live(db, shop, storefront.url, clock())
    host = settings.url
    storefront.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' {host}/w/; connect-src {host}; img-src 'self' data:; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    storefront.pages |= {"/": page_with(publisher.pinned(shop.key).tag(host)), "/diary.js": DIARY}
    storefront.types["/diary.js"] = "text/javascript"

    def visit() -> Page:
        page.goto(storefront.url)
        return page

    return visit


def test_a_message_shows_with_one_request_more(open_shop: Callable[[], Page], page: Page, shop: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(re.sub(r"^http://[^/]+", "", request.url)))
    open_shop()
    told(page, "ready")
    ours = [path for path in asked if path.startswith("/w/")]
    assert re.fullmatch(r"/w/c/[0-9a-f]{16}\.js", ours[0])
    assert ours[1:] == [f"/w/{shop.key}.json"]
    page.evaluate(ASK)
    told(page, "show")
    # Preloaded with its hash and then imported: one request, not two.
    assert len(asked) == len(set(asked))
    assert page.evaluate("diary.filter(([name]) => name === 'error')") == []
    assert page.evaluate("document.querySelectorAll('link[rel=modulepreload]').length") == 0


def test_a_pinned_message_says_our_words_in_the_language_of_the_page(open_shop: Callable[[], Page], page: Page) -> None:
    """Its files are the same whatever is published: it learns them from the configuration."""
    page.add_init_script("history.replaceState(0, '', '/?winback_debug')")
    open_shop()
    told(page, "ready")
    page.evaluate("document.documentElement.lang = 'ko'")
    page.evaluate(ASK)
    told(page, "show")
    assert page.locator("winback-message .x").get_attribute("aria-label") == "닫기"


def test_a_changed_script_never_runs(
    open_shop: Callable[[], Page], page: Page, publisher: Publisher, broken_into: Tampering, shop: Site
) -> None:
    broken_into.path = publisher.pinned(shop.key).path
    with expecting(page, "integrity"), page.expect_event("console", lambda said: "integrity" in said.text):
        open_shop()
    assert page.evaluate("[typeof winback, typeof tampered]") == ["undefined", "undefined"]


def test_a_changed_file_that_is_loaded_later_never_runs(
    open_shop: Callable[[], Page], page: Page, broken_into: Tampering
) -> None:
    broken_into.path = assets.chunk_path(own.put_in_registry(assets.whole("engine")))
    with expecting(page, "integrity"):
        open_shop()
        told(page, "ready")
        with page.expect_event("console", lambda said: "integrity" in said.text):
            page.evaluate(ASK)
        assert page.evaluate("typeof tampered") == "undefined"
        assert page.locator("winback-message").count() == 0


def test_a_configuration_names_no_file_that_runs(
    open_shop: Callable[[], Page], page: Page, shop: Site, settings: Any
) -> None:
    """Whoever changes the data can change what is said, and cannot point at a script of their own."""
    page.route(f"**/w/{shop.key}.json", lambda route: route.fulfill(json=forged(route.fetch().json())))

    def forged(config: dict[str, Any]) -> dict[str, Any]:
        evil = "https://evil.example"
        return {**config, "base": evil, "chunks": dict.fromkeys(config["chunks"], f"{evil}/x.js")}

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_shop()
    told(page, "ready")
    page.evaluate(ASK)
    told(page, "show")
    assert not any("evil" in url for url in asked)


@pytest.mark.parametrize("change", [{"v": 2}, {"site": "wb_another"}], ids=["another form", "another site"])
def test_a_configuration_that_is_not_for_this_script_leaves_it_still(
    open_shop: Callable[[], Page], page: Page, shop: Site, settings: Any, change: dict[str, Any]
) -> None:
    page.route(f"**/w/{shop.key}.json", lambda route: route.fulfill(json={**route.fetch().json(), **change}))
    with page.expect_response(f"**/w/{shop.key}.json"):
        open_shop()
    # The page's own answer to the same question comes later: the script has had its own by then.
    page.evaluate("url => fetch(url).then((answer) => answer.json())", f"{settings.url}/w/{shop.key}.json")
    assert page.evaluate("typeof winback") == "undefined"


def test_the_configuration_is_kept_and_revalidated_as_the_script_is(client: FlaskClient, shop: Site) -> None:
    first = client.get(f"/w/{shop.key}.json")
    assert (first.get_json()["v"], first.get_json()["site"]) == (1, shop.key)
    assert first.headers["Cache-Control"] == "max-age=60, must-revalidate"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"/w/{shop.key}.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/w/wb_nobody.json").get_json() == {"why": "No site has this key."}


def test_the_script_depends_on_nothing_that_is_published(
    db: Database, shop: Site, publisher: Publisher, clock: TestClock
) -> None:
    before = publisher.pinned(shop.key)
    go_live(db, shop, "https://shop.example", clock())
    publisher.forget(shop.key)
    assert publisher.pinned(shop.key) == before


def test_the_files_of_a_tag_are_kept_for_good(
    db: Database, shop: Site, publisher: Publisher, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade, two months later, in another process."""
    files = publisher.pinned(shop.key).files
    publisher.published(shop.key)  # names some of them too, but not for good
    clock.advance(days=60)
    later = Files(db, clock)
    later.keep([b"what the new version names"])
    monkeypatch.setattr(assets, "chunk_bodies", dict)
    for body in files:
        found = later.find(assets.content_hash(body))
        assert found and found["identity"] == body


def test_the_install_page_and_the_api_offer_every_tag(
    alice: Person, shop: Site, publisher: Publisher, client: FlaskClient
) -> None:
    from tests.server.admin.desk import sit_down

    page = unescape(sit_down(alice).get(f"/admin/sites/{shop.id}/install").text)
    tags = alice.api.get(f"/api/v1/sites/{shop.id}/tags").get_json()
    assert all(tag in page for tag in tags.values())
    for mount in ("", "/wb"):
        made = publisher.pinned(shop.key, mount)
        assert made.integrity in tags["pinned_own_domain" if mount else "pinned"]
        served = client.get(f"{mount}{made.path}")
        assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert served.data == made.files[0]


def test_a_site_that_asks_for_nothing_asks_nothing(
    open_shop: Callable[[], Page], page: Page, shop: Site, settings: Any
) -> None:
    """The pinned script carries the law's part to every site; here a prompt is left over from when the site asked."""

    def with_a_prompt(config: dict[str, Any]) -> dict[str, Any]:
        assert config["consent"]["mode"] == "off"
        return {**config, "campaigns": [consent_banner(), *config["campaigns"]]}

    page.route(f"**/w/{shop.key}.json", lambda route: route.fulfill(json=with_a_prompt(route.fetch().json())))
    open_shop()
    told(page, "ready")
    page.evaluate(ASK)
    told(page, "show")
    assert page.evaluate("diary.filter(([name]) => name === 'show').map(([, { campaign }]) => campaign)") == ["score"]
    assert page.evaluate("winback('visitor')") is not None
