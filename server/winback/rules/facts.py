"""The catalogue of facts: everything that a rule may ask about, what it means, and which questions make sense of it.

The admin's rule builder, the check of a rule before it is saved or launched, the documentation and the widget's tests
all read this one list. A fact that is not here, and is in no family, is a mistake.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "flag", "list", "any"]

_PRESENCE = ("is_set", "is_not_set")
OPS_BY_KIND: dict[Kind, tuple[str, ...]] = {
    "text": (
        *("eq", "ne", "in", "not_in", "contains", "not_contains"),
        *("starts_with", "ends_with", "matches", "glob", *_PRESENCE),
    ),
    "number": ("eq", "ne", "gt", "gte", "lt", "lte", "in", "not_in", *_PRESENCE),
    "flag": ("eq", "ne", *_PRESENCE),
    "list": ("contains", "not_contains", "in", "not_in", *_PRESENCE),
    # what the shop names itself may be of any kind
    "any": (
        *("eq", "ne", "gt", "gte", "lt", "lte", "in", "not_in", "contains", "not_contains"),
        *("starts_with", "ends_with", "matches", "glob", *_PRESENCE),
    ),
}

REMEMBERED = "personalization"  # the purpose without which nothing is kept from one page to the next


@dataclass(frozen=True)
class Fact:
    """One fact. `values` are all that it can be, where that is known; `purpose` is the permission that it needs."""

    name: str
    kind: Kind
    meaning: str
    purpose: str | None = None
    values: tuple[str, ...] = ()
    known: Literal["browser", "server", "both"] = "browser"

    @property
    def ops(self) -> tuple[str, ...]:
        return OPS_BY_KIND[self.kind]


@dataclass(frozen=True)
class Family:
    """Facts that the shop names itself: `trait.` stands for `trait.plan`, `trait.city` and so on."""

    prefix: str
    kind: Kind
    meaning: str
    purpose: str | None = None
    known: Literal["browser", "server", "both"] = "browser"

    def fact(self, name: str) -> Fact:
        return Fact(name, self.kind, self.meaning, self.purpose, known=self.known)


def _remembered(name: str, kind: Kind, meaning: str, values: tuple[str, ...] = ()) -> Fact:
    return Fact(name, kind, meaning, REMEMBERED, values)


PAGE = [
    Fact("page.path", "text", "Path of the page"),
    Fact("page.url", "text", "Address of the page"),
    Fact("page.host", "text", "Host of the page"),
    Fact("page.title", "text", "Title of the page"),
    Fact("page.language", "text", "Language of the page"),
    Fact("page.referrer", "text", "Where the page was opened from"),
    Fact("page.seconds", "number", "Seconds on the page"),
    Fact("page.scroll", "number", "Percent of the page seen"),
]
CART = [
    Fact("cart.value", "number", "Value of the cart"),
    Fact("cart.count", "number", "Items in the cart"),
    Fact("cart.currency", "text", "Currency of the cart"),
    Fact("cart.items", "list", "Products in the cart, by id"),
]
SESSION = [
    _remembered("session.pages", "number", "Pages in this visit"),
    _remembered("session.seconds", "number", "Seconds in this visit"),
    _remembered("session.landing", "text", "First page of this visit"),
    _remembered("session.referrer", "text", "Site that this visit came from"),
    _remembered("session.source", "text", "Campaign source (utm_source)"),
    _remembered("session.medium", "text", "Campaign medium (utm_medium)"),
    _remembered("session.campaign", "text", "Campaign name (utm_campaign)"),
]
VISITOR = [
    _remembered("visitor.returning", "flag", "Has been here before"),
    _remembered("visitor.sessions", "number", "Number of visits"),
    _remembered("visitor.days", "number", "Days since the first visit"),
]
DEVICE = [
    Fact("device.type", "text", "Kind of device", values=("phone", "tablet", "desktop")),
    Fact("device.touch", "flag", "Has a touch screen"),
]

FACTS: dict[str, Fact] = {fact.name: fact for fact in [*PAGE, *CART, *SESSION, *VISITOR, *DEVICE]}

FAMILIES = [
    Family("page.query.", "text", "A part of the page's address behind the question mark"),
    Family("event.", "number", "How often something was tracked in this visit", REMEMBERED),
    Family("trait.", "any", "What the shop said of the visitor by identify", REMEMBERED),
]


def find(name: str) -> Fact | None:
    """The fact of this name, as it is listed or out of its family; None where there is none."""
    family = next((one for one in FAMILIES if name.startswith(one.prefix) and len(name) > len(one.prefix)), None)
    return FACTS.get(name) or (family.fact(name) if family else None)
