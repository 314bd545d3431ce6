"""Where the tag was seen: the install check, and what made-up origins cost."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest
from flask import Flask

from tests.server.ingest.senders import PAGE, Browser, accepted, refused_as, rows, told
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.ingest.arrival import Batch
from winback.ingest.sightings import MOST_ALLOWED, MOST_REFUSED, keep_sightings
from winback.models import Site, TagSighting


def test_a_refused_origin_is_shown_on_the_install_check_twenty_at_most(browser: Browser, db: Database) -> None:
    for number in range(25):
        body = orjson.dumps(browser.envelope(told("page_view"), page={"url": f"https://o{number}.example/a?b#c"}))
        assert refused_as(browser.post(body, Origin=f"https://o{number}.example")) == "origin_refused"
    assert accepted(browser.send(told("page_view"))) == 1
    seen = {row.origin: (row.is_allowed, row.url) for row in rows(db, TagSighting)}
    assert seen["https://o0.example"] == (False, "https://o0.example/a?b")
    assert seen["https://shop.example"] == (True, PAGE["url"])
    assert sum(not is_allowed for is_allowed, _ in seen.values()) == 20


def test_a_day_later_a_newcomer_takes_the_place_of_the_longest_unseen(
    browser: Browser, db: Database, clock: TestClock
) -> None:
    body = orjson.dumps(browser.envelope(told("page_view")))
    for number in range(20):
        browser.post(body, Origin=f"https://o{number}.example")
        clock.advance(seconds=1)
    clock.advance(days=1)
    browser.post(body, Origin="https://new.example")
    seen = [row.origin for row in rows(db, TagSighting)]
    assert "https://new.example" in seen
    assert "https://o0.example" not in seen
    assert len(seen) == 20


def test_the_tag_is_noted_once_a_minute(browser: Browser, db: Database, clock: TestClock) -> None:
    first = clock()
    browser.send(told("page_view"))
    clock.advance(seconds=59)
    browser.send(told("page_view"))
    assert [row.seen_at for row in rows(db, TagSighting)] == [first]
    clock.advance(seconds=1)
    browser.send(told("page_view"))
    assert [row.seen_at for row in rows(db, TagSighting)] == [first + 60_000]


@pytest.mark.parametrize("origins", [["https://shop.example"], ["https://*.shop.example"]], ids=["refused", "allowed"])
def test_made_up_origins_cost_a_write_for_a_few_alone(
    app: Flask, browser: Browser, db: Database, origins: list[str]
) -> None:
    """Nor do they push out what was seen of the shop's own."""
    with db.writing() as session:
        session.get_one(Site, browser.site.id).origins = ["https://shop.example", *origins]
    sightings = app.extensions["winback"].recorder.sightings
    most = MOST_ALLOWED if "*" in origins[-1] else MOST_REFUSED
    browser.headers["Origin"] = "https://shop.example"
    browser.send(told("page_view"))
    facts = app.extensions["winback"].recorder.sites.by_id(browser.site.id)
    is_allowed = most == MOST_ALLOWED
    now = app.extensions["winback"].clock()
    made_up = [f"https://x{number}.shop.example" for number in range(most + 100)]
    written = [s for origin in made_up if (s := sightings.of(facts, origin, None, is_allowed, now))]
    assert most - 1 <= len(written) <= most
    app.extensions["winback"].recorder.record(Batch(facts, [], sighting=written[0]))
    later = [replace(each, origin=f"https://y{n}.shop.example") for n, each in enumerate(written)] + written
    with db.write_engine.begin() as connection:
        keep_sightings(connection, later)
    alike = [row for row in rows(db, TagSighting) if row.is_allowed == is_allowed]
    assert len(alike) == most
    assert any(row.origin == "https://shop.example" for row in rows(db, TagSighting))
    assert sightings.of(facts, "https://shop.example", None, True, now) is None
