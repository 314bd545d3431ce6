"""How sure a leaving is: from the pointer's way out of a shop's page to the row in the results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.e2e.test_story import sign_in
from tests.server.api.story import OFFER, campaign
from tests.support.cast import Person
from tests.support.clock import TestClock
from tests.support.servers import Storefront
from winback.db.engine import Database
from winback.models import Site

# one visitor in a million
HARDLY_SHOWN = {"arms": [{"id": "control", "weight": 0.999999}, {"id": "a", "weight": 0.000001}]}


@pytest.fixture
def open_shop(alice: Person, shop: Site, db: Database, storefront: Storefront, live_server: str) -> Storefront:
    with db.writing() as session:
        session.get_one(Site, shop.id).origins = [storefront.url]
    moment = {"on": "exit_intent", "min_score": 0}
    campaign(alice, shop, "offer", {"a": OFFER}, triggers=[moment], experiment=HARDLY_SHOWN)
    tag = f'<script async src="{live_server}/w/{shop.key}.js"></script>'
    ready = "<script>document.addEventListener('winback:ready', () => document.title = 'ready')</script>"
    storefront.pages["/"] = f"<!doctype html><title>The shop</title>{ready}{tag}<h1>Chairs</h1>"
    return storefront


def telling(what: str) -> Callable[[Response], bool]:
    return lambda answer: f'"{what}"' in (answer.request.post_data or "")


def leave(context: BrowserContext, shop: str, *strokes: tuple[int, int]) -> tuple[Page, int]:
    """A visitor who has looked at the page for a minute goes up by these heights and milliseconds. The score that was told."""
    page = context.new_page()
    page.clock.install()
    page.goto(shop)
    expect(page).to_have_title("ready")
    page.mouse.move(600, 500)
    page.evaluate("winback('explain')")  # the second file is there
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 70)
    with page.expect_response(telling("exposure")) as answered:
        for y, ms in strokes:
            page.clock.run_for(ms)
            page.mouse.move(600, y)
        page.clock.resume()
    (told,) = [event for event in answered.value.request.post_data_json["events"] if event["name"] == "exposure"]
    return page, int(told["properties"]["score"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_from_the_way_out_of_a_page_to_the_row_in_the_results(
    alice: Person,
    shop: Site,
    open_shop: Storefront,
    live_server: str,
    page: Page,
    clock: TestClock,
    new_context: Callable[..., BrowserContext],
) -> None:
    gone, sure = leave(new_context(), open_shop.url, (300, 0), (100, 50), (-20, 50))
    gone.close(run_before_unload=True)
    stays, unsure = leave(new_context(), open_shop.url, (40, 0), (30, 100), (10, 100), (-20, 100))
    assert (sure, unsure) == (100, 66)
    for order in ("T1", "T2"):
        with stays.expect_response(telling(order)):
            stays.evaluate(f"winback('track', 'purchase', {{transaction_id: '{order}', value: 80, currency: 'EUR'}})")
        clock.advance(minutes=2)

    bands = reported(live_server, shop, alice)
    assert [(band["from"], band["visitors"], band["left"]) for band in bands if band["visitors"]] == [
        (60, 1, 0),
        (80, 1, 1),
    ]
    sign_in(page, live_server, alice)
    page.goto(f"{live_server}/admin/sites/{shop.id}/campaigns/offer/results")
    rows = page.locator("[data-exit-scores=exit_intent] tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.nth(3)).to_contain_text("60–79")
    expect(rows.nth(4)).to_contain_text("100.0%")


def reported(service: str, shop: Site, person: Person) -> list[dict[str, Any]]:
    url = f"{service}/api/v1/sites/{shop.id}/reports/exits"
    (found,) = requests.post(url, json={"campaign": "offer"}, headers=person.bearer, timeout=30).json()
    (leaving,) = found["triggers"]
    assert (leaving["trigger"], leaving["visitors"], leaving["left"]) == ("exit_intent", 2, 1)
    bands: list[dict[str, Any]] = leaving["bands"]
    return bands
