"""What the shop's server tells and a live campaign waits for: queued for the visitor's page until it has acted upon it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.server.api.story import OFFER, campaign
from tests.server.ingest.senders import Browser, accepted, fresh_id, new_visitor, rows, told
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import DAY, rfc3339
from winback.db.engine import Database
from winback.ingest.customers import customer_visitor
from winback.ingest.queued import MOST_QUEUED
from winback.models import ConsentRecord, Event, QueuedEvent, Site
from winback.models.campaign import Campaign

WAITS = [{"on": "server_event", "name": "order_paid"}]


@pytest.fixture
def thanks(alice: Person, shop: Site) -> None:
    """A live campaign that waits for an order to be paid."""
    campaign(alice, shop, "thanks", {"a": OFFER}, triggers=WAITS, experiment={"arms": [{"id": "a", "weight": 1}]})


@pytest.fixture
def server(alice: Person, shop: Site, clock: TestClock) -> Any:
    """The shop's server: `server("order_paid", visitor=…)` tells of it, and says its id."""

    def tell(name: str, ago: int = 0, event_id: str = "", **who: Any) -> str:
        properties = who.pop("properties", {})
        event = {"id": event_id or fresh_id(), "name": name, "time": rfc3339(clock() - ago), "properties": properties}
        answer = alice.api.post(f"/api/v1/sites/{shop.id}/events", json={"events": [{**event, **who}]})
        assert answer.json == {"accepted": 1, "dropped": []}, answer.json
        return str(event["id"])

    return tell


def heard(client: FlaskClient, shop: Site, who: str | None) -> list[Any]:
    """What a page of theirs is told."""
    answer = client.get(f"/w/{shop.key}/facts?visitor={who}")
    queued: list[Any] = answer.json["queued"]  # type: ignore[index]
    is_kept = not queued and answer.json["segments"] is not None  # type: ignore[index]
    assert answer.headers["Cache-Control"] == ("private, max-age=60" if is_kept else "no-store")
    return queued


def acted(browser: Browser, trigger: str = "server_event", age_ms: int = 0) -> dict[str, Any]:
    arm = {"campaign": "thanks", "version": 1, "arm": "a", "epoch": 1, "trigger": trigger}
    answer = browser.send(told("exposure", age_ms, **arm))
    assert accepted(answer) == 1
    said: dict[str, Any] = answer.json or {}
    return said


@pytest.mark.usefixtures("thanks")
def test_a_page_hears_it_until_it_has_acted_upon_it(
    server: Any, client: FlaskClient, shop: Site, browser: Browser, db: Database
) -> None:
    told_id = server("order_paid", visitor=browser.visitor)
    server("order_shipped", visitor=browser.visitor)  # nobody waits for it
    server("order_paid", event_id=told_id, visitor=browser.visitor)  # told twice
    waiting = [{"id": told_id, "name": "order_paid"}]
    assert heard(client, shop, browser.visitor) == heard(client, shop, browser.visitor) == waiting
    assert heard(client, shop, new_visitor()) == []
    seen = browser.send(told("page_view"))
    assert seen.json == {"accepted": 1, "dropped": [], "facts": {"queued": waiting}}
    assert acted(browser, trigger="exit_intent")["facts"] == {"queued": waiting}  # that was another occasion
    assert "facts" not in acted(browser)
    assert heard(client, shop, browser.visitor) == []
    server("order_paid", event_id=told_id, visitor=browser.visitor)  # and once more, afterwards
    assert heard(client, shop, browser.visitor) == []
    assert len(rows(db, Event, Event.name == "order_paid")) == 1


@pytest.mark.usefixtures("thanks")
def test_it_waits_for_a_week_and_history_sets_nothing_off(
    server: Any, client: FlaskClient, shop: Site, browser: Browser, clock: TestClock, db: Database
) -> None:
    server("order_paid", ago=8 * DAY, visitor=browser.visitor)
    assert heard(client, shop, browser.visitor) == []
    server("order_paid", ago=2 * DAY, visitor=browser.visitor)
    clock.advance(days=6)
    assert len(heard(client, shop, browser.visitor)) == 1
    clock.advance(days=2)
    assert heard(client, shop, browser.visitor) == []
    server("order_paid", visitor=new_visitor())
    assert len(rows(db, QueuedEvent)) == 1  # what nobody can hear any more is thrown away


@pytest.mark.usefixtures("thanks")
def test_what_waits_is_bounded(
    server: Any, client: FlaskClient, shop: Site, browser: Browser, clock: TestClock
) -> None:
    ids = []
    for _ in range(MOST_QUEUED + 3):
        clock.advance(seconds=1)
        ids.append(server("order_paid", visitor=browser.visitor))
    assert [one["id"] for one in heard(client, shop, browser.visitor)] == ids[3:]


def test_only_a_live_campaign_waits(
    server: Any, client: FlaskClient, alice: Person, shop: Site, thanks: None, db: Database
) -> None:
    who = new_visitor()
    server("order_paid", visitor=who)
    alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/thanks/pause")
    assert heard(client, shop, who) == []
    other = server("order_paid", visitor=new_visitor())
    assert UUID(other) not in [row.id for row in rows(db, QueuedEvent)]
    alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/thanks/launch")
    assert len(heard(client, shop, who)) == 1
    assert rows(db, Campaign)[0].status == "live"


@pytest.mark.usefixtures("thanks")
def test_a_browser_cannot_tell_for_the_server(client: FlaskClient, shop: Site, browser: Browser) -> None:
    assert "facts" not in (browser.send(told("order_paid")).json or {})
    assert heard(client, shop, browser.visitor) == []


@pytest.mark.usefixtures("thanks")
def test_an_exposure_does_not_answer_what_came_after_it(
    server: Any, client: FlaskClient, shop: Site, browser: Browser, clock: TestClock
) -> None:
    clock.advance(minutes=1)
    late = server("order_paid", visitor=browser.visitor)
    acted(browser, age_ms=30_000)
    assert [one["id"] for one in heard(client, shop, browser.visitor)] == [late]


@pytest.mark.usefixtures("thanks")
def test_a_guessed_customer_hears_nothing(server: Any, client: FlaskClient, shop: Site) -> None:
    server("order_paid", customer="c-17")
    stranger = Browser(client, shop, customer_visitor(shop.secret, "c-17").hex)
    assert heard(client, shop, stranger.visitor) == []
    assert stranger.send(told("page_view")).json == {"accepted": 1, "dropped": []}
    assert heard(client, shop, stranger.visitor) == []


@pytest.mark.usefixtures("thanks")
def test_a_customer_is_found_by_the_order_that_the_page_told(
    server: Any, client: FlaskClient, shop: Site, browser: Browser
) -> None:
    order = {"transaction_id": "T1", "value": 10, "currency": "EUR"}
    assert accepted(browser.send(told("purchase", **order))) == 1
    paid = server("order_paid", customer="c1", properties={"transaction_id": "T1"})
    assert [one["id"] for one in heard(client, shop, browser.visitor)] == [paid]
    unnamed = server("order_paid", customer="c1")  # no order of this customer's is known yet
    assert unnamed not in [one["id"] for one in heard(client, shop, browser.visitor)]
    server("purchase", customer="c1", properties=order)
    known = server("order_paid", customer="c1")
    assert {one["id"] for one in heard(client, shop, browser.visitor)} == {paid, known}


@pytest.mark.usefixtures("thanks")
def test_who_has_not_consented_hears_nothing(
    server: Any, client: FlaskClient, shop: Site, browser: Browser, db: Database, clock: TestClock
) -> None:
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        site.consent_mode = "ask"
        site.touch()
    client.application.extensions["winback"].publisher.forget(shop.key)
    server("order_paid", visitor=browser.visitor)
    browser.purposes = ["analytics"]
    assert "facts" not in (browser.send(told("page_view")).json or {})
    assert heard(client, shop, browser.visitor) == []
    browser.purposes = ["analytics", "personalization"]
    assert "facts" in (browser.send(told("page_view")).json or {})
    with db.writing() as session:
        session.add(
            ConsentRecord(
                site_id=shop.id, id=UUID(int=1), seq=1, consent_id=UUID(int=2), visitor=UUID(browser.visitor),
                notice=None, action="accept_all", purposes={"personalization": True}, payload=None, salt=None,
                commitment="", previous_hash="", hash="", recorded_at=clock(),
            )
        )  # fmt: skip
    assert len(heard(client, shop, browser.visitor)) == 1
