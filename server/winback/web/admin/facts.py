"""What the rule builder offers: the facts that the browser knows, and what one can ask about each kind."""

from typing import Any

from flask_babel import lazy_gettext as _

FACTS: dict[str, tuple[Any, str]] = {
    "page.path": (_("Path of the page"), "text"),
    "page.url": (_("Address of the page"), "text"),
    "page.title": (_("Title of the page"), "text"),
    "page.language": (_("Language of the page"), "text"),
    "page.referrer": (_("Where the page was opened from"), "text"),
    "page.seconds": (_("Seconds on the page"), "number"),
    "page.scroll": (_("Percent of the page seen"), "number"),
    "cart.value": (_("Value of the cart"), "number"),
    "cart.count": (_("Items in the cart"), "number"),
    "cart.currency": (_("Currency of the cart"), "text"),
    "session.pages": (_("Pages in this visit"), "number"),
    "session.seconds": (_("Seconds in this visit"), "number"),
    "session.landing": (_("First page of this visit"), "text"),
    "session.referrer": (_("Site that this visit came from"), "text"),
    "session.source": (_("Campaign source (utm_source)"), "text"),
    "session.medium": (_("Campaign medium (utm_medium)"), "text"),
    "session.campaign": (_("Campaign name (utm_campaign)"), "text"),
    "visitor.returning": (_("Has been here before"), "flag"),
    "visitor.sessions": (_("Number of visits"), "number"),
    "visitor.days": (_("Days since the first visit"), "number"),
    "device.type": (_("Kind of device"), "text"),
    "device.touch": (_("Has a touch screen"), "flag"),
}
OPERATORS: dict[str, dict[str, Any]] = {
    "text": {
        "eq": _("is"),
        "ne": _("is not"),
        "contains": _("contains"),
        "not_contains": _("does not contain"),
        "starts_with": _("starts with"),
        "ends_with": _("ends with"),
        "glob": _("fits the pattern (* stands for anything)"),
        "is_set": _("is known"),
        "is_not_set": _("is not known"),
    },
    "number": {
        "gte": _("is at least"),
        "gt": _("is more than"),
        "lte": _("is at most"),
        "lt": _("is less than"),
        "eq": _("is exactly"),
    },
    "flag": {"eq": _("is")},
}
_WITHOUT_VALUE = ("is_set", "is_not_set")


def is_simple(rule: Any) -> bool:
    """Whether the builder can show the rule: all or any of plain questions about facts that it offers."""
    if rule is None:
        return True
    if not isinstance(rule, dict) or len(rule) != 1 or next(iter(rule)) not in ("all", "any"):
        return False
    leaves = next(iter(rule.values()))
    return isinstance(leaves, list) and all(_is_plain(leaf) for leaf in leaves)


def kind_of(fact: str) -> str:
    return FACTS.get(fact, ("", "text"))[1]


def takes_value(leaf: dict[str, Any]) -> bool:
    return leaf.get("op") not in _WITHOUT_VALUE


def _is_plain(leaf: Any) -> bool:
    if not isinstance(leaf, dict) or leaf.get("fact") not in FACTS:
        return False
    kind = kind_of(leaf["fact"])
    return leaf.get("op") in OPERATORS[kind] and (not takes_value(leaf) or _fits(leaf.get("value"), kind))


def _fits(value: Any, kind: str) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    return isinstance(value, str)


def named() -> list[tuple[str, Any]]:
    return [(fact, words) for fact, (words, _kind) in FACTS.items()]
