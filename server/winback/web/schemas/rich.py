"""Rich texts: a tree of a few kinds of parts, so that no markup is ever stored, sent or parsed.

A part is a text, or an object: `{"bold": parts}`, `{"italic": parts}`, `{"link": parts, "url": address}`,
`{"list": [parts, …], "ordered"?: true}`.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from .fields import NO_NUL, Flag, Strict, language
from .links import link

DEEPEST = 6
MOST_PARTS = 300
LONGEST = 5000
_KINDS = ("bold", "italic", "link", "list")


class _Link(Strict):
    url = link(required=True)
    link = fields.Raw(required=True)


class _List(Strict):
    list = fields.List(fields.Raw(), required=True)
    ordered = Flag()


class _Bold(Strict):
    bold = fields.Raw(required=True)


class _Italic(Strict):
    italic = fields.Raw(required=True)


_SCHEMAS: dict[str, type[Strict]] = {"bold": _Bold, "italic": _Italic, "link": _Link, "list": _List}


class RichTexts(fields.Field[Any]):
    """A table of trees by language."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, dict) or len(value) > 40:
            raise ValidationError("A table of parts by language.")
        code = language()
        return {code.deserialize(name): _tree(name, parts) for name, parts in value.items()}


def _tree(name: str, parts: Any) -> list[Any]:
    try:
        read = _parts(parts, 1)
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from None
    if _count(read) > MOST_PARTS or _length(read) > LONGEST:
        raise ValidationError({name: [f"At most {LONGEST} characters in {MOST_PARTS} parts."]})
    return read


def _parts(value: Any, depth: int) -> list[Any]:
    if not isinstance(value, list):
        raise ValidationError(["A list of texts and of objects with bold, italic, link or list."])
    if depth > DEEPEST or len(value) > MOST_PARTS:
        raise ValidationError([f"At most {MOST_PARTS} parts, {DEEPEST} deep."])
    return [_part(one, depth) for one in value]


def _part(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        NO_NUL(value)
        return value
    kind = next((kind for kind in _KINDS if isinstance(value, dict) and kind in value), None)
    if kind is None:
        raise ValidationError(["A text, or an object with bold, italic, link or list."])
    part = _SCHEMAS[kind]().load(value)
    inside = part[kind]
    if kind != "list":
        return {**part, kind: _parts(inside, depth + 1)}
    if len(inside) > MOST_PARTS:
        raise ValidationError([f"At most {MOST_PARTS} parts, {DEEPEST} deep."])
    return {**part, kind: [_parts(one, depth + 1) for one in inside]}


def plain(parts: list[Any]) -> str:
    """The words alone, a line for each item of a list."""
    return "".join(_plain(part) for part in parts).strip()


def _plain(part: Any) -> str:
    if isinstance(part, str):
        return part
    if "list" in part:
        return "\n" + "\n".join(plain(item) for item in part["list"]) + "\n"
    return "".join(_plain(one) for kind in _KINDS for one in part.get(kind, []))


def _count(parts: list[Any]) -> int:
    """Each item of a list is a part too, also an empty one."""
    return sum(1 if isinstance(part, str) else _count_of(part) for part in parts)


def _count_of(part: dict[str, Any]) -> int:
    return 1 + len(part.get("list", ())) + sum(map(_count, _inside(part)))


def _length(parts: list[Any]) -> int:
    """Of all the texts as they are kept, blanks at an end with them."""
    return sum(len(part) if isinstance(part, str) else sum(map(_length, _inside(part))) for part in parts)


def _inside(part: dict[str, Any]) -> list[Any]:
    return part["list"] if "list" in part else [part[kind] for kind in _KINDS if kind in part]
