"""The visitor's products in a message: as the shop has told them, and nothing that it has not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.widget.campaigns import button, campaign, heading, step, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]
Json = dict[str, Any]

PIXEL = "https://cdn.example/jar.png"
JAR = {"id": "1", "name": "Moon jar", "price": 48.5, "quantity": 1, "image": PIXEL, "url": "/p/moon-jar"}
BOWL = {"id": "2", "name": "Tea bowl", "price": 24, "quantity": 2}


def reminder(source: str = "cart", **more: Any) -> Json:
    block = {"id": "things", "type": "products", "text": words("In your cart"), "source": source, **more}
    made = step("one", heading(words("Still thinking?")), block, button("ok", words("Fine"), "close"))
    return campaign("reminder", made, trigger={"on": "event", "name": "ask"})


def cart(*items: Json, currency: str = "EUR") -> str:
    import json

    return f"winback('cart', {json.dumps({'items': list(items), 'currency': currency})}); winback('track', 'ask')"


def test_the_cart_is_shown_as_it_was_told(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(reminder())
    page = visit()
    page.route(PIXEL, lambda route: route.abort())
    page.evaluate(cart(JAR, BOWL))
    wait_until_shown(page)
    products = message(page).get_by_role("list", name="In your cart").get_by_role("listitem")
    assert products.all_inner_texts() == ["Moon jar\n€48.50", "Tea bowl\n€24.00 × 2"]
    assert products.nth(0).get_by_role("link").get_attribute("href") == "/p/moon-jar"
    assert products.nth(1).get_by_role("link").count() == 0, "nobody told where it is"
    products.nth(0).get_by_role("link").evaluate("link => link.addEventListener('click', e => e.preventDefault())")
    products.nth(0).get_by_role("link").click()
    assert service.wait_for_event("click").properties["block"] == "things"
    page.complaints.clear()  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["en_US", "no language"], ids=["an underscore", "nothing that a browser knows"])
def test_a_page_that_names_its_language_wrongly_still_says_prices(publish: Publish, visit: Visit, lang: str) -> None:
    publish(reminder())
    page = visit(lang=lang)
    page.evaluate(cart(BOWL))
    wait_until_shown(page)
    assert message(page).get_by_role("listitem").inner_text() == "Tea bowl\n€24.00 × 2"


def test_a_won_has_no_decimals(publish: Publish, visit: Visit) -> None:
    publish(reminder())
    page = visit(lang="ko")
    page.evaluate(cart({**BOWL, "price": 24000}, currency="KRW"))
    wait_until_shown(page)
    assert "₩24,000 × 2" in message(page).get_by_role("listitem").inner_text()


@pytest.mark.parametrize(
    ("spoilt", "shown"),
    [
        ({"image": "http://cdn.example/jar.png"}, "Moon jar\n€48.50"),
        ({"image": "javascript:alert(1)", "url": "javascript:alert(1)"}, "Moon jar\n€48.50"),
        ({"image": None, "url": "//evil.example/"}, "Moon jar\n€48.50"),
        ({"image": None, "price": "soon"}, "Moon jar"),
        ({"image": None, "price": None}, "Moon jar"),
        ({"image": None, "name": "<b>Moon jar</b>"}, "<b>Moon jar</b>\n€48.50"),
    ],
    ids=["a picture over plain http", "scripts", "another host by its slashes", "no price", "none", "markup"],
)
def test_what_the_shop_tells_wrongly_is_left_out(publish: Publish, visit: Visit, spoilt: Json, shown: str) -> None:
    publish(reminder())
    page = visit()
    page.evaluate(cart({**JAR, **spoilt}))
    wait_until_shown(page)
    item = message(page).get_by_role("listitem")
    assert item.inner_text() == shown
    assert message(page).locator("img").count() == 0
    links = [link.get_attribute("href") for link in item.get_by_role("link").all()]
    assert links in ([], ["/p/moon-jar"])


@pytest.mark.parametrize("items", [[], [{"id": "7", "price": 3}]], ids=["an empty cart", "a thing without a name"])
def test_where_there_is_nothing_to_show_there_is_no_list(publish: Publish, visit: Visit, items: list[Json]) -> None:
    publish(reminder())
    page = visit()
    page.evaluate(cart(*items))
    wait_until_shown(page)
    assert message(page).get_by_role("heading").is_visible()
    assert not message(page).locator(".products").is_visible()


def test_what_was_looked_at_last_comes_first_and_once(publish: Publish, visit: Visit) -> None:
    publish(reminder("viewed", max=2))
    page = visit()
    for number in (1, 2, 3, 2):
        item = {"item_id": f"p{number}", "item_name": f"Jar {number}", "price": number}
        page.evaluate("item => winback('track', 'view_item', {currency: 'EUR', items: [item]})", item)
    page = visit("/p/2", page=page)
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    assert message(page).get_by_role("listitem").all_inner_texts() == ["Jar 2\n€2.00", "Jar 3\n€3.00"]
