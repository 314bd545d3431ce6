"""Counting beside the service: reports that read many rows must not take the time of the requests that write some."""

import logging
import pickle
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Event, Site
from .heavy import BOUND_BY_PERIOD, NAMES, is_quick
from .messages import Question
from .period import Period
from .process import CountingProcess, ReportFailed, TooHeavy

PROCESSES = 2
MOST_WAITING = 8  # each takes a request thread, and ingest needs those
FEW_EVENTS = 20_000  # counted here in the time that sending the question would take
FRESH_SECONDS = 10
LONG_SECONDS = 1  # what is done sooner does no harm

P = ParamSpec("P")
R = TypeVar("R")
Report = Callable[Concatenate[Session, Site, Period, P], R]
log = logging.getLogger("winback.reports")


class CountingBusy(Exception):
    """Too many reports are being counted; the same question will pass later."""


class StillCounting(Exception):
    """The answer has not come yet. Who asks the same again waits for the same."""


@dataclass
class Shared:
    """A question under way that others may wait for too."""

    future: Future[Any]
    done_at: float | None = None


class ReportPool:
    """Answers a report's question here where it is rolled up or has few events, and else in a process of its own.

    `seconds` is how long one report may take.
    """

    def __init__(self, database_url: str, seconds: float, few_events: int = FEW_EVENTS) -> None:
        self._few_events = few_events
        self._processes = [CountingProcess(database_url, seconds) for _ in range(PROCESSES)]
        # The last one used is the next: a service that is asked little keeps one process.
        self._free: queue.LifoQueue[CountingProcess] = queue.LifoQueue()
        for process in self._processes:
            self._free.put(process)
        self._threads = ThreadPoolExecutor(PROCESSES, thread_name_prefix="report")
        self._lock = threading.Lock()
        self._under_way = 0
        self._shared: dict[bytes, Shared] = {}
        self._is_closed = False

    def ask(
        self, report: Report[P, R], session: Session, site: Site, period: Period, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """What `report(session, site, period, …)` gives. Raises CountingBusy, TooHeavy, GaveWay or ReportFailed."""
        if is_quick(report, period, *args, **kwargs) or self._is_light(report, session, site, period):
            return report(session, site, period, *args, **kwargs)
        question = Question(NAMES[report], site.id, period, args, kwargs)
        session.commit()  # while it is counted elsewhere nobody needs the snapshot here
        found: R = _answer_of(self._begin(question), None)
        return found

    def ask_within(
        self,
        patience: float,
        report: Report[P, R],
        session: Session,
        site: Site,
        period: Period,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """As `ask`, but raises StillCounting after so many seconds. An answer of some seconds ago is as good."""
        if is_quick(report, period, *args, **kwargs) or self._is_light(report, session, site, period):
            return report(session, site, period, *args, **kwargs)
        question = Question(NAMES[report], site.id, period, args, kwargs)
        session.commit()
        found: R = _answer_of(self._join(question), patience)
        return found

    def oldest_seconds(self) -> float:
        """For how long the oldest report has been counted."""
        return max(process.seconds for process in self._processes)

    def hurry(self) -> None:
        """Ends what has been counted for long, from any thread: it is told to have given way. Others may go on asking."""
        for process in self._processes:
            if process.seconds > LONG_SECONDS:
                process.hurry()

    def end(self) -> None:
        """Ends what is being counted and takes no more, from any thread."""
        with self._lock:  # or a question would come to the threads after their end
            self._is_closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.end()

    def close(self) -> None:
        """Ends the processes, whatever they are counting."""
        self.end()
        self._threads.shutdown(wait=True)
        for process in self._processes:
            process.stop()

    @property
    def pids(self) -> list[int]:
        """The processes that run now."""
        return [process.pid for process in self._processes if process.pid]

    def _is_light(self, report: Callable[..., Any], session: Session, site: Site, period: Period) -> bool:
        """Whether the report reads few events: of the period, or of the site if it goes beyond. Looks at those few only."""
        within = [period.holds(Event.time)] if report in BOUND_BY_PERIOD else []
        query = sa.select(Event.time).where(Event.site_id == site.id, *within)
        return session.scalar(query.order_by(Event.time).offset(self._few_events).limit(1)) is None

    def _begin(self, question: Question) -> Future[Any]:
        with self._lock:
            if self._is_closed or self._under_way >= PROCESSES + MOST_WAITING:
                raise CountingBusy
            future = self._threads.submit(self._count, question)
            self._under_way += 1
        future.add_done_callback(self._leave)
        return future

    def _leave(self, future: Future[Any]) -> None:
        with self._lock:
            self._under_way -= 1

    def _count(self, question: Question) -> Any:
        process = self._free.get_nowait()  # there are as many as threads
        try:
            return process.ask(question)
        except (TooHeavy, ReportFailed) as error:
            log.warning("the report %s of site %s: %r", question.report, question.site_id, error)
            raise
        finally:
            self._free.put(process)

    def _join(self, question: Question) -> Future[Any]:
        key, now = pickle.dumps(question), time.monotonic()
        with self._lock:
            self._shared = {
                k: s for k, s in self._shared.items() if s.done_at is None or now - s.done_at < FRESH_SECONDS
            }
            known = self._shared.get(key)
        if known:
            return known.future
        shared = Shared(self._begin(question))
        shared.future.add_done_callback(lambda _: setattr(shared, "done_at", time.monotonic()))
        with self._lock:
            self._shared[key] = shared
        return shared.future


def _answer_of(future: Future[Any], patience: float | None) -> Any:
    try:
        return future.result(patience)
    except NotYet:
        raise StillCounting from None
    except CancelledError:
        raise CountingBusy from None
