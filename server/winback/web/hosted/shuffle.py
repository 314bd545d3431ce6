"""Options in an order by chance, which stays as long as one set of answers does."""

import hashlib
from collections.abc import Mapping
from typing import Any


def options_of(block: Mapping[str, Any], exposure: str) -> list[Any]:
    if not block.get("shuffle"):
        return list(block["options"])

    def chance(option: Mapping[str, Any]) -> bytes:
        return hashlib.sha256(f"{exposure} {block['id']} {option['id']}".encode()).digest()

    return sorted(block["options"], key=chance)
