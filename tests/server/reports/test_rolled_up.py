"""What is read from roll-ups equals what the rows say, in any period and zone; what they can't tell comes from the rows."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from tests.server.api.story import NPS, OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.clock import DAY, HOUR, MINUTE, rfc3339
from winback.db.engine import Database
from winback.models import Site
from winback.rollups import recount_campaigns

ARMS = {"arms": [{"id": "control", "weight": 0.2}, {"id": "a", "weight": 0.4}, {"id": "b", "weight": 0.4}]}
HEADER = "Winback-Counted-From"
ZONES = ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"]
# Sixty days around the end of summer time in Europe (25 October) and its beginning on Lord Howe (4 October).
FIRST = NOON - 60 * DAY


def ask(person: Person, site: Site, name: str, source: str, **question: Any) -> Any:
    answer = person.api.post(f"/api/v1/sites/{site.id}/reports/{name}", json=question)
    assert answer.status_code == 200, answer.json
    assert answer.headers[HEADER] == source
    return answer.json


@pytest.fixture
def told(alice: Person, shop: Site) -> Told:
    """A hundred visitors of two campaigns, who did more or less of everything, some of it twice."""
    campaign(alice, shop, "offer", {"a": OFFER, "b": OFFER}, experiment=ARMS)
    campaign(alice, shop, "nps", {"a": NPS, "b": NPS}, kind="survey", experiment=ARMS)
    told, chance = Told(alice, shop), random.Random(4)
    for number in range(100):
        who, slug = visitor(number), chance.choice(["offer", "nps"])
        arm = chance.choice(["a", "b", "control"])
        at = FIRST + chance.randrange(59 * DAY)
        exposure = told.met(who, slug, arm, at)
        if arm != "control":
            for _ in range(chance.choice([0, 1, 1, 2])):
                told.saw(who, exposure, arm, at + chance.randrange(DAY))
            if slug == "nps" and number % 2:
                told.answered(who, exposure, chance.randrange(11), at + chance.randrange(DAY))
        if number % 7 == 0:
            told.met(who, slug, "b" if arm == "a" else "a", at + HOUR)
        if number % 3 == 0:
            told.bought(who, chance.randrange(50), at + chance.randrange(2 * DAY), f"order-{number}")
    told.send()
    return told


def periods() -> list[dict[str, str]]:
    """Of all kinds: whole days, parts of one, without an end or a beginning."""
    chance = random.Random(5)
    found: list[dict[str, str]] = [{}, {"from": "2026-10-25", "to": "2026-10-26"}, {"from": "2026-11-01"}]
    for step in (HOUR, 15 * MINUTE):
        start = NOON - chance.randrange(1, 60 * DAY // step) * step
        lengths = [step, DAY, 9 * DAY + step]
        found += [{"from": rfc3339(start), "to": rfc3339(start + length)} for length in lengths]
        found += [{"from": rfc3339(start)}, {"to": rfc3339(start)}]
    return found


LATER = rfc3339(NOON + 400 * DAY)  # nothing has happened since, so what was so then is what is so now


def test_roll_ups_say_what_the_rows_say(alice: Person, shop: Site, told: Told) -> None:
    for zone, period in itertools.product(ZONES, periods()):
        question = {**period, "zone": zone}
        summed = ask(alice, shop, "campaigns", "rollups", **question)
        counted = ask(alice, shop, "campaigns", "rows", **question, as_of=LATER)
        assert [one["arms"] for one in summed] == [one["arms"] for one in counted], question
        if "to" in period:  # else the days are those up to `as_of`
            assert summed == counted, question
        summed = ask(alice, shop, "nps", "rollups", **question, by="day")
        counted = ask(alice, shop, "nps", "rows", **question, by="day", breakdown="path")
        assert summed == {**counted, "breakdown": []}, question
    whole = ask(alice, shop, "campaigns", "rollups")
    assert all(sum(arm[name] for arm in whole[0]["arms"]) for name in ("exposed", "shown", "converted", "revenue"))


def test_a_period_that_cuts_a_quarter_hour_is_counted_from_rows(alice: Person, shop: Site, told: Told) -> None:
    start, end = rfc3339(NOON - 20 * DAY + 1), rfc3339(NOON)
    cut = {"from": start, "to": end}
    whole = {"from": rfc3339(NOON - 20 * DAY), "to": end}
    assert (
        ask(alice, shop, "campaigns", "rows", **cut)[0]["arms"]
        == ask(alice, shop, "campaigns", "rollups", **whole)[0]["arms"]
    )
    assert ask(alice, shop, "nps", "rows", **cut) == ask(alice, shop, "nps", "rollups", **whole)
    ask(alice, shop, "quality", "rollups", **cut)


def test_in_another_zone_the_days_are_others(alice: Person, shop: Site, told: Told, db: Database) -> None:
    moved = alice.api.patch(f"/api/v1/sites/{shop.id}", json={"zone": "Pacific/Auckland"})
    assert moved.status_code == 200, moved.json
    days = {"from": "2026-10-01", "to": "2026-11-19"}
    counted = ask(alice, shop, "campaigns", "rows", **days, as_of=LATER)
    assert ask(alice, shop, "campaigns", "rollups", **days) == counted
    told.met(visitor(200), "offer", "a", NOON - HOUR)
    told.send()
    assert list(recount_campaigns(db, shop.id)) == []


# ---- what the database is asked ----


@contextmanager
def statements(db: Database) -> Iterator[list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append((statement, parameters))

    sa.event.listen(db.read_engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(db.read_engine, "before_cursor_execute", note)


def plan(db: Database, statement: str, parameters: Any) -> str:
    with db.read_engine.connect() as connection:
        if db.is_sqlite:
            return "\n".join(
                row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            )
        # Few rows are quickest read all: what matters is that there is another way.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))


MONTH = {"from": "2026-10-01", "to": "2026-11-01"}
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "campaigns": ("campaigns", MONTH),
    "campaigns in another zone": ("campaigns", {**MONTH, "zone": "Asia/Seoul"}),
    "nps": ("nps", MONTH),
    "nps by variant": ("nps", {**MONTH, "breakdown": "variant"}),
    "quality": ("quality", MONTH),
    "campaigns as of an earlier moment": ("campaigns", {**MONTH, "as_of": rfc3339(NOON - 15 * DAY)}),
    "nps by path": ("nps", {**MONTH, "breakdown": "path"}),
}
FROM_ROWS = {"campaigns as of an earlier moment", "nps by path"}
ROWS = ("event", "participation", "response", "answer", "purchase")


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_report_reads_all_events(alice: Person, shop: Site, told: Told, db: Database, name: str) -> None:
    report, question = QUESTIONS[name]
    with statements(db) as asked:
        ask(alice, shop, report, "rows" if name in FROM_ROWS else "rollups", **question)
    assert asked
    plans = [plan(db, *each) for each in asked]
    for table in ("event", "participation"):
        for found in plans:
            assert not any(line.strip() in (f"SCAN {table}", f"SCAN {table} USING") for line in found.splitlines()), (
                found
            )
            assert f"Seq Scan on {table} " not in found, found
    if name in ("campaigns", "campaigns in another zone", "nps", "nps by variant"):
        read = [
            text for text, _ in asked for table in ROWS if f"FROM {table} " in f"{text} " or f"JOIN {table} " in text
        ]
        assert read == []
