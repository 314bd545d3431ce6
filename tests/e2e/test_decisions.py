"""Why visitors saw a message or did not, from real pages to the admin: what a shop's visitors met is what the owner reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_story import events, sign_in
from tests.server.api.story import OFFER, campaign
from tests.support.cast import Person
from tests.support.clock import TestClock
from tests.support.servers import Storefront
from winback.models import Site

# What is in the cart is said before the tag, as tag managers do: said after it, it might come too late for this page.
SHOP = """<!doctype html><html lang="en"><title>Chairs</title><script>
document.addEventListener("winback:show", () => document.documentElement.dataset.shown = "yes");
dataLayer = window.dataLayer || [];
const value = Number(new URLSearchParams(location.search).get("cart"));
const items = [{{ item_id: "chair", item_name: "Chair", price: value, quantity: 1 }}];
if (value) dataLayer.push({{ event: "add_to_cart", ecommerce: {{ currency: "EUR", value, items }} }});
</script><script async src="{tag}"></script><h1>Chairs</h1></html>"""
RICH = {"all": [{"fact": "cart.value", "op": "gte", "value": 50}]}
KNOWN = """async (value) => {
  const seen = async () => (await winback.explain("rich"))[0].checks.find(({ check }) => check === "audience").seen;
  while ((await seen())["cart.value"] !== value) await new Promise(requestAnimationFrame);
}"""
Json = dict[str, Any]


@pytest.fixture
def open_shop(alice: Person, shop: Site, live_server: str, storefront: Storefront) -> Storefront:
    """Everybody is logged, nobody is held out. Three campaigns: for full carts, for everybody, and for nobody."""
    settings = {
        "origins": [storefront.url],
        "decision_share": 1,
        "holdout": {"share": 0},
        "quiet_paths": ["/checkout*"],
    }
    alice.api.patch(f"/api/v1/sites/{shop.id}", json=settings)
    parts: Json = {"triggers": [{"on": "page_load"}], "experiment": {"arms": [{"id": "a", "weight": 1}]}}
    campaign(alice, shop, "rich", {"a": OFFER}, audience=RICH, priority=60, **parts)
    campaign(alice, shop, "hello", {"a": OFFER}, **parts)
    campaign(alice, shop, "never", {"a": OFFER}, **{**parts, "triggers": [{"on": "event", "name": "never"}]})
    for path in ("/", "/checkout"):
        storefront.pages[path] = SHOP.format(tag=f"{live_server}/w/{shop.key}.js")
    return storefront


def comes(context: BrowserContext, open_shop: Storefront, shop: Site, service: str, cart: int) -> str:
    """A visit of two pages, the second one quiet. The visitor's id."""
    page = context.new_page()
    page.goto(f"{open_shop.url}/?cart={cart}")
    page.wait_for_function("window.winback?.explain")
    page.evaluate(KNOWN, cart)
    page.wait_for_selector("html[data-shown]")
    log = context.request.get(f"{service}/w/{shop.key}.json").json()["chunks"]["log"]
    page.evaluate("url => import(url).then(() => 0)", service + log)
    visitor: str = page.evaluate("winback('visitor')")
    page.goto(f"{open_shop.url}/checkout")
    page.wait_for_function("window.winback?.explain")
    page.evaluate("winback.explain()")
    page.evaluate("url => import(url).then(() => 0)", service + log)
    page.close(run_before_unload=True)
    return visitor


def told(service: str, shop: Site, person: Person, visitor: str) -> dict[str, Json]:
    """What was decided on each page of the visitor's, once both have told."""
    for _ in range(500):  # each question takes the server a while
        found = [row for row in events(service, shop, person) if (row["name"], row["visitor"]) == ("decision", visitor)]
        if len(found) == 2:
            return {row["page"]["url"].split("?")[0].rpartition("/")[2]: row["properties"] for row in found}
    raise AssertionError("the log never arrived")


def test_what_visitors_met_is_what_the_owner_reads(
    alice: Person,
    shop: Site,
    open_shop: Storefront,
    live_server: str,
    page: Page,
    clock: TestClock,
    new_context: Callable[..., BrowserContext],
) -> None:
    stranger = comes(new_context(), open_shop, shop, live_server, 0)
    found = told(live_server, shop, alice, stranger)
    assert {name: found[""][name] for name in ("rich", "hello", "never")} == {
        "rich": "audience",
        "hello": "shown",
        "never": "trigger",
    }
    assert {found["checkout"][name] for name in ("rich", "hello", "never")} == {"page"}
    clock.advance(days=1)
    buyer = comes(new_context(), open_shop, shop, live_server, 20)
    assert told(live_server, shop, alice, buyer)[""]["_facts"]["cart.value"] == 20

    today = date.fromisoformat("2026-11-20")
    report = alice.api.post(f"/api/v1/sites/{shop.id}/reports/decisions", json={"campaign": "rich"}).json
    assert {step["check"]: step["visitors"] for step in report["steps"] if step["visitors"]} == {"audience": 2}
    by_day = {one["day"]: {each["check"]: each["visitors"] for each in one["checks"]} for one in report["by_day"]}
    assert by_day == {str(today): {"audience": 1}, str(today.replace(day=21)): {"audience": 1}}
    (condition,) = report["conditions"]
    assert (condition["fact"], condition["visitors"]) == ("cart.value", 2)
    assert {one["value"] for one in condition["values"]} == {0, 20}

    sign_in(page, live_server, alice)
    page.goto(f"{live_server}/admin/sites/{shop.id}/campaigns/rich/decisions")
    expect(page.locator("[data-check=audience] [data-visitors]")).to_have_text("2")
    expect(page.locator("[data-conditions]")).to_contain_text("Value of the cart is at least 50")
    page.get_by_text("The same as a table").click()
    expect(page.locator("[data-days] tbody tr").first).to_contain_text("21")
    expect(page.locator("[data-days] tbody tr:nth-child(-n + 2) td")).to_have_text(["1", "1"])
    page.locator(f"[data-check=audience] a[href$='{buyer}']").click()
    decided = page.locator("[data-event=decision]")
    expect(decided.first).to_contain_text("rich: Not meant for them")
    expect(decided.first).to_contain_text("hello: Saw it")
    expect(decided.last).to_contain_text("rich: Only on quiet pages (/checkout*)")
