"""What a page notes of its own decisions: kept as it was told, and never taken for something that a visitor did."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.ingest.senders import NOON, Browser, accepted, reasons, rows, told
from winback.clock import MINUTE
from winback.db.engine import Database
from winback.models import Event, Site, Visit

RICH: dict[str, Any] = {
    "cart-saver": "audience",
    "nps": "shown",
    "_rate": 0.25,
    "_facts": {"cart.value": 40, "cart.items": ["tea", 7], "trait.plan": None},
    "_view": {"id": "8f14e45fceea167a5a36dedd4bea2543", "ms": 5000},
    "_fired": {"nps": "page_load"},
    "_seen": {"cart-saver": "x"},
}


@pytest.mark.parametrize("properties", [{"cart-saver": "audience", "nps": "shown"}, RICH], ids=["plain", "rich"])
def test_both_forms_are_kept_as_they_were_told(browser: Browser, db: Database, properties: dict[str, Any]) -> None:
    assert accepted(browser.send(told("decision", **properties))) == 1
    (kept,) = rows(db, Event)
    assert (kept.name, kept.properties) == ("decision", properties)


def test_a_decision_begins_no_visit_and_prolongs_none(browser: Browser, db: Database) -> None:
    accepted(browser.send(told("decision", offer="trigger", age_ms=60 * MINUTE)))
    assert rows(db, Visit) == []
    accepted(browser.send(told("page_view", age_ms=50 * MINUTE)))
    accepted(browser.send(told("decision", offer="trigger", age_ms=25 * MINUTE)))
    accepted(browser.send(told("page_view", age_ms=5 * MINUTE)))
    visits = rows(db, Visit)
    assert sorted((v.started_at, v.last_at) for v in visits) == [
        (NOON - 50 * MINUTE, NOON - 50 * MINUTE),
        (NOON - 5 * MINUTE, NOON - 5 * MINUTE),
    ]
    assert [e.session_id for e in rows(db, Event, Event.name == "decision")] == [None, None]


@pytest.mark.parametrize(
    ("purposes", "dropped"),
    [([], ["no_consent"]), (["analytics"], []), (["personalization"], [])],
    ids=["neither", "statistics", "messages that fit"],
)
def test_either_permission_is_enough_for_it(
    browser: Browser, db: Database, shop: Site, purposes: list[str], dropped: list[str]
) -> None:
    with db.writing() as session:
        session.get_one(Site, shop.id).consent_mode = "ask"
    browser.purposes = purposes
    assert reasons(browser.send(told("decision", offer="consent"))) == dropped
