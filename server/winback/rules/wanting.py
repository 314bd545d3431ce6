"""What a rule still wants: the smallest part of it that has to come true, with the values that were seen."""

from typing import Any

from .meaning import Facts, Rule, evaluate, holds


def wanting(rule: Rule, facts: Facts) -> dict[str, Any] | None:
    """None where the rule holds. Else a rule that does not hold either, and that would be enough.

    It has only what has to change: the failing parts of an `all`, the ways of an `any`, and a `not` only around leaves.
    Each leaf carries `seen`, the fact's value; None is an absent fact. `{"any": []}` can never come true.
    """
    return _wanting(rule, facts, True)


def _wanting(rule: Rule, facts: Facts, wanted: bool) -> dict[str, Any] | None:
    if evaluate(rule, facts) is wanted:
        return None
    if (part := rule.get("not")) is not None:
        return _wanting(part, facts, not wanted)
    name = "all" if "all" in rule else "any"
    if (parts := rule.get(name)) is not None:
        # what must not come true is the other way round: one of all, all of any
        joined = name if wanted else {"all": "any", "any": "all"}[name]
        return _joined(joined, [found for part in parts if (found := _wanting(part, facts, wanted)) is not None])
    leaf = {**rule, "seen": seen(rule["fact"], facts)}
    return leaf if wanted else {"not": leaf}


def _joined(name: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {name: parts}


def seen(fact: str, facts: Facts) -> Any:
    """The value of a fact; None where it is absent, as rules take it."""
    value = facts.get(fact)
    return value if holds("is_set", value, None) else None
