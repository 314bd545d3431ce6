"""A purchase counts once, by the best word for it, less what was refunded."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import pytest
from flask import Flask

from tests.server.ingest.senders import NOON, Browser, accepted, fresh_id, launched, reasons, rows, told, visitor_in
from winback.clock import DAY, MINUTE, rfc3339
from winback.db.engine import Database
from winback.ingest.customers import customer_visitor, is_customer
from winback.ingest.pipeline import accept_server
from winback.ingest.purchases import Settled, Told, settle
from winback.models import Campaign, Event, Flag, Participation, Purchase

ANN, BEN = uuid.UUID(int=1 << 64), uuid.UUID(int=2 << 64)
CUSTOMER = customer_visitor("wb_key", "c-17")


def said(name: str = "purchase", at: int = 0, source: str = "browser", value: int | None = 1000, **more: Any) -> Told:
    number = more.pop("id", at)
    known: dict[str, Any] = {"visitor": ANN, "currency": "EUR", "flags": 0, **more}
    return Told(uuid.UUID(int=number), name, "T1", at, source, value_minor=value, **known)


def settled(*told: Told) -> Settled:
    """The same in every order."""
    results = [settle(order) for order in itertools.permutations(told)]
    assert all(result == results[0] for result in results)
    assert results[0]
    return results[0]


def test_the_earliest_of_equals_counts_and_the_others_repeat_it() -> None:
    found = settled(said(at=3), said(at=1, value=900), said(at=2))
    assert (found.purchase["event_id"], found.purchase["value_minor"]) == (uuid.UUID(int=1), 900)
    assert found.repeated == {uuid.UUID(int=2), uuid.UUID(int=3)}


def test_of_one_instant_the_smaller_id_counts() -> None:
    assert settled(said(at=1, id=8), said(at=1, id=7)).purchase["event_id"] == uuid.UUID(int=7)


def test_the_servers_word_beats_the_browsers() -> None:
    found = settled(said(at=1), said(at=5, source="server", value=800, visitor=BEN))
    assert (found.purchase["value_minor"], found.purchase["visitor"], found.purchase["time"]) == (800, BEN, 5)
    assert found.repeated == {uuid.UUID(int=1)}


@pytest.mark.parametrize("visitor", [None, CUSTOMER], ids=["nobody", "a customer"])
def test_a_server_without_the_visitor_leaves_the_browsers(visitor: uuid.UUID | None) -> None:
    found = settled(said(at=1), said(at=5, source="server", value=800, visitor=visitor))
    assert (found.purchase["value_minor"], found.purchase["visitor"]) == (800, ANN)
    assert settled(said(source="server", visitor=visitor)).purchase["visitor"] == visitor


@pytest.mark.parametrize(
    ("refunds", "refunded"),
    [
        ([said("refund", 5, value=300)], 300),
        ([said("refund", 5, value=300), said("refund", 6, value=200)], 500),
        ([said("refund", 5, value=300), said("refund", 6, value=900)], 1000),
        ([said("refund", 5, value=None)], 1000),
        ([said("refund", 5, value=300), said("refund", 6, source="server", value=100)], 100),
        ([said("refund", 5, value=300, currency="USD")], 0),
    ],
    ids=["some", "twice", "no more than was paid", "without a value all", "the server's word", "another currency"],
)
def test_what_is_refunded(refunds: list[Told], refunded: int) -> None:
    assert settled(said(at=1), *refunds).purchase["refunded_minor"] == refunded


def test_a_refund_alone_is_no_purchase() -> None:
    assert settle([said("refund")]) is None


# ---- through the whole of ingest ----


def sold(transaction: str = "T1", value: Any = 49.9, age: int = 0, **more: Any) -> dict[str, Any]:
    return told("purchase", age, transaction_id=transaction, value=value, **{"currency": "EUR", **more})


def part(db: Database, visitor: str) -> Participation:
    (found,) = rows(db, Participation, Participation.visitor == uuid.UUID(visitor))
    return found


@pytest.fixture
def ann(browser: Browser, campaign: Campaign) -> Browser:
    """Exposed an hour ago, in arm a."""
    browser.visitor = visitor_in("a", campaign)
    browser.exposed(campaign, "a", age_ms=60 * MINUTE)
    return browser


def test_a_purchase_after_the_exposure_converts(ann: Browser, db: Database) -> None:
    assert accepted(ann.send(sold(age=61 * MINUTE), sold("T2", "12.50", age=5 * MINUTE), sold("T3", 1))) == 3
    found = part(db, str(ann.visitor))
    assert (found.conversions, found.revenue_minor, found.converted_at) == (2, 1350, NOON - 5 * MINUTE)


def test_a_repeated_transaction_is_stored_flagged_and_not_counted(ann: Browser, db: Database) -> None:
    first, second = sold(1001, age=2), sold(" 1001\n", 99)
    accepted(ann.send(second))
    accepted(ann.send(first))
    flags = {str(row.id): row.flags for row in rows(db, Event, Event.name == "purchase")}
    assert flags == {first["id"]: 0, second["id"]: Flag.repeated_transaction}
    assert (part(db, str(ann.visitor)).conversions, part(db, str(ann.visitor)).revenue_minor) == (1, 4990)


def test_a_transaction_of_spaces_is_none(ann: Browser) -> None:
    assert reasons(ann.send(sold("  "))) == ["bad_event"]


def test_a_refund_may_come_before_its_purchase(ann: Browser, db: Database) -> None:
    accepted(ann.send(told("refund", transaction_id="T1", value=10, currency="EUR")))
    assert rows(db, Purchase) == []
    accepted(ann.send(sold()))
    found = part(db, str(ann.visitor))
    assert (found.conversions, found.revenue_minor) == (1, 3990)
    accepted(ann.send(told("refund", transaction_id="T1")))
    assert part(db, str(ann.visitor)).revenue_minor == 0


def test_another_currency_converts_and_is_not_summed(ann: Browser, db: Database) -> None:
    accepted(ann.send(sold("T1", 10, currency="usd"), sold("T2", 10), sold("T3", 1500, currency="KRW")))
    found = part(db, str(ann.visitor))
    assert (found.conversions, found.revenue_minor) == (3, 1000)
    flags = {(row.currency, row.value_minor): row.flags for row in rows(db, Event, Event.name == "purchase")}
    assert flags == {("EUR", 1000): 0, ("USD", 1000): Flag.other_currency, ("KRW", 1500): Flag.other_currency}


def test_a_purchase_moves_to_the_visitor_whom_the_server_names(
    ann: Browser, db: Database, campaign: Campaign, app: Flask
) -> None:
    accepted(ann.send(sold()))
    assert part(db, str(ann.visitor)).conversions == 1
    ben = visitor_in("b", campaign)
    assert ann.visitor != ben
    exposure = {"campaign": campaign.slug, "version": 1, "arm": "b", "epoch": 1}
    outcome = accept_server(
        app.extensions["winback"].recorder,
        ann.site.id,
        [
            {"id": fresh_id(), "name": "exposure", "visitor": ben, "time": NOON - DAY, "properties": exposure},
            {
                "id": fresh_id(),
                "name": "purchase",
                "visitor": ben,
                "time": rfc3339(NOON),
                "properties": {"transaction_id": "T1", "value": 30},
            },
        ],
        NOON,
    )
    assert (outcome.accepted, outcome.dropped) == (2, [])
    assert (part(db, str(ann.visitor)).conversions, part(db, str(ann.visitor)).revenue_minor) == (0, 0)
    assert (part(db, ben).conversions, part(db, ben).revenue_minor) == (1, 3000)


def test_the_window_ends_with_its_last_millisecond(browser: Browser, db: Database, app: Flask) -> None:
    campaign = launched(db, browser.site, "short", goal={"event": "signup", "window_days": 1})
    visitor = visitor_in("a", campaign)
    exposed_at = NOON - 3 * DAY
    exposure = {"campaign": "short", "version": 1, "arm": "a"}
    events: list[dict[str, Any]] = [{"id": fresh_id(), "name": "exposure", "time": exposed_at, "properties": exposure}]
    moments = (exposed_at - 1, exposed_at, exposed_at + DAY, exposed_at + DAY + 1)
    events += [{"id": fresh_id(), "name": "signup", "time": at} for at in moments]
    named = [{**event, "visitor": visitor} for event in events]
    assert accept_server(app.extensions["winback"].recorder, browser.site.id, named, NOON).accepted == 5
    found = part(db, visitor)
    assert (found.conversions, found.converted_at, found.revenue_minor) == (2, exposed_at, 0)


def test_a_customer_is_always_the_same_visitor_and_known_as_one() -> None:
    assert customer_visitor("wb_key", "c-17") == CUSTOMER
    assert customer_visitor("wb_other", "c-17") != CUSTOMER
    assert customer_visitor("wb_key", "c-18") != CUSTOMER
    assert is_customer(CUSTOMER)
    assert not is_customer(ANN)
