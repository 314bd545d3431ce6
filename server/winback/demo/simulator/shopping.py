"""Filling a cart and paying for it: what the shop pushes, and what the widget makes of it."""

import math
import random
from typing import Any

from ...clock import DAY
from ..shop import ga4
from ..shop.basket import Basket, basket_of
from ..shop.catalog import CURRENCY, PRODUCTS, Product, Variant
from .arrivals import seconds
from .diary import Diary

REFUNDED = 0.015
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def choose(chance: random.Random, spends: float, among: list[Product]) -> tuple[Product, Variant]:
    """A thing at about the price that this visitor has in mind: budgets are log-normal."""
    budget = chance.lognormvariate(math.log(spends), 0.6) * 100
    some = chance.sample(among, min(3, len(among)))
    variants = [(product, variant) for product in some for variant in product.variants]
    return min(variants, key=lambda each: (abs(math.log(each[1].price / budget)), each[1].id))


def look(diary: Diary, product: Product, variant: Variant) -> None:
    value = ga4.money(variant.price)
    diary.tell("view_item", currency=CURRENCY, value=value, items=[ga4.item(product, variant, diary.person.language)])


def add(diary: Diary, product: Product, variant: Variant) -> None:
    quantity = 2 if variant.price < 4000 and diary.chance.random() < 0.25 else 1
    key = f"{product.slug}.{variant.id}"
    item = ga4.item(product, variant, diary.person.language, quantity)
    diary.person.cart[key] = diary.person.cart.get(key, 0) + quantity
    diary.tell("add_to_cart", currency=CURRENCY, value=ga4.money(variant.price * quantity), items=[item])
    _tell_cart(diary)


def checkout(diary: Diary, coupon: str | None = None, finishes: bool = True) -> str | None:
    """From the cart to the thank-you page, or to the form where some give up. The order's number."""
    basket = basket_of(diary.person.cart.items(), coupon)
    diary.open("/cart")
    _commerce(diary, "view_cart", basket)
    diary.wait(seconds(diary.chance, 14))
    diary.open("/checkout")
    _commerce(diary, "begin_checkout", basket)
    diary.wait(seconds(diary.chance, 55, 0.4))
    if not finishes:
        return None
    number = _number(diary.chance, diary.now)
    diary.open(f"/thanks/{number}")
    diary.tell("purchase", **ga4.purchase(number, basket, diary.person.language)["ecommerce"])
    diary.person.cart.clear()
    _tell_cart(diary)
    return number


def refund(diary: Diary, number: str) -> None:
    """Some send it back, a week later."""
    there = diary.now
    diary.now += round(diary.chance.uniform(4, 14) * DAY)
    diary.tell("refund", transaction_id=number)
    diary.now = there


def things(diary: Diary) -> str:
    """What the visitor has been looking at, as one would say it in a sentence."""
    keys = list(diary.person.cart) or [diary.chance.choice(list(PRODUCTS))]
    name = PRODUCTS[keys[0].partition(".")[0]].texts[diary.person.language]["name"]
    return name[0].lower() + name[1:]


def _commerce(diary: Diary, name: str, basket: Basket) -> None:
    diary.tell(name, **ga4.of_basket(name, basket, diary.person.language)["ecommerce"])


def _tell_cart(diary: Diary) -> None:
    basket = basket_of(diary.person.cart.items())
    items: list[dict[str, Any]] = []
    for line in basket.lines:
        item = ga4.line_item(line, diary.person.language)
        kept = {"id": item["item_id"], "name": item["item_name"], "price": item["price"], "quantity": line.quantity}
        items.append({**kept, "category": item["item_category"]})
    diary.tell("cart", items=items, value=ga4.money(basket.value), currency=CURRENCY, source="datalayer")


def _number(chance: random.Random, now: int) -> str:
    rest, signs = now, ""
    for _ in range(8):
        rest, index = divmod(rest, len(_SIGNS))
        signs = _SIGNS[index] + signs
    return f"OO-{signs}-{''.join(chance.choices(_SIGNS, k=4))}"
