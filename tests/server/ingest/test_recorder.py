"""The one writer: commits together, refuses by name, and loses nothing that it acknowledged."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from prometheus_client import REGISTRY

from tests.server.ingest.senders import NOON, Browser, accepted, count, fresh_id, reasons, rows, told
from winback.db.engine import Database
from winback.ingest import record
from winback.ingest.arrival import Arrival, Batch
from winback.ingest.facts import SiteFacts
from winback.ingest.faults import Busy
from winback.ingest.places import NOWHERE
from winback.ingest.record import MOST_WAITING, Recorder
from winback.ingest.waiting import Job, Waiting
from winback.models import Event, Site

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


def batch(site: SiteFacts, *names: str) -> Batch:
    arrivals = [
        Arrival(UUID(fresh_id()), name, NOON, NOON, "browser", UUID(int=7), NOWHERE, {})
        for name in names or ("page_view",)
    ]
    return Batch(site, arrivals)


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_requests_that_wait_share_one_commit(recorder: Recorder, site: SiteFacts, db: Database) -> None:
    commits: list[Any] = []
    sa.event.listen(db.write_engine, "commit", commits.append)
    is_held, go = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        is_held.set()
        go.wait(20)

    with ThreadPoolExecutor(41) as pool:
        held = pool.submit(recorder.write, hold)
        is_held.wait(20)
        sent = [pool.submit(recorder.record, batch(site)) for _ in range(40)]
        while recorder._queue.qsize() < 40:
            threading.Event().wait(0.001)
        go.set()
        assert [future.result().accepted for future in sent] == [1] * 40
        held.result()
    assert len(commits) == 2
    assert count(db, Event) == 40


def test_a_full_queue_is_busy_and_takes_nothing(recorder: Recorder, site: SiteFacts, db: Database) -> None:
    is_held, go = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        is_held.set()
        go.wait(20)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(recorder.write, hold)
        is_held.wait(20)
        for _ in range(MOST_WAITING):
            recorder._queue.put_nowait(recorder_waiting())
        with pytest.raises(Busy, match="too many"):
            recorder.record(batch(site))
        go.set()
        held.result()
        while recorder._queue.qsize() >= MOST_WAITING:
            threading.Event().wait(0.001)
    assert recorder.record(batch(site)).accepted == 1
    assert count(db, Event) == 1


def recorder_waiting() -> Any:
    return Waiting(Job(lambda connection: None))


def poison(db: Database) -> None:
    """The database refuses every event named `poisoned`."""
    if db.is_sqlite:
        statements = [
            "CREATE TRIGGER poison BEFORE INSERT ON event WHEN NEW.name = 'poisoned' "
            "BEGIN SELECT RAISE(ABORT, 'poisoned'); END"
        ]
    else:
        statements = ["ALTER TABLE event ADD CONSTRAINT poison CHECK (name <> 'poisoned')"]
    with db.gate(), db.write_engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def test_a_poisoned_event_costs_its_neighbours_nothing(browser: Browser, db: Database) -> None:
    poison(db)
    events = [told("page_view"), told("poisoned"), told("page_view")]
    before = counted("winback_dropped_events_total", reason="bad_event")
    answer = browser.send(*events)
    assert answer.json
    assert answer.json["accepted"] == 2
    assert [(d["id"], d["reason"]) for d in answer.json["dropped"]] == [(events[1]["id"], "bad_event")]
    assert {str(row.id) for row in rows(db, Event)} == {events[0]["id"], events[2]["id"]}
    assert counted("winback_dropped_events_total", reason="bad_event") == before + 1
    # a re-sent batch is the same again
    assert reasons(browser.send(*events)) == ["bad_event"]
    assert count(db, Event) == 2


def test_a_poisoned_request_costs_others_in_its_commit_nothing(
    recorder: Recorder, site: SiteFacts, db: Database
) -> None:
    poison(db)
    with ThreadPoolExecutor(20) as pool:
        sent = [pool.submit(recorder.record, batch(site, "poisoned" if n % 7 == 0 else "page_view")) for n in range(20)]
        outcomes = [future.result() for future in sent]
    assert [outcome.accepted for outcome in outcomes] == [0 if n % 7 == 0 else 1 for n in range(20)]
    assert count(db, Event) == 17


def test_a_poisoned_request_costs_no_other_write_in_its_commit(
    recorder: Recorder, site: SiteFacts, db: Database
) -> None:
    poison(db)
    is_held, go = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        is_held.set()
        go.wait(20)

    with ThreadPoolExecutor(3) as pool:
        pool.submit(recorder.write, hold)
        is_held.wait(20)
        poisoned = pool.submit(recorder.record, batch(site, "poisoned"))
        other = pool.submit(recorder.write, lambda connection: connection.scalar(sa.select(sa.literal(7))))
        while recorder._queue.qsize() < 2:
            threading.Event().wait(0.001)
        go.set()
        assert other.result() == 7
        assert poisoned.result().accepted == 0


@ONLY_SQLITE
def test_a_locked_database_is_busy_and_comes_back(app: Flask, browser: Browser, db: Database) -> None:
    recorder = app.extensions["winback"].recorder
    recorder._patience_seconds = 0.2
    other = sqlite3.connect(db.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    event = told("page_view")
    before = counted("winback_refused_requests_total", reason="busy")
    answer = browser.send(event)
    assert (answer.status_code, answer.json["reason"], answer.headers["Retry-After"]) == (503, "busy", "5")  # type: ignore[index]
    assert answer.content_type == "application/problem+json"
    assert counted("winback_refused_requests_total", reason="busy") == before + 1
    other.execute("ROLLBACK")
    other.close()
    recorder._patience_seconds = 20
    assert accepted(browser.send(event)) == 1
    assert count(db, Event) == 1


@ONLY_SQLITE
def test_a_database_that_takes_no_writes_is_named_and_the_service_stays_up(browser: Browser, db: Database) -> None:
    def refuse(connection: Any, record: Any, proxy: Any) -> None:
        connection.execute("PRAGMA query_only=ON")

    sa.event.listen(db.write_engine, "checkout", refuse)
    event = told("page_view")
    answer = browser.send(event)
    assert (answer.status_code, answer.json["reason"]) == (503, "read_only")  # type: ignore[index]
    assert "query_only" not in answer.text
    sa.event.remove(db.write_engine, "checkout", refuse)
    with closing(db.write_engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA query_only=OFF")
    assert accepted(browser.send(event)) == 1


@ONLY_SQLITE
def test_a_full_disk_is_named(browser: Browser, db: Database) -> None:
    with db.gate(), db.write_engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    answers = [browser.send(*[told("seen", text="x" * 3000) for _ in range(15)]) for _ in range(10)]
    assert answers[-1].status_code == 503
    assert answers[-1].json["reason"] == "read_only"  # type: ignore[index]
    stored = count(db, Event)
    assert stored == sum(answer.json["accepted"] for answer in answers if answer.status_code == 200)  # type: ignore[index]


def test_what_was_taken_is_written_before_the_end(db: Database, shop: Site) -> None:
    recorder = Recorder(db, lambda: NOON)
    site = recorder.sites.by_id(shop.id)
    assert site
    is_held, go = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        is_held.set()
        go.wait(20)

    with ThreadPoolExecutor(12) as pool:
        pool.submit(recorder.write, hold)
        is_held.wait(20)
        sent = [pool.submit(recorder.record, batch(site)) for _ in range(10)]
        while recorder._queue.qsize() < 10:
            threading.Event().wait(0.001)
        closing = pool.submit(recorder.close)
        go.set()
        closing.result(20)
        assert [future.result(20).accepted for future in sent] == [1] * 10
    assert count(db, Event) == 10
    with pytest.raises(Busy, match="stopping"):
        recorder.record(batch(site))


def test_only_what_is_really_stored_is_counted(browser: Browser) -> None:
    before = counted("winback_stored_events_total")
    bots = counted("winback_flagged_events_total", flag="bot")
    events = [told("page_view"), told("page_view")]
    browser.send(*events, events[0])
    browser.send(*events)
    browser.headers = {**browser.headers, "User-Agent": "Googlebot/2.1"}
    browser.send(told("page_view"), *events)
    assert counted("winback_stored_events_total") == before + 3
    assert counted("winback_flagged_events_total", flag="bot") == bots + 1


def test_many_writers_at_once_agree(browser: Browser, db: Database) -> None:
    """Two processes on PostgreSQL are two recorders on one database: same visitor, same transaction, same ids."""
    shop_id = browser.site.id
    recorders = [Recorder(db, lambda: NOON, patience_seconds=60) for _ in range(1 if db.is_sqlite else 3)]
    facts = recorders[0].sites.by_id(shop_id)
    assert facts
    ids = [fresh_id() for _ in range(30)]

    def purchase(number: int) -> Batch:
        one = Arrival(
            UUID(ids[number]),
            "purchase",
            NOON + number,
            NOON,
            "browser",
            UUID(int=number % 3 + 1),
            NOWHERE,
            {"value": 1},
        )
        one.transaction_id, one.value_minor, one.currency = f"T{number % 4}", 100, "EUR"
        return Batch(facts, [one])

    with ThreadPoolExecutor(24) as pool:
        work = [(recorders[n % len(recorders)], purchase(n % 30)) for n in range(120)]
        outcomes = list(pool.map(lambda each: each[0].record(each[1]), work))
    for recorder in recorders:
        recorder.close()
    assert [outcome.accepted for outcome in outcomes] == [1] * 120
    stored = rows(db, Event)
    assert len(stored) == 30
    assert sorted(int(row.properties["value"]) for row in stored if row.flags == 0) == [1] * 4


def test_who_comes_in_while_the_door_closes_is_told_at_once(
    db: Database, site: SiteFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that has seen the door open, and hands its batch in when the writer has gone."""
    is_inside, go = threading.Event(), threading.Event()

    class Slow(Waiting):
        def __init__(self, work: Any) -> None:
            super().__init__(work)
            is_inside.set()
            go.wait(20)

    closing_one = Recorder(db, lambda: NOON, patience_seconds=1)
    monkeypatch.setattr(record, "Waiting", Slow)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(closing_one.record, batch(site))
        is_inside.wait(20)
        closing_one.close()
        go.set()
        with pytest.raises(Busy, match="the service is stopping"):
            late.result()
    assert count(db, Event) == 0


def test_who_is_behind_the_last_group_is_told_at_once(db: Database) -> None:
    closing_one = Recorder(db, lambda: NOON)
    is_held, go = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        is_held.set()
        go.wait(20)

    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(closing_one.write, hold)
        is_held.wait(20)
        ending = pool.submit(closing_one.close)
        while not closing_one._queue.qsize():
            threading.Event().wait(0.001)
        late = recorder_waiting()
        closing_one._queue.put(late)
        go.set()
        held.result()
        ending.result()
    with pytest.raises(Busy, match="the service is stopping"):
        late.result(0)
