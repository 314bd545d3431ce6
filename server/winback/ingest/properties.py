"""The typed properties of our own events. An unknown property of one of them is a fault; custom events are free."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import orjson

from . import decisions
from .strict_json import depth_of
from .typed import Count, Label, Misfit, Number1, Text500, typed

LARGEST_CUSTOM = 4096  # bytes of JSON
DEEPEST_CUSTOM = 5
UNLOADED = "winback_unloaded"  # a shop may have an `unloaded` of its own

# Shops push "49.90" as often as 49.9.
Amount = (
    Annotated[float, msgspec.Meta(ge=0, le=1e13)] | Annotated[str, msgspec.Meta(pattern=r"^\d{1,12}(\.\d{1,6})?\Z")]
)
Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{3}\Z")]
Scalar = str | int | float | bool | None
Items = Annotated[list[dict[str, Scalar]], msgspec.Meta(max_length=200)]
Url = Annotated[str, msgspec.Meta(max_length=2000)]


class Strict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    pass


class PageView(Strict):
    pass


class PageLeave(Strict):
    visible_ms: Count | None = None
    scroll_pct: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None


class Exposure(Strict):
    campaign: Label
    version: Number1
    arm: Label
    epoch: Number1 = 1
    trigger: Label | None = None
    score: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None


class Impression(Strict):
    exposure: UUID
    variant: Label
    format: Label


class Click(Strict):
    exposure: UUID
    block: Label
    action: Label
    url: Url | None = None


class Dismissal(Strict):
    exposure: UUID
    how: Literal["close", "esc", "backdrop", "later", "timeout", "navigation"]


class Answer(Strict):
    """`value` is judged by its block's type, once the campaign is known."""

    exposure: UUID
    step: Label
    block: Label
    value: Any
    ms: Count | None = None


class Response(Strict):
    exposure: UUID
    complete: bool
    path: Annotated[list[Label], msgspec.Meta(max_length=100)] = []


class Subscribe(Strict):
    email: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
    text_id: Annotated[str, msgspec.Meta(pattern=r"^sha256-[0-9a-f]{64}\Z")]
    lists: Annotated[list[Label], msgspec.Meta(max_length=20)] = []
    exposure: UUID | None = None


class Cart(Strict):
    items: Items = []
    value: Amount | None = None
    currency: Currency | None = None
    source: Label | None = None


class Commerce(Strict):
    """As in GA4; items may carry whatever scalars the shop gives them."""

    currency: Currency | None = None
    value: Amount | None = None
    items: Items | None = None
    transaction_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | int | None = None
    coupon: Text500 | None = None
    tax: Amount | None = None
    shipping: Amount | None = None


class Purchase(Commerce, kw_only=True):
    value: Amount
    transaction_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | int


class Refund(Commerce, kw_only=True):
    """Without a value the whole purchase is refunded."""

    transaction_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | int


class Unloaded(Strict):
    """Our script took itself out of a page: why, and the first error without what it quotes."""

    kind: Literal["errors", "long_tasks"]
    error: Text500 | None = None
    rev: Label | None = None


class Decision(Strict):
    """Its names are the site's campaigns: see decisions.py."""


OWN_EVENTS: dict[str, type[Strict]] = {
    "page_view": PageView,
    "page_leave": PageLeave,
    "exposure": Exposure,
    "impression": Impression,
    "click": Click,
    "dismissal": Dismissal,
    "answer": Answer,
    "response": Response,
    "subscribe": Subscribe,
    "cart": Cart,
    "view_item": Commerce,
    "add_to_cart": Commerce,
    "remove_from_cart": Commerce,
    "view_cart": Commerce,
    "begin_checkout": Commerce,
    "purchase": Purchase,
    "refund": Refund,
    UNLOADED: Unloaded,
    decisions.NAME: Decision,
}


def read_properties(name: str, properties: dict[str, Any]) -> Strict | None:
    """The typed properties of one of our own events; None for a custom one and a decision. Raises Misfit."""
    kind = OWN_EVENTS.get(name)
    if kind is Decision:
        decisions.check_decision(properties)
        return None
    if kind is not None:
        return typed(properties, kind, "properties")
    if depth_of(properties) > DEEPEST_CUSTOM:
        raise Misfit("properties", f"more than {DEEPEST_CUSTOM} levels of arrays and objects")
    if len(orjson.dumps(properties)) > LARGEST_CUSTOM:
        raise Misfit("properties", f"more than {LARGEST_CUSTOM} bytes")
    return None
