"""Typed values out of decoded JSON, and where the fault is when they don't fit."""

import re
from typing import Annotated, Any, TypeVar

import msgspec

T = TypeVar("T")

# `\Z`, not `$`: that one lets a line end pass.
Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
_NAME = r"^[a-z][a-z0-9_]{0,63}\Z"
Name = Annotated[str, msgspec.Meta(pattern=_NAME)]
Label = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Text500 = Annotated[str, msgspec.Meta(max_length=500)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Number1 = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]

is_name = re.compile(_NAME).match
_AT = re.compile(r" - at `\$\.?(.*?)`$")
_FIELD = re.compile(r"(?:required|unknown) field `([^`]*)`")


class Misfit(ValueError):
    """A value is not of its type. `path` is like `page.url`; `message` says what was expected."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path, self.message = path, message


def typed(value: Any, kind: type[T], prefix: str = "") -> T:
    """The decoded JSON as `kind`. Raises Misfit."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        text = str(error)
        at = _AT.search(text)
        field = _FIELD.search(text)
        parts = [prefix, at[1] if at else "", field[1] if field else ""]
        raise Misfit(".".join(p for p in parts if p), _AT.sub("", text)) from None
