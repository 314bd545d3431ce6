"""Whoever sends without end in one name makes no later event slower: only so many rows are looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.server.ingest.senders import NOON, Browser, accepted, fresh_id, launched, reasons, rows, told, visitor_in
from winback.clock import MINUTE, SECOND
from winback.db.engine import Database
from winback.ingest import participation, purchases, responses, sessions
from winback.ingest.ask import Question
from winback.ingest.pipeline import accept_server
from winback.models import Answer, CampaignCount, Event, Flag, Participation, Purchase, Site, Visit


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many rows each question has brought, by its text."""
    found: dict[str, int] = {}
    ask = Question.ask

    def counting(self: Question, connection: sa.Connection, site_id: int, keys: list[tuple[Any, ...]]) -> Iterator[Any]:
        answers = list(ask(self, connection, site_id, keys))
        found[self.sqlite] = found.get(self.sqlite, 0) + len(answers)
        return iter(answers)

    monkeypatch.setattr(Question, "ask", counting)
    return found


def test_one_transaction_told_again_and_again(browser: Browser, db: Database, read: dict[str, int]) -> None:
    def purchase(age_ms: int, value: int) -> dict[str, Any]:
        return told("purchase", age_ms, transaction_id="T1", value=value, currency="EUR")

    for batch in range(5):
        accepted(browser.send(*[purchase(1000 * (300 - 50 * batch - n), 20) for n in range(50)]))
    read.clear()
    accepted(browser.send(purchase(0, 30)))
    assert purchases.MOST_TOLD <= read[purchases._EVENTS.sqlite] <= 2 * purchases.MOST_TOLD  # PostgreSQL also locks
    (bought,) = rows(db, Purchase)
    assert (bought.value_minor, bought.time) == (2000, NOON - 300_000)
    assert len(rows(db, Event, Event.flags.op("&")(int(Flag.repeated_transaction)) == 0)) == 1
    accepted(browser.send(purchase(600_000, 50)))
    (bought,) = rows(db, Purchase)
    assert bought.value_minor == 5000


def test_a_server_is_heard_through_a_browsers_flood(app: Flask, browser: Browser, db: Database) -> None:
    for _ in range(3):
        accepted(
            browser.send(*[told("purchase", 9000 + n, transaction_id="T1", value=1, currency="EUR") for n in range(50)])
        )
    order = {"id": fresh_id(), "name": "purchase", "time": NOON, "visitor": browser.visitor}
    order["properties"] = {"transaction_id": "T1", "value": 70, "currency": "EUR"}
    accept_server(app.extensions["winback"].recorder, browser.site.id, [order], NOON)
    (bought,) = rows(db, Purchase)
    assert (bought.source, bought.value_minor) == ("server", 7000)


def test_one_exposure_answered_again_and_again(
    browser: Browser, db: Database, shop: Site, read: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = launched(db, shop)
    browser.visitor = visitor_in("a", campaign)
    exposure = browser.exposed(campaign, "a", age_ms=3_000_000)

    def answer(age_ms: int, value: int) -> dict[str, Any]:
        return told("answer", age_ms, exposure=exposure, step="s1", block="score", value=value, ms=1)

    for batch in range(responses.MOST_SPOKEN // 50):
        accepted(browser.send(*[answer(1000 * (2000 - 50 * batch - n), 7) for n in range(50)]))
    read.clear()
    accepted(browser.send(answer(0, 3)))
    assert read[responses._SPOKEN.sqlite] < responses.MOST_SPOKEN
    (kept,) = rows(db, Answer)
    assert kept.number == 7


def test_one_visit_without_end(app: Flask, browser: Browser, db: Database, read: dict[str, int]) -> None:
    def view(time: int) -> dict[str, Any]:
        return {"id": fresh_id(), "name": "page_view", "time": time, "visitor": browser.visitor, "properties": {}}

    def send(*views: dict[str, Any]) -> None:
        outcome = accept_server(app.extensions["winback"].recorder, browser.site.id, views, NOON)
        assert outcome.accepted == len(views)

    begin = NOON - 600 * MINUTE
    for part in range(3):
        send(*[view(begin + (900 * part + n) * SECOND) for n in range(900)])
    end = begin + 2699 * SECOND
    send(view(end + 40 * MINUTE))
    read.clear()
    between = view(end + 15 * MINUTE)  # would join the two, if there were less to cut anew
    send(between)
    assert read[sessions._EVENTS.sqlite] == sessions.MOST_MOMENTS + 1
    first, second = sorted(rows(db, Visit), key=lambda visit: visit.started_at)
    assert (first.last_at, second.started_at) == (end, end + 40 * MINUTE)
    assert {e.session_id for e in rows(db, Event, Event.time == between["time"])} == {first.id}


def test_made_up_money_leaves_room_for_true_money(app: Flask, browser: Browser, db: Database, shop: Site) -> None:
    """Sums that pass 2**63 are refused by PostgreSQL and inexact in SQLite: then true purchases would be lost."""
    campaign = launched(db, shop)
    browser.visitor = visitor_in("a", campaign)
    browser.exposed(campaign, "a", age_ms=60_000)

    def purchase(number: int, value: float) -> dict[str, Any]:
        return told("purchase", 1000, transaction_id=f"T{number}", value=value, currency="EUR")

    assert reasons(browser.send(purchase(0, 2e10))) == ["bad_event"]
    accepted(browser.send(*[purchase(number, 1e10) for number in range(1, 40)]))
    orders = [
        {**purchase(number, 1e13), "time": NOON, "visitor": browser.visitor} for number in range(40, 50)
    ]  # a server is believed more, but no visitor counts for all
    for order in orders:
        del order["age_ms"]
    accept_server(app.extensions["winback"].recorder, shop.id, orders, NOON)
    (part,) = rows(db, Participation)
    assert part.revenue_minor == participation.MOST_REVENUE
    (counted,) = rows(db, CampaignCount, CampaignCount.arm == "a")
    assert counted.revenue_minor == participation.MOST_REVENUE
