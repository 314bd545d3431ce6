"""Which arm of a campaign its page of its own shows."""

from collections.abc import Mapping
from typing import Any


def shown_arm(content: Mapping[str, Any]) -> str:
    """The first that some visitors get: a database keeps no order of the variants themselves."""
    variants = content["variants"]
    given = (arm["id"] for arm in content["experiment"]["arms"] if arm["weight"] > 0 and arm["id"] in variants)
    first: str = next(given, min(variants))
    return first
