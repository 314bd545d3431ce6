"""What the shop pushes to `dataLayer`: GA4's ecommerce events, as GA4 documents them."""

from collections.abc import Sequence
from typing import Any

from .basket import Basket, Line
from .catalog import BRAND, CATEGORIES, CURRENCY, Product, Variant

Push = dict[str, Any]


def money(cents: int) -> float:
    return cents / 100


def item(product: Product, variant: Variant, language: str, quantity: int = 1) -> dict[str, Any]:
    return {
        "item_id": f"{product.slug}-{variant.id}",
        "item_name": product.texts[language]["name"],
        "item_brand": BRAND,
        "item_category": CATEGORIES[product.category].texts[language]["name"],
        "item_variant": variant.names[language],
        "price": money(variant.price),
        "quantity": quantity,
    }


def line_item(line: Line, language: str) -> dict[str, Any]:
    """`price` is what one costs after `discount`, so that price × quantity adds up to the value."""
    out = item(line.product, line.variant, language, line.quantity)
    if line.unit_discount:
        out |= {"price": money(line.unit_price), "discount": money(line.unit_discount)}
    return out


def view_item_list(list_id: str, name: str, products: Sequence[Product], language: str) -> Push:
    items = [
        {
            **item(product, product.variants[0], language),
            "item_list_id": list_id,
            "item_list_name": name,
            "index": index,
        }
        for index, product in enumerate(products)
    ]
    return _push("view_item_list", item_list_id=list_id, item_list_name=name, items=items)


def view_item(product: Product, variant: Variant, language: str) -> Push:
    return _push("view_item", currency=CURRENCY, value=money(variant.price), items=[item(product, variant, language)])


def of_basket(event: str, basket: Basket, language: str) -> Push:
    """view_cart or begin_checkout."""
    items = [line_item(line, language) for line in basket.lines]
    coupon = {"coupon": basket.code} if basket.code else {}
    return _push(event, currency=CURRENCY, value=money(basket.value), **coupon, items=items)


def purchase(number: str, basket: Basket, language: str) -> Push:
    push = of_basket("purchase", basket, language)
    tax = basket.total - round(basket.total / 1.19)
    push["ecommerce"] |= {"transaction_id": number, "tax": money(tax), "shipping": money(basket.delivery)}
    return push


def _push(event: str, **ecommerce: Any) -> Push:
    return {"event": event, "ecommerce": ecommerce}
