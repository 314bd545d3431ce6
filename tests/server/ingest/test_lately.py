"""The memory of what was stored lately saves a look at the database, and nothing hangs on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.server.ingest.senders import NOON, count, fresh_id, rows
from tests.server.ingest.test_recorder import batch
from winback.clock import SECOND
from winback.db.engine import Database
from winback.ingest import lately
from winback.ingest.arrival import Arrival, Batch
from winback.ingest.facts import SiteFacts
from winback.ingest.lately import DOUBT_SECONDS, FIRST_TOLD, MADE_LATELY, Lately
from winback.ingest.places import NOWHERE
from winback.ingest.record import Recorder
from winback.models import Event, EventCount, Site, Visit

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def recorder(db: Database) -> Iterator[Recorder]:
    recorder = Recorder(db, lambda: NOON, patience_seconds=20)
    yield recorder
    recorder.close()


@pytest.fixture
def site(recorder: Recorder, shop: Site) -> SiteFacts:
    found = recorder.sites.by_id(shop.id)
    assert found
    return found


def told(number: int, age: int = 40, source: str = "browser", made: int = NOON, received: int = NOON) -> Arrival:
    return Arrival(UUID(int=made << 80 | number), "page_view", NOON - age, received, source, UUID(int=7), NOWHERE, {})


def again(site: SiteFacts, *batches: Batch) -> Batch:
    """The same events in one batch, as a page sends them that has heard no answer."""
    told_of = (each for one in batches for each in one.arrivals)
    return Batch(
        site,
        [Arrival(a.id, a.name, a.time + 3, NOON, a.source, a.visitor, a.place, a.properties) for a in told_of],
    )


def test_only_a_young_event_of_a_browser_is_taken_for_new_until_it_is_stored() -> None:
    memory = Lately()
    is_new = memory.is_new(NOON)
    assert is_new
    assert is_new(told(1))
    assert not is_new(told(1, age=FIRST_TOLD))
    assert not is_new(told(1, source="server"))
    assert not is_new(told(1, age=FIRST_TOLD, received=NOON - FIRST_TOLD)), "it is imported"
    for made in (NOON - MADE_LATELY, NOON + MADE_LATELY):
        assert not is_new(told(1, made=made)), "its id is of another time"
    memory.add([told(1)])
    assert (is_new(told(1)), is_new(told(2))) == (False, True)


def test_it_keeps_so_many_and_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "MOST", 10)
    memory, ids = Lately(), itertools.count()
    for number in itertools.islice(ids, 25):
        memory.add([told(number)])
    is_new = memory.is_new(NOON)
    assert is_new
    assert [number for number in range(25) if not is_new(told(number))] == list(range(10, 25))


def test_where_it_was_wrong_the_database_is_asked_for_a_while() -> None:
    now = 5.0
    memory = Lately(lambda: now)
    assert memory.is_new(NOON)
    memory.was_wrong()
    assert memory.is_new(NOON) is None
    now += DOUBT_SECONDS
    assert memory.is_new(NOON)


def test_what_another_process_stored_is_counted_once(db: Database, recorder: Recorder, site: SiteFacts) -> None:
    first, new = batch(site, "page_view", "page_leave"), batch(site)
    assert recorder.record(first).accepted == 2
    forgetful = Recorder(db, lambda: NOON)  # as after a restart
    assert forgetful.record(again(site, first, new)).accepted == 3
    assert forgetful.record(again(site, first, new)).accepted == 3
    forgetful.close()
    assert recorder.record(again(site, first, new)).accepted == 3
    assert count(db, Event) == 3
    assert sorted((row.name, row.count) for row in rows(db, EventCount)) == [("page_leave", 1), ("page_view", 2)]
    assert [(row.started_at, row.last_at) for row in rows(db, Visit)] == [
        (NOON, NOON + 3)
    ]  # the new one came with the old


def test_what_is_sent_again_at_once_is_counted_once(db: Database, recorder: Recorder, site: SiteFacts) -> None:
    first = batch(site, "page_view", "page_leave")
    for each in (first, again(site, first), again(site, first, batch(site))):
        recorder.record(each)
    assert count(db, Event) == 3
    assert sum(row.count for row in rows(db, EventCount)) == 3


@ONLY_SQLITE
def test_the_database_is_asked_of_those_alone_that_may_be_stored(
    db: Database, recorder: Recorder, site: SiteFacts
) -> None:
    looks: list[str] = []

    def listen(connection: Any, record: Any) -> None:
        connection.set_trace_callback(lambda said: looks.append(said) if " FROM event WHERE site_id" in said else None)

    db.close()
    sa.event.listen(db.write_engine, "connect", listen)
    first = batch(site)
    recorder.record(first)
    assert looks == [], "an event that comes for the first time"
    recorder.record(again(site, first))
    assert len(looks) == 1 and first.arrivals[0].id.hex.upper() in looks[0].upper()
    late = [Arrival(UUID(fresh_id()), "page_view", NOON - 60 * SECOND, NOON, "browser", None, NOWHERE, {})]
    recorder.record(Batch(site, late))
    assert len(looks) == 2
