"""Work for the writer, and whoever waits for its commit: a thread that sleeps, or somebody to be told."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from .arrival import Batch
from .locks import Visitor

log = logging.getLogger("winback.ingest")


@dataclass(frozen=True)
class Job:
    """A small write. The `visitors` whom it locks are locked together with those of all else that is committed with it:
    one after the other, two processes would wait for each other until the database ends it.
    """

    run: Callable[[Connection], Any]
    visitors: frozenset[Visitor] = frozenset()


Work = Batch | Job


class TooLate(Exception):
    """Nothing came of it in time."""


class Waiting:
    """A batch of events or another small write, and the thread that waits for its commit.

    One lock and two fields: a Future costs four times as much, for every request.
    """

    __slots__ = ("_error", "_result", "_settled", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self._result: Any = None
        self._error: Exception | None = None
        self._settled = threading.Lock()
        self._settled.acquire()

    def result(self, seconds: float) -> Any:
        """Waits for what came of it. Raises TooLate, or what went wrong."""
        if not self._settled.acquire(timeout=seconds):
            raise TooLate
        if self._error is not None:
            raise self._error
        return self._result

    def set_result(self, result: Any) -> None:
        self._result = result
        self._settled.release()

    def set_exception(self, error: Exception) -> None:
        self._error = error
        self._settled.release()


class Owing:
    """A batch whose sender is told what came of it, once: no thread sleeps meanwhile. `until`: by time.monotonic()."""

    __slots__ = ("_first", "_tell", "until", "work")

    def __init__(self, work: Batch, tell: Callable[[Any], None], until: float) -> None:
        self.work, self.until = work, until
        self._tell: Callable[[Any], None] | None = tell
        self._first = threading.Lock()  # taken by whoever tells

    @property
    def is_told(self) -> bool:
        return self._first.locked()

    def set_result(self, result: Any) -> None:
        tell = self._tell
        if tell is None or not self._first.acquire(blocking=False):
            return
        self._tell = None  # it knows of the request, which is over
        try:
            tell(result)
        except Exception:  # the writer has others to tell
            log.exception("an answer could not be given")

    set_exception = set_result
