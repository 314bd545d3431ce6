"""What a bench that takes minutes is doing, in one line of the terminal. Its tables go elsewhere."""

from __future__ import annotations

import sys

_LONGEST = 79


def say(text: str) -> None:
    """In the place of what was said before; nothing, where nobody looks."""
    if sys.stderr.isatty():
        print(f"\r{text:<{_LONGEST}}\r{text[:_LONGEST]}", end="", file=sys.stderr, flush=True)
