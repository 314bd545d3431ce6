"""What must not wait: a script for a writer, one visitor's script for another's, a page of the admin for its own note."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.server.admin.desk import sit_down
from tests.server.ingest.senders import Browser, told
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.ids import new_site_key
from winback.models import Login, Site
from winback.targeting.publish import Publisher

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LONG_SECONDS = 20  # less than SQLite's patience, more than anything here takes


@contextmanager
def another_writer(db: Database) -> Iterator[None]:
    """Another process in the midst of a long transaction, such as a VACUUM."""
    with closing(sqlite3.connect(db.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@ONLY_SQLITE
def test_the_first_script_comes_while_another_process_writes(app: Flask, shop: Site, db: Database) -> None:
    """Also while our own writer stands in line behind that process."""
    writer = ThreadPoolExecutor(1)
    with another_writer(db):
        sent = writer.submit(Browser(app.test_client(), shop).send, told("page_view"))
        answer = writer_waits_and(app, f"/w/{shop.key}.js")
    assert answer.status_code == 200
    sent.result(60)
    writer.shutdown()
    assert app.test_client().get(f"/w/{shop.key}.js").status_code == 200


def writer_waits_and(app: Flask, path: str) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(app.test_client().get, path).result(LONG_SECONDS)


@ONLY_SQLITE
def test_after_a_short_patience_the_connection_has_its_long_one_again(db: Database) -> None:
    with another_writer(db), pytest.raises(sa.exc.OperationalError, match="locked"), db.writing(0.01) as session:
        session.execute(sa.delete(Login))
    with db.writing(0.01) as session:
        session.execute(sa.delete(Login))
    for _ in range(2):
        with db.write_engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


@ONLY_SQLITE
def test_who_is_signed_in_reads_on_while_nothing_can_be_written(
    app: Flask, alice: Person, db: Database, clock: TestClock
) -> None:
    client = sit_down(alice).client
    clock.advance(minutes=6)  # so long that it is time to note that they are here
    with another_writer(db):
        assert client.get("/admin/tokens").status_code == 200


def test_others_go_on_with_what_was_true_while_one_looks(
    db: Database, shop: Site, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = Publisher(db, "http://localhost", clock, fresh_seconds=0)
    first = publisher.published(shop.key)
    looks, goes_on = threading.Event(), threading.Event()
    refresh = publisher._refresh

    def slowly(key: str) -> Any:
        looks.set()
        goes_on.wait(60)
        return refresh(key)

    monkeypatch.setattr(publisher, "_refresh", slowly)
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(publisher.published, shop.key)
        assert looks.wait(60)
        assert publisher.published(shop.key) is first
        goes_on.set()
        assert looking.result(60) is first


def test_a_database_that_is_away_is_asked_by_one_of_those_who_wait(
    db: Database, shop: Site, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = Publisher(db, "http://localhost", clock, fresh_seconds=60)
    asked = []

    def away(key: str) -> Any:
        asked.append(key)
        raise sa.exc.OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(publisher, "_refresh", away)
    for _ in range(5):
        with pytest.raises((sa.exc.OperationalError, sa.exc.TimeoutError)):
            publisher.published(new_site_key())
    assert len(asked) == 1
