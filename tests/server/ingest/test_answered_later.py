"""A batch waits for its commit without a thread: whoever sent it is told once, also where nothing comes of it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
import urllib3
from flask import Flask
from werkzeug.test import EnvironBuilder

from tests.security.crash_rounds import HEADERS
from tests.server.ingest.senders import NOON, PAGE, Browser, count, fresh_id, told
from tests.server.ingest.test_recorder import batch, poison, recorder_waiting
from tests.support.databases import migrate
from tests.support.servers import put_site, winback_serve
from winback.db.engine import Database
from winback.ingest.dropped import Outcome
from winback.ingest.facts import SiteFacts
from winback.ingest.faults import Busy
from winback.ingest.record import MOST_WAITING, Recorder
from winback.models import Event, Site
from winback.web.public import ANSWERED_LATER, SEND_LATER

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Ear:
    """Hears what came of batches."""

    def __init__(self) -> None:
        self.heard: list[Outcome | Exception] = []
        self._has_heard = threading.Semaphore(0)

    def __call__(self, outcome: Outcome | Exception) -> None:
        self.heard.append(outcome)
        self._has_heard.release()

    def wait(self, times: int = 1) -> list[Outcome | Exception]:
        for _ in range(times):
            assert self._has_heard.acquire(timeout=30)
        return self.heard


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


@contextmanager
def held(recorder: Recorder) -> Iterator[None]:
    """The writer is busy meanwhile."""
    is_held, go = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        is_held.set()
        go.wait(30)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(recorder.write, hold)
        assert is_held.wait(30)
        try:
            yield
        finally:
            go.set()
        done.result()


def test_who_hands_in_a_batch_goes_on_and_is_told_after_its_commit(
    recorder: Recorder, site: SiteFacts, db: Database
) -> None:
    ear, stored = Ear(), []

    def hear(outcome: Outcome | Exception) -> None:
        stored.append(count(db, Event))
        ear(outcome)

    with held(recorder):
        for _ in range(40):
            recorder.record_then(batch(site), hear)
        assert ear.heard == []
    assert ear.wait(40) == [Outcome(1, [])] * 40
    assert stored == [40] * 40  # all in one commit, and none before it


def test_a_batch_with_nothing_to_write_is_told_at_once(recorder: Recorder, site: SiteFacts) -> None:
    ear = Ear()
    empty = batch(site)
    empty.arrivals.clear()
    with held(recorder):
        recorder.record_then(empty, ear)
        assert ear.heard == [Outcome(0, [])]


def test_where_there_is_no_room_nobody_is_told_later(recorder: Recorder, site: SiteFacts, db: Database) -> None:
    ear = Ear()
    with held(recorder):
        for _ in range(MOST_WAITING):
            recorder._queue.put(recorder_waiting())
        with pytest.raises(Busy, match="too many"):
            recorder.record_then(batch(site), ear)
    while recorder.waiting >= MOST_WAITING:
        pass
    recorder.write(lambda connection: None)
    assert (ear.heard, count(db, Event)) == ([], 0)


def test_who_waited_too_long_is_told_so_and_nothing_else_afterwards(db: Database, site: SiteFacts) -> None:
    hasty, ear, kept = Recorder(db, lambda: NOON, patience_seconds=0), Ear(), Ear()
    patient = Recorder(db, lambda: NOON, patience_seconds=60)
    with held_gate(db):
        hasty.record_then(batch(site), ear)
        patient.record_then(batch(site), kept)
        hasty.record_then(batch(site), ear)
        patient.give_up()
        hasty.give_up()
        assert [str(said) for said in ear.wait(2)] == ["the database takes too long"] * 2
    hasty.close()
    patient.close()
    assert len(ear.heard) == 2  # though they were written in the end, as nothing else was asked
    assert count(db, Event) == 3
    assert kept.heard == [Outcome(1, [])]


@contextmanager
def held_gate(db: Database) -> Iterator[None]:
    """Another thread of the process writes, so that no recorder can."""
    is_held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with db.gate():
            is_held.set()
            go.wait(30)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(hold)
        assert is_held.wait(30)
        try:
            yield
        finally:
            go.set()
        done.result()


def test_an_answer_that_fails_costs_the_others_nothing(recorder: Recorder, site: SiteFacts, db: Database) -> None:
    ear = Ear()

    def fail(outcome: Outcome | Exception) -> None:
        raise RuntimeError("the connection is gone")

    with held(recorder):
        for hear in (ear, fail, ear):
            recorder.record_then(batch(site), hear)
    assert ear.wait(2) == [Outcome(1, [])] * 2
    assert recorder.record(batch(site)).accepted == 1
    assert count(db, Event) == 4


def test_a_poisoned_event_is_told_to_its_own_sender(recorder: Recorder, site: SiteFacts, db: Database) -> None:
    poison(db)
    good, bad = Ear(), Ear()
    with held(recorder):
        for number in range(10):
            poisoned = number % 3 == 0
            recorder.record_then(batch(site, "poisoned" if poisoned else "page_view"), bad if poisoned else good)
    assert good.wait(6) == [Outcome(1, [])] * 6
    assert [(o.accepted, o.dropped[0].reason) for o in bad.wait(4) if isinstance(o, Outcome)] == [(0, "bad_event")] * 4
    assert count(db, Event) == 6


def test_a_closing_recorder_writes_and_tells_what_it_took(db: Database, site: SiteFacts) -> None:
    closing_one, ear = Recorder(db, lambda: NOON), Ear()
    for _ in range(20):
        closing_one.record_then(batch(site), ear)
    closing_one.close()
    assert ear.heard == [Outcome(1, [])] * 20
    with pytest.raises(Busy, match="stopping"):
        closing_one.record_then(batch(site), ear)


# ---- through the app ----


def letter(*events: dict[str, Any]) -> dict[str, Any]:
    return {"v": 1, "visitor": None, "consent": {"mode": "off", "purposes": []}, "page": PAGE, "events": list(events)}


def through_a_door(app: Flask, key: str, body: bytes) -> tuple[Any, Any]:
    """Asks the app as a server does that can answer later. Returns what it returned, and what was sent in the end."""
    sent: list[Any] = []
    is_sent = threading.Event()

    def send(status: int, headers: list[tuple[str, str]], said: bytes) -> None:
        sent.append((status, dict(headers), orjson.loads(said)))
        is_sent.set()

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        sent.append((int(status[:3]), dict(headers), None))

    builder = EnvironBuilder(f"/e/{key}", method="POST", data=body, headers=HEADERS)
    returned = app.wsgi_app({**builder.get_environ(), SEND_LATER: send}, start_response)
    if returned is ANSWERED_LATER:
        assert is_sent.wait(30)
    return returned, sent


def test_the_answer_is_the_same_later_and_at_once(app: Flask, shop: Site, db: Database) -> None:
    events = [told("page_view"), {**told("page_view"), "name": "no such name!"}]
    at_once = Browser(app.test_client(), shop).send(*events)
    returned, sent = through_a_door(app, shop.key, orjson.dumps(letter(*events)))
    assert returned is ANSWERED_LATER
    ((status, headers, said),) = sent
    assert (status, said) == (at_once.status_code, at_once.json)
    assert said["accepted"] == 1 and said["dropped"][0]["reason"] == "bad_event"
    own = {"Content-Length"}  # the server counts it
    assert headers == {name: value for name, value in at_once.headers if name not in own}


def test_what_is_refused_is_refused_at_once(app: Flask, shop: Site) -> None:
    returned, sent = through_a_door(app, shop.key, b"[")
    assert returned is not ANSWERED_LATER
    assert orjson.loads(b"".join(returned))["reason"] == "bad_json"
    assert [status for status, _, _ in sent] == [400]


# ---- the service itself ----


@ONLY_SQLITE
def test_more_wait_for_a_commit_than_there_are_threads_and_none_is_held(tmp_path: Path, database_url: str) -> None:
    migrate(database_url)
    key, waiting = put_site(database_url), 24
    settings = {"WINBACK_DATA": str(tmp_path), "WINBACK_DATABASE_URL": database_url, "WINBACK_THREADS": "1"}
    bodies = [orjson.dumps(letter({"id": fresh_id(), "name": "page_view"})) for _ in range(waiting)]
    with winback_serve(settings, tmp_path / "log") as service, ThreadPoolExecutor(waiting) as pool:
        http = urllib3.PoolManager(maxsize=waiting, block=True, retries=False, timeout=120)
        with another_writer(database_url):
            sent = [
                pool.submit(http.request, "POST", f"{service.url}/e/{key}", body=b, headers=HEADERS) for b in bodies
            ]
            for _ in range(6):
                assert http_of_its_own(f"{service.url}/w/{key}.js").status == 200
        answers = [each.result(120) for each in sent]
    said = [answer.status for answer in answers]
    assert said.count(200) > 3, said  # which is all the threads; on a slow machine some may have lost patience
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone()[0] >= said.count(200)


def http_of_its_own(url: str) -> Any:
    return urllib3.PoolManager(retries=False, timeout=120).request("GET", url)


@contextmanager
def another_writer(url: str) -> Iterator[None]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
