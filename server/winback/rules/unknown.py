"""What a rule says where some facts are not known: true, false, or that it can't be said."""

from collections.abc import Mapping
from typing import Any

from .meaning import Rule, holds


def judge(rule: Rule, facts: Mapping[str, Any], missing: set[str]) -> bool | None:
    """As `evaluate`, but a fact that `facts` has not is unknown; None in `facts` is an absent one.

    None: it can't be said (Kleene's logic). Then the facts that would have been needed are put into `missing`.
    """
    if "not" in rule:
        inner = judge(rule["not"], facts, missing)
        return None if inner is None else not inner
    for name, settles in (("all", False), ("any", True)):
        if name in rule:
            return _joined(rule[name], settles, facts, missing)
    fact = rule["fact"]
    if fact not in facts:
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
