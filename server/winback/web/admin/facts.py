"""What the rule builder offers: the catalogue of facts in the page's language, and what one can ask about each."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from ...rules.facts import BROWSERS, FACTS, SYSTEMS, Fact
from ...rules.profile import PROFILE

# The questions that the builder has words for, in the order in which it offers them.
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
    "choice": {
        "eq": _("is"),
        "ne": _("is not"),
        "is_set": _("is known"),
        "is_not_set": _("is not known"),
    },
    "number": {
        "gte": _("is at least"),
        "gt": _("is more than"),
        "lte": _("is at most"),
        "lt": _("is less than"),
        "eq": _("is exactly"),
        "is_set": _("is known"),
        "is_not_set": _("is not known"),
    },
    "flag": {"eq": _("is")},
    "list": {
        "contains": _("has among them"),
        "not_contains": _("does not have among them"),
        "is_set": _("is known"),
        "is_not_set": _("is not known"),
    },
}
GROUPS = {
    "page": _("The page"),
    "cart": _("The cart"),
    "session": _("This visit"),
    "visitor": _("The visitor"),
    "orders": _("Orders"),
    "pages": _("Pages and products"),
    "campaigns": _("Messages so far"),
    "consent": _("Permission"),
    "device": _("The device"),
    "time": _("The time"),
}
VALUES = {
    "phone": _("Phone"),
    "tablet": _("Tablet"),
    "desktop": _("Desktop"),
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
    **dict(zip(SYSTEMS, ("Android", "iOS", "Windows", "ChromeOS", "macOS", "Linux"), strict=True)),
    **{name: name.capitalize() for name in BROWSERS},
    "kakaotalk": "KakaoTalk",
    "naver": "NAVER",
}
_WITHOUT_VALUE = ("is_set", "is_not_set")


class Builder:
    """What the rule builder offers of one catalogue."""

    OPERATORS = OPERATORS

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts

    def is_simple(self, rule: Any) -> bool:
        """Whether the builder can show the rule: all or any of plain questions about facts that it offers."""
        if rule is None:
            return True
        if not isinstance(rule, dict) or len(rule) != 1 or next(iter(rule)) not in ("all", "any"):
            return False
        leaves = next(iter(rule.values()))
        return isinstance(leaves, list) and all(self._is_plain(leaf) for leaf in leaves)

    def kind_of(self, name: str) -> str:
        """How the builder asks about a fact: as its kind says, or by a choice among the values that it can have."""
        fact = self._facts.get(name)
        if fact is None:
            return "text"
        return "choice" if fact.values else fact.kind

    def takes_value(self, leaf: dict[str, Any]) -> bool:
        return leaf.get("op") not in _WITHOUT_VALUE

    def named(self) -> dict[str, list[tuple[str, str]]]:
        """The facts and their names in the page's language, by the group that they are offered in."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, fact in self._facts.items():
            groups.setdefault(name.partition(".")[0], []).append((name, gettext(fact.meaning)))
        return {str(said): groups[key] for key, said in GROUPS.items() if key in groups}

    def values_of(self, name: str) -> list[tuple[str, str]]:
        return [(value, str(VALUES.get(value, value))) for value in self._facts[name].values]

    def beginnings(self) -> dict[str, dict[str, Any]]:
        """The question that a new condition on each fact begins with."""
        return {name: {"fact": name, **_BEGIN[self.kind_of(name)](fact)} for name, fact in self._facts.items()}

    def lines_of(self, given: dict[str, Any]) -> str:
        return lines_of(given)

    def _is_plain(self, leaf: Any) -> bool:
        if not isinstance(leaf, dict) or leaf.get("fact") not in self._facts:
            return False
        kind = self.kind_of(leaf["fact"])
        is_asked = leaf.get("op") in OPERATORS[kind]
        return is_asked and (not self.takes_value(leaf) or self._fits(leaf.get("value"), leaf["fact"], kind))

    def _fits(self, value: Any, name: str, kind: str) -> bool:
        if kind == "flag":
            return isinstance(value, bool)
        if kind == "number":
            return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
        if kind == "choice":
            return value in self._facts[name].values
        return isinstance(value, str)


_BEGIN: dict[str, Any] = {
    "text": lambda fact: {"op": "contains", "value": ""},
    "number": lambda fact: {"op": "gte", "value": 1},
    "flag": lambda fact: {"op": "eq", "value": True},
    "choice": lambda fact: {"op": "eq", "value": fact.values[0]},
    "list": lambda fact: {"op": "contains", "value": ""},
}

OF_CAMPAIGNS = Builder(FACTS)
OF_SEGMENTS = Builder(PROFILE.facts)


def lines_of(given: dict[str, Any]) -> str:
    """The facts of a rule test as one types them: `cart.value = 60`, one a line. values.js reads them back."""
    return "\n".join(f"{name} = {_typed(value)}" for name, value in given.items())


def _typed(value: Any) -> str:
    if not isinstance(value, str):
        return orjson.dumps(value).decode()
    try:
        orjson.loads(value)
    except orjson.JSONDecodeError:
        return value if value == value.strip() and "\n" not in value and value else orjson.dumps(value).decode()
    return orjson.dumps(value).decode()  # a text that looks like a number keeps its quotes
