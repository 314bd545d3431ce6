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
    "_rate": 1,
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


@pytest.mark.parametrize("rate", [1e-200, 0.0009, 0, -1, 1.1])
def test_a_share_that_no_site_can_have_is_refused_by_name(browser: Browser, rate: float) -> None:
    (drop,) = browser.send(told("decision", offer="shown", _rate=rate)).json["dropped"]
    assert (drop["reason"], drop["path"]) == ("bad_event", "properties._rate")


@pytest.mark.parametrize(("of_site", "said", "kept"), [(0.1, 0.001, 0.1), (0.1, 0.5, 0.5), (0, 0.01, 1)])
def test_nobody_counts_as_more_than_the_site_logs(
    browser: Browser, db: Database, shop: Site, of_site: float, said: float, kept: float
) -> None:
    with db.writing() as session:
        session.get_one(Site, shop.id).decision_share = of_site
    assert accepted(browser.send(told("decision", offer="shown", _rate=said))) == 1
    assert rows(db, Event)[0].properties["_rate"] == kept


def test_what_a_shop_says_of_a_person_is_not_kept(browser: Browser, db: Database) -> None:
    facts = {
        "trait.plan": "pro",
        "trait.name": None,
        "page.query.email": "jo@example.com",
        "page.var.price": 40,
        "page.url": "https://jo:secret@shop.example/a@b?c=d#token",
        "page.title": "On https://a@b#c",
        "cart.value": 40,
    }
    assert accepted(browser.send(told("decision", offer="shown", _facts=facts))) == 1
    assert rows(db, Event)[0].properties["_facts"] == {
        "trait.plan": True,
        "trait.name": None,
        "page.query.email": True,
        "page.var.price": True,
        "page.url": "https://shop.example/a@b?c=d",
        "page.title": "On https://a@b#c",
        "cart.value": 40,
    }
