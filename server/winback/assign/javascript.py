"""How JavaScript converts and compares JSON values: GrowthBook's conditions mean what its browser SDK does."""

import json
import math
import re
from collections.abc import Mapping

NUMBER = re.compile(r"[+-]?(Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)", re.ASCII)
RADIX = re.compile(r"0([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")


def is_truthy(value: object) -> bool:
    """Lists and objects are, also empty ones; NaN is not."""
    if isinstance(value, (list, Mapping)):
        return True
    return bool(value) and value == value


def is_same(one: object, other: object) -> bool:
    """`===` on JSON values: numbers by value, never across kinds, no list or object."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other
    return type(one) is type(other) and not isinstance(one, (list, dict)) and one == other


def to_text(value: object) -> str:
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number_text(float(value))
        case list():
            return ",".join("" if one is None else to_text(one) for one in value)
    return "[object Object]"


def _number_text(number: float) -> str:
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number))
    mantissa, _, exponent = repr(number).partition("e")
    if not exponent:
        return mantissa
    if int(exponent) >= -6 and int(exponent) < 0:
        return f"{number:.{len(mantissa.replace('.', '').lstrip('-')) - 1 - int(exponent)}f}"
    return f"{mantissa}e{'+' if int(exponent) > 0 else '-'}{abs(int(exponent))}"


def to_number(value: object) -> float:
    match value:
        case None:
            return 0.0
        case bool() | int() | float():
            return float(value)
        case str():
            return _read_number(value.strip())
        case list():
            return _read_number(to_text(value).strip())
    return math.nan


def _read_number(text: str) -> float:
    if not text:
        return 0.0
    if RADIX.fullmatch(text):
        return float(int(text, 0))
    return float(text) if NUMBER.fullmatch(text) else math.nan


def to_json(value: object) -> str:
    """JSON.stringify: keys in their order, whole numbers without a fraction."""
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float():
            return _number_text(float(value)) if math.isfinite(value) else "null"
        case list():
            return f"[{','.join(map(to_json, value))}]"
        case Mapping():
            return "{" + ",".join(f"{to_json(key)}:{to_json(one)}" for key, one in value.items()) + "}"
    raise TypeError(f"{type(value).__name__} is no JSON value")


def compare(one: object, other: object) -> int | None:
    """-1, 0 or 1 as `<` and `>` see it; None when neither holds nor equality (a side is no number)."""
    if isinstance(one, (list, Mapping)) or isinstance(other, (list, Mapping)):
        return compare(_primitive(one), _primitive(other))
    if isinstance(one, str) and isinstance(other, str):
        left, right = one.encode("utf-16-be", "surrogatepass"), other.encode("utf-16-be", "surrogatepass")
        return (left > right) - (left < right)
    first, second = to_number(one), to_number(other)
    if math.isnan(first) or math.isnan(second):
        return None
    return (first > second) - (first < second)


def _primitive(value: object) -> object:
    return to_text(value) if isinstance(value, (list, Mapping)) else value
