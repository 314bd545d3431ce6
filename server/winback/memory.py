"""Remembering what short texts came to: the same addresses, agents and pages come again and again."""

import threading
import time
from collections import OrderedDict
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


class Recent:
    """Names that came a moment ago. Of what was not there, say: looking again would cost as much and find as little."""

    def __init__(self, seconds: float = 2, most: int = MOST) -> None:
        self._seconds, self._most = seconds, most
        self._at: OrderedDict[str, float] = OrderedDict()  # the oldest first
        self._lock = threading.Lock()

    def has(self, name: str) -> bool:
        at = self._at.get(name)
        return at is not None and time.monotonic() - at < self._seconds

    def add(self, name: str) -> None:
        with self._lock:
            self._at[name] = time.monotonic()
            self._at.move_to_end(name)
            if len(self._at) > self._most:
                self._at.popitem(last=False)

    def forget(self, name: str) -> None:
        self._at.pop(name, None)
