"""The recorder: one thread that writes, and commits everything that waits in one transaction."""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from .. import measures
from ..clock import HOUR, Clock
from ..db.engine import Database
from ..rollups import add_drops
from .arrival import Batch
from .buckets import Buckets
from .dropped import Dropped, Outcome, count_drops, count_stored, count_unloaded
from .facts import SiteFacts, Sites
from .faults import Busy, ReadOnly, fault_of, is_conflict
from .keep import Kept, keep
from .lately import Lately
from .locks import Visitor
from .log_keeper import LogKeeper
from .sightings import Sightings, keep_sightings
from .strangers import Strangers
from .tally import Tally
from .waiting import Job, Owing, TooLate, Waiting, Work

MOST_WAITING = 1024  # requests; more than that and the database is not keeping up
MOST_TOGETHER = 512  # requests in one transaction
PATIENCE_SECONDS = 10
MOST_CONFLICTS = 3
IDLE_SECONDS = 5  # with nothing to write; then the writer tidies up

T = TypeVar("T")
Tell = Callable[[Outcome | Exception], None]
log = logging.getLogger("winback.ingest")


class Recorder:
    """Writes for all request threads. `sites`, `sightings`, `tally` and the buckets are this process's view of what comes in.

    `buckets` are of requests a minute, `code_buckets` of coupon codes an hour. `end_readers` ends those who read for so
    long that SQLite's log grows too large, and who can ask again.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        patience_seconds: float = PATIENCE_SECONDS,
        buckets: Buckets | None = None,
        code_buckets: Buckets | None = None,
        end_readers: Callable[[], None] = lambda: None,
    ) -> None:
        self.db, self.clock = db, clock
        self.sites, self.buckets, self.sightings = Sites(db), buckets or Buckets(), Sightings()
        self.code_buckets = code_buckets or Buckets(span=HOUR)
        self.tally, self.strangers = Tally(), Strangers()
        self._patience_seconds = patience_seconds
        self._is_read_only = False  # as the last commit found it
        self._lately = Lately()
        self._log_keeper = LogKeeper(db, end_readers)
        self._queue: queue.SimpleQueue[Waiting | Owing | None] = queue.SimpleQueue()
        self._owing: deque[Owing] = deque()  # as they came, for a while also those who were told
        self._is_closed = False
        self._is_over = False  # the writer writes nothing any more
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def record(self, batch: Batch) -> Outcome:
        """Waits until the batch is committed. Raises Busy or ReadOnly: then the sender must come again."""
        return self._outcome(batch, self._wait_for(batch) if _brings_something(batch) else None)

    def record_then(self, batch: Batch, tell: Tell) -> None:
        """The same, and no thread waits for it: `tell` hears of the outcome or of the error, in the writer's thread.

        Raises Busy where there is no room. Somebody has to call `give_up` now and then.
        """
        if not _brings_something(batch):
            tell(self._outcome(batch, None))
            return

        def told(kept: Any) -> None:
            tell(kept if isinstance(kept, Exception) else self._outcome(batch, kept))

        self._check_room()
        owing = Owing(batch, told, time.monotonic() + self._patience_seconds)
        self._hand_in(owing)
        self._owing.append(owing)

    def give_up(self) -> None:
        """Tells those whose time is over that the database takes too long."""
        now = time.monotonic()
        with suppress(IndexError):  # the writer's thread may clear it at the end
            while self._owing and (self._owing[0].is_told or self._owing[0].until < now):
                self._owing.popleft().set_exception(Busy("the database takes too long"))

    def _outcome(self, batch: Batch, kept: Kept | None) -> Outcome:
        """Who must come again was told of no drops."""
        self._count_drops(batch.site.id, batch.dropped)
        if kept is None:
            return Outcome(0, batch.dropped)
        return Outcome(len(batch.arrivals) - len(kept.dropped), [*batch.dropped, *kept.dropped])

    def note_sighting(self, site: SiteFacts, origin: str, url: str | None, *, is_allowed: bool) -> None:
        """Writes where the tag was seen, unless that was written within the minute. A busy database misses it."""
        sighting = self.sightings.of(site, origin, url, is_allowed, self.clock())
        if sighting is not None:
            with suppress(Busy, ReadOnly):
                self.record(Batch(site, [], sighting=sighting))

    def write(self, job: Callable[[Connection], T], visitors: Iterable[Visitor] = ()) -> T:
        """Runs a small write in the writer's transaction and waits for its commit. It may run twice: keep it idempotent.

        `visitors` are those whom it locks.
        """
        result: T = self._wait_for(Job(job, frozenset(visitors)))
        return result

    @property
    def waiting(self) -> int:
        """How many requests wait for the next commit."""
        return self._queue.qsize()

    def close(self) -> None:
        """Writes what was taken, takes no more, and ends."""
        self._is_closed = True
        self._queue.put(None)
        self._thread.join()

    def _wait_for(self, work: Work) -> Any:
        self._check_room()
        waiting = Waiting(work)
        self._hand_in(waiting)
        try:
            return waiting.result(self._patience_seconds)
        except TooLate:
            raise Busy("the database takes too long") from None

    def _check_room(self) -> None:
        if self._is_closed:
            raise Busy("the service is stopping")
        if self._queue.qsize() >= MOST_WAITING:
            raise Busy("too many requests wait for the database")

    def _hand_in(self, waiting: Waiting | Owing) -> None:
        self._queue.put(waiting)
        if self._is_over:  # since the look at the door: nobody else would answer
            self._turn_away()

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            if group:
                self._settle(group)
            if self._is_read_only:
                self.db.open_again()
                self._is_read_only = False
            self._write_tally()
            if group:
                self._log_keeper.written()
            else:
                self._log_keeper.idle()
        self._is_over = True
        self._turn_away()
        self._write_tally(at_once=True)

    def _turn_away(self) -> None:
        """Tells those who came in while the door was being closed."""
        with suppress(queue.Empty):
            while True:
                if (waiting := self._queue.get_nowait()) is not None:
                    waiting.set_exception(Busy("the service is stopping"))

    def _next_group(self) -> list[Waiting | Owing] | None:
        """What is to be written together; empty after a while with nothing, None at the end."""
        try:
            first = self._queue.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            return []
        if first is None:
            return None
        group = [first]
        while len(group) < MOST_TOGETHER:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                self._queue.put(None)  # for the next turn: what came before it is written first
                break
            group.append(waiting)
        return group

    def _settle(self, group: list[Waiting | Owing]) -> None:
        """Commits the group together; if the database refuses it, one by one, so that each answers for itself."""
        try:
            for waiting, result in zip(group, self._persist([w.work for w in group]), strict=True):
                waiting.set_result(result)
        except Exception as error:
            fault = fault_of(error)
            # Jobs lock one after the other some of what they need: groups of them may wait in a circle, one alone never does.
            if len(group) > 1 and (fault is None or is_conflict(error)):
                for waiting in group:
                    self._settle([waiting])
            elif fault is not None:
                self._refuse(group, fault)
            else:
                self._settle_alone(group[0], error)

    def _settle_alone(self, waiting: Waiting | Owing, error: Exception) -> None:
        if not isinstance(waiting.work, Batch):
            waiting.set_exception(error)
            return
        try:
            waiting.set_result(self._one_by_one(waiting.work))
        except (Busy, ReadOnly) as fault:
            waiting.set_exception(fault)

    def _one_by_one(self, batch: Batch) -> Kept:
        """Event by event: a poisoned one is dropped by name and costs its neighbours nothing."""
        dropped: list[Dropped] = []
        for arrival in batch.arrivals:
            try:
                dropped += self._persist([replace(batch, arrivals=[arrival], dropped=[])])[0].dropped
            except Exception as error:
                if (fault := fault_of(error)) is not None:
                    raise fault from error
                log.exception("event %s of site %s can't be stored", arrival.id, batch.site.id)
                one = Dropped(str(arrival.id), "bad_event", message="it can't be stored")
                self._count_drops(batch.site.id, [one])
                dropped.append(one)
        return Kept(dropped)

    def _count_drops(self, site_id: int, dropped: list[Dropped]) -> None:
        count_drops(dropped)
        for each in dropped:
            self.tally.add(site_id, each.reason, self.clock())

    def _write_tally(self, *, at_once: bool = False) -> None:
        counts = self.tally.take(at_once=at_once)
        if not counts:
            return
        try:
            with self.db.gate(), self.db.write_engine.connect() as connection, connection.begin():
                add_drops(connection, counts)
        except Exception as error:
            self.tally.give_back(counts)
            log.warning("what was dropped is not written yet: %s", error)

    def _refuse(self, group: list[Waiting | Owing], fault: Busy | ReadOnly) -> None:
        log.error("nothing is written: %s", fault)
        # A full disk is none of it: the file is open for writing all the while.
        self._is_read_only = isinstance(fault, ReadOnly) and "readonly" in str(fault)
        for waiting in group:
            waiting.set_exception(fault)

    def _persist(self, works: list[Work]) -> list[Any]:
        """Commits, again where another process was in the way: on PostgreSQL a deadlock is nobody's fault."""
        for _ in range(MOST_CONFLICTS):
            try:
                return self._commit(works)
            except Exception as error:
                if not is_conflict(error):
                    raise
                self._lately.was_wrong()
        return self._commit(works)

    def _commit(self, works: list[Work]) -> list[Any]:
        """One transaction for all of it. Only what was committed is counted."""
        batches = [work for work in works if isinstance(work, Batch)]
        locked = {visitor for work in works if isinstance(work, Job) for visitor in work.visitors}
        started = time.perf_counter()
        with self.db.gate(), self.db.write_engine.connect() as connection, connection.begin():
            is_new = self._lately.is_new(self.clock()) if self.db.is_sqlite else None
            kept = iter(keep(connection, batches, is_new, locked))
            keep_sightings(connection, [b.sighting for b in batches if b.sighting])
            results = [next(kept) if isinstance(work, Batch) else work.run(connection) for work in works]
        for batch in batches if self.db.is_sqlite else ():
            self._lately.add(batch.arrivals)
        measures.commit_seconds.observe(time.perf_counter() - started)
        measures.commit_requests.observe(len(works))
        kept_of_all = [result for result in results if isinstance(result, Kept)]
        for batch, each in zip(batches, kept_of_all, strict=True):
            self._count_drops(batch.site.id, each.dropped)
        count_stored(flags for each in kept_of_all for flags in each.inserted_flags)
        count_unloaded(sum(each.unloaded for each in kept_of_all))
        return results


def _brings_something(batch: Batch) -> bool:
    return bool(batch.arrivals) or batch.sighting is not None
