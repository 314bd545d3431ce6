"""Reports counted in a process of their own: the same answers, without a hand on the database."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.server.api.story import NPS, OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.clock import DAY, HOUR
from winback.db.engine import Database, read_only_engine
from winback.models.site import Site
from winback.reports.campaign import campaign_numbers
from winback.reports.exits import exits
from winback.reports.nps import nps
from winback.reports.period import Period
from winback.reports.pool import MOST_WAITING, PROCESSES, CountingBusy, ReportPool, StillCounting
from winback.reports.process import GaveWay, ReportFailed, TooHeavy

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVER = Period.parse(None, None, "Europe/Berlin")
HEAVY = {"breakdown": "path"}  # what is in no roll-up


@pytest.fixture
def pool(database_url: str) -> Iterator[ReportPool]:
    """A pool that counts nothing here, however little it is."""
    made = ReportPool(database_url, seconds=60, few_events=0)
    yield made
    made.close()


@pytest.fixture
def reading(db: Database) -> Iterator[Session]:
    with db.reading() as session:
        yield session


@pytest.fixture
def history(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    campaign(alice, shop, "ask", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    for number in range(12):
        at = NOON - 3 * DAY + number * 5 * HOUR
        exposure = told.met(visitor(number), ("offer", "ask")[number % 2], "a", at)
        told.saw(visitor(number), exposure, "a", at + 1000)
        if number % 2:
            told.answered(visitor(number), exposure, number % 11, at + 2000)
        elif number % 4:
            told.bought(visitor(number), 12.5, at + HOUR, f"order-{number}")
    told.send()


def ends(pid: int) -> bool:
    """Waits until the process is gone."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    gone, _, _ = select.select([process], [], [], 30)
    os.close(process)
    return bool(gone)


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """The process stands still, as one with far too much to count would seem to."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def test_the_answers_are_those_that_counting_here_gives(
    pool: ReportPool, reading: Session, shop: Site, history: None
) -> None:
    days = Period.parse("2026-11-18", "2026-11-20", "Asia/Kathmandu")
    for period in (EVER, days):
        here = campaign_numbers(reading, shop, period, as_of=NOON - DAY)
        assert pool.ask(campaign_numbers, reading, shop, period, as_of=NOON - DAY) == here
        assert pool.ask(campaign_numbers, reading, shop, period, "offer") == campaign_numbers(
            reading, shop, period, "offer"
        )
        score = nps(reading, shop, period, unit="day", breakdown="path")
        assert pool.ask(nps, reading, shop, period, unit="day", breakdown="path") == score
    assert score.total.asked > 0 < score.total.responses
    assert len(pool.pids) == 1, "one after another needs one process"


def test_few_events_are_counted_here(database_url: str, reading: Session, shop: Site, history: None) -> None:
    pool = ReportPool(database_url, seconds=60)
    assert pool.ask(nps, reading, shop, EVER, **HEAVY) == nps(reading, shop, EVER, **HEAVY)
    assert pool.pids == []
    pool.close()


def test_few_events_in_the_period_are_few_only_to_who_reads_no_others(
    database_url: str, reading: Session, shop: Site, history: None
) -> None:
    pool = ReportPool(database_url, seconds=60, few_events=5)
    quiet = Period.parse("2020-01-01", "2020-01-02", "Europe/Berlin")
    assert pool.ask(exits, reading, shop, quiet) == []
    assert pool.pids == []
    assert pool.ask(nps, reading, shop, quiet, **HEAVY) == nps(reading, shop, quiet, **HEAVY)
    assert len(pool.pids) == 1
    pool.close()


def test_what_is_rolled_up_is_answered_here(pool: ReportPool, reading: Session, shop: Site, history: None) -> None:
    assert pool.ask(nps, reading, shop, EVER).total.asked == 6
    assert len(pool.ask_within(0, campaign_numbers, reading, shop, EVER)) == 2
    assert pool.pids == []


@SQLITE
def test_a_killed_process_costs_one_answer_at_most(
    pool: ReportPool, reading: Session, shop: Site, history: None
) -> None:
    expected = pool.ask(nps, reading, shop, EVER, **HEAVY)
    (idle,) = pool.pids
    os.kill(idle, signal.SIGKILL)
    assert ends(idle)
    assert pool.ask(nps, reading, shop, EVER, **HEAVY) == expected
    (counting,) = pool.pids
    assert counting != idle
    with frozen(counting):
        with pytest.raises(StillCounting):
            pool.ask_within(0, nps, reading, shop, EVER, **HEAVY)
        os.kill(counting, signal.SIGKILL)
        with pytest.raises(ReportFailed):
            pool.ask_within(60, nps, reading, shop, EVER, **HEAVY)
    assert pool.ask(nps, reading, shop, EVER, **HEAVY) == expected


@SQLITE
def test_a_report_that_takes_too_long_is_given_up_by_name(
    database_url: str, reading: Session, shop: Site, history: None
) -> None:
    pool = ReportPool(database_url, seconds=0, few_events=0)
    with pytest.raises(TooHeavy):
        pool.ask(nps, reading, shop, EVER, **HEAVY)
    assert pool.pids == [], "what it was counting goes on"
    pool.close()


@SQLITE
def test_who_asks_the_same_waits_for_the_same_and_too_many_are_refused(
    pool: ReportPool, reading: Session, shop: Site, history: None
) -> None:
    expected = pool.ask(nps, reading, shop, EVER, **HEAVY)
    (pid,) = pool.pids
    with frozen(pid):
        for _ in range(3):
            with pytest.raises(StillCounting):
                pool.ask_within(0, nps, reading, shop, EVER, **HEAVY)
        others = [Period.parse(f"2026-10-{day:02}", "2026-11-30", "UTC") for day in range(1, 20)]
        with second_frozen(pool, reading, shop, others[0], first=pid):
            for period in others[1 : PROCESSES + MOST_WAITING - 1]:
                with pytest.raises(StillCounting):
                    pool.ask_within(0, nps, reading, shop, period, **HEAVY)
            with pytest.raises(CountingBusy):
                pool.ask(nps, reading, shop, others[-1], **HEAVY)
    assert pool.ask_within(60, nps, reading, shop, EVER, **HEAVY) == expected


@contextmanager
def second_frozen(pool: ReportPool, reading: Session, shop: Site, period: Period, first: int) -> Iterator[None]:
    """The second process too: it starts with a question of its own, and must have answered that."""
    pool.ask(nps, reading, shop, period, **HEAVY)
    (second,) = set(pool.pids) - {first}
    with frozen(second):
        with pytest.raises(StillCounting):
            pool.ask_within(0, nps, reading, shop, period, **HEAVY)
        yield


@SQLITE
def test_it_gives_way_and_ends_with_the_pool(pool: ReportPool, reading: Session, shop: Site, history: None) -> None:
    pool.ask(nps, reading, shop, EVER, **HEAVY)
    (pid,) = pool.pids
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
    os.kill(pid, signal.SIGINT)  # as Ctrl-C in the terminal does, to all processes there
    pool.ask(nps, reading, shop, EVER, **HEAVY)
    assert pool.pids == [pid]
    pool.close()
    assert ends(pid)
    with pytest.raises(CountingBusy):
        pool.ask(nps, reading, shop, EVER, **HEAVY)


PARENT = """
import sys, time
from winback.db.engine import Database
from winback.models.site import Site
from winback.reports.nps import nps
from winback.reports.period import Period
from winback.reports.pool import ReportPool
pool = ReportPool(sys.argv[1], 60, few_events=0)
with Database(sys.argv[1]).reading() as session:
    site = session.get(Site, int(sys.argv[2]))
    pool.ask(nps, session, site, Period.parse(None, None, "UTC"), breakdown="path")
print(pool.pids[0], flush=True)
sys.stdin.read()
"""


@SQLITE
def test_it_ends_with_a_parent_that_was_killed(database_url: str, shop: Site, history: None) -> None:
    arguments = [sys.executable, "-c", PARENT, database_url, str(shop.id)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
    assert ends(pid)


@SQLITE
def test_a_report_that_fails_says_so_and_the_next_one_works(
    pool: ReportPool, reading: Session, shop: Site, history: None
) -> None:
    pool.ask(nps, reading, shop, EVER, **HEAVY)
    before = pool.pids
    nonsense = Period(None, None, "UTC")  # type: ignore[arg-type]
    with pytest.raises(ReportFailed, match="TypeError"):
        pool.ask(nps, reading, shop, nonsense, **HEAVY)
    pool.ask(nps, reading, shop, EVER, **HEAVY)
    assert pool.pids == before


def test_its_connection_cannot_write(database_url: str, shop: Site) -> None:
    engine = read_only_engine(database_url, 60)
    for statement in ("DELETE FROM site", "CREATE TABLE mine (x INTEGER)"):
        with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match=r"read-?only"):
            connection.execute(sa.text(statement))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM site")) == 2
    engine.dispose()


def test_what_arrives_meanwhile_is_kept_and_counted_next(
    pool: ReportPool, alice: Person, db: Database, shop: Site, history: None
) -> None:
    stop, seen = threading.Event(), []

    def count_on_and_on() -> None:
        while not stop.is_set():
            with db.reading() as session:
                (_, offer) = sorted(
                    pool.ask(campaign_numbers, session, shop, EVER, as_of=NOON + DAY), key=lambda one: one.slug
                )
                seen.append(sum(arm.counts.exposed for arm in offer.arms))

    counting = threading.Thread(target=count_on_and_on)
    counting.start()
    for number in range(100, 120):
        told = Told(alice, shop)
        told.met(visitor(number), "offer", "a", NOON - HOUR)
        told.send()
    stop.set()
    counting.join()
    assert seen == sorted(seen)
    with db.reading() as session:
        (offer,) = pool.ask(campaign_numbers, session, shop, EVER, "offer", as_of=NOON + DAY)
    assert sum(arm.counts.exposed for arm in offer.arms) == 6 + 20


@pytest.mark.parametrize("seconds", [0, 60])
@SQLITE
def test_the_api_says_what_is_too_heavy(
    app: Flask, alice: Person, database_url: str, shop: Site, history: None, seconds: int
) -> None:
    here = alice.api.post(f"/api/v1/sites/{shop.id}/reports/nps", json=HEAVY).json
    parts = app.extensions["winback"]
    pool = ReportPool(database_url, seconds, few_events=0)
    app.extensions["winback"] = replace(parts, reports=pool)
    answer = alice.api.post(f"/api/v1/sites/{shop.id}/reports/nps", json=HEAVY)
    if seconds:
        assert answer.json == here
    else:
        assert (answer.status_code, answer.json["reason"]) == (503, "too_heavy")
    pool.close()


@SQLITE
def test_the_api_says_that_a_report_gave_way_and_when_to_ask_again(
    alice: Person, shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_way(*asked: object, **more: object) -> None:
        raise GaveWay("it was ended for those who write")

    monkeypatch.setattr(ReportPool, "ask", give_way)
    answer = alice.api.post(f"/api/v1/sites/{shop.id}/reports/nps", json=HEAVY)
    assert (answer.status_code, answer.json["reason"], answer.headers["Retry-After"]) == (503, "busy", "60")
    assert answer.json["detail"].startswith("The report was ended because it held up")


@SQLITE
def test_a_long_report_gives_way_to_the_writer_and_its_reader_is_told(
    pool: ReportPool, reading: Session, shop: Site, history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("winback.reports.pool.LONG_SECONDS", 0)
    expected = pool.ask(nps, reading, shop, EVER, **HEAVY)
    (pid,) = pool.pids
    pool.hurry()
    assert pool.ask(nps, reading, shop, EVER, **HEAVY) == expected
    assert pool.pids == [pid], "nothing was being counted"
    with frozen(pid):
        with pytest.raises(StillCounting):
            pool.ask_within(0, nps, reading, shop, EVER, **HEAVY)
        while not pool.oldest_seconds():
            time.sleep(0.001)
        pool.hurry()
        with pytest.raises(GaveWay):
            pool.ask_within(60, nps, reading, shop, EVER, **HEAVY)
    assert pool.oldest_seconds() == 0
    later = Period.parse("2026-11-18", "2026-11-20", "Europe/Berlin")
    assert pool.ask(nps, reading, shop, later, **HEAVY) == nps(reading, shop, later, **HEAVY)


@SQLITE
def test_who_waits_for_a_report_keeps_no_snapshot(
    pool: ReportPool, reading: Session, db: Database, shop: Site, history: None
) -> None:
    pool.ask(nps, reading, shop, EVER, **HEAVY)
    (pid,) = pool.pids
    with frozen(pid):
        with pytest.raises(StillCounting):
            pool.ask_within(0, nps, reading, shop, Period.parse("2026-11-18", None, "Europe/Berlin"), **HEAVY)
        with db.writing() as session:
            session.execute(sa.update(Site).values(name="The other shop"))
        assert db.empty_log(), "the process stands still before it reads"
