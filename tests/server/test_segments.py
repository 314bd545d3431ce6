"""Who is in a segment: every fact of the catalogue is known of a visitor who did it, and counted by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.server.api.story import NPS, OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import DAY
from winback.db.engine import Database
from winback.models import ConsentRecord, Event, Purchase, Site
from winback.money import MOST_MINOR
from winback.rules import check, misfits
from winback.rules.facts import FACTS, OPS_BY_KIND, PARTS, find
from winback.rules.profile import PASSING, PROFILE
from winback.segments.latest import MOST_EVENTS
from winback.segments.membership import segments_of, size
from winback.segments.profiles import profiles

ANN, BEN = visitor(1), visitor(2)


def profile(db: Database, site: Site, who: str, now: int, facts: list[str] | None = None) -> dict[str, Any]:
    with db.reading() as session:
        known = session.get_one(Site, site.id)
        asked = facts or [*PROFILE.facts, "event.search"]
        (found,) = [one for _, one in profiles(session, known, [UUID(who)], asked, now)]
    return found


def ann_did_everything(alice: Person, shop: Site, db: Database, now: int) -> None:
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        site.page_groups = [{"name": "tea", "paths": ["/tea/*"]}, {"name": "pots", "paths": ["/pots/*"]}]
    for slug, shape in (("offer", OFFER), ("shut", OFFER), ("survey", NPS), ("held", OFFER)):
        campaign(alice, shop, slug, {"a": shape})
    told = Told(alice, shop)
    mailed = "https://shop.example/tea/1?utm_source=mail&utm_medium=email"
    told.add(ANN, "page_view", now - 40 * DAY, url=mailed)
    told.add(ANN, "page_view", now - 2 * DAY, url="https://shop.example/about")
    told.add(ANN, "page_view", now - 200 * DAY, url="https://shop.example/pots/1")
    told.add(ANN, "search", now - 2 * DAY)
    told.add(ANN, "search", now - 2 * DAY + 1)
    told.add(ANN, "view_item", now - 2 * DAY, items=[{"item_id": "t1", "item_category": "green"}])
    told.add(
        ANN, "cart", now - 2 * DAY, items=[{"id": "t1", "category": "black"}, {"id": "t2"}], value=5, currency="EUR"
    )
    told.bought(ANN, 40, now - 30 * DAY, "A1")
    told.bought(ANN, 60.5, now - 10 * DAY, "A2")
    told.add(ANN, "refund", now - 9 * DAY, transaction_id="A2", value=20.5, currency="EUR")
    told.add(ANN, "purchase", now - 20 * DAY, transaction_id="A3", value=1000, currency="KRW")
    offer = told.met(ANN, "offer", "a", now - 2 * DAY)
    told.saw(ANN, offer, "a", now - 2 * DAY + 1)
    told.add(ANN, "click", now - 2 * DAY + 2, exposure=offer, block="go", action="link")
    told.add(ANN, "dismissal", now - 2 * DAY + 3, exposure=offer, how="close")
    shut = told.met(ANN, "shut", "a", now - 2 * DAY)
    told.saw(ANN, shut, "a", now - 2 * DAY + 1)
    told.add(ANN, "dismissal", now - 2 * DAY + 2, exposure=shut, how="later")
    asked = told.met(ANN, "survey", "a", now - 2 * DAY)
    told.saw(ANN, asked, "a", now - 2 * DAY + 1)
    told.answered(ANN, asked, 3, now - 2 * DAY + 2)
    told.answered(ANN, asked, 9, now - 2 * DAY + 4)
    told.met(ANN, "held", "control", now - 2 * DAY)
    told.send()


def test_everything_that_a_segment_can_ask_is_known(
    alice: Person, shop: Site, db: Database, clock: TestClock, consent: Any
) -> None:
    now = clock()
    ann_did_everything(alice, shop, db, now)
    consent(ANN, analytics=True, personalization=True)
    consent(ANN, analytics=True, personalization=False)
    known = profile(db, shop, ANN, now)
    assert set(PROFILE.facts) - set(known) == set(PASSING)
    assert known == {
        "visitor.sessions": pytest.approx(known["visitor.sessions"]),
        "visitor.days": pytest.approx(200),
        "visitor.days_since": pytest.approx(2, abs=0.01),
        "visitor.channel": "Direct",
        "orders.count": 3,
        "orders.value": 80,
        "orders.days": pytest.approx(10),
        "pages.paths": ["/about", "/tea/1"],
        "pages.groups": ["tea"],
        "pages.categories": ["black", "green"],
        "campaigns.seen": ["held", "offer", "shut", "survey"],
        "campaigns.clicked": ["offer"],
        "campaigns.answered": ["survey"],
        "campaigns.dismissed": ["shut"],
        "visitor.nps": 9,
        "consent.purposes": ["analytics"],
        **{name: known[name] for name in known if name.startswith("event.")},
    }
    assert known["event.search"] == 2
    assert known["visitor.sessions"] >= 5


def test_the_channel_is_that_of_the_first_visit(alice: Person, shop: Site, db: Database, clock: TestClock) -> None:
    told = Told(alice, shop)
    told.add(ANN, "page_view", clock() - 3 * DAY, url="https://shop.example/?utm_medium=email&utm_source=x")
    told.add(ANN, "page_view", clock() - DAY)
    told.send()
    assert profile(db, shop, ANN, clock(), ["visitor.channel"]) == {"visitor.channel": "Email"}


def test_nobody_is_known_by_what_another_did(alice: Person, shop: Site, db: Database, clock: TestClock) -> None:
    ann_did_everything(alice, shop, db, clock())
    empty = [name for name, fact in PROFILE.facts.items() if fact.kind == "list" and name != "consent.purposes"]
    zeros = {"orders.count": 0, "orders.value": 0}
    assert profile(db, shop, BEN, clock()) == {**{name: [] for name in empty}, **zeros}


def test_charlies_site_knows_nothing_of_alices_visitors(
    alice: Person, shop: Site, elsewhere: Site, db: Database, clock: TestClock
) -> None:
    ann_did_everything(alice, shop, db, clock())
    told = profile(db, elsewhere, ANN, clock())
    assert [name for name, value in told.items() if value] == []


def test_orders_beyond_every_sum_of_whole_numbers_are_summed(
    alice: Person, shop: Site, db: Database, clock: TestClock
) -> None:
    """A visitor's page can tell as many orders as it likes, each of the most that is taken."""
    orders = 9300
    with db.writing() as session:
        rows = [
            {
                "site_id": shop.id,
                "goal": "purchase",
                "transaction_id": f"T{number}",
                "event_id": UUID(int=number),
                "source": "browser",
                "visitor": UUID(ANN),
                "time": clock(),
                "value_minor": MOST_MINOR,
                "refunded_minor": 0,
                "currency": shop.currency,
            }
            for number in range(orders)
        ]
        session.execute(sa.insert(Purchase), rows)
    known = profile(db, shop, ANN, clock(), ["orders.value"])
    assert known["orders.value"] == pytest.approx(orders * MOST_MINOR / 100)


def test_a_flood_is_not_looked_through_for_a_page(db: Database, shop: Site, clock: TestClock) -> None:
    """Only the latest events are read, whatever their names: what is behind them is not searched for."""
    now = clock()
    with db.writing() as session:
        names = ["page_view", *["noise"] * MOST_EVENTS]
        rows = [
            {
                "site_id": shop.id,
                "id": UUID(int=number),
                "name": name,
                "time": now - MOST_EVENTS + number,
                "received_at": now,
                "visitor": UUID(ANN),
                "path": "/tea",
                "properties": {},
            }
            for number, name in enumerate(names)
        ]
        session.execute(sa.insert(Event), rows)
    asked = ["pages.paths", "event.page_view", "event.noise"]
    assert profile(db, shop, ANN, now, asked) == {
        "pages.paths": [],
        "pages.groups": [],
        "event.noise": MOST_EVENTS,
    }


REGULARS = {
    "all": [{"fact": "orders.count", "op": "gte", "value": 2}, {"fact": "orders.days", "op": "lte", "value": 30}]
}
LAPSED = {"fact": "orders.days", "op": "gt", "value": 60}
GERMANS = {"fact": "visitor.country", "op": "eq", "value": "DE"}


def test_a_visitor_is_in_those_whose_rules_hold(alice: Person, shop: Site, db: Database, clock: TestClock) -> None:
    ann_did_everything(alice, shop, db, clock())
    rules = {"regulars": REGULARS, "lapsed": LAPSED, "germans": GERMANS, "not-lapsed": {"not": LAPSED}}
    with db.reading() as session:
        site = session.get_one(Site, shop.id)
        ask = lambda who, country: segments_of(session, site, rules, UUID(who), clock(), {"visitor.country": country})  # noqa: E731
        assert ask(ANN, "DE") == ["germans", "not-lapsed", "regulars"]
        assert ask(ANN, None) == ["not-lapsed", "regulars"]
        assert ask(BEN, "KR") == ["not-lapsed"]


def test_a_size_counts_visitors_of_the_days_or_estimates_them(
    alice: Person, shop: Site, db: Database, clock: TestClock
) -> None:
    now = clock()
    told = Told(alice, shop)
    for number in range(40):
        told.add(visitor(number), "page_view", now - DAY)
        if number % 4 == 0:
            told.bought(visitor(number), 10, now - DAY, f"T{number}")
    told.add(visitor(99), "page_view", now - 95 * DAY)
    told.send()
    rule = {"fact": "orders.count", "op": "gte", "value": 1}
    with db.reading() as session:
        site = session.get_one(Site, shop.id)
        found = size(session, site, rule, now - 90 * DAY, now)
        assert (found.visitors, found.of, found.is_exact, found.left_out) == (10, 40, True, [])
        guess = size(session, site, rule, now - 90 * DAY, now, sample=20)
        assert (guess.of, guess.is_exact) == (40, False)
        assert guess.visitors % 2 == 0 and guess == size(session, site, rule, now - 90 * DAY, now, sample=20)
        assert size(session, site, GERMANS, now - 90 * DAY, now).left_out == ["visitor.country"]
        everybody = size(session, site, {"all": []}, None, now)
        assert (everybody.visitors, everybody.of) == (41, 41)


def test_segments_ask_only_what_the_server_knows() -> None:
    for name, fact in PROFILE.facts.items():
        value = {"text": fact.values[0] if fact.values else "x", "number": 1, "flag": True, "list": "x"}[fact.kind]
        leaf = {"fact": name, "op": OPS_BY_KIND[fact.kind][0], "value": value}
        assert not check(leaf) and not misfits(leaf, PROFILE)
    # a segment in a segment would be a circle; what a page sees the server does not
    for name in ("visitor.segments", "page.path", "cart.value", "trait.plan"):
        (problem,) = misfits({"fact": name, "op": "is_set"}, PROFILE)
        assert problem.path == "fact"
    assert misfits({"fact": "event.search", "op": "gte", "value": 2}, PROFILE) == []


def test_a_fact_of_both_means_the_same_in_both() -> None:
    """But for the country, what a browser counts the server counts too: under one name of one kind."""
    both = [name for name in PROFILE.facts if name in FACTS]
    assert {"visitor.sessions", "visitor.days", "campaigns.seen", "visitor.nps", "visitor.channel"} <= set(both)
    assert [name for name in both if PROFILE.facts[name].kind != find(name).kind] == []  # type: ignore[union-attr]
    assert [name for name in both if PROFILE.facts[name].values != FACTS[name].values] == []
    assert {fact.name for fact in PARTS["server"]} == {name for name, fact in FACTS.items() if fact.known == "server"}


@pytest.fixture
def consent(shop: Site, db: Database, clock: TestClock) -> Any:
    """Puts a decision of a visitor on record."""

    def decide(who: str, **purposes: bool) -> None:
        with db.writing() as session:
            seq = (session.scalar(sa.select(sa.func.max(ConsentRecord.seq))) or 0) + 1
            session.add(
                ConsentRecord(
                    site_id=shop.id, id=UUID(int=seq), seq=seq, consent_id=UUID(who), visitor=UUID(who), notice=None,
                    action="custom", purposes=purposes, payload=None, salt=None, commitment="", previous_hash="",
                    hash="", recorded_at=clock(),
                )
            )  # fmt: skip

    return decide
