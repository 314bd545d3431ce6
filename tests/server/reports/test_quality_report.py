"""The quality report against a count by hand over the raw rows."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from tests.server.api.story import Told, visitor
from tests.server.ingest.senders import Browser, launched, told, visitor_in
from tests.support.cast import Person
from tests.support.clock import NOON, TestClock
from winback.clock import DAY, HOUR, MINUTE, QUARTER_HOUR
from winback.db.engine import Database
from winback.ids import uuid7
from winback.ingest.dropped import DROPS, REFUSALS
from winback.models import ConsentRecord, DropCount, Event, Flag, TagSighting
from winback.models.site import Site
from winback.rollups import DropKey, add_drops

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COUNTS = ("accepted", "late", "page_views", "anonymous_page_views", "compared_told", "compared_server")
DECISIONS = ("granted", "refused", "withdrawn")
ACTIONS = {"granted": ("accept_all", "custom"), "refused": ("reject_all", "gpc"), "withdrawn": ("withdraw",)}


def report(person: Person, site: Site, **question: Any) -> dict[str, Any]:
    answer = person.api.post(f"/api/v1/sites/{site.id}/reports/quality", json=question)
    assert answer.status_code == 200, answer.json
    return answer.json


@pytest.fixture
def browser(client: FlaskClient, shop: Site) -> Browser:
    return Browser(client, shop)


def view(browser: Browser, age_ms: int = 0, **changes: Any) -> None:
    assert browser.send(told("page_view", age_ms, event_id=str(uuid.uuid4())), **changes).status_code == 200


@pytest.fixture
def history(browser: Browser, alice: Person, shop: Site, db: Database, clock: TestClock) -> None:
    """Three days of people, bots, late phones, orders told twice, a shop's server, drops and decisions."""
    campaign = launched(db, shop, now=NOON - 5 * DAY)
    bot = Browser(browser.client, shop, headers={**browser.headers, "User-Agent": "Googlebot/2.1"})
    for number in range(24):
        age = number * 3 * HOUR
        view(browser, age, visitor=visitor(number) if number % 3 else None)
        view(bot if number % 5 == 0 else browser, age + 20 * MINUTE)
        if number % 4 == 0:
            browser.exposed(campaign, "a" if number % 8 else "nobody", age)
    for minutes in (0, 4, 6, 20):
        view(browser, minutes * MINUTE)
    orders = Told(alice, shop)
    for number in range(4):
        orders.bought(visitor_in("a", campaign), 20, NOON - number * HOUR, f"order-{number % 3}")
        orders.add(visitor(number), "purchase", NOON - DAY, value=5, currency="USD", transaction_id=f"usd-{number}")
    for number in range(30):
        orders.add(None, "page_view", NOON - DAY + number * 2 * MINUTE)
    orders.add(None, "page_view", NOON - 9 * DAY)  # before the script was there
    orders.send()
    quarters = [NOON - NOON % QUARTER_HOUR - n * QUARTER_HOUR for n in range(0, 200, 7)]
    reasons = [*DROPS, *REFUSALS]
    drops = {DropKey(shop.id, at, reasons[n % len(reasons)]): n + 1 for n, at in enumerate(quarters)}
    with db.writing() as session:
        add_drops(session.connection(), Counter(drops))
        for number, action in enumerate(["accept_all", "reject_all", "custom", "withdraw", "gpc", "renew"] * 4):
            session.add(decision(shop, number, action, NOON - number * 2 * HOUR))


def decision(site: Site, number: int, action: str, at: int) -> ConsentRecord:
    return ConsentRecord(
        site_id=site.id,
        id=uuid7(at),
        seq=number + 1,
        consent_id=uuid.uuid4(),
        action=action,
        purposes={},
        commitment="",
        previous_hash="",
        hash=str(number),
        recorded_at=at,
    )


def count_by_hand(db: Database, site: Site, zone: str) -> dict[date, Counter[str]]:
    days: dict[date, Counter[str]] = defaultdict(Counter)

    def day(ms: int) -> Counter[str]:
        return days[datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)).date()]

    with db.reading() as session:
        for e in session.scalars(sa.select(Event).where(Event.site_id == site.id)):
            is_view, is_script = e.name == "page_view", e.source == "browser"
            counted = {
                "accepted": True,
                "late": is_script and e.received_at - e.time > 5 * MINUTE,
                "page_views": is_view and is_script and not e.flags & (Flag.bot | Flag.staff),
                "anonymous_page_views": is_view and is_script and e.flags & 3 == 0 and e.visitor is None,
                "compared_told": is_view and is_script,
                "compared_server": is_view and not is_script,
                **{name: name in Flag.names(e.flags) for name in map(str, Flag.__members__)},
            }
            day(e.time).update([name for name, is_so in counted.items() if is_so])
        for d in session.scalars(sa.select(DropCount).where(DropCount.site_id == site.id)):
            day(d.quarter_at)[d.reason] += d.count
        for r in session.scalars(sa.select(ConsentRecord).where(ConsentRecord.site_id == site.id)):
            day(r.recorded_at).update([name for name, actions in ACTIONS.items() if r.action in actions])
    for one in days.values():
        if not (one["compared_told"] and one["compared_server"]):
            one["compared_told"] = one["compared_server"] = 0
    return days


def flat(numbers: dict[str, Any]) -> dict[str, int]:
    plain = {name: numbers[name] for name in (*COUNTS, *DECISIONS)}
    return plain | numbers["flagged"] | numbers["dropped_events"] | numbers["refused_requests"]


def test_numbers_equal_a_count_by_hand_and_days_add_up(alice: Person, shop: Site, db: Database, history: None) -> None:
    for zone in ("Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham"):
        found = report(alice, shop, zone=zone)
        by_hand = count_by_hand(db, shop, zone)
        assert {date.fromisoformat(one["day"]) for one in found["by_day"]} >= set(by_hand)
        for one in found["by_day"]:
            counts = by_hand[date.fromisoformat(one["day"])]
            assert flat(one) == {name: counts[name] for name in flat(one)}, (zone, one["day"])
        total: Counter[str] = sum(by_hand.values(), Counter())
        assert flat(found) == {name: total[name] for name in flat(found)}
    for name in (*COUNTS, "bot", "arm_mismatch", "repeated_transaction", "other_currency", *DROPS, *DECISIONS):
        assert total[name] > 0, f"the history has no {name}"


@SQLITE
def test_a_period_counts_its_quarter_hours_whole(alice: Person, shop: Site, db: Database, history: None) -> None:
    days = {"from": "2026-11-19", "to": "2026-11-20", "zone": "Asia/Kathmandu"}
    counts = count_by_hand(db, shop, "Asia/Kathmandu")[date(2026, 11, 19)]
    assert flat(report(alice, shop, **days)) == {name: counts[name] for name in flat(report(alice, shop))}
    within = report(alice, shop, **{"from": "2026-11-20T11:59:59Z", "to": "2026-11-20T12:00:01Z"})
    whole = report(alice, shop, **{"from": "2026-11-20T11:45:00Z", "to": "2026-11-20T12:15:00Z"})
    assert within == whole
    assert report(alice, shop, as_of="2026-11-20T00:00:00Z")["by_day"][-1]["day"] == "2026-11-20"  # of Berlin


def test_what_was_blocked_is_measured_only_beside_the_shops_own_server(
    alice: Person, shop: Site, browser: Browser
) -> None:
    view(browser, DAY)
    view(browser, 0)
    assert report(alice, shop)["untold_share"] is None
    server = Told(alice, shop)
    for number in range(4):
        server.add(None, "page_view", NOON - number)
    server.add(None, "page_view", NOON - 3 * DAY)
    server.send()
    found = report(alice, shop)
    assert (found["compared_told"], found["compared_server"], found["untold_share"]) == (1, 4, 0.75)
    assert [one["untold_share"] for one in found["by_day"]] == [None, None, None, 0.75]


@SQLITE
def test_shares_are_of_what_they_say(alice: Person, shop: Site, browser: Browser) -> None:
    for number in range(4):
        view(browser, visitor=visitor(1) if number else None)
    found = report(alice, shop)
    assert (found["page_views"], found["remembered_share"]) == (4, 0.75)
    assert report(alice, shop, to="2026-11-01")["remembered_share"] is None
    assert report(alice, shop, to="2026-11-01")["by_day"] == []


@SQLITE
def test_the_tag_was_seen_on_a_page_of_the_sites_own(alice: Person, shop: Site, db: Database) -> None:
    assert report(alice, shop)["tag_seen_at"] is None
    seen = [("https://shop.example", True, NOON - HOUR), ("https://copied.example", False, NOON)]
    with db.writing() as session:
        for origin, is_allowed, at in seen:
            session.add(
                TagSighting(site_id=shop.id, origin=origin, url=f"{origin}/", is_allowed=is_allowed, seen_at=at)
            )
    found = report(alice, shop)
    assert (found["tag_seen_at"], found["tag_seen_on"]) == ("2026-11-20T11:00:00.000Z", "https://shop.example/")


@SQLITE
def test_nobody_else_reads_it(charlie: Person, shop: Site, history: None) -> None:
    assert charlie.api.post(f"/api/v1/sites/{shop.id}/reports/quality", json={}).status_code == 404


@SQLITE
def test_a_question_without_a_body_is_about_everything(alice: Person, shop: Site, history: None) -> None:
    assert alice.api.post(f"/api/v1/sites/{shop.id}/reports/quality").json == report(alice, shop)


def test_a_campaigns_numbers_say_what_they_leave_out(alice: Person, shop: Site, history: None) -> None:
    (numbers,) = alice.api.post(f"/api/v1/sites/{shop.id}/reports/campaigns", json={}).json
    assert numbers["left_out"] == {"bot": 0, "staff": 0, "arm_mismatch": 6, "two_arms": 0}
    early = {"to": "2026-11-18T12:00:00Z"}
    (numbers,) = alice.api.post(f"/api/v1/sites/{shop.id}/reports/campaigns", json=early).json
    assert numbers["left_out"]["arm_mismatch"] == 1


def test_what_a_browser_is_told_was_dropped_is_what_the_report_counts(
    app: Flask, alice: Person, shop: Site, browser: Browser
) -> None:
    answered: Counter[str] = Counter()
    for number in range(3):
        sent = browser.send(told("page_view"), told("Page View"), told("exposure", campaign="none"), number)
        answered.update(drop["reason"] for drop in sent.json["dropped"])
    for number in range(2):
        refused = browser.post(b"{", Origin="https://elsewhere.example" if number else "https://shop.example")
        answered[refused.json["reason"]] += 1
    app.extensions["winback"].recorder.close()  # it writes now what it would write within seconds
    found = report(alice, shop)
    assert +Counter(found["dropped_events"]) + Counter(found["refused_requests"]) == answered
    assert answered.total() == 3 * 3 + 2


def test_pages_that_the_script_left_are_counted_with_the_latest_error(
    alice: Person, shop: Site, browser: Browser
) -> None:
    before = REGISTRY.get_sample_value("winback_unloaded_pages_total") or 0
    assert (report(alice, shop)["unloaded"], report(alice, shop)["unloaded_by"]) == (0, None)
    for age_ms, error in ((DAY, "RangeError: old"), (0, "TypeError: x is not a function")):
        told_of = told(
            "winback_unloaded", age_ms, event_id=str(uuid.uuid4()), kind="errors", error=error, rev="0123456789abcdef"
        )
        for _ in range(2):  # the same report twice is one
            assert browser.send(told_of, visitor=None, session=None).json == {"accepted": 1, "dropped": []}
    found = report(alice, shop)
    assert (found["unloaded"], found["unloaded_by"]) == (2, "TypeError: x is not a function")
    assert [one["unloaded"] for one in found["by_day"]] == [1, 1]
    assert REGISTRY.get_sample_value("winback_unloaded_pages_total") == before + 2
