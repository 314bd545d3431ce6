"""How old a script may get: a paused campaign is gone within a minute, however many caches stand between."""

from __future__ import annotations

from email.utils import formatdate
from pathlib import Path
from time import time

import pytest
from playwright.sync_api import Page

from tests.proxy.campaigns import page_with
from tests.proxy.conftest import Ask, Upstream
from tests.support.cast import Person
from tests.support.servers import Storefront
from winback.models import Site


def test_nginx_hands_out_one_copy_with_the_date_of_the_service(
    nginx_domain: str, upstream: Upstream, shop: Site, ask: Ask
) -> None:
    upstream.date = formatdate(time() - 40, usegmt=True)
    answers = [ask("GET", f"{nginx_domain}/wb/w/{shop.key}.js?visit={visit}") for visit in range(3)]
    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", "HIT", "HIT"]
    for answer in answers:
        assert answer.headers["Date"] == upstream.date
        assert answer.headers["Cache-Control"] == "max-age=60, must-revalidate"
    assert len(upstream.asked) == 1


def test_nginx_answers_a_browser_that_has_the_copy_already(
    nginx_domain: str, upstream: Upstream, shop: Site, ask: Ask
) -> None:
    url = f"{nginx_domain}/wb/w/{shop.key}.js"
    etag = ask("GET", url).headers["ETag"]
    again = ask("GET", url, headers={"If-None-Match": etag})
    assert (again.status, again.headers["ETag"], len(upstream.asked)) == (304, etag, 1)


@pytest.mark.parametrize("encoding", ["br", "gzip", "zstd"])
def test_nginx_keeps_each_packing_apart(nginx_domain: str, shop: Site, ask: Ask, encoding: str) -> None:
    url = f"{nginx_domain}/wb/w/{shop.key}.js"
    plain = ask("GET", url)
    packed = ask("GET", url, headers={"Accept-Encoding": encoding}, decode_content=False)
    assert packed.headers["Content-Encoding"] == encoding
    assert packed.headers["X-Cache"] == "MISS"
    assert "Content-Encoding" not in plain.headers


def test_the_live_check_always_reaches_the_service(nginx_domain: str, upstream: Upstream, shop: Site, ask: Ask) -> None:
    for _ in range(3):
        assert ask("GET", f"{nginx_domain}/wb/w/{shop.key}/live").status == 200
    assert len(upstream.asked) == 3


def test_nginx_keeps_no_script_that_depends_on_where_the_visitor_is(
    nginx_domain: str, upstream: Upstream, alice: Person, shop: Site, ask: Ask
) -> None:
    regions = [{"countries": ["EU"], "mode": "ask"}]
    assert alice.api.patch(f"/api/v1/sites/{shop.id}", json={"consent_regions": regions}).status_code == 200
    answers = [ask("GET", f"{nginx_domain}/wb/w/{shop.key}.js") for _ in range(2)]
    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", "MISS"]
    assert len(upstream.asked) == 2


@pytest.mark.parametrize(("seconds_ago", "requests"), [(0, 1), (50, 1), (61, 2)], ids=["new", "young", "a minute old"])
def test_a_browser_counts_the_minute_from_the_date(
    nginx_domain: str,
    upstream: Upstream,
    storefront: Storefront,
    shop: Site,
    page: Page,
    tmp_path: Path,
    seconds_ago: int,
    requests: int,
) -> None:
    """nginx's copy and the browser's never add up to two minutes."""
    upstream.date = formatdate(time() - seconds_ago, usegmt=True)
    storefront.pages["/"] = page_with(f'<script src="/wb/w/{shop.key}.js"></script>').replace(
        '<script src="/diary.js"></script>', ""
    )
    for _ in range(2):
        page.goto(nginx_domain)
        page.wait_for_load_state("load")
        page.goto("about:blank")
    lines = (tmp_path / "access.log").read_text().splitlines()
    assert len([line for line in lines if f"{shop.key}.js" in line]) == requests
