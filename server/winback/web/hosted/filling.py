"""How a browser helps to fill in a field of a form: what it knows by itself, which keys a phone shows, which days it offers."""

from collections.abc import Mapping
from typing import Any

from ...rules.fields import LONGEST

_LONGEST_ADDRESS = 254
_KNOWN = {"name": "name", "phone": "tel"}  # where the owner has chosen nothing else


def filling(block: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of its line; None leaves one out. The widget's fields have the same."""
    if block["type"] == "email":
        return {"autocomplete": "email", "inputmode": "email", "maxlength": _LONGEST_ADDRESS}
    kind = block.get("kind", "text")
    more = _of_number(block) if kind == "number" else _of_date(block) if kind == "date" else {}
    return {"autocomplete": block.get("autocomplete") or _KNOWN.get(kind), "maxlength": LONGEST, **more}


def _of_number(block: Mapping[str, Any]) -> dict[str, Any]:
    least = block.get("min")
    has_minus = least is None or least < 0  # the keypads of digits have none
    return {"inputmode": None if has_minus else "decimal" if (block.get("step") or 1) % 1 else "numeric"}


def _of_date(block: Mapping[str, Any]) -> dict[str, Any]:
    # with a latest day no browser takes a year of five digits
    return {"min": block.get("earliest"), "max": block.get("latest") or "9999-12-31"}
