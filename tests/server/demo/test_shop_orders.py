"""Buying in the demo shop: basket, codes, checkout, order numbers."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import Client

from winback.demo.shop.basket import Basket, basket_from, known_code
from winback.demo.shop.orders import new_order_number

BOWL, TEA = "brushed-tea-bowl.white", "roasted-barley.250g"
ADDRESS = {"email": "min@example.com", "name": "Kim Min", "street": "Weg 1", "zip": "10115", "city": "Berlin"}


def add(visitor: Client, item: str, quantity: int = 1, do: str = "add") -> int:
    return visitor.post("/cart", data={"item": item, "quantity": str(quantity), "do": do}).status_code


def cookie(visitor: Client, name: str) -> str:
    kept = visitor.get_cookie(name)
    return kept.value if kept else ""


def test_a_basket_adds_sets_and_removes(visitor: Client) -> None:
    assert add(visitor, BOWL) == 303
    add(visitor, BOWL, 2)
    add(visitor, TEA)
    assert cookie(visitor, "oo_basket") == f"{BOWL}:3~{TEA}:1"
    add(visitor, BOWL, 1, do="set")
    add(visitor, TEA, 0, do="set")
    assert cookie(visitor, "oo_basket") == f"{BOWL}:1"


@pytest.mark.parametrize(
    ("item", "quantity"), [("nope.white", "1"), ("moon-jar.nope", "1"), (BOWL, "-1"), (BOWL, "x"), (BOWL, "999")]
)
def test_what_cannot_be_in_a_basket_is_refused(visitor: Client, item: str, quantity: str) -> None:
    assert visitor.post("/cart", data={"item": item, "quantity": quantity}).status_code == 400
    assert cookie(visitor, "oo_basket") == ""


@pytest.mark.parametrize("text", ["", "~~", "nope:1", f"{BOWL}:0", f"{BOWL}:-3", f"{BOWL}:abc", f"{BOWL}", "a.b.c:2~:"])
def test_a_cookie_that_nobody_can_read_is_an_empty_basket(text: str) -> None:
    assert basket_from(text) == Basket()


def test_nobody_fills_a_basket_without_end() -> None:
    assert basket_from(f"{BOWL}:999").count == 20


def test_a_code_takes_ten_per_cent_off_each_thing_so_that_the_lines_add_up() -> None:
    basket = basket_from(f"{TEA}:3~yuja-marmalade.350g:1", "WELCOME10")
    assert [line.unit_price for line in basket.lines] == [810, 1440]
    assert (basket.subtotal, basket.discount, basket.value) == (4300, 430, 3870)
    assert (basket.delivery, basket.total) == (490, 4360)


def test_free_delivery_from_sixty_euros_or_by_code() -> None:
    assert basket_from(f"{BOWL}:1").delivery == 0
    assert basket_from(f"{TEA}:1").delivery == 490
    by_code = basket_from(f"{TEA}:1", "FREESHIP")
    assert (by_code.delivery, by_code.discount) == (0, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" welcome10 ", "WELCOME10"),
        ("TEA-4F2K", "TEA-4F2K"),
        ("freeship", "FREESHIP"),
        ("WELCOME", None),
        ("10", None),
        ("", None),
        ("<B>1", None),
    ],
)
def test_which_codes_the_shop_honours(text: str, code: str | None) -> None:
    assert known_code(text) == code


def test_an_unknown_code_is_said_at_its_field(visitor: Client) -> None:
    add(visitor, BOWL)
    answer = visitor.post("/code", data={"code": "please", "from": "cart"}, follow_redirects=True)
    assert 'aria-invalid="true"' in answer.text
    assert "not known here" in answer.text


def test_an_order_from_basket_to_thank_you(visitor: Client) -> None:
    add(visitor, BOWL, 2)
    visitor.post("/code", data={"code": "welcome10"})
    placed = visitor.post("/checkout", data=ADDRESS)
    assert re.fullmatch(r"/thanks/OO-\w{8}-\w{8}", str(placed.location))
    thanks = visitor.get(str(placed.location)).text
    assert str(placed.location).removeprefix("/thanks/") in thanks
    assert "€129.60" in thanks
    assert cookie(visitor, "oo_basket") == ""
    assert visitor.get("/checkout").location == "/cart", "a second click buys nothing twice"


def test_a_thank_you_page_is_for_the_browser_that_bought(visitor: Client) -> None:
    add(visitor, BOWL)
    where = str(visitor.post("/checkout", data=ADDRESS).location)
    assert visitor.get(f"/thanks/{new_order_number()}").status_code == 404
    visitor.delete_cookie("oo_order")
    assert visitor.get(where).status_code == 404


@pytest.mark.parametrize("field", ["email", "name", "street", "zip", "city"])
def test_a_missing_part_of_the_address_is_said_at_its_field(visitor: Client, field: str) -> None:
    add(visitor, BOWL)
    answer = visitor.post("/checkout", data={**ADDRESS, field: " "})
    assert answer.status_code == 200
    assert f'aria-describedby="{field}-error"' in answer.text
    assert answer.text.count("aria-invalid") == 1
    assert cookie(visitor, "oo_basket"), "the basket stays"


def test_the_order_keeps_no_address(visitor: Client) -> None:
    add(visitor, BOWL)
    visitor.post("/checkout", data=ADDRESS)
    assert "example.com" not in cookie(visitor, "oo_order")


def test_order_numbers_are_unique() -> None:
    assert len({new_order_number() for _ in range(20_000)}) == 20_000
