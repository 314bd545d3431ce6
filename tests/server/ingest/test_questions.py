"""What the writer asks for every batch reads only what the batch is about, however much there is beside it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.server.ingest.senders import NOON, Browser, launched, rows, told, visitor_in
from winback import ingest
from winback.db.engine import Database
from winback.ingest import participation
from winback.ingest.ask import Question
from winback.models import Event, Participation, Site


def questions() -> Iterator[tuple[str, Question]]:
    for module in pkgutil.iter_modules(ingest.__path__):
        for name, value in vars(importlib.import_module(f"winback.ingest.{module.name}")).items():
            if isinstance(value, Question):
                yield f"{module.name}{name}", value


ALL = dict(questions())


def test_there_are_questions_to_look_at() -> None:
    assert {"links_EXPOSURES", "participation_REACTIONS", "sessions_VISITS"} <= ALL.keys()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ALL)
def test_no_question_reads_a_whole_site(db: Database, name: str) -> None:
    text = ALL[name].sqlite
    marks = dict.fromkeys(re.findall(r"\?\d", text), 0)
    with db.read_engine.connect() as connection:
        plan = [str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", (*marks.values(),))]
    searches = [line for line in plan if line.startswith("SEARCH")]
    assert searches
    assert all("(site_id=? AND " in line for line in searches), plan
    of_their_own = {f"SCAN {name}" for name in re.findall(r"\) AS (\w+)", text)}  # what the question itself has found
    assert [line for line in plan if line.startswith("SCAN") and line not in of_their_own] == []


def test_a_flood_of_page_views_is_never_read_again(
    browser: Browser, db: Database, shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visitor with a long history makes no later batch slower: the rows that come back are counted, not the time."""
    campaign = launched(db, shop)
    browser.visitor = visitor_in("a", campaign)
    exposure = browser.exposed(campaign, "a", age_ms=60_000)
    for _ in range(6):
        browser.send(*[told("page_view", 50_000 - n) for n in range(50)])
    read = 0
    ask = Question.ask

    def counting(self: Question, connection: sa.Connection, site_id: int, keys: list[tuple[object, ...]]) -> Iterator:
        nonlocal read
        for row in ask(self, connection, site_id, keys):
            read += 1
            yield row

    monkeypatch.setattr(Question, "ask", counting)
    browser.send(told("impression", exposure=exposure, variant="a", format="popup"))
    assert 0 < read < 10
    read = 0
    browser.send(told("page_view", 20_000), told("page_view", 61_000))  # late: inside the visit, and before it
    assert 0 < read < 10
    assert [part.shown_at for part in rows(db, Participation)] == [NOON]
    assert len(rows(db, Event)) == 304


def test_only_the_first_thousand_reactions_of_a_visitor_are_looked_at(
    browser: Browser, db: Database, shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = participation._REACTIONS.sqlite.replace("LIMIT 1000", "LIMIT 3")
    monkeypatch.setattr(participation._REACTIONS, "sqlite", limited)
    monkeypatch.setattr(
        participation._REACTIONS, "postgresql", participation._REACTIONS.postgresql.replace("LIMIT 1000", "LIMIT 3")
    )
    campaign = launched(db, shop)
    browser.visitor = visitor_in("a", campaign)
    exposure = browser.exposed(campaign, "a", age_ms=5000)
    browser.send(*[told("impression", 4000 - n, exposure=exposure, variant="a", format="popup") for n in range(2)])
    browser.send(told("click", exposure=exposure, block="b", action="next"))
    assert [part.clicked_at for part in rows(db, Participation)] == [None]
    browser.send(told("click", 4500, exposure=exposure, block="b", action="next"))
    assert [part.clicked_at for part in rows(db, Participation)] == [NOON - 4500]
