"""Decisions, notices and subscribers, read back with the words that people agreed to."""

from __future__ import annotations

import uuid

from flask.testing import FlaskClient

from tests.server.api.story import visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.db.engine import Database
from winback.models import ConsentNotice, Subscriber
from winback.models.site import Site


def base(site: Site, path: str) -> str:
    return f"/api/v1/sites/{site.id}/{path}"


def test_decisions_are_listed_with_their_place_in_the_chain(alice: Person, shop: Site, client: FlaskClient) -> None:
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"consent_mode": "ask"})
    made = alice.api.post(base(shop, "campaigns"), json={"name": "Banner", "template": "consent_banner"}).json
    launched = alice.api.post(base(shop, f"campaigns/{made['id']}/launch"))
    assert launched.status_code == 200, launched.json
    (notice,) = alice.api.get(base(shop, "consent/notices")).json["items"]
    decision = {"v": 1, "visitor": None, "notice": notice["hash"], "how": "click", "layer": 1, "language": "en"}
    decision |= {"shown_ms": 4200, "age_ms": 0, "gpc": False, "page": {"url": "https://shop.example/"}}
    for number, agrees in enumerate([True, False, True]):
        told = {**decision, "id": str(uuid.uuid4()), "consent_id": visitor(number)}
        told["purposes"] = {"analytics": agrees, "personalization": agrees}
        answer = client.post(
            f"/c/{shop.key}", json=told, headers={"Origin": "https://shop.example"}, content_type="text/plain"
        )
        assert answer.status_code == 200, answer.data
    records = alice.api.get(base(shop, "consent/records")).json["items"]
    assert [record["seq"] for record in records] == [3, 2, 1]
    assert [record["action"] for record in records] == ["accept_all", "reject_all", "accept_all"]
    assert records[0]["previous_hash"] == records[1]["hash"]
    assert records[0]["notice"] == notice["hash"]
    (own,) = alice.api.get(base(shop, f"consent/records?consent_id={visitor(1)}")).json["items"]
    assert own == records[1]
    assert alice.api.get(base(shop, f"consent/notices/{notice['hash']}")).json == notice


def test_notices_come_in_pages(alice: Person, shop: Site, db: Database) -> None:
    with db.writing() as session:
        for number in range(3):
            session.add(
                ConsentNotice(site_id=shop.id, hash=f"sha256-{number}", content={"n": number}, published_at=NOON)
            )
    first = alice.api.get(base(shop, "consent/notices?limit=2")).json
    rest = alice.api.get(base(shop, f"consent/notices?limit=2&cursor={first['next']}")).json
    assert [notice["hash"] for notice in first["items"] + rest["items"]] == ["sha256-2", "sha256-1", "sha256-0"]


def test_subscribers_are_listed_with_the_words_they_agreed_to(alice: Person, shop: Site, db: Database) -> None:
    with db.writing() as session:
        for name in ("ann", "ben"):
            session.add(
                Subscriber(
                    site_id=shop.id, email=f"{name}@example.com", visitor=None, campaign_id=None, lists=["newsletter"],
                    text_id="sha256-1", consent_text="Yes, write to me.", subscribed_at=NOON,
                )
            )  # fmt: skip
    first = alice.api.get(base(shop, "subscribers?limit=1")).json
    rest = alice.api.get(base(shop, f"subscribers?limit=1&cursor={first['next']}")).json
    assert [person["email"] for person in first["items"] + rest["items"]] == ["ben@example.com", "ann@example.com"]
    assert first["items"][0]["consent_text"] == "Yes, write to me."
    assert first["items"][0]["lists"] == ["newsletter"]
