"""A pool's codes: each is handed out to one visitor, to each visitor one, whoever asks at once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.ingest.senders import NOON, Browser, accepted, launched, refused_as, rows, told, visitor_in
from tests.support.clock import TestClock
from winback.clock import HOUR
from winback.db.engine import Database
from winback.ingest.coupons import Earned
from winback.ingest.facts import Sites
from winback.ingest.forget import forget_visitor
from winback.ingest.hand_out import Given, hand_out
from winback.ingest.record import Recorder
from winback.models import Campaign, CouponCode, CouponPool, CouponUse, Event, Site
from winback.reports.coupons import PoolReport, pool_report
from winback.targeting.coupons import codes_left
from winback.web.coupons import Filled, add_codes, create_pool, delete_pool, pool_in

BLOCK = {"id": "code", "type": "coupon", "pool": "spring", "label": {}}
Ask = Callable[[Browser, str], TestResponse]


def stocked(db: Database, site: Site, codes: list[str], **terms: Any) -> Filled:
    with db.writing() as session:
        mine = session.get_one(Site, site.id)
        pool = pool_in(session, mine, "spring") or create_pool(
            session, mine, "spring", {"name": "Spring", **terms}, NOON
        )
        return add_codes(session, pool, codes)


@pytest.fixture
def offer(db: Database, shop: Site) -> Campaign:
    return launched(db, shop, "offer", blocks=[BLOCK])


def ask(browser: Browser, exposure: str) -> Any:
    body = orjson.dumps({"campaign": "offer", "exposure": exposure})
    answer = browser.client.post(f"/w/{browser.site.key}/code", data=body, headers=browser.headers)
    assert answer.status_code == 200, answer.data
    return answer.json


def earns(browser: Browser, offer: Campaign, start: int = 1) -> str:
    browser.visitor = visitor_in("a", offer, start)
    return browser.exposed(offer, "a")


def report(db: Database, site: Site) -> PoolReport:
    with db.reading() as session:
        pool = pool_in(session, session.get_one(Site, site.id), "spring")
        assert pool
        return pool_report(session, pool, NOON)


def test_a_visitor_gets_one_code_and_the_same_one_each_time(
    browser: Browser, offer: Campaign, db: Database, shop: Site
) -> None:
    stocked(db, shop, ["ONE", "TWO"])
    first = earns(browser, offer)
    assert ask(browser, first) == {"code": "ONE", "expires_at": None}
    assert ask(browser, first)["code"] == "ONE", "the answer may have been lost"
    again = browser.exposed(offer, "a")
    assert ask(browser, again)["code"] == "ONE", "the message was shown again, on another day"
    other = earns(browser, offer, start=1000)
    assert ask(browser, other)["code"] == "TWO"
    assert report(db, shop).left == 0


def test_an_empty_pool_says_so_and_a_filled_one_goes_on(
    browser: Browser, offer: Campaign, db: Database, shop: Site
) -> None:
    stocked(db, shop, [])
    exposure = earns(browser, offer)
    assert ask(browser, exposure) == {"code": None, "expires_at": None}
    stocked(db, shop, ["LATE"])
    assert ask(browser, exposure)["code"] == "LATE"


def test_a_code_ends_with_its_pool_or_its_hours(
    browser: Browser, offer: Campaign, db: Database, shop: Site, clock: TestClock
) -> None:
    stocked(db, shop, ["ONE", "TWO"], valid_hours=2, expires_at=clock() + 3 * HOUR)
    exposure = earns(browser, offer)
    assert ask(browser, exposure)["expires_at"] == "2026-11-20T14:00:00.000Z"
    clock.advance(hours=2)
    assert ask(browser, exposure)["code"] is None, "its hours are over, and no second one is given"
    late = earns(browser, offer, start=1000)
    assert ask(browser, late)["expires_at"] == "2026-11-20T15:00:00.000Z", "the pool's end comes first"
    clock.advance(hours=1)
    assert ask(browser, earns(browser, offer, start=5000))["code"] is None
    assert report(db, shop).given == 2


@pytest.mark.parametrize("stop", ["pause", "archive"])
def test_a_campaign_that_is_stopped_gives_no_new_codes(
    browser: Browser, offer: Campaign, db: Database, shop: Site, clock: TestClock, stop: str
) -> None:
    stocked(db, shop, ["ONE", "TWO", "THREE"])
    has_asked = earns(browser, offer)
    ask(browser, has_asked)
    has_not, forgot = (earns(browser, offer, start=start) for start in (1000, 3000))
    clock.advance(minutes=1)
    with db.writing() as session:
        getattr(session.get_one(Campaign, offer.id), stop)(clock())
    clock.advance(minutes=1)
    late = earns(browser, offer, start=5000)
    assert ask(browser, late)["code"] is None
    assert ask(browser, has_not)["code"] == "TWO", "it was shown just before"
    clock.advance(hours=1)
    assert ask(browser, forgot)["code"] is None
    assert ask(browser, has_asked)["code"] == "ONE"


def relaunched(db: Database, offer: Campaign, now: int, **coupon: str) -> None:
    """With another coupon in all its variants."""
    with db.writing() as session:
        mine = session.get_one(Campaign, offer.id)
        block = {"id": "code", "type": "coupon", "label": {}, **coupon}
        variant = {"format": "popup", "theme": {}, "steps": [{"id": "s1", "blocks": [block], "next": None}]}
        mine.content = {**mine.content, "variants": {"a": variant, "b": variant}}
        mine.launch(None, now)


def test_a_browser_does_not_choose_among_the_pools_of_old_versions(
    browser: Browser, offer: Campaign, db: Database, shop: Site, clock: TestClock
) -> None:
    stocked(db, shop, ["GENEROUS-1", "GENEROUS-2", "GENEROUS-3"])
    mine = earns(browser, offer)
    ask(browser, mine)
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        add_codes(session, create_pool(session, site, "meagre", {"name": "Meagre"}, NOON), ["MEAGRE-1"])
    relaunched(db, offer, clock(), pool="meagre")
    clock.advance(hours=72)
    in_an_open_tab = earns(browser, offer, start=1000)
    assert ask(browser, in_an_open_tab)["code"] == "GENEROUS-2", "a page may be open for days"
    clock.advance(hours=1)
    assert ask(browser, earns(browser, offer, start=3000))["code"] == "MEAGRE-1"
    browser.visitor = visitor_in("a", offer)
    assert ask(browser, browser.exposed(offer, "a"))["code"] == "GENEROUS-1", "what they were given is theirs"
    assert ask(browser, in_an_open_tab)["code"] == "GENEROUS-2"


def test_from_one_address_only_so_many_new_codes_are_taken_an_hour(
    browser: Browser, offer: Campaign, db: Database, shop: Site, clock: TestClock, app: Flask
) -> None:
    stocked(db, shop, ["ONE", "TWO", "THREE", "FOUR"])
    object.__setattr__(app.extensions["winback"].settings, "codes_per_address", 2)
    browser.visitor = None
    first, second, third = (browser.exposed(offer, "a") for _ in range(3))
    assert [ask(browser, each)["code"] for each in (first, second)] == ["ONE", "TWO"]
    body = orjson.dumps({"campaign": "offer", "exposure": third})
    refused = browser.post(body, route="w", key=f"{shop.key}/code")
    assert (refused_as(refused), refused.headers["Retry-After"]) == ("rate_limited", "1800")
    assert [ask(browser, each)["code"] for each in (first, second)] == ["ONE", "TWO"], "asking again takes none"
    clock.advance(minutes=29)
    assert refused_as(browser.post(body, route="w", key=f"{shop.key}/code")) == "rate_limited"
    clock.advance(minutes=1)
    assert ask(browser, third)["code"] == "THREE"


def test_codes_that_are_there_already_are_named(db: Database, shop: Site) -> None:
    assert stocked(db, shop, ["ONE", "TWO", "one"]) == Filled(2, ["one"])
    assert stocked(db, shop, ["Two", "THREE"]) == Filled(1, ["Two"])
    many = [f"CODE-{number}" for number in range(3000)]
    assert stocked(db, shop, many) == Filled(3000, [])
    assert stocked(db, shop, many[-3:]).duplicates == many[-3:]


def test_the_script_has_neither_codes_nor_the_pool(
    client: FlaskClient, offer: Campaign, db: Database, shop: Site
) -> None:
    stocked(db, shop, ["SECRET-1"])
    script = client.get(f"/w/{shop.key}.js").text
    assert '"coupon"' in script
    assert "SECRET-1" not in script and "spring" not in script


def exposed_to(db: Database, site: Site, person: uuid.UUID) -> uuid.UUID:
    """The id of a stored exposure of theirs."""
    exposure = uuid.uuid4()
    with db.writing() as session:
        session.add(Event(site_id=site.id, id=exposure, visitor=person, name="exposure", time=NOON, received_at=NOON))
    return exposure


@pytest.mark.parametrize("visitors", [40, 12], ids=["more visitors than codes", "each of them in three tabs"])
@pytest.mark.parametrize("terms", [{}, {"pattern": "WB-********", "most": 30}], ids=["filled", "made"])
def test_at_once_no_two_visitors_get_one_code_and_nobody_two(
    db: Database, shop: Site, offer: Campaign, clock: TestClock, visitors: int, terms: dict[str, Any]
) -> None:
    """Two recorders over one database are what two processes are."""
    stocked(db, shop, [] if terms else [f"CODE-{number}" for number in range(30)], **terms)
    recorders = [Recorder(db, clock), Recorder(db, clock)]
    people = [uuid.UUID(int=number + 1) for number in range(visitors)]
    seen = {(person, tab): exposed_to(db, shop, person) for person in people for tab in range(3)}
    given: list[tuple[uuid.UUID, str | None]] = []
    start = threading.Barrier(visitors * 3)

    def come(person: uuid.UUID, tab: int) -> None:
        mine = Earned("", "spring", "spring", person, seen[person, tab], offer.id)
        start.wait(20)
        found = recorders[tab % 2].write(
            lambda connection: hand_out(connection, shop.id, mine, NOON), [(shop.id, person)]
        )
        given.append((person, found and found.code))

    threads = [threading.Thread(target=come, args=each) for each in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for recorder in recorders:
        recorder.close()
    assert len(given) == visitors * 3
    by_person = {person: {code for one, code in given if one == person} for person in people}
    assert all(len(codes) == 1 for codes in by_person.values()), "nobody has two, in whatever tab"
    codes = [code for (code,) in by_person.values() if code]
    assert len(codes) == len(set(codes)) == min(visitors, 30)
    stored = rows(db, CouponCode, CouponCode.given_at.is_not(None))
    assert {(row.visitor, row.code) for row in stored} == {(p, c) for p, (c,) in by_person.items() if c}


def bought(transaction: str, coupon: str) -> dict[str, Any]:
    return told("purchase", transaction_id=transaction, value=30, currency="EUR", coupon=coupon)


def test_who_used_it_is_told_by_the_orders(browser: Browser, offer: Campaign, db: Database, shop: Site) -> None:
    stocked(db, shop, ["ONE", "TWO", "THREE", "FOUR"])
    mine = earns(browser, offer)
    ask(browser, mine)
    accepted(browser.send(bought("T-1", "one, FREESHIP")))
    accepted(browser.send(bought("T-1", "ONE")))
    assert report(db, shop).by_holder == 1
    theirs = earns(browser, offer, start=1000)
    ask(browser, theirs)
    browser.visitor = visitor_in("a", offer, 5000)
    accepted(browser.send(bought("T-2", "TWO")))
    accepted(browser.send(bought("T-3", "three")))
    found = report(db, shop)
    assert (found.codes, found.given, found.used, found.by_holder, found.leaked) == (4, 2, 3, 1, 2)
    assert [(leak.code, leak.transaction_id, leak.given_at is None) for leak in found.leaks] == [
        ("TWO", "T-2", False),
        ("THREE", "T-3", True),
    ]


def test_what_a_visitor_without_memory_uses_is_nobodys_leak(
    browser: Browser, offer: Campaign, db: Database, shop: Site, alice: Any
) -> None:
    stocked(db, shop, ["ONE"])
    browser.visitor = None
    exposure = browser.exposed(offer, "a")
    ask(browser, exposure)
    browser.visitor = visitor_in("a", offer)
    accepted(browser.send(bought("T-1", "ONE")))
    found = report(db, shop)
    assert (found.used, found.by_holder, found.by_unknown, found.leaked) == (1, 0, 1, 0)
    (code,) = alice.api.get(f"/api/v1/sites/{shop.id}/coupons/spring/codes").json["items"]
    assert (code["visitor"], code["exposure"]) == (None, exposure)


def test_a_code_that_bought_something_already_is_given_to_nobody(
    browser: Browser, offer: Campaign, db: Database, shop: Site
) -> None:
    stocked(db, shop, ["ONE", "TWO"])
    accepted(browser.send(bought("T-1", "one")))
    assert report(db, shop).left == 1
    with db.reading() as session:
        pool = session.scalars(sa.select(CouponPool)).one()
        assert codes_left(session, [pool]) == {pool.id: 1}
    assert ask(browser, earns(browser, offer))["code"] == "TWO"
    assert ask(browser, earns(browser, offer, start=1000))["code"] is None
    assert report(db, shop).left == 0


def test_a_used_code_is_not_taken_again_once_its_pool_is_gone(browser: Browser, db: Database, shop: Site) -> None:
    stocked(db, shop, ["ONE", "TWO"])
    accepted(browser.send(bought("T-1", "ONE")))
    with db.writing() as session:
        pool = pool_in(session, session.get_one(Site, shop.id), "spring")
        assert pool
        delete_pool(session, pool)
    assert stocked(db, shop, ["one", "two"]) == Filled(1, ["one"])
    assert (report(db, shop).left, report(db, shop).leaked) == (1, 0)


def test_an_erased_visitor_is_in_no_code_and_nobody_else_gets_it(
    browser: Browser, offer: Campaign, db: Database, shop: Site, client: FlaskClient, alice: Any
) -> None:
    stocked(db, shop, ["ONE"])
    exposure = earns(browser, offer)
    ask(browser, exposure)
    accepted(browser.send(bought("T-1", "ONE")))
    gone = client.delete(f"/api/v1/sites/{shop.id}/visitors/{browser.visitor}", headers=alice.bearer)
    assert gone.status_code == 204
    (code,) = rows(db, CouponCode)
    assert (code.visitor, code.exposure) == (None, None)
    assert code.given_at
    assert rows(db, CouponUse) == []
    assert ask(browser, earns(browser, offer, start=1000))["code"] is None


def test_who_is_erased_while_the_code_is_asked_for_is_not_written_anew(
    db: Database, shop: Site, offer: Campaign, clock: TestClock
) -> None:
    stocked(db, shop, ["ONE"])
    person = uuid.UUID(int=7)
    mine = Earned("", "spring", "spring", person, exposed_to(db, shop, person), offer.id)
    facts = Sites(db).by_id(shop.id)
    assert facts

    def ask_late() -> Given | None:
        with db.writing() as session:
            return hand_out(session.connection(), shop.id, mine, clock())

    with ThreadPoolExecutor(1) as another:
        with db.writing() as session:
            forget_visitor(session.connection(), facts, person, clock())
            asked = another.submit(ask_late)
            while not (db.is_sqlite or asked.done() or somebody_waits(db)):
                pass
        assert asked.result() is None
    (code,) = rows(db, CouponCode)
    assert (code.visitor, code.given_at) == (None, None)


def test_the_last_code_is_not_said_to_be_gone_while_it_may_yet_be_given_back(
    db: Database, shop: Site, offer: Campaign, clock: TestClock
) -> None:
    stocked(db, shop, ["ONE"])
    first, second = (
        Earned("", "spring", "spring", person, exposed_to(db, shop, person), offer.id)
        for person in (uuid.UUID(int=7), uuid.UUID(int=8))
    )

    def ask_too() -> Given | None:
        with db.writing() as session:
            return hand_out(session.connection(), shop.id, second, clock())

    with ThreadPoolExecutor(1) as another:
        with db.writing() as session:
            assert hand_out(session.connection(), shop.id, first, clock()) == Given("ONE", None)
            asked = another.submit(ask_too)
            while not (db.is_sqlite or asked.done() or somebody_waits(db)):
                pass
            session.rollback()
        assert asked.result() == Given("ONE", None)


def somebody_waits(db: Database) -> bool:
    """For a lock on PostgreSQL."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with db.reading() as session:
        return bool(session.scalar(waiting))
