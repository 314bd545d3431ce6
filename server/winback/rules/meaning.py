"""What a rule says of some facts."""

from collections.abc import Callable, Mapping
from math import isnan
from typing import Any

from winback.rules.globs import glob
from winback.rules.patterns import matches
from winback.rules.texts import code_units

Rule = Mapping[str, Any]
Facts = Mapping[str, Any]


def evaluate(rule: Rule, facts: Facts) -> bool:
    """Whether the rule holds; for rules that `check` has let pass."""
    if (parts := rule.get("all")) is not None:
        return all(evaluate(part, facts) for part in parts)
    if (parts := rule.get("any")) is not None:
        return any(evaluate(part, facts) for part in parts)
    if (part := rule.get("not")) is not None:
        return not evaluate(part, facts)
    return holds(rule.get("op"), facts.get(rule.get("fact", "")), rule.get("value"))


def holds(op: object, fact: object, value: object) -> bool:
    """One leaf: the op on the fact as it was seen (None = absent) and the rule's value."""
    seen, wanted = _comparable(fact), _comparable(value)
    if seen is None or (isinstance(seen, float) and isnan(seen)):
        return op == "is_not_set"
    apply = OPS.get(op) if isinstance(op, str) else None
    return apply is not None and apply(seen, wanted)


def _comparable(value: object) -> object:
    """A JSON value as JavaScript holds it: every number a double, every text in code units."""
    match value:
        case bool():
            return value
        case int():
            return _double(value)
        case str():
            return code_units(value)
        case list() | tuple():
            return [_comparable(one) for one in value]
    return value


def _double(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and not isinstance(one, (list, dict)) and one == other


def _is_in(seen: object, values: list[object]) -> bool:
    members = seen if isinstance(seen, list) else [seen]
    return any(_same(member, value) for member in members for value in values)


def _contains(seen: object, value: object) -> bool:
    if isinstance(seen, list):
        return any(_same(member, value) for member in seen)
    return isinstance(seen, str) and isinstance(value, str) and value in seen


def _has_parts(seen: object, value: object) -> bool:
    return isinstance(seen, list) or (isinstance(seen, str) and isinstance(value, str))


Op = Callable[[Any, Any], bool]


def _numbers(compare: Op) -> Op:
    return lambda seen, value: isinstance(seen, float) and isinstance(value, float) and compare(seen, value)


def _texts(read: Op) -> Op:
    return lambda seen, value: isinstance(seen, str) and isinstance(value, str) and read(seen, value)


OPS: dict[str, Op] = {
    "is_set": lambda seen, value: True,
    "is_not_set": lambda seen, value: False,
    "eq": _same,
    "ne": lambda seen, value: not _same(seen, value),
    "gt": _numbers(lambda seen, value: seen > value),
    "gte": _numbers(lambda seen, value: seen >= value),
    "lt": _numbers(lambda seen, value: seen < value),
    "lte": _numbers(lambda seen, value: seen <= value),
    "in": lambda seen, value: isinstance(value, list) and _is_in(seen, value),
    "not_in": lambda seen, value: isinstance(value, list) and not _is_in(seen, value),
    "contains": _contains,
    "not_contains": lambda seen, value: _has_parts(seen, value) and not _contains(seen, value),
    "starts_with": _texts(lambda seen, value: seen.startswith(value)),
    "ends_with": _texts(lambda seen, value: seen.endswith(value)),
    "matches": _texts(lambda seen, value: matches(value, seen)),
    "glob": _texts(lambda seen, value: glob(value, seen)),
}
