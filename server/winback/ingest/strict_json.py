"""JSON that means one thing on every machine: what databases or other readers would trip over is refused."""

import re
from math import isfinite
from typing import Any

import orjson

DEEPEST = 8
LARGEST_INTEGER = 2**63 - 1

_NESTING = (dict, list)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Each escape, so that none is taken for the end of another: a pair, a half of one, any other.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.S
)
_LONG_INTEGER = re.compile(rb"(?<![\d.eE+])(?<![eE]-)-?\d{19,}(?![\d.eE])")


class BadJson(ValueError):
    """Not JSON as we take it; the message says why."""


def decode(body: bytes) -> Any:
    """The value of a UTF-8 JSON text. Raises BadJson.

    Refused beside what is no JSON: a byte order mark, NaN, lone surrogates, NUL, duplicate keys, integers beyond
    64 bit, and more than 8 levels of arrays and objects.
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadJson(str(error)) from None
    if is_canonical(body, value):
        check_depth(value, DEEPEST)
        return value
    keys = _keys_within(value, DEEPEST)
    # Outside of strings a colon stands after a key and nowhere else: fewer keys than colons means one came twice.
    skeleton = _STRING.sub(b'"', body)
    if skeleton.count(b":") != keys:
        raise BadJson("a key comes twice in one object")
    if any(len(digits) > 20 or not fits_64_bits(int(digits)) for digits in _LONG_INTEGER.findall(skeleton)):
        raise BadJson("an integer is beyond 64 bit")
    if b"\\u0000" in body and _has_nul(value):
        raise BadJson("a text contains NUL")
    return value


def with_whole_characters(body: bytes) -> bytes:
    """The text with U+FFFD for each half of a character: a page that cuts its title short may cut an emoji in two."""
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found["half"] else found[0], body)


def is_canonical(body: bytes, value: Any) -> bool:
    """Whether `body` is just what `value` is written as, and so hides nothing; False says nothing.

    A key that came twice would come out once, an integer beyond 64 bit as a float, one beyond 53 bit not at all.
    What browsers send is written so. Asking costs a twentieth of looking for each fault.
    """
    try:
        return b"\\u0000" not in body and orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER) == body
    except orjson.JSONEncodeError:
        return False


def check_depth(value: Any, levels: int) -> None:
    """Raises BadJson where more than `levels` arrays and objects stand inside each other."""
    level = [value] if type(value) in _NESTING else []
    for _ in range(levels):
        if not level:
            return
        level = [
            inner
            for each in level
            for inner in (each.values() if type(each) is dict else each)
            if type(inner) in _NESTING
        ]
    if level:
        raise BadJson(f"more than {DEEPEST} levels of arrays and objects")


def fits_64_bits(number: int) -> bool:
    return -LARGEST_INTEGER - 1 <= number <= LARGEST_INTEGER


def check_value(value: Any, levels: int = DEEPEST) -> None:
    """Raises BadJson where a value that came decoded would not have passed `decode`."""
    if isinstance(value, (dict, list)):
        if not levels:
            raise BadJson(f"more than {DEEPEST} levels of arrays and objects")
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            check_value(each, levels - 1)
    elif isinstance(value, str):
        if "\0" in value or (not value.isascii() and _LONE_SURROGATE.search(value)):
            raise BadJson("a text contains NUL or a lone surrogate")
    elif isinstance(value, float):
        if not isfinite(value):
            raise BadJson("a number is not finite")
    elif isinstance(value, int) and not fits_64_bits(value):
        raise BadJson("an integer is beyond 64 bit")


def depth_of(value: Any) -> int:
    """How many arrays and objects stand inside each other; 0 for a plain value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


def _keys_within(value: Any, levels: int) -> int:
    """The number of keys in all objects. Raises BadJson where there are more than `levels` levels."""
    if isinstance(value, dict):
        inner, keys = value.values(), len(value)
    elif isinstance(value, list):
        inner, keys = value, 0  # type: ignore[assignment]
    else:
        return 0
    if not levels:
        raise BadJson(f"more than {DEEPEST} levels of arrays and objects")
    for each in inner:
        if isinstance(each, (dict, list)):
            keys += _keys_within(each, levels - 1)
    return keys


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in key for key in value) or any(map(_has_nul, value.values()))
    return isinstance(value, list) and any(map(_has_nul, value))
