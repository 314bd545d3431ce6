"""What a rule says where some facts are not known: true, false, or that it can't be said."""

from collections.abc import Mapping
from typing import Any

from .meaning import Rule, holds

PRIVATE = ("trait.", "page.query.", "page.var.")
SET = object()  # the value of a fact of which it is only known that it is there
_PRESENCE = ("is_set", "is_not_set")


def is_private(fact: str) -> bool:
    """Whether its value never leaves the browser: what a shop says of a person, or has in an address or on a page."""
    return fact.startswith(PRIVATE)


def as_told(fact: str, value: Any) -> Any:
    """The value that a log has of a fact; SET where that is only that it is there."""
    return SET if value is True and is_private(fact) else value


def is_known(op: str, fact: str, facts: Mapping[str, Any]) -> bool:
    """Whether it can be said what the op finds."""
    return fact in facts and (facts[fact] is not SET or op in _PRESENCE)


def judge(rule: Rule, facts: Mapping[str, Any], missing: set[str]) -> bool | None:
    """As `evaluate`, but a fact that `facts` has not is unknown; None in `facts` is an absent one.
    SET is one that is there, with a value that is unknown.

    None: it can't be said (Kleene's logic). Then the facts that would have been needed are put into `missing`.
    """
    if "not" in rule:
        inner = judge(rule["not"], facts, missing)
        return None if inner is None else not inner
    for name, settles in (("all", False), ("any", True)):
        if name in rule:
            return _joined(rule[name], settles, facts, missing)
    fact = rule["fact"]
    if not is_known(rule["op"], fact, facts):
        missing.add(fact)
        return None
    return holds(rule["op"], facts[fact], rule.get("value"))


def _joined(parts: list[Rule], settles: bool, facts: Mapping[str, Any], missing: set[str]) -> bool | None:
    """One part that settles it is enough, whatever is unknown beside it."""
    wanting: set[str] = set()
    is_open = False
    for part in parts:
        found = judge(part, facts, wanting)
        if found is settles:
            return settles
        is_open = is_open or found is None
    missing |= wanting
    return None if is_open else not settles
