"""GrowthBook's targeting conditions over a visitor's attributes."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from winback.assign.javascript import compare, is_same, is_truthy, to_json, to_number, to_text

Groups = Mapping[str, Sequence[object]]


def passes(attributes: object, condition: Mapping[str, Any], groups: Groups) -> bool:
    """Whether all of the condition holds; `groups` are the saved groups that `$inGroup` names."""
    return all(_holds(attributes, key, wanted, groups) for key, wanted in condition.items())


def _holds(attributes: object, key: str, wanted: Any, groups: Groups) -> bool:
    match key:
        case "$or":
            return _any_passes(attributes, wanted, groups)
        case "$nor":
            return not _any_passes(attributes, wanted, groups)
        case "$and":
            return all(passes(attributes, one, groups) for one in wanted)
        case "$not":
            return not passes(attributes, wanted, groups)
    return _fits(attribute_at(attributes, key), wanted, groups)


def _any_passes(attributes: object, conditions: Sequence[Mapping[str, Any]], groups: Groups) -> bool:
    return not conditions or any(passes(attributes, one, groups) for one in conditions)


def attribute_at(attributes: object, path: str) -> Any:
    """What stands at a path such as "company.size"; None when nothing does."""
    value = attributes
    for step in path.split("."):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _fits(value: object, wanted: object, groups: Groups) -> bool:
    match wanted:
        case None:
            return value is None
        case bool():
            return value is not None and is_truthy(value) is wanted
        case str():
            return to_text(value) == wanted
        case int() | float():
            return to_number(value) == wanted
        case Mapping() if _is_operators(wanted):
            return all(_operate(op, value, operand, groups) for op, operand in wanted.items())
    return to_json(value) == to_json(wanted)


def _is_operators(wanted: Mapping[str, object]) -> bool:
    return bool(wanted) and all(key.startswith("$") for key in wanted)


def _operate(op: str, value: object, operand: Any, groups: Groups) -> bool:
    if op in PLAIN:
        return PLAIN[op](value, operand)
    return op in NESTED and NESTED[op](value, operand, groups)


def _ordered(*outcomes: int) -> Callable[[object, object], bool]:
    return lambda value, operand: compare(value, operand) in outcomes


def _version(*outcomes: int) -> Callable[[object, object], bool]:
    return lambda value, operand: compare(padded_version(value), padded_version(operand)) in outcomes


def padded_version(value: object) -> str:
    """A version as a text that sorts: numbers padded, and a release after its own pre-releases."""
    text = to_text(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    parts = re.split(r"[-.]", re.sub(r"^v|\+.*\Z", "", text if isinstance(text, str) and text else "0"))
    if len(parts) == 3:
        parts.append("~")
    return "-".join(part.rjust(5) if re.fullmatch(r"[0-9]+", part) else part for part in parts)


def _exists(value: object, operand: object) -> bool:
    return (value is not None) is is_truthy(operand)


def _lowered(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _in(value: object, members: Sequence[object], read: Callable[[object], object] = lambda one: one) -> bool:
    own = value if isinstance(value, list) else [value]
    return any(is_same(read(one), read(member)) for one in own for member in members)


def _listed(is_wanted: bool, read: Callable[[object], object] = lambda one: one) -> Callable[[object, object], bool]:
    return lambda value, operand: isinstance(operand, list) and _in(value, operand, read) is is_wanted


def _regex(flags: re.RegexFlag) -> Callable[[object, object], bool]:
    def test(value: object, operand: object) -> bool:
        try:
            return re.search(to_text(operand), to_text(value), flags) is not None
        except re.error:
            return False

    return test


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
    return "array" if isinstance(value, list) else "object"


PLAIN: dict[str, Callable[[object, object], bool]] = {
    "$eq": is_same,
    "$ne": lambda value, operand: not is_same(value, operand),
    "$lt": _ordered(-1),
    "$lte": _ordered(-1, 0),
    "$gt": _ordered(1),
    "$gte": _ordered(1, 0),
    "$veq": _version(0),
    "$vne": _version(-1, 1),
    "$vlt": _version(-1),
    "$vlte": _version(-1, 0),
    "$vgt": _version(1),
    "$vgte": _version(1, 0),
    "$exists": _exists,
    "$in": _listed(is_wanted=True),
    "$nin": _listed(is_wanted=False),
    "$ini": _listed(is_wanted=True, read=_lowered),
    "$nini": _listed(is_wanted=False, read=_lowered),
    "$regex": _regex(re.ASCII),
    "$regexi": _regex(re.ASCII | re.IGNORECASE),
    "$type": lambda value, operand: _kind(value) == operand,
}


def _some_member(value: object, operand: Mapping[str, Any], groups: Groups) -> bool:
    if not isinstance(value, list):
        return False
    test = _fits if _is_operators(operand) else passes
    return any(is_truthy(one) and test(one, operand, groups) for one in value)


def _all_members(value: object, operand: object, groups: Groups) -> bool:
    if not isinstance(value, list) or not isinstance(operand, list):
        return False
    return all(any(_fits(one, wanted, groups) for one in value) for wanted in operand)


NESTED: dict[str, Callable[[object, Any, Groups], bool]] = {
    "$not": lambda value, operand, groups: not _fits(value, operand, groups),
    "$inGroup": lambda value, operand, groups: _in(value, groups.get(operand, ())),
    "$notInGroup": lambda value, operand, groups: not _in(value, groups.get(operand, ())),
    "$size": lambda value, operand, groups: isinstance(value, list) and _fits(len(value), operand, groups),
    "$elemMatch": _some_member,
    "$all": _all_members,
    "$alli": lambda value, operand, groups: _all_members(_lowered_all(value), _lowered_all(operand), groups),
}


def _lowered_all(value: object) -> object:
    return [_lowered(one) for one in value] if isinstance(value, list) else value
