"""Sessions in the database follow the events, in whatever order they come."""

from __future__ import annotations

import uuid

from flask import Flask

from tests.server.ingest.senders import NOON, PAGE, Browser, accepted, fresh_id, rows, told, visitor_in
from winback.clock import MINUTE
from winback.db.engine import Database
from winback.ingest.pipeline import accept_server
from winback.models import Campaign, Event, Response, Visit


def lengths(db: Database) -> list[tuple[int, int]]:
    """Each session's begin and end, in minutes before noon."""
    return [((NOON - v.started_at) // MINUTE, (NOON - v.last_at) // MINUTE) for v in by_start(db)]


def by_start(db: Database) -> list[Visit]:
    return sorted(rows(db, Visit), key=lambda visit: visit.started_at)


def view(browser: Browser, minutes_ago: int) -> str:
    event = told("page_view", minutes_ago * MINUTE)
    assert accepted(browser.send(event)) == 1
    return str(event["id"])


def test_a_session_grows_and_keeps_its_id(browser: Browser, db: Database) -> None:
    view(browser, 50)
    (first,) = by_start(db)
    view(browser, 25)
    view(browser, 0)
    (grown,) = by_start(db)
    assert grown.id == first.id
    assert lengths(db) == [(50, 0)]
    assert {event.session_id for event in rows(db, Event)} == {first.id}


def test_a_late_event_joins_two_sessions(browser: Browser, db: Database) -> None:
    view(browser, 100)
    view(browser, 50)
    assert lengths(db) == [(100, 100), (50, 50)]
    earlier, _ = by_start(db)
    view(browser, 75)
    (joined,) = by_start(db)
    assert (joined.id, lengths(db)) == (earlier.id, [(100, 50)])
    assert {event.session_id for event in rows(db, Event)} == {earlier.id}


def test_an_event_before_all_others_begins_the_session_and_leaves_its_id(browser: Browser, db: Database) -> None:
    view(browser, 10)
    (first,) = by_start(db)
    page = {**PAGE, "url": "https://shop.example/landing", "referrer": "https://search.example/?q=lamp"}
    accepted(browser.send(told("page_view", 20 * MINUTE), page=page))
    (second,) = by_start(db)
    assert (second.id, lengths(db)) == (first.id, [(20, 10)])
    assert (second.landing_url, second.referrer) == (page["url"], page["referrer"])


def test_a_late_event_may_shift_the_24_hour_cuts_behind_it(browser: Browser, db: Database) -> None:
    accepted(browser.send(*[told("page_view", n * 30 * MINUTE) for n in range(60)]))  # from 29:30 to 0
    assert lengths(db) == [(1770, 330), (300, 0)]
    view(browser, 1790)
    assert lengths(db) == [(1790, 360), (330, 0)]
    assert {e.session_id for e in rows(db, Event)} == {v.id for v in by_start(db)}


def test_the_landing_is_the_first_page_also_when_a_server_told_of_something_before(
    app: Flask, browser: Browser, db: Database
) -> None:
    """What the shop's server tells is on no page, so a later page may turn out to be the first one."""
    order = {"id": fresh_id(), "name": "seen", "time": NOON - 20 * MINUTE, "visitor": browser.visitor, "properties": {}}
    assert accept_server(app.extensions["winback"].recorder, browser.site.id, [order], NOON).accepted == 1
    assert [visit.landing_url for visit in by_start(db)] == [None]
    for minutes_ago in (5, 15, 10, 12):
        page = {**PAGE, "url": f"https://shop.example/{minutes_ago}"}
        accepted(browser.send(told("page_view", minutes_ago * MINUTE), page=page))
    assert lengths(db) == [(20, 5)]
    assert [visit.landing_url for visit in by_start(db)] == ["https://shop.example/15"]


def test_sessions_of_two_visitors_do_not_touch(browser: Browser, db: Database) -> None:
    view(browser, 10)
    browser.visitor = uuid.uuid4().hex
    view(browser, 5)
    assert lengths(db) == [(10, 10), (5, 5)]


def test_a_response_follows_its_session(browser: Browser, db: Database, campaign: Campaign) -> None:
    browser.visitor = visitor_in("a", campaign)
    exposure = browser.exposed(campaign, "a", age_ms=40 * MINUTE)
    accepted(browser.send(told("answer", 40 * MINUTE, exposure=exposure, step="s1", block="score", value=10)))
    view(browser, 80)
    view(browser, 60)
    (session,) = by_start(db)
    (response,) = rows(db, Response)
    assert response.session_id == session.id
