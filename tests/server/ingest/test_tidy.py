"""What the writer does beside storing: drops are counted by the quarter-hour, and SQLite's log is kept small."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.server.ingest.senders import NOON, Browser, reasons, rows, told
from winback.db.engine import Database
from winback.ingest import log_keeper, record, tally
from winback.ingest.log_keeper import LogKeeper
from winback.ingest.record import Recorder
from winback.models import DropCount, Event, Site


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that tidies up after milliseconds."""
    monkeypatch.setattr(record, "IDLE_SECONDS", 0.02)
    monkeypatch.setattr(tally, "FLUSH_SECONDS", 0.02)


@pytest.fixture
def recorder(hurried: None, db: Database) -> Iterator[Recorder]:
    recorder = Recorder(db, lambda: NOON)
    yield recorder
    recorder.close()


def eventually(is_so: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)


def drops(db: Database) -> dict[tuple[int, int, str], int]:
    return {(row.site_id, row.quarter_at, row.reason): row.count for row in rows(db, DropCount)}


def test_drops_and_refusals_are_written_at_the_end(
    browser: Browser, app: Any, db: Database, shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "FLUSH_SECONDS", 600)  # on a slow machine the requests below may take more than 5
    commits: list[Any] = []
    answer = browser.send(told("page_view"), {"id": "?"}, told("page_view", age_ms=80 * 3_600_000))
    assert sorted(reasons(answer)) == ["bad_event", "too_old"]
    sa.event.listen(db.write_engine, "commit", commits.append)
    for _ in range(20):
        assert browser.post(b"{").status_code == 400
        assert browser.post(b"{}", key="wb_1111111111111111").status_code == 404
    assert commits == []  # nothing that a stranger sends in vain costs a write of its own
    app.extensions["winback"].recorder.close()
    assert len(commits) == 1
    assert drops(db) == {
        (shop.id, NOON, "bad_event"): 1,
        (shop.id, NOON, "too_old"): 1,
        (shop.id, NOON, "bad_json"): 20,
    }


def test_what_is_refused_before_its_site_is_looked_up_is_told_to_that_site(
    browser: Browser, app: Any, db: Database, shop: Site
) -> None:
    assert browser.post(b"x" * 70_000).status_code == 413
    assert browser.post(b"{}", **{"Content-Type": "image/png"}).status_code == 415
    app.extensions["winback"].recorder.close()
    assert drops(db) == {(shop.id, NOON, "too_large"): 1, (shop.id, NOON, "bad_type"): 1}


def test_drops_are_written_when_nothing_else_is(recorder: Recorder, db: Database, shop: Site) -> None:
    recorder.tally.add(shop.id, "bad_event", NOON + 1)
    eventually(lambda: drops(db) == {(shop.id, NOON, "bad_event"): 1})
    recorder.tally.add(shop.id, "bad_event", NOON + 2)
    eventually(lambda: drops(db) == {(shop.id, NOON, "bad_event"): 2})


def test_drops_of_a_site_that_is_gone_stop_nothing(recorder: Recorder, db: Database, shop: Site) -> None:
    recorder.tally.add(4711, "bad_event", NOON)
    recorder.tally.add(shop.id, "bad_event", NOON)
    eventually(lambda: drops(db) == {(shop.id, NOON, "bad_event"): 1})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_log_shrinks_again_after_a_long_reader(
    hurried: None, recorder: Recorder, browser: Browser, db: Database
) -> None:
    log = Path(db.url.removeprefix("sqlite:///") + "-wal")
    with db.reading() as reader:
        assert reader.scalar(sa.select(sa.func.count()).select_from(Event)) == 0
        for _ in range(12):
            browser.send(*[told("seen", text="x" * 900) for _ in range(50)])
        assert log.stat().st_size > 500_000
        recorder.write(lambda connection: None)
        assert reader.scalar(sa.select(sa.func.count()).select_from(Event)) == 0
    eventually(lambda: log.stat().st_size == 0)
    assert len(rows(db, Event)) == 600


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_large_log_is_emptied_under_load_and_long_readers_give_way(
    browser: Browser, db: Database, shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_keeper, "PAUSE_SECONDS", 0)
    reader = db.read_engine.connect()
    asked: list[int] = []

    def end_readers() -> None:
        asked.append(db.log_bytes())
        reader.close()

    keeper = LogKeeper(db, end_readers, large_bytes=300_000)
    reader.execute(sa.select(sa.func.count()).select_from(Event))
    sizes: list[int] = []
    for _ in range(24):
        browser.send(*[told("seen", text="x" * 900) for _ in range(20)])
        sizes.append(db.log_bytes())
        keeper.written()
        assert not asked or db.log_bytes() < 300_000, "at once, before others begin to read"
    assert len(asked) == 1, "once the log is large, and only as long as it can't be emptied"
    assert max(sizes) < 900_000
    assert db.log_bytes() < 300_000
    assert len(rows(db, Event)) == 480
