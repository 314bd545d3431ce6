"""What can go wrong beneath the service: each is answered by name, nothing acknowledged is lost, and it ends by itself."""

from __future__ import annotations

import contextlib
import resource
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
import urllib3
from flask import Flask

from tests.security.crash_rounds import HEADERS, stored_ids, workers
from tests.server.ingest.senders import PAGE, Browser, accepted, count, fresh_id, rows, told
from tests.server.ingest.test_recorder import poison, recorder_waiting
from tests.support.clock import TestClock
from tests.support.databases import SqliteDatabases, migrate
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.servers import Service, service_on_disk
from winback.app import create_app
from winback.config import Settings, load_settings
from winback.db.engine import Database
from winback.ids import new_site_key
from winback.ingest.faults import Busy
from winback.ingest.record import MOST_WAITING
from winback.models import Event, Site

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def sender(app: Flask, shop: Site) -> Browser:
    return Browser(app.test_client(), shop)


class Held:
    """The writer waits, and whoever comes queues up behind it."""

    def __init__(self, app: Flask) -> None:
        self.recorder = app.extensions["winback"].recorder
        self._is_held, self._go = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)

    def _write(self) -> None:
        with contextlib.suppress(Busy):  # on a slow machine it may be held for longer than a request waits
            self.recorder.write(self._hold)

    def _hold(self, connection: Any) -> None:
        self._is_held.set()
        self._go.wait(30)

    def __enter__(self) -> Held:
        self._thread.start()
        assert self._is_held.wait(30)
        return self

    def wait_for(self, waiting: int) -> None:
        while self.recorder.waiting < waiting:
            self._go.wait(0.001)

    def __exit__(self, *error: object) -> None:
        self._go.set()
        self._thread.join(30)


def test_one_poisoned_row_among_31_good_clients(app: Flask, shop: Site, db: Database) -> None:
    """They share its commit, which fails; they never hear of it."""
    poison(db)

    def send(number: int) -> Any:
        event = told("poisoned" if number == 17 else "page_view")
        return Browser(app.test_client(), shop, visitor=f"{number + 1:032x}").send(event)

    with ThreadPoolExecutor(32) as pool:
        with Held(app) as held:
            sent = [pool.submit(send, number) for number in range(32)]
            held.wait_for(32)
        answers = [each.result(30) for each in sent]
    assert {answer.status_code for answer in answers} == {200}
    assert [number for number, answer in enumerate(answers) if answer.json["accepted"] != 1] == [17]
    assert answers[17].json["dropped"][0]["reason"] == "bad_event"
    assert count(db, Event) == 31


def test_a_full_queue_is_answered_at_once_and_says_when_to_come_again(sender: Browser, app: Flask) -> None:
    event = told("page_view")
    with Held(app) as held:
        for _ in range(MOST_WAITING):
            held.recorder._queue.put_nowait(recorder_waiting())
        answer = sender.send(event)
        assert (answer.status_code, answer.json["reason"]) == (503, "busy")  # type: ignore[index]
        assert int(answer.headers["Retry-After"]) >= 1
        assert app.test_client().get(f"/w/{sender.site.key}.js").status_code == 200
    assert accepted(sender.send(event)) == 1


@ONLY_POSTGRESQL
def test_a_postgresql_that_takes_no_writes_is_named(sender: Browser, db: Database) -> None:
    event = told("page_view")
    assert accepted(sender.send(told("page_view"))) == 1
    name = sa.engine.make_url(db.url).database
    with set_for(db, name, "default_transaction_read_only", "on"):
        answer = sender.send(event)
        assert (answer.status_code, answer.json["reason"], answer.headers["Retry-After"]) == (503, "read_only", "60")  # type: ignore[index]
    assert accepted(sender.send(event)) == 1


@contextlib.contextmanager
def set_for(db: Database, name: str | None, option: str, value: str) -> Iterator[None]:
    """Holds for new connections, so the known ones are let go before and after."""
    server = sa.create_engine(sa.engine.make_url(db.url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"ALTER DATABASE {name} SET {option} = {value}"))
    db.close()
    yield
    with server.connect() as connection:
        connection.execute(sa.text(f"ALTER DATABASE {name} RESET {option}"))
    db.close()
    server.dispose()


@pytest.mark.parametrize("jump", [{"days": 30}, {"days": -30}, {"hours": -1}, {"minutes": -3}], ids=str)
def test_a_clock_that_jumps_holds_up_nobody(settings: Settings, clock: TestClock, jump: dict[str, float]) -> None:
    """Nor does it give anybody more: three a minute are three a minute, before and after."""
    app = create_app(replace(settings, rate_per_address=3), clock=clock)
    service = app.extensions["winback"]
    with service.db.writing() as session:
        site = Site(name="s", key=new_site_key(), origins=["https://shop.example"], consent_mode="off", created_at=1)
        session.add(site)
    browser = Browser(app.test_client(), site)
    taken = [told("page_view") for _ in range(6)]
    for some in (taken[:3], taken[3:]):
        for event in some:
            assert accepted(browser.send(event)) == 1
        assert browser.send(told("page_view")).status_code == 429
        clock.advance(**jump)
        if jump.get("days") != 30:
            assert browser.send(told("page_view")).status_code == 429
            clock.advance(minutes=1)
    assert {str(row.id) for row in rows(service.db, Event)} == {event["id"] for event in taken}
    service.close()


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgresServer]:
    """One that may be stopped: the other tests' goes on."""
    with running_postgres() as server:
        migrate(server.url)
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
def test_a_database_that_goes_and_comes_back_under_load(
    own_postgres: PostgresServer, tmp_path: Path, how: signal.Signals
) -> None:
    """Only ever 200 or 503; the script goes on; what was acknowledged is there."""
    app = create_app(load_settings({"WINBACK_DATA": str(tmp_path), "WINBACK_DATABASE_URL": own_postgres.url}))
    service = app.extensions["winback"]
    with service.db.writing() as session:
        site = Site(name="s", key=new_site_key(), origins=["https://shop.example"], consent_mode="off", created_at=1)
        session.add(site)
    assert app.test_client().get(f"/w/{site.key}.js").status_code == 200
    is_over, acknowledged, statuses = threading.Event(), set[str](), Counter[tuple[str, int]]()

    def send_on() -> None:
        browser = Browser(app.test_client(), site, visitor=None)
        while not is_over.is_set():
            event = told("page_view")
            answer = browser.send(event)
            statuses["events", answer.status_code] += 1
            if answer.status_code == 200:
                acknowledged.add(event["id"])
            else:
                assert (answer.json["reason"], answer.headers["Retry-After"]) == ("busy", "5")  # type: ignore[index]
            statuses["script", app.test_client().get(f"/w/{site.key}.js").status_code] += 1
            statuses["live", app.test_client().get(f"/w/{site.key}/live").status_code] += 1

    def wait_for(status: int, more: int) -> None:
        goal = statuses["events", status] + more
        while statuses["events", status] < goal:
            assert not any(each.done() for each in running), [each.exception() for each in running if each.done()]
            is_over.wait(0.005)

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(send_on) for _ in range(4)]
        try:
            wait_for(200, 40)
            own_postgres.stop(how)
            wait_for(503, 40)
            own_postgres.start()
            wait_for(200, 40)
        finally:
            is_over.set()
        for each in running:
            each.result(30)
    service.close()
    assert set(statuses) == {("events", 200), ("events", 503), ("script", 200), ("live", 200)}
    assert acknowledged <= stored_ids(own_postgres.url)


@pytest.fixture(scope="module")
def on_disk(
    tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases
) -> Iterator[tuple[Service, str, Path]]:
    """The real service on a SQLite file, the key of its site, and the file."""
    folder = tmp_path_factory.mktemp("faults")
    with service_on_disk(folder, sqlite_databases) as (service, key):
        yield service, key, folder / "winback.db"


def post(service: Service, key: str, event_id: str) -> tuple[int, str]:
    body = {
        "v": 1,
        "visitor": None,
        "consent": {"mode": "off", "purposes": []},
        "page": PAGE,
        "events": [{"id": event_id, "name": "page_view"}],
    }
    answer = urllib3.request(
        "POST", f"{service.url}/e/{key}", body=orjson.dumps(body), headers=HEADERS, timeout=60, retries=False
    )
    return answer.status, answer.json().get("reason", "")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can limit a running process")
def test_a_full_disk_is_named_and_ends_by_itself(on_disk: tuple[Service, str, Path]) -> None:
    """No file of the service can grow: what the system says then is what a full disk says."""
    service, key, file = on_disk
    sent = [fresh_id() for _ in range(60)]
    assert post(service, key, sent[0]) == (200, "")
    acknowledged = {sent[0]}
    with nothing_grows(service):
        for event_id in sent[1:40]:
            answer = post(service, key, event_id)
            assert answer in [(200, ""), (503, "read_only")]
            if answer[0] == 200:
                acknowledged.add(event_id)
        assert post(service, key, sent[40]) == (503, "read_only")
        assert urllib3.request("GET", f"{service.url}/w/{key}.js").status == 200
        assert urllib3.request("GET", f"{service.url}/readyz").status == 200
    for event_id in sent:
        assert post(service, key, event_id) == (200, "")
    with contextlib.closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert acknowledged <= set(sent) == stored_ids(f"sqlite:///{file}")


@contextlib.contextmanager
def nothing_grows(service: Service) -> Iterator[None]:
    (worker,) = workers(service)
    before = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, before[1]))
    yield
    resource.prlimit(worker, resource.RLIMIT_FSIZE, before)
