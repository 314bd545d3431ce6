"""Shopify's cart: read once after each change, in the market's language and the right money, and quiet when it can't be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.widget.campaigns import consent_banner
from tests.widget.conftest import forgive
from tests.widget.platforms.conftest import Opens, cart, has_failed, is_ready
from tests.widget.platforms.shopify import CHAIR, LAMP, SOLD_OUT, Shopify
from tests.widget.service import CHUNKS, RecordingService

Publish = Callable[..., None]

# Whoever watches the page's requests, and began to before, has heard of all that were answered by now.
SEEN = "new Promise((done) => new PerformanceObserver(done).observe({type: 'resource', buffered: true})).then(() => 1)"


def test_each_change_is_read_once(publish: Publish, shopify: Shopify, go: Opens, service: RecordingService) -> None:
    publish(platform="shopify")
    page = go(shopify)
    page.evaluate(f"add({CHAIR}, 2)")
    assert cart(page, 99)["items"] == [
        {
            "id": "OAK-1",
            "name": "Oak chair",
            "price": 49.5,
            "quantity": 2,
            "category": "Chairs",
            "image": f"https://cdn.shopify.com/{CHAIR}.jpg",
            "url": f"/products/oak?variant={CHAIR}",
        }
    ]
    for change, value in [
        (f"add({LAMP})", 109),
        ("change(1, 1)", 59.5),
        ("discount('SAVE10')", 53.55),
        ("change(2, 0)", 44.55),
        ("clear()", 0),
    ]:
        page.evaluate(change)
        assert cart(page, value)["source"] == "shopify"
    assert shopify.reads == ["/cart.js"] * 6
    page.goto("about:blank")
    told = service.wait_for(lambda: len(service.events("cart")) == 6 and service.events("cart"))
    assert [event.properties["value"] for event in told] == [99, 109, 59.5, 53.55, 44.55, 0]
    assert {event.properties["currency"] for event in told} == {"EUR"}


def test_two_quick_changes_are_one_reading_and_a_refused_one_is_none(
    publish: Publish, shopify: Shopify, go: Opens
) -> None:
    publish(platform="shopify")
    page = go(shopify)
    page.evaluate(f"add({SOLD_OUT})")
    page.evaluate(SEEN)
    assert not page.evaluate("Object.values(localStorage).some((kept) => kept.includes('isStale'))")
    forgive(page, "422")
    page.evaluate(f"add({CHAIR}).then(() => add({LAMP}))")
    cart(page, 59.5)
    page.evaluate("clear()")
    cart(page, 0)
    assert shopify.reads == ["/cart.js"] * 2


def test_a_market_in_won_is_read_in_its_own_language(publish: Publish, shopify: Shopify, go: Opens) -> None:
    publish(platform="shopify")
    shopify.currency = "KRW"
    page = go(shopify, "/ko/products/oak")
    page.evaluate(f"add({CHAIR})")
    known = cart(page, 49_500)
    assert (known["currency"], known["items"][0]["price"]) == ("KRW", 49_500)
    assert shopify.reads == ["/ko/cart.js"]


def test_what_forms_and_links_change_is_read_where_they_lead(publish: Publish, shopify: Shopify, go: Opens) -> None:
    publish(platform="shopify")
    page = go(shopify, "/products/oak")
    page.get_by_role("button", name="Add by a form").click()
    page.wait_for_url("**/cart")
    cart(page, 49.5)
    go(shopify, "/products/oak", page)
    page.get_by_role("link", name="Cart").click()
    page.wait_for_url("**/cart")
    is_ready(page)
    assert shopify.reads == ["/cart.js"]
    page.get_by_role("link", name="Remove by a link").click()
    page.wait_for_function("performance.getEntriesByType('navigation')[0].redirectCount")
    cart(page, 0)
    assert shopify.reads == ["/cart.js"] * 2


def test_a_storefront_action_is_read_once_it_is_done(publish: Publish, shopify: Shopify, go: Opens) -> None:
    publish(platform="shopify")
    page = go(shopify)
    page.evaluate(f"act({LAMP})")
    cart(page, 10)
    assert shopify.reads == ["/cart.js"]


def test_a_cart_that_was_there_before_is_read_once_a_visit(publish: Publish, shopify: Shopify, go: Opens) -> None:
    publish(platform="shopify")
    page = go(shopify)
    shopify.carts["hWN1?key=before"] = {CHAIR: 1}
    page.context.add_cookies([{"name": "cart", "value": "hWN1?key=before", "url": shopify.url}])
    go(shopify, "/products/oak", page)
    cart(page, 49.5)
    go(shopify, "/", page)
    page.evaluate("clear()")
    cart(page, 0)
    assert shopify.reads == ["/cart.js"] * 2


def test_a_shop_that_chose_no_system_pays_for_none(
    publish: Publish, shopify: Shopify, go: Opens, service: RecordingService
) -> None:
    publish(has_carts=True)
    page = go(shopify)
    page.evaluate(f"add({CHAIR})")
    page.evaluate("winback('cart', {value: 5, items: []}); winback('explain')")
    page.wait_for_function("Object.values(localStorage).some((kept) => kept.includes('js_api'))")
    assert shopify.reads == []
    assert not {"shopify", "woocommerce"} & set(service.config["chunks"])
    assert not [line for line in service.requests if CHUNKS["shopify"] in line or CHUNKS["woocommerce"] in line]


def test_ga4_beside_it_moves_nothing_but_a_purchase_empties_the_cart(
    publish: Publish, shopify: Shopify, go: Opens
) -> None:
    publish(platform="shopify", has_carts=True)
    shopify.head = (
        "<script>dataLayer = [{event: 'add_to_cart', ecommerce: {items: [{item_id: 'x', price: 7}]}}]</script>"
    )
    page = go(shopify)
    page.evaluate(f"add({CHAIR})")
    assert cart(page, 49.5)["source"] == "shopify"
    page.evaluate("dataLayer.push({event: 'purchase', ecommerce: {transaction_id: '1001', value: 49.5}})")
    cart(page, 0)


@pytest.mark.parametrize(
    ("broken", "status"),
    [(500, "500"), (429, "429"), ("<!doctype html><title>Opening soon</title><form action=/password>", ""), ("{}", "")],
    ids=["down", "too many", "the login page of a closed shop", "another answer"],
)
def test_a_cart_that_cannot_be_read_is_nobodys_trouble(
    publish: Publish, shopify: Shopify, go: Opens, broken: int | str, status: str
) -> None:
    publish(platform="shopify")
    page = go(shopify)
    page.evaluate(f"add({CHAIR})")
    cart(page, 49.5)
    shopify.broken = broken
    page.evaluate("change(1, 2)")
    has_failed(page)
    assert shopify.reads == ["/cart.js"] * 2
    shopify.broken = None
    go(shopify, "/products/oak", page)
    cart(page, 99)
    assert shopify.reads == ["/cart.js"] * 3
    forgive(page, status)


def test_who_is_yet_to_be_asked_is_not_looked_at(publish: Publish, shopify: Shopify, go: Opens) -> None:
    publish(consent_banner(), mode="ask", platform="shopify", has_carts=True)
    page = go(shopify)
    page.evaluate(f"add({CHAIR})")
    page.wait_for_function("diary.some(([name]) => name === 'show')")
    page.wait_for_function("performance.getEntriesByType('resource').some(({name}) => name.endsWith('/cart/add.js'))")
    assert shopify.reads == []
    page.get_by_role("button", name="Accept").first.click()
    cart(page, 49.5)
    assert shopify.reads == ["/cart.js"]
