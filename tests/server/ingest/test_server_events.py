"""What a shop's own server tells, of now or of long ago."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tests.server.ingest.senders import (
    NOON,
    Browser,
    accepted,
    count,
    fresh_id,
    launched,
    rows,
    told,
    visitor_in,
)
from winback.clock import DAY, HOUR, MINUTE
from winback.db.engine import Database
from winback.ingest.customers import customer_visitor
from winback.ingest.dropped import Outcome
from winback.ingest.pipeline import UnknownSite, accept_server
from winback.models import Event, EventCount, Participation, Response, Site, Visit

VISITOR = "8f14e45fceea167a5a36dedd4bea2543"


@pytest.fixture
def tell(app: Flask, shop: Site) -> Any:
    def send(*events: Any) -> Outcome:
        return accept_server(app.extensions["winback"].recorder, shop.id, list(events), NOON)

    return send


def event(**changes: Any) -> dict[str, Any]:
    return {"id": fresh_id(), "name": "signup", "visitor": VISITOR, "time": NOON, **changes}


def test_times_of_long_ago_are_taken_as_they_are_told(tell: Any, db: Database) -> None:
    old, older = event(time="2025-01-02T03:04:05.678+09:00"), event(time=NOON - 500 * DAY)
    assert tell(old, older) == Outcome(2, [])
    found = {str(row.id): (row.time, row.source, row.received_at) for row in rows(db, Event)}
    assert found == {
        old["id"]: (1735754645678, "server", NOON),
        older["id"]: (NOON - 500 * DAY, "server", NOON),
    }
    assert count(db, Visit) == 2


def test_a_history_of_pages_is_a_browsers_and_was_not_late(tell: Any, db: Database) -> None:
    assert tell(event(time=NOON - DAY, source="browser")) == Outcome(1, [])
    (row,) = rows(db, Event)
    assert (row.source, row.received_at) == ("browser", NOON - DAY)
    assert [(each.source, each.is_late, each.count) for each in rows(db, EventCount)] == [("browser", False, 1)]


@pytest.mark.parametrize("source", ["phone", "", 1])
def test_a_source_is_one_of_two(tell: Any, source: object) -> None:
    (dropped,) = tell(event(source=source)).dropped
    assert (dropped.reason, dropped.path) == ("bad_event", "source")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"visitor": None, "customer": "\ud800"}, "customer"),
        ({"page": {"url": "https://shop.example/", "title": "a\0b"}}, "page.title"),
        ({"page": {"url": "https://shop.example/\udfff"}}, "page.url"),
    ],
)
def test_a_text_that_no_database_holds_is_refused_at_its_place(tell: Any, more: dict[str, Any], path: str) -> None:
    good = event()
    outcome = tell(event(**more), good)
    assert (outcome.accepted, [(d.reason, d.path) for d in outcome.dropped]) == (1, [("bad_event", path)])


def test_telling_again_changes_nothing(tell: Any, db: Database) -> None:
    events = [event() for _ in range(3)]
    assert tell(*events) == tell(*events) == tell(*events, *events[:0]) == Outcome(3, [])
    assert count(db, Event) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"time": NOON + 10 * MINUTE + 1}, "time"),
        ({"time": "2026-11-20T12:11:00Z"}, "time"),
        ({"time": "2026-11-20T12:00:00"}, "time"),
        ({"time": "2026-02-30T12:00:00Z"}, "time"),
        ({"time": "yesterday"}, "time"),
        ({"time": -1}, "time"),
        ({"time": 1.5}, "time"),
        ({"time": None}, "time"),
        ({"visitor": "x"}, "visitor"),
        ({"customer": "c-1"}, "customer"),
        ({"id": "x"}, "id"),
        ({"name": "Sign Up"}, "name"),
        ({"site": 2}, "site"),
        ({"page": {"href": "x"}}, "page.href"),
        ({"properties": {"a": {"b": {"c": {"d": {"e": {}}}}}}}, "properties"),
        ({"properties": {"a": "\0"}}, "properties"),
        ({"properties": {"a": "\ud800"}}, "properties"),
        ({"properties": {"a": 2**63}}, "properties"),
        ({"properties": {"a": float("nan")}}, "properties"),
        ({"name": "purchase", "properties": {"transaction_id": "T1"}}, "properties.value"),
    ],
    ids=str,
)
def test_a_bad_event_is_dropped_with_the_path_of_its_fault(
    tell: Any, db: Database, changes: dict[str, Any], path: str
) -> None:
    good = event()
    outcome = tell(event(**changes), good)
    assert [(d.reason, d.path) for d in outcome.dropped] == [("bad_event", path)]
    assert outcome.accepted == 1
    assert [str(row.id) for row in rows(db, Event)] == [good["id"]]


def test_ten_minutes_ahead_is_a_clock_that_is_a_little_off(tell: Any) -> None:
    assert tell(event(time=NOON + 10 * MINUTE)).accepted == 1


def test_the_thousandth_event_is_the_last(tell: Any, db: Database) -> None:
    outcome = tell(*[event() for _ in range(1002)])
    assert (outcome.accepted, [d.reason for d in outcome.dropped]) == (1000, ["too_many"] * 2)
    assert count(db, Event) == 1000


def test_a_customer_becomes_a_visitor_of_this_site(tell: Any, db: Database, shop: Site) -> None:
    customer = event(customer="c-17")
    del customer["visitor"]
    tell(customer)
    assert [row.visitor for row in rows(db, Event)] == [customer_visitor(shop.secret, "c-17")]


def test_a_customer_known_by_the_public_key_stays_the_same_visitor(tell: Any, db: Database, shop: Site) -> None:
    with db.writing() as session:
        session.get_one(Site, shop.id).has_public_customers = True
    old, new = (customer_visitor(key, "c-17") for key in (shop.key, shop.secret))
    tell(event(visitor=old.hex))
    for customer in ("c-17", "c-18"):
        told = event(customer=customer)
        del told["visitor"]
        assert tell(told).accepted == 1
    assert Counter(row.visitor for row in rows(db, Event)) == {old: 2, customer_visitor(shop.secret, "c-18"): 1}
    assert new not in {row.visitor for row in rows(db, Event)}


@pytest.mark.parametrize("is_told_by_both", [False, True], ids=["by a page view", "and had the shop's server name it"])
def test_a_guessed_customers_id_that_a_browser_opened_is_not_the_customers(
    tell: Any, browser: Browser, db: Database, shop: Site, is_told_by_both: bool
) -> None:
    with db.writing() as session:
        session.get_one(Site, shop.id).has_public_customers = True
    guessed = customer_visitor(shop.key, "ann@example.com")
    browser.visitor = guessed.hex
    accepted(browser.send(told("page_view")))
    if is_told_by_both:
        tell(event(visitor=guessed.hex, time=NOON + 1))
    named = event(customer="ann@example.com", time=NOON + 2)
    del named["visitor"]
    assert tell(named).accepted == 1
    (hers,) = rows(db, Event, Event.id == UUID(named["id"]))
    assert hers.visitor == customer_visitor(shop.secret, "ann@example.com")


def test_a_history_of_our_own_events_is_counted_as_if_it_had_come_from_browsers(
    tell: Any, db: Database, shop: Site
) -> None:
    campaign = launched(db, shop)
    visitor, exposure = visitor_in("b", campaign), fresh_id()
    start = NOON - 30 * DAY

    def of(name: str, after: int, **properties: Any) -> dict[str, Any]:
        page = {"url": "https://shop.example/cart", "lang": "ko"}
        return event(name=name, visitor=visitor, time=start + after, page=page, properties=properties)

    history = [
        of("purchase", 2 * HOUR, transaction_id="T9", value=20),
        of("answer", 2000, exposure=exposure, step="s1", block="score", value=2),
        of("impression", 1000, exposure=exposure, variant="b", format="popup"),
        {**of("exposure", 0, campaign="cart-saver", version=1, arm="b", epoch=1), "id": exposure},
        of("response", 3000, exposure=exposure, complete=True, path=["s1"]),
    ]
    assert tell(*history) == Outcome(5, [])
    (part,) = rows(db, Participation)
    assert (part.arm, part.first_exposed_at, part.shown_at, part.answered_at, part.revenue_minor) == (
        "b",
        start,
        start + 1000,
        start + 2000,
        2000,
    )
    (response,) = rows(db, Response)
    assert (response.completed_at, response.language) == (start + 3000, "ko")
    assert len({row.session_id for row in rows(db, Event)}) == 2


def test_answers_of_a_history_are_judged_too(tell: Any, db: Database, shop: Site) -> None:
    campaign = launched(db, shop)
    exposure = fresh_id()
    said = {"campaign": campaign.slug, "version": 1, "arm": "a"}
    outcome = tell(
        event(id=exposure, name="exposure", properties=said),
        event(name="answer", properties={"exposure": exposure, "step": "s1", "block": "score", "value": 11}),
        event(name="exposure", properties={**said, "campaign": "nobody"}),
    )
    assert sorted(d.reason for d in outcome.dropped) == ["bad_event", "unknown_campaign"]
    assert UUID(exposure) in {row.id for row in rows(db, Event)}


def test_an_unknown_site_is_an_error_of_the_caller(app: Flask) -> None:
    with pytest.raises(UnknownSite):
        accept_server(app.extensions["winback"].recorder, 999, [], NOON)
