"""What only the server knows, from the shop's server to an open page: the real service, a real shop's page, a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.server.ingest.senders import rows
from tests.support.cast import Person
from tests.support.clock import TestClock
from tests.support.servers import Storefront
from winback.db.engine import Database
from winback.models import QueuedEvent, Site

ANN = visitor(1)


def test_a_buyer_is_thanked_and_hears_on_the_open_page_that_the_order_is_paid(
    alice: Person, shop: Site, db: Database, clock: TestClock, live_server: str, storefront: Storefront,
    new_page: Callable[..., Page],
) -> None:  # fmt: skip
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"origins": [storefront.url], "holdout": {"share": 0}})
    buyers = {"id": "buyers", "name": "Buyers", "rule": {"fact": "orders.count", "op": "gte", "value": 1}}
    assert alice.api.post(f"/api/v1/sites/{shop.id}/segments", json=buyers).status_code == 201
    everybody = {"experiment": {"arms": [{"id": "a", "weight": 1}]}}
    in_it = {"fact": "visitor.segments", "op": "contains", "value": "buyers"}
    campaign(alice, shop, "thanks", {"a": OFFER}, audience=in_it, triggers=[{"on": "page_load"}], **everybody)
    campaign(alice, shop, "others", {"a": OFFER}, audience={"not": in_it}, triggers=[{"on": "page_load"}], **everybody)
    campaign(alice, shop, "paid", {"a": OFFER}, triggers=[{"on": "server_event", "name": "order_paid"}], **everybody)
    told = Told(alice, shop)
    told.bought(ANN, 10, clock() - 1000, "T1")
    told.send()
    page = new_page()
    known = json.dumps({"visitor": ANN, "seen": {}, "done": {}})
    page.add_init_script(
        f"localStorage.getItem('winback:{shop.key}:memory') ??"
        f" localStorage.setItem('winback:{shop.key}:memory', {json.dumps(known)});"
        "shown = []; document.addEventListener('winback:show', ({detail}) => shown.push(detail.campaign));"
    )
    tag = f'<script async src="{live_server}/w/{shop.key}.js"></script>'
    storefront.pages["/"] = f"<!doctype html><title>Shop</title>{tag}<h1>Chairs</h1>"
    page.goto(storefront.url)
    page.wait_for_function("shown.length")
    assert page.evaluate("shown") == ["thanks"]
    page.evaluate("winback('close')")
    expect(page.locator("winback-message")).to_have_count(0)
    told.add(ANN, "order_paid", clock())
    told.send()
    page.evaluate("winback('track', 'purchase', {transaction_id: 'T2', value: 5, currency: 'EUR'})")  # is sent at once
    page.wait_for_function("shown.length === 2")
    assert page.evaluate("shown") == ["thanks", "paid"]
    page.wait_for_function("document.querySelector('winback-message')")
    with page.expect_response(lambda answer: "T3" in (answer.request.post_data or "")) as answered:
        page.evaluate("winback('track', 'purchase', {transaction_id: 'T3', value: 5, currency: 'EUR'})")
    assert "facts" not in answered.value.json()
    assert rows(db, QueuedEvent) == []
