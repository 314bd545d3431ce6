"""The basket: it lives in a cookie, so the shop keeps nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .catalog import PRODUCTS, Product, Variant

MOST_LINES = 30
MOST_OF_ONE = 20
FREE_DELIVERY_FROM = 6000
DELIVERY = 490
DISCOUNT_PERCENT = 10
FREE_DELIVERY_CODES = ("FREESHIP", "FREEDELIVERY")
# What a message may have promised: WELCOME10, COMEBACK10, TEA-AB12CD …
_CODE = re.compile(r"(?=[^0-9]*[0-9])[A-Z][A-Z0-9-]{3,23}")


@dataclass(frozen=True)
class Line:
    """So many of one variant. Money in cents."""

    product: Product
    variant: Variant
    quantity: int
    percent_off: int = 0

    @property
    def key(self) -> str:
        return f"{self.product.slug}.{self.variant.id}"

    @property
    def unit_discount(self) -> int:
        return (self.variant.price * self.percent_off + 50) // 100

    @property
    def unit_price(self) -> int:
        return self.variant.price - self.unit_discount

    @property
    def full(self) -> int:
        return self.variant.price * self.quantity

    @property
    def total(self) -> int:
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class Basket:
    lines: tuple[Line, ...] = ()
    code: str | None = None

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def subtotal(self) -> int:
        """What the goods cost before any discount."""
        return sum(line.full for line in self.lines)

    @property
    def value(self) -> int:
        """What the goods cost with the discount, without delivery: the value that GA4 asks for."""
        return sum(line.total for line in self.lines)

    @property
    def discount(self) -> int:
        return self.subtotal - self.value

    @property
    def delivery(self) -> int:
        is_free = not self.lines or self.value >= FREE_DELIVERY_FROM or self.code in FREE_DELIVERY_CODES
        return 0 if is_free else DELIVERY

    @property
    def missing_for_free_delivery(self) -> int:
        return max(FREE_DELIVERY_FROM - self.value, 0) if self.delivery else 0

    @property
    def total(self) -> int:
        return self.value + self.delivery

    def with_quantity(self, key: str, quantity: int, add: bool = False) -> "Basket":
        """The basket with so many (or so many more) of `product.variant`. Raises KeyError if there is no such thing."""
        quantities = {line.key: line.quantity for line in self.lines}
        quantities[key] = quantity + (quantities.get(key, 0) if add else 0)
        _find(key)
        return basket_of(quantities.items(), self.code)

    def to_cookie(self) -> str:
        return "~".join(f"{line.key}:{line.quantity}" for line in self.lines)


def basket_of(quantities: Iterable[tuple[str, int]], code: str | None = None) -> Basket:
    """A basket of the things that exist, within the limits; the rest falls out."""
    percent = DISCOUNT_PERCENT if code and code not in FREE_DELIVERY_CODES else 0
    lines = []
    for key, quantity in quantities:
        try:
            product, variant = _find(key)
        except KeyError:
            continue  # sold out since the cookie was written, or written by hand
        if quantity > 0:
            lines.append(Line(product, variant, min(quantity, MOST_OF_ONE), percent))
    return Basket(tuple(lines[:MOST_LINES]), code)


def basket_from(cookie: str, code: str | None = None) -> Basket:
    """The basket that a cookie holds. Anything unreadable in it is left out."""
    pairs = (part.rpartition(":") for part in cookie.split("~"))
    quantities = ((key, int(count)) for key, _, count in pairs if re.fullmatch(r"[0-9]{1,3}", count))
    return basket_of(quantities, known_code(code or ""))


def known_code(text: str) -> str | None:
    """The discount code as it is written, where it is one: this shop honours whatever looks like one."""
    code = text.strip().upper()
    return code if code in FREE_DELIVERY_CODES or _CODE.fullmatch(code) else None


def _find(key: str) -> tuple[Product, Variant]:
    slug, _, variant_id = key.partition(".")
    product = PRODUCTS[slug]
    variant = product.variant(variant_id)
    if variant is None:
        raise KeyError(key)
    return product, variant
