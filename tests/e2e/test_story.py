"""The main job, once and for real: from the click on "Launch" to the number on the page.

alice launches the cart saver in the admin. Visitors of the shop, on another origin, fill a cart, turn to leave, are
asked or (in control) are not, and buy. What the page of results says must be what the raw events say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.cast import Person
from tests.support.servers import Storefront
from winback.db.engine import Database
from winback.models import Site

SHOP = """<!doctype html><html lang="en"><title>The shop</title><script async src="{tag}"></script>
<h1>Chairs</h1><button onclick="buy()">Buy</button><script>
dataLayer = window.dataLayer || [];
dataLayer.push({{ event: "add_to_cart", ecommerce: {{ currency: "EUR", value: 80, items: [
  {{ item_id: "chair", item_name: "Chair", price: 80, quantity: 1 }}] }} }});
function buy() {{
  dataLayer.push({{ ecommerce: null }});
  dataLayer.push({{ event: "purchase", ecommerce: {{ transaction_id: "T-" + Math.random(), currency: "EUR", value: 80,
    items: [{{ item_id: "chair", item_name: "Chair", price: 80, quantity: 1 }}] }} }});
}}
document.addEventListener("winback:ready", () => document.documentElement.dataset.ready = "yes");
document.addEventListener("winback:show", ({{ detail }}) => document.title = "asked by " + detail.arm);
</script></html>"""

VISITORS = 8
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def open_shop(shop: Site, db: Database, storefront: Storefront, live_server: str) -> Storefront:
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        site.origins, site.allows_forced_arms = [storefront.url], True
    storefront.pages["/"] = SHOP.format(tag=f"{live_server}/w/{shop.key}.js")
    return storefront


def test_from_the_click_on_launch_to_the_number_on_the_page(
    alice: Person,
    shop: Site,
    open_shop: Storefront,
    live_server: str,
    page: Page,
    new_context: Callable[..., BrowserContext],
) -> None:
    sign_in(page, live_server, alice)
    page.goto(f"{live_server}/admin/sites/{shop.id}/campaigns/new")
    page.get_by_role("button", name="Use the template Cart saver").click()
    page.get_by_role("button", name="Launch").click()
    expect(page.locator(".state-row")).to_contain_text("Live")

    asked = [visitor_comes_and_buys(new_context(), open_shop.url) for _ in range(VISITORS)]

    wait_for_purchases(live_server, shop, alice, VISITORS)
    counted = count_by_hand(events(live_server, shop, alice))
    assert sum(numbers["exposed"] for numbers in counted.values()) == VISITORS
    assert sum(numbers["shown"] for numbers in counted.values()) == sum(asked)
    page.goto(f"{live_server}/admin/sites/{shop.id}/campaigns/cart-saver/results")
    for arm, numbers in counted.items():
        row = page.locator(f"[data-arm={arm}]")
        for name in ("exposed", "shown", "clicked", "converted"):
            expect(row.locator(f"[data-number={name}]")).to_have_text(str(numbers[name]))
        expect(row.locator("[data-number=revenue]")).to_have_text(f"€{numbers['converted'] * 80}.00")
    assert reported(live_server, shop, alice) == counted


@ONLY_SQLITE
def test_a_paused_campaign_is_shown_to_nobody_any_more(
    alice: Person,
    shop: Site,
    open_shop: Storefront,
    live_server: str,
    page: Page,
    new_context: Callable[..., BrowserContext],
) -> None:
    sign_in(page, live_server, alice)
    page.goto(f"{live_server}/admin/sites/{shop.id}/campaigns/new")
    page.get_by_role("button", name="Use the template Cart saver").click()
    page.wait_for_url("**/campaigns/cart-saver")
    # Or a minute without a move would show it too, and a laden machine may take that long until the pause.
    campaign = f"{live_server}/api/v1/sites/{shop.id}/campaigns/cart-saver"
    only_exit = {"triggers": [{"on": "exit_intent"}]}
    assert requests.patch(campaign, json=only_exit, headers=alice.bearer, timeout=30).status_code == 200
    page.reload()
    page.get_by_role("button", name="Launch").click()
    expect(page.locator(".state-row")).to_contain_text("Live")
    late = new_context().new_page()
    late.clock.install()  # before the page: a clock that starts over later makes the page seem just opened
    late.goto(f"{open_shop.url}/?winback_arm=cart-saver:a")  # in control nothing is to be shown, so nothing is asked
    late.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".state-row")).to_contain_text("Paused")

    with late.expect_response(lambda answer: answer.url.endswith("/live")) as answered:
        leave(late)
    assert answered.value.json() == {"off": ["cart-saver"]}
    expect(late).to_have_title("The shop")
    assert late.locator("dialog[open]").count() == 0


def sign_in(page: Page, service: str, person: Person) -> None:
    page.goto(f"{service}/admin/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/campaigns")


def visitor_comes_and_buys(context: BrowserContext, shop_url: str) -> bool:
    """One visit from the first page to the purchase. Whether a message was seen for a second."""
    visitor = context.new_page()
    visitor.clock.install()
    visitor.goto(shop_url)
    visitor.wait_for_selector("html[data-ready]")
    with visitor.expect_request(lambda request: '"exposure"' in (request.post_data or "")) as sent:
        leave(visitor)
    sent.value.response()  # a person takes longer than a busy service: to buy before it has heard of the message is no conversion
    arm = next(e for e in sent.value.post_data_json["events"] if e["name"] == "exposure")["properties"]["arm"]
    is_asked = arm not in ("control", "holdout")
    if is_asked:
        expect(visitor).to_have_title(f"asked by {arm}")
        visitor.clock.run_for(1500)
        visitor.keyboard.press("Escape")
    visitor.evaluate("buy()")
    visitor.close(run_before_unload=True)
    return is_asked


def leave(page: Page) -> None:
    """After a few seconds on the page, the pointer goes up and out, as on its way to the tabs."""
    page.clock.run_for(6000)
    for y in (400, 200, 60, -20):
        page.mouse.move(600, y)


def events(service: str, shop: Site, person: Person) -> list[dict[str, Any]]:
    rows, cursor = [], None
    while True:
        asked = {"cursor": cursor} if cursor else {}
        answer = requests.get(f"{service}/api/v1/sites/{shop.id}/events", asked, headers=person.bearer, timeout=30)
        found = answer.json()
        rows += found["items"]
        cursor = found["next"]
        if not cursor:
            return rows


def wait_for_purchases(service: str, shop: Site, person: Person, count: int) -> None:
    """Each question takes the server a while, so asking again is no idle spinning."""
    for _ in range(500):
        if sum(event["name"] == "purchase" for event in events(service, shop, person)) >= count:
            return
    raise AssertionError(f"{count} purchases never arrived")


def count_by_hand(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Visitors by arm, from nothing but the raw rows."""
    arms = {row["visitor"]: row["arm"] for row in rows if row["name"] == "exposure"}
    seen = {
        name: {row["visitor"] for row in rows if row["name"] == name} for name in ("impression", "click", "purchase")
    }
    counted: dict[str, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("exposed", "shown", "clicked", "converted"), 0)
    )
    for visitor, arm in arms.items():
        counted[arm]["exposed"] += 1
        counted[arm]["shown"] += visitor in seen["impression"]
        counted[arm]["clicked"] += visitor in seen["click"]
        counted[arm]["converted"] += visitor in seen["purchase"]
    return dict(counted)


def reported(service: str, shop: Site, person: Person) -> dict[str, dict[str, int]]:
    answer = requests.post(
        f"{service}/api/v1/sites/{shop.id}/reports/campaigns", json={}, headers=person.bearer, timeout=30
    )
    (campaign,) = answer.json()
    names = ("exposed", "shown", "clicked", "converted")
    return {arm["arm"]: {name: arm[name] for name in names} for arm in campaign["arms"] if arm["exposed"]}
