"""Who asks to be forgotten is: nothing is left of them in any table or count, and others keep what is theirs."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tests.server.ingest.senders import CONSENT_TEXT, NOON, Browser, launched, rows, told, visitor_in
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.cli import group
from winback.clock import HOUR, rfc3339
from winback.config import Settings
from winback.db.engine import Database
from winback.ingest.customers import customer_visitor
from winback.ingest.facts import Sites, text_id
from winback.ingest.recount import recount_parts, recount_purchases
from winback.models import (
    AnswerCount,
    Base,
    Campaign,
    ConsentRecord,
    DropCount,
    ErasedVisitor,
    Event,
    Flag,
    Purchase,
    QueuedEvent,
    Site,
    Subscriber,
)
from winback.privacy.proof import FIRST, chain_hash, commitment, verify_chain
from winback.rollups import recount_answers, recount_campaigns, recount_events

MARK = "only-anns"
LONG_MARK = f"/{MARK}" * 1500  # fills pages of the file that nothing else needs afterwards


@pytest.fixture
def campaign(db: Database, shop: Site) -> Campaign:
    return launched(db, shop)


@pytest.fixture
def ann(client: Any, shop: Site, campaign: Campaign, db: Database) -> Browser:
    browser = Browser(client, shop, visitor_in("a", campaign))
    tell(browser, campaign, "T-ann", "ann@example.com")
    decide(db, shop, UUID(browser.visitor))
    with db.writing() as session:
        session.add(
            QueuedEvent(site_id=shop.id, id=uuid.uuid4(), visitor=UUID(browser.visitor), name="x", queued_at=NOON)
        )
    return browser


@pytest.fixture
def ben(client: Any, shop: Site, campaign: Campaign) -> Browser:
    browser = Browser(client, shop, visitor_in("b", campaign))
    tell(browser, campaign, "T-ben", "both@example.com")
    return browser


def tell(browser: Browser, campaign: Campaign, transaction: str, email: str) -> None:
    """All that can be told of a visitor, in two visits."""
    arm = "a" if transaction == "T-ann" else "b"
    exposure = browser.exposed(campaign, arm, 9000)
    subscription = {"exposure": exposure, "lists": ["news"], "text_id": text_id(CONSENT_TEXT)}
    browser.send(
        told("page_view", 7_200_000),
        told("impression", 8000, exposure=exposure, variant=arm, format="popup"),
        told("impression", 7000, exposure=exposure, variant=arm, format="popup"),
        told("click", 6000, exposure=exposure, block="b", action="next"),
        told("answer", 5000, exposure=exposure, step="s1", block="score", value=9),
        told("answer", 4000, exposure=exposure, step="s1", block="words", value=f"{MARK}"[:20]),
        told("response", 3000, exposure=exposure, complete=True, path=["s1"]),
        told("subscribe", 2000, email=email, **subscription),
        told("subscribe", 2000, email="both@example.com", **subscription),
        told("purchase", 1000, transaction_id=transaction, value=5, currency="EUR"),
    )


def decide(db: Database, site: Site, visitor: UUID) -> None:
    record, consent = uuid.uuid4(), uuid.uuid4()
    said = {"id": str(record), "consent_id": consent.hex, "visitor": visitor.hex, "notice": None}
    payload = {**said, "action": "accept_all", "purposes": {"analytics": True}, "recorded_at": 1, "page": LONG_MARK}
    committed = commitment(payload, "salt")
    with db.writing() as session:
        session.add(
            ConsentRecord(
                site_id=site.id,
                id=record,
                seq=1,
                consent_id=consent,
                visitor=visitor,
                notice=None,
                action="accept_all",
                purposes={"analytics": True},
                payload=payload,
                salt="salt",
                commitment=committed,
                previous_hash=FIRST,
                hash=chain_hash(FIRST, 1, committed),
                recorded_at=1,
            )
        )


def tables_with_a_visitor() -> list[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if "visitor" in table.columns]


def test_each_table_of_visitors_is_known_here() -> None:
    """Whoever adds one: is what it says of a visitor told in `tell` above, and gone with the visitor?"""
    assert {table.name for table in tables_with_a_visitor()} == {
        *("event", "session", "queued_event", "response", "participation", "purchase", "subscriber", "consent_record"),
        "coupon_code",  # see tests/server/ingest/test_coupon_pools.py
    }


def left_of(db: Database, visitor: str) -> dict[str, int]:
    """How many rows each table has of the visitor."""
    with db.reading() as session:
        found = {
            table.name: session.scalar(
                sa.select(sa.func.count()).select_from(table).where(table.c.visitor == UUID(visitor))
            )
            for table in tables_with_a_visitor()
        }
    return {name: int(number) for name, number in found.items() if number}


def assert_counts_are_right(db: Database, site: Site) -> None:
    facts = Sites(db).by_id(site.id)
    assert facts
    for counted in (recount_purchases, recount_parts):
        assert list(counted(db, facts, mends=False)) == []
    for again in (recount_events, recount_answers, recount_campaigns):
        assert list(again(db, site.id, mends=False)) == []


def erase(person: Person, site: Site, visitor: str | None) -> int:
    return int(person.api.delete(f"/api/v1/sites/{site.id}/visitors/{visitor}").status_code)


def test_nothing_is_left_in_any_table_or_count(
    alice: Person, shop: Site, db: Database, ann: Browser, ben: Browser
) -> None:
    assert ann.visitor and ben.visitor
    before, theirs = left_of(db, ann.visitor), left_of(db, ben.visitor)
    assert {
        "event",
        "session",
        "response",
        "participation",
        "purchase",
        "subscriber",
        "consent_record",
        "queued_event",
    } <= set(before)
    assert erase(alice, shop, ann.visitor) == 204
    assert left_of(db, ann.visitor) == {}
    # An address that both left is now ben's.
    assert left_of(db, ben.visitor) == theirs | {"subscriber": 1}
    assert [(row.email, row.visitor) for row in rows(db, Subscriber)] == [("both@example.com", UUID(ben.visitor))]
    assert [(row.variant, row.number, row.count) for row in rows(db, AnswerCount)] == [("b", 9, 1)]
    assert_counts_are_right(db, shop)
    (proof,) = rows(db, ConsentRecord)
    assert (proof.payload, proof.salt, proof.visitor, proof.action) == (None, None, None, "accept_all")
    with db.reading() as session:
        assert verify_chain(session, shop.id) is None
    assert erase(alice, shop, ann.visitor) == 204, "again"


def test_an_order_that_the_server_told_too_stays_as_the_servers(
    alice: Person, shop: Site, db: Database, ann: Browser
) -> None:
    order = {"transaction_id": "T-ann", "value": 6, "currency": "EUR"}
    event = {"id": str(uuid.uuid4()), "name": "purchase", "time": rfc3339(NOON), "customer": "7", "properties": order}
    assert alice.api.post(f"/api/v1/sites/{shop.id}/events", json={"events": [event]}).json["accepted"] == 1
    (repeated,) = rows(db, Event, Event.flags != 0, Event.name == "purchase")
    assert repeated.flags == Flag.repeated_transaction
    erase(alice, shop, ann.visitor)
    (purchase,) = rows(db, Purchase)
    assert (purchase.value_minor, purchase.visitor != UUID(str(ann.visitor))) == (600, True)
    assert_counts_are_right(db, shop)


def test_only_who_works_on_the_site_may(alice: Person, charlie: Person, shop: Site, db: Database, ann: Browser) -> None:
    assert erase(charlie, shop, ann.visitor) == 404
    assert erase(alice, shop, "nobody") == 404
    assert left_of(db, str(ann.visitor))["event"] == 11


def test_the_command_leaves_no_byte_in_the_file(
    shop: Site, db: Database, ann: Browser, ben: Browser, settings: Settings
) -> None:
    environment = {"WINBACK_DATABASE_URL": settings.database_url, "WINBACK_DATA": str(settings.data)}

    def run(*options: str) -> Any:
        return CliRunner().invoke(group, ["erase", "--site", shop.key, *options], env=environment)

    assert run().exit_code == 2
    assert run("--visitor", "ann").exit_code == 2
    assert run("--visitor", str(ann.visitor), "--customer", "7").exit_code == 2
    assert run("--visitor", str(ben.visitor), "--yes").output.startswith("Erased: 11 events")
    done = run("--visitor", str(ann.visitor), "--yes")
    assert done.output.splitlines() == [
        "Erased: 11 events, and everything that followed from them. Emptied: 1 decisions."
    ]
    assert left_of(db, str(ann.visitor)) == {}
    assert_counts_are_right(db, shop)
    if db.is_sqlite:
        assert MARK not in bytes_of(db)
    assert run("--customer", "7", "--yes").output.startswith("Erased: 0 events")


def bytes_of(db: Database) -> str:
    """What is in the database's one file."""
    assert db.empty_log()
    return Path(db.url.removeprefix("sqlite:///")).read_bytes().decode("latin-1")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("overwrites", [0, 1])
def test_the_api_leaves_no_byte_and_the_connection_as_it_was(
    alice: Person, shop: Site, db: Database, ann: Browser, overwrites: int
) -> None:
    assert MARK in bytes_of(db)
    with db.gate(), db.write_engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA secure_delete={overwrites}")
    assert erase(alice, shop, ann.visitor) == 204
    assert MARK not in bytes_of(db)
    with db.gate(), db.write_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == overwrites


def test_a_customer_known_by_the_public_key_is_erased_too(
    shop: Site, db: Database, client: Any, settings: Settings
) -> None:
    with db.writing() as session:
        session.get_one(Site, shop.id).has_public_customers = True
    Browser(client, shop, customer_visitor(shop.key, "7").hex).send(told("page_view"))
    Browser(client, shop, customer_visitor(shop.secret, "7").hex).send(told("page_view"))
    environment = {"WINBACK_DATABASE_URL": settings.database_url, "WINBACK_DATA": str(settings.data)}
    done = CliRunner().invoke(group, ["erase", "--site", shop.key, "--customer", "7", "--yes"], env=environment)
    assert done.output.startswith("Erased: 2 events")
    assert rows(db, Event) == []


# ---- what comes later ----


def test_what_a_browser_still_held_does_not_bring_its_visitor_back(
    alice: Person, shop: Site, db: Database, ann: Browser, ben: Browser, clock: TestClock
) -> None:
    theirs = left_of(db, str(ben.visitor))
    assert erase(alice, shop, ann.visitor) == 204
    clock.advance(hours=1)
    held, new = told("page_view", HOUR), told("page_view", HOUR - 1)
    assert ann.send(held, new).json == {"accepted": 1, "dropped": [{"id": held["id"], "reason": "erased"}]}
    assert left_of(db, str(ann.visitor)) == {"event": 1, "session": 1}
    assert ben.send(told("page_view", HOUR)).json["accepted"] == 1
    assert left_of(db, str(ben.visitor)) == {**theirs, "subscriber": 1, "event": theirs["event"] + 1}
    assert_counts_are_right(db, shop)
    day = rows(db, DropCount)
    assert [(row.reason, row.count) for row in day] in ([], [("erased", 1)])  # the writer tells it a little later


def test_what_the_shops_server_repeats_of_an_erased_visitor_is_dropped_too(
    alice: Person, shop: Site, db: Database, ann: Browser
) -> None:
    erase(alice, shop, ann.visitor)
    event = {"id": str(uuid.uuid4()), "name": "page_view", "time": rfc3339(NOON), "visitor": ann.visitor}
    said = alice.api.post(f"/api/v1/sites/{shop.id}/events", json={"events": [event]}).json
    assert said == {"accepted": 0, "dropped": [{"id": event["id"], "reason": "erased"}]}


def test_the_mark_names_nobody_and_is_gone_after_three_days(
    alice: Person, shop: Site, db: Database, ann: Browser, ben: Browser, clock: TestClock
) -> None:
    erase(alice, shop, ann.visitor)
    (mark,) = rows(db, ErasedVisitor)
    assert mark.mark != UUID(ann.visitor) and mark.mark != ErasedVisitor.mark_of(shop.key, UUID(ann.visitor))
    clock.advance(hours=72)
    assert ben.send(told("page_view")).json["accepted"] == 1
    assert len(rows(db, ErasedVisitor)) == 1
    clock.advance(seconds=1)
    assert ben.send(told("page_view")).json["accepted"] == 1
    assert rows(db, ErasedVisitor) == []


def test_the_marks_of_one_site_say_nothing_of_another(
    alice: Person, shop: Site, elsewhere: Site, client: Any, db: Database, ann: Browser
) -> None:
    erase(alice, shop, ann.visitor)
    there = Browser(client, elsewhere, ann.visitor, ["analytics"])
    there.headers["Origin"] = elsewhere.origins[0]
    assert there.send(told("page_view")).json["accepted"] == 1


def test_what_waits_for_another_browser_of_the_customer_goes_too(
    alice: Person, shop: Site, db: Database, ann: Browser
) -> None:
    with db.writing() as session:
        told_of = session.scalars(sa.select(Event.id).where(Event.visitor == UUID(ann.visitor))).first()
        other = UUID(int=7)
        session.add(QueuedEvent(site_id=shop.id, id=told_of, visitor=other, name="x", queued_at=NOON))
    assert erase(alice, shop, ann.visitor) == 204
    assert rows(db, QueuedEvent) == []
