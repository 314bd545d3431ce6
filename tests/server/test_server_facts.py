"""`GET /w/{key}/facts`: what only the server knows, told to whom it is about and to nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.server.ingest.senders import Browser, accepted, fresh_id
from tests.server.ingest.senders import told as told_by_page
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import rfc3339
from winback.db.engine import Database
from winback.ids import new_site_key
from winback.ingest.customers import customer_visitor, is_customer
from winback.models import ConsentRecord, Segment, Site
from winback.rules import evaluate
from winback.targeting.server_facts import guarded

NOTHING: dict[str, Any] = {"segments": None, "country": None, "queued": []}  # it is not known
IN_NONE: dict[str, Any] = {**NOTHING, "segments": []}
ANN, BEN = visitor(1), visitor(2)
GERMAN = "2.160.0.1"  # an address of Deutsche Telekom's


def asks(value: str) -> dict[str, Any]:
    return {"fact": "visitor.segments", "op": "contains", "value": value}


def ask(client: FlaskClient, site: Site, who: str = ANN, **options: Any) -> Any:
    answer = client.get(f"/w/{site.key}/facts?visitor={who}", **options)
    assert answer.status_code == 200, answer.data
    is_known = answer.json["segments"] is not None  # type: ignore[index]
    assert answer.headers["Cache-Control"] == ("private, max-age=60" if is_known else "no-store")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    return answer.json


@pytest.fixture
def buyers(alice: Person, shop: Site, clock: TestClock) -> None:
    """Ann has bought; there are three segments, and two live campaigns that ask about two of them."""
    for slug, least in (("buyers", 1), ("regulars", 2), ("unused", 1)):
        rule = {"fact": "orders.count", "op": "gte", "value": least}
        made = alice.api.post(f"/api/v1/sites/{shop.id}/segments", json={"id": slug, "name": slug, "rule": rule})
        assert made.status_code == 201, made.json
    campaign(alice, shop, "thanks", {"a": OFFER}, audience={"all": [asks("buyers")]})
    campaign(alice, shop, "more", {"a": OFFER}, audience={"not": {"any": [asks("regulars")]}})
    told = Told(alice, shop)
    told.bought(ANN, 10, clock() - 1000, "T1")
    told.send()


@pytest.mark.usefixtures("buyers")
def test_a_visitor_hears_of_the_segments_that_live_campaigns_ask_about(
    client: FlaskClient, alice: Person, shop: Site, clock: TestClock
) -> None:
    assert ask(client, shop) == {**NOTHING, "segments": ["buyers"]}
    assert ask(client, shop, BEN) == IN_NONE
    told = Told(alice, shop)
    told.bought(ANN, 10, clock() - 500, "T2")
    told.send()
    assert ask(client, shop)["segments"] == ["buyers", "regulars"]
    alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/thanks/pause")
    assert ask(client, shop)["segments"] == ["regulars"]


@pytest.mark.usefixtures("buyers")
def test_a_changed_rule_holds_at_once(client: FlaskClient, alice: Person, shop: Site) -> None:
    rule = {"fact": "orders.count", "op": "gte", "value": 5}
    alice.api.patch(f"/api/v1/sites/{shop.id}/segments/buyers", json={"rule": rule})
    assert ask(client, shop)["segments"] == []


def test_a_site_whose_rules_ask_nothing_tells_nothing(client: FlaskClient, alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    assert ask(client, shop, environ_base={"REMOTE_ADDR": GERMAN}) == NOTHING


def test_the_country_is_told_where_a_live_rule_asks(client: FlaskClient, alice: Person, shop: Site) -> None:
    rule = {"fact": "visitor.country", "op": "in", "value": ["DE", "AT"]}
    campaign(alice, shop, "offer", {"a": OFFER}, audience=rule)
    assert ask(client, shop, environ_base={"REMOTE_ADDR": GERMAN}) == {**IN_NONE, "country": "DE"}
    for address in ("127.0.0.1", "10.1.2.3", "2001:db8::1", "not an address"):
        assert ask(client, shop, environ_base={"REMOTE_ADDR": address}) == IN_NONE


def test_a_segment_by_country_is_known_while_somebody_is_there(client: FlaskClient, alice: Person, shop: Site) -> None:
    rule = {"fact": "visitor.country", "op": "eq", "value": "DE"}
    alice.api.post(f"/api/v1/sites/{shop.id}/segments", json={"id": "de", "name": "Germans", "rule": rule})
    campaign(alice, shop, "offer", {"a": OFFER}, audience=asks("de"))
    assert ask(client, shop, environ_base={"REMOTE_ADDR": GERMAN}) == {**NOTHING, "segments": ["de"]}
    assert ask(client, shop) == IN_NONE


STRANGE = ["", "x", "8F" * 16, "8f" * 15, "8f" * 17, "%00" * 32, "null", "8f%2D" + "0" * 28, f"{ANN}&visitor={BEN}"]


@pytest.mark.usefixtures("buyers")
def test_who_is_no_visitor_is_told_nothing(client: FlaskClient, shop: Site) -> None:
    assert {said: ask(client, shop, said) for said in STRANGE} == dict.fromkeys(STRANGE, NOTHING)


@pytest.mark.usefixtures("buyers")
def test_a_key_that_no_site_has_is_told_nothing(client: FlaskClient, elsewhere: Site) -> None:
    for key in (new_site_key(), "wb_nonsense", "'"):
        assert client.get(f"/w/{key}/facts?visitor={ANN}").json == NOTHING
    assert ask(client, elsewhere) == NOTHING  # charlie's visitors are not alice's


@pytest.mark.usefixtures("buyers")
def test_a_page_of_another_shop_is_told_nothing(client: FlaskClient, shop: Site) -> None:
    assert ask(client, shop, headers={"Origin": "https://shop.example"})["segments"] == ["buyers"]
    for origin in ("https://charlie.example", "https://shop.example.evil.example", "null", "nonsense"):
        assert ask(client, shop, headers={"Origin": origin}) == NOTHING


@pytest.mark.usefixtures("buyers")
def test_a_page_where_the_shop_is_tried_out_is_told(client: FlaskClient, shop: Site, db: Database) -> None:
    with db.writing() as session:
        session.get_one(Site, shop.id).development_origins = ["https://staging.shop.example"]
    assert ask(client, shop, headers={"Origin": "https://staging.shop.example"})["segments"] == ["buyers"]


@pytest.mark.usefixtures("buyers")
def test_a_guessed_customer_opens_nothing(client: FlaskClient, alice: Person, shop: Site, clock: TestClock) -> None:
    order = {"transaction_id": "T7", "value": 10, "currency": "EUR"}
    event = {"id": fresh_id(), "name": "purchase", "customer": "ann@shop.example", "properties": order}
    told = alice.api.post(
        f"/api/v1/sites/{shop.id}/events", json={"events": [{**event, "time": rfc3339(clock() - 1000)}]}
    )
    assert told.json == {"accepted": 1, "dropped": []}
    guessed = customer_visitor(shop.secret, "ann@shop.example").hex
    assert ask(client, shop, guessed) == NOTHING
    for age_ms in (0, 60 * 60_000):  # a stranger who calls there first under that id, or says so
        assert accepted(Browser(client, shop, guessed).send(told_by_page("page_view", age_ms))) == 1
        assert ask(client, shop, guessed) == NOTHING


@pytest.mark.usefixtures("buyers")
def test_a_browser_whose_id_looks_like_a_customers_is_told_once_it_was_there(
    client: FlaskClient, alice: Person, shop: Site, clock: TestClock
) -> None:
    lookalike = "8f14e45fceea8" + "67aa5a36dedd4bea254"
    assert is_customer(UUID(lookalike))
    assert ask(client, shop, lookalike) == NOTHING
    assert accepted(Browser(client, shop, lookalike).send(told_by_page("page_view"))) == 1
    assert ask(client, shop, lookalike) == IN_NONE
    clock.advance(minutes=5)
    told = Told(alice, shop)
    told.bought(lookalike, 10, clock(), "T8")
    told.send()
    assert ask(client, shop, lookalike) == {**NOTHING, "segments": ["buyers"]}


CHOICES = [  # the mode, what was decided so far, whether the visitor is told
    ("ask", [], False),
    ("ask", [True], True),
    ("ask", [True, False], False),
    ("ask", [False, True], True),
    ("exempt", [], False),
    ("optout", [], True),
    ("optout", [False], False),
    ("off", [False], True),
]


@pytest.mark.usefixtures("buyers")
@pytest.mark.parametrize(("mode", "said", "is_told"), CHOICES)
def test_only_who_has_consented_is_told(
    client: FlaskClient, shop: Site, db: Database, clock: TestClock, mode: str, said: list[bool], is_told: bool
) -> None:
    decided(db, shop, mode, said, clock())
    client.application.extensions["winback"].publisher.forget(shop.key)
    assert ask(client, shop) == ({**NOTHING, "segments": ["buyers"]} if is_told else NOTHING)


def decided(db: Database, shop: Site, mode: str, said: list[bool], now: int) -> None:
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        site.consent_mode = mode
        site.touch()
        for seq, granted in enumerate(said, 1):
            purposes = {"analytics": True, "personalization": granted}
            session.add(
                ConsentRecord(
                    site_id=site.id, id=UUID(int=seq), seq=seq, consent_id=UUID(int=9), visitor=UUID(ANN), notice=None,
                    action="custom", purposes=purposes, payload=None, salt=None, commitment="", previous_hash="",
                    hash="", recorded_at=now,
                )
            )  # fmt: skip


@pytest.mark.usefixtures("buyers")
def test_a_browser_that_refuses_for_its_visitor_is_told_nothing(client: FlaskClient, shop: Site, db: Database) -> None:
    with db.writing() as session:
        session.get_one(Site, shop.id).consent_mode = "optout"
    client.application.extensions["winback"].publisher.forget(shop.key)
    assert ask(client, shop, headers={"Sec-GPC": "1"}) == NOTHING


@pytest.mark.usefixtures("buyers")
def test_one_address_may_not_ask_for_ever(app: Flask, shop: Site, settings: Any) -> None:
    client = app.test_client()
    for _ in range(settings.rate_per_address):
        assert client.get(f"/w/{shop.key}/facts?visitor=x").status_code == 200
    refused = client.get(f"/w/{shop.key}/facts?visitor={ANN}")
    assert (refused.status_code, refused.json["reason"]) == (429, "rate_limited")
    assert int(refused.headers["Retry-After"]) >= 1
    other = client.get(f"/w/{shop.key}/facts?visitor={ANN}", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert other.json["segments"] == ["buyers"]


def test_a_rule_that_asks_the_server_holds_for_nobody_before_the_answer() -> None:
    rule = {"not": asks("vip")}
    decided = guarded(rule)
    assert decided
    assert evaluate(rule, {}) and not evaluate(decided, {})
    assert evaluate(decided, {"visitor.segments": []})
    assert not evaluate(decided, {"visitor.segments": ["vip"]})
    assert not evaluate(decided, {"visitor.segments": NOTHING["segments"]})
    assert guarded(None) is None
    plain = {"fact": "page.path", "op": "eq", "value": "/"}
    assert guarded(plain) is plain


def test_a_deleted_segment_names_nobody(client: FlaskClient, shop: Site, db: Database) -> None:
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        session.add(Segment(site=site, slug="x", name="x", rule={"all": []}, created_at=1, updated_at=1))
        session.flush()
        session.delete(site)
    assert client.get(f"/w/{shop.key}/facts?visitor={ANN}").json == NOTHING
