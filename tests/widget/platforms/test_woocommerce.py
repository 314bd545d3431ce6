"""WooCommerce's cart by the Store API, in classic shops and in blocks, and the order on the page that thanks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.widget.conftest import diary, forgive
from tests.widget.platforms.conftest import Opens, cart, has_failed
from tests.widget.platforms.woocommerce import CHAIR, LAMP, WooCommerce
from tests.widget.service import RecordingService

Publish = Callable[..., None]
CART = "/wp-json/wc/store/v1/cart"


def test_each_change_in_a_classic_shop_is_read_once(
    publish: Publish, woocommerce: WooCommerce, go: Opens, service: RecordingService
) -> None:
    publish(platform="woocommerce")
    page = go(woocommerce)
    page.evaluate("refresh()")
    page.evaluate(f"add({CHAIR})")
    assert cart(page, 49.5)["items"] == [
        {
            "id": "OAK-1",
            "name": "Oak chair – & stool &#1114112;",
            "price": 49.5,
            "quantity": 1,
            "image": "https://shop.example/a-324.jpg",
            "url": f"{woocommerce.url}/product/{CHAIR}/",
        }
    ]
    for change, value in [
        (f"add({LAMP})", 59.5),
        (f"update({LAMP}, 3)", 79.5),
        ("coupon('SAVE10')", 71.55),
        (f"remove({CHAIR})", 27),
        (f"remove({LAMP})", 0),
    ]:
        page.evaluate(change)
        assert cart(page, value)["source"] == "woocommerce"
    assert woocommerce.reads == [CART] * 6
    page.goto("about:blank")
    told = service.wait_for(lambda: len(service.events("cart")) == 6 and service.events("cart"))
    assert [event.properties["value"] for event in told] == [49.5, 59.5, 79.5, 71.55, 27, 0]


def test_each_change_in_blocks_is_read_once_and_won_have_no_cents(
    publish: Publish, woocommerce: WooCommerce, go: Opens
) -> None:
    publish(platform="woocommerce", currency="KRW")
    woocommerce.is_blocks, woocommerce.currency, woocommerce.home = True, "KRW", "/shop/"
    page = go(woocommerce, "/shop/")
    page.evaluate(f"add({CHAIR}).then(() => add({LAMP}))")
    known = cart(page, 5950)
    assert (known["currency"], [item["price"] for item in known["items"]]) == ("KRW", [4950, 1000])
    page.evaluate(f"update({CHAIR}, 2)")
    cart(page, 10_900)
    page.evaluate("coupon('SAVE10')")
    cart(page, 9810)
    assert woocommerce.reads == [f"/shop{CART}"] * 3


def test_what_a_page_load_changed_is_known_by_the_cookie(publish: Publish, woocommerce: WooCommerce, go: Opens) -> None:
    publish(platform="woocommerce")
    page = go(woocommerce, f"/?add-to-cart={CHAIR}")
    cart(page, 49.5)
    go(woocommerce, "/product/11/", page)
    go(woocommerce, f"/?add-to-cart={LAMP}", page)
    cart(page, 59.5)
    assert woocommerce.reads == [CART] * 2


@pytest.mark.parametrize(
    ("is_blocks", "currency", "shown", "value"),
    [
        (False, "EUR", "1.234,50&nbsp;€", 1234.5),
        (False, "EUR", "<span>$</span>1,234.50", 1234.5),
        (True, "EUR", "€1.234", 1234),
        (True, "KRW", "32,000원", 32_000),
    ],
    ids=["euros", "in English", "without cents, in blocks", "won, in blocks"],
)
def test_an_order_is_told_once_and_empties_the_cart(
    publish: Publish,
    woocommerce: WooCommerce,
    go: Opens,
    service: RecordingService,
    is_blocks: bool,
    currency: str,
    shown: str,
    value: float,
) -> None:
    publish(platform="woocommerce", currency=currency)
    woocommerce.is_blocks, woocommerce.currency, woocommerce.order_total = is_blocks, currency, shown
    page = go(woocommerce, f"/?add-to-cart={CHAIR}")
    cart(page, 4950 if currency == "KRW" else 49.5)
    thanks = "/checkout/order-received/1001/?key=wc_order_a1b2"
    go(woocommerce, thanks, page)
    cart(page, 0)
    assert service.wait_for_event("purchase").properties == {
        "transaction_id": "1001",
        "value": value,
        "currency": currency,
    }
    go(woocommerce, thanks, page)
    page.evaluate("winback('track', 'later')")
    page.goto("about:blank")
    service.wait_for_event("later")
    assert len(service.events("purchase")) == 1


def test_an_order_that_ga4_tells_of_is_not_told_again(
    publish: Publish, woocommerce: WooCommerce, go: Opens, service: RecordingService
) -> None:
    publish(platform="woocommerce")
    order: dict[str, Any] = {"transaction_id": "1001", "value": 45, "currency": "EUR"}
    woocommerce.order_total = "€49.50"
    woocommerce.head = f"<script>dataLayer = [{{event: 'purchase', ecommerce: {order}}}]</script>"
    page = go(woocommerce, "/checkout/order-received/1001/?key=wc_order_a1b2")
    page.wait_for_function("performance.getEntriesByType('resource').filter(({name}) => name.includes('/w/c/')).length")
    page.evaluate("winback('track', 'later')")
    page.goto("about:blank")
    service.wait_for_event("later")
    assert [event.properties for event in service.events("purchase")] == [order]


@pytest.mark.parametrize(
    ("broken", "status"),
    [(503, "503"), (404, "404"), ("<!doctype html><title>Log in</title><form action=/wp-login.php>", "")],
    ids=["down", "switched off", "the login page of a closed shop"],
)
def test_a_cart_that_cannot_be_read_is_nobodys_trouble(
    publish: Publish, woocommerce: WooCommerce, go: Opens, broken: int | str, status: str
) -> None:
    publish(platform="woocommerce")
    woocommerce.broken = broken
    page = go(woocommerce)
    page.evaluate(f"add({CHAIR})")
    has_failed(page)
    assert woocommerce.reads == [CART]
    assert diary(page, "track") == []
    woocommerce.broken = None
    go(woocommerce, "/product/11/", page)
    cart(page, 49.5)
    assert woocommerce.reads == [CART] * 2
    forgive(page, status)
