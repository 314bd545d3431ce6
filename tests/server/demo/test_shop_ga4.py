"""What the demo shop pushes is what GA4's documentation asks a shop to push."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from werkzeug.test import Client

from .test_shop_orders import ADDRESS, BOWL, TEA, add

# developers.google.com/analytics/devguides/collection/ga4/reference/events
ITEM = {
    "item_id": str,
    "item_name": str,
    "item_brand": str,
    "item_category": str,
    "item_variant": str,
    "price": (int, float),
    "quantity": int,
    "discount": (int, float),
    "index": int,
    "item_list_id": str,
    "item_list_name": str,
}
EVENTS: dict[str, tuple[set[str], set[str]]] = {  # required, and allowed beside them
    "view_item_list": ({"items"}, {"item_list_id", "item_list_name"}),
    "view_item": ({"currency", "value", "items"}, set()),
    "view_cart": ({"currency", "value", "items"}, {"coupon"}),
    "begin_checkout": ({"currency", "value", "items"}, {"coupon"}),
    "purchase": ({"currency", "value", "items", "transaction_id"}, {"coupon", "tax", "shipping"}),
}


def pushes(html: str) -> list[dict[str, Any]]:
    return [
        json.loads(said.replace("{ecommerce: null}", '{"ecommerce": null}'))
        for said in re.findall(r"dataLayer\.push\((\{.*\})\);", html)
    ]


def commerce(html: str) -> dict[str, Any]:
    """The page's one ecommerce event; before it stands the push that clears what was there."""
    said = [push for push in pushes(html) if "ecommerce" in push]
    assert said[0] == {"ecommerce": None}, "an event inherits the items of the one before"
    assert len(said) == 2
    event = said[1]
    required, allowed = EVENTS[event["event"]]
    assert required <= event["ecommerce"].keys() <= required | allowed
    for item in event["ecommerce"]["items"]:
        assert {"item_id", "item_name"} <= item.keys() <= ITEM.keys()
        assert all(isinstance(value, ITEM[name]) for name, value in item.items())
    if "value" in event["ecommerce"]:
        assert event["ecommerce"]["currency"] == "EUR"
        worth = sum(item["price"] * item["quantity"] for item in event["ecommerce"]["items"])
        assert event["ecommerce"]["value"] == pytest.approx(worth)
    return event


@pytest.mark.parametrize(
    ("path", "event"),
    [
        ("/", "view_item_list"),
        ("/ko/shop", "view_item_list"),
        ("/shop/tea", "view_item_list"),
        ("/search?q=tea", "view_item_list"),
        ("/journal/how-onggi-breathes", "view_item_list"),
        ("/products/moon-jar", "view_item"),
        ("/ko/products/onggi-crock?variant=10l", "view_item"),
    ],
)
def test_pages_push_what_is_on_them(visitor: Client, path: str, event: str) -> None:
    assert commerce(visitor.get(path).text)["event"] == event


def test_a_variant_has_a_price_and_an_id_of_its_own(visitor: Client) -> None:
    small, large = (
        commerce(visitor.get(f"/products/onggi-crock?variant={v}").text)["ecommerce"] for v in ("2l", "10l")
    )
    assert (small["value"], large["value"]) == (84.0, 189.0)
    assert small["items"][0]["item_id"] != large["items"][0]["item_id"]


def test_the_basket_and_the_checkout_push_what_is_in_it(visitor: Client) -> None:
    add(visitor, BOWL, 2)
    add(visitor, TEA)
    assert commerce(visitor.get("/cart").text)["ecommerce"]["value"] == 153.0
    visitor.post("/code", data={"code": "WELCOME10"})
    begun = commerce(visitor.get("/checkout").text)
    assert begun["event"] == "begin_checkout"
    assert begun["ecommerce"]["coupon"] == "WELCOME10"
    assert begun["ecommerce"]["value"] == 137.7
    assert begun["ecommerce"]["items"][0] | {"price": 64.8, "discount": 7.2} == begun["ecommerce"]["items"][0]


def test_an_empty_basket_pushes_nothing(visitor: Client) -> None:
    assert pushes(visitor.get("/cart").text) == []


def test_a_purchase_names_its_transaction_and_repeats_it_on_reload(visitor: Client) -> None:
    add(visitor, TEA, 3)
    where = str(visitor.post("/checkout", data=ADDRESS).location)
    bought = commerce(visitor.get(where).text)
    assert bought["event"] == "purchase"
    assert bought["ecommerce"]["transaction_id"] == where.rpartition("/")[2]
    assert (bought["ecommerce"]["value"], bought["ecommerce"]["shipping"]) == (27.0, 4.9)
    assert bought["ecommerce"]["tax"] == pytest.approx(31.9 - 31.9 / 1.19, abs=0.01)
    assert commerce(visitor.get(where).text) == bought


def test_text_cannot_end_the_script_that_carries_it(visitor: Client) -> None:
    html = visitor.get("/search", query_string={"q": "</script><b>"}).text
    assert "</script><b>" not in html
    assert pushes(html)[0] == {"event": "search", "search_term": "</script><b>"}
