"""Remembering what short texts came to: the same addresses, agents and pages come again and again."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

LONGEST = 500  # characters of a text that is remembered: what anybody may make up must not fill the memory
MOST = 4096


def remembered(function: F) -> F:
    """A pure function of texts that remembers its latest results. It may be given None for a text."""
    known = lru_cache(maxsize=MOST)(function)

    @wraps(function)
    def recall(*texts: str | None) -> Any:
        for text in texts:
            if text is not None and len(text) > LONGEST:
                return function(*texts)
        return known(*texts)

    return recall  # type: ignore[return-value]
