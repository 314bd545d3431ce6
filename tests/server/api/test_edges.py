"""What is refused at the API's edge, always by name and never with a traceback."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.api.story import OFFER
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models.site import Site
from winback.web.schemas.blocks import BLOCKS
from winback.web.schemas.content import TRIGGERS


def body_url(site: Site) -> str:
    return f"/api/v1/sites/{site.id}/campaigns"


BODIES = {
    "nothing": (b"", "application/json", 400),
    "half an object": (b'{"name":', "application/json", 400),
    "deep nesting": (b"[" * 20000, "application/json", 400),
    "not a number": (b'{"name":"a","priority":NaN}', "application/json", 400),
    "beyond a float": (b'{"name":"a","priority":1e400}', "application/json", 400),
    "half a surrogate": (b'{"name":"\\ud800"}', "application/json", 400),
    "latin-1": (b'{"name":"\xe9"}', "application/json", 400),
    "utf-16": ('{"name":"a"}'.encode("utf-16"), "application/json", 400),
    "a form": (b"name=a", "application/x-www-form-urlencoded", 415),
    "text": (b'{"name":"a"}', "text/plain", 415),
    "no type": (b'{"name":"a"}', None, 415),
    "a list": (b"[]", "application/json", 422),
    "a number": (b"5", "application/json", 422),
    "null": (b"null", "application/json", 422),
    "an unknown field": (b'{"name":"a","nope":1}', "application/json", 422),
    "an integer beyond 64 bit": (b'{"name":"a","priority":18446744073709551616}', "application/json", 422),
    "an integer in text": (b'{"name":"a","priority":"5"}', "application/json", 422),
    "an integer cut short": (b'{"name":"a","priority":5.5}', "application/json", 422),
    "true for a number": (b'{"name":"a","priority":true}', "application/json", 422),
    "NUL": (b'{"name":"a\\u0000"}', "application/json", 422),
    "nothing but blanks": (b'{"name":"  "}', "application/json", 422),
    "too large": (b'{"name":"' + b"a" * (9 * 1024 * 1024) + b'"}', "application/json", 413),
}


@pytest.mark.parametrize(("body", "kind", "status"), BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_body_is_refused_by_name(alice: Person, shop: Site, body: bytes, kind: str | None, status: int) -> None:
    answer = alice.api.post(body_url(shop), data=body, content_type=kind)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "reason", "detail", "errors"}
    assert answer.json["status"] == status
    assert alice.api.get(body_url(shop)).json["items"] == []


def test_an_integer_may_be_written_as_a_float(alice: Person, shop: Site) -> None:
    made = alice.api.post(body_url(shop), data=b'{"name":"a","priority":5.0}', content_type="application/json")
    assert (made.status_code, made.json["priority"]) == (201, 5)


QUERIES = {
    "an unknown name": ("?nope=1", "nope"),
    "a name twice": ("?limit=1&limit=2", "limit"),
    "a limit of none": ("?limit=0", "limit"),
    "a limit in other digits": ("?limit=%EF%BC%95", "limit"),
    "a limit too many": ("?limit=201", "limit"),
    "a cursor of our own making": ("?cursor=WzFd0", "cursor"),
    "a cursor of another list": ("?cursor=WyJhIl0", "cursor"),
}


@pytest.mark.parametrize(("query", "path"), QUERIES.values(), ids=QUERIES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_query_is_refused_at_its_name(alice: Person, shop: Site, query: str, path: str) -> None:
    answer = alice.api.get(body_url(shop) + query)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [path]


@pytest.mark.parametrize(
    "path",
    ["/api/v1/nope", "/api/nope", "/api/v1/sites/x", "/api/v1/sites/0", "/api/v1/sites/99999999999999999999",
     "/api/v1/sites/１", "/api/v1/sites/1/campaigns/%00", "/api/v1/sites/1/consent/notices/%00"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_too(alice: Person, path: str) -> None:
    answer = alice.api.get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_wrong_method_says_which_are_right(alice: Person) -> None:
    answer = alice.api.delete("/api/v1/sites")
    assert answer.status_code == 405
    assert answer.content_type == "application/problem+json"
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_a_fault_of_ours_tells_nothing_of_itself(
    alice: Person, db: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("the secret of line 7")

    token = alice.api_token
    monkeypatch.setattr(db, "reading", broken)
    answer = alice.app.test_client().get("/api/v1/sites", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert b"secret" not in answer.data
    assert "the secret of line 7" in caplog.text


def test_answers_are_neither_kept_nor_sniffed(alice: Person) -> None:
    for path in ("/api/v1/sites", "/api/v1/nope"):
        headers = alice.api.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Credentials" not in headers


# ---- Idempotency-Key ----


def once(person: Person, site: Site, key: str, **body: object) -> TestResponse:
    return person.api.post(body_url(site), json=body, headers={"Idempotency-Key": key})


def test_a_repeated_post_makes_one_campaign(alice: Person, shop: Site) -> None:
    first = once(alice, shop, "k1", name="Offer")
    again = once(alice, shop, "k1", name="Offer")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(alice.api.get(body_url(shop)).json["items"]) == 1


def test_a_key_for_another_body_is_refused(alice: Person, shop: Site) -> None:
    once(alice, shop, "k1", name="Offer")
    refused = once(alice, shop, "k1", name="Another")
    assert (refused.status_code, refused.json["reason"]) == (422, "key_reused")


def test_a_key_is_its_users_own(alice: Person, bob: Person, shop: Site) -> None:
    once(alice, shop, "k1", name="Offer")
    assert once(bob, shop, "k1", name="Offer").json["id"] == "offer-2"


def test_a_refused_request_may_come_again_under_its_key(alice: Person, shop: Site) -> None:
    assert once(alice, shop, "k1", name="").status_code == 422
    assert once(alice, shop, "k1", name="Offer").status_code == 201


def test_a_key_is_forgotten_after_a_day(alice: Person, shop: Site, clock: TestClock) -> None:
    once(alice, shop, "k1", name="Offer")
    clock.advance(days=1)
    assert once(alice, shop, "k1", name="Offer").json["id"] == "offer-2"


def test_a_secret_is_not_told_again_under_its_key(alice: Person, db: Database) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = alice.api.post("/api/v1/tokens", json={"name": "CI"}, headers=headers).json
    again = alice.api.post("/api/v1/tokens", json={"name": "CI"}, headers=headers).json
    assert first["secret"]
    assert again == {**first, "secret": None}


def test_of_two_posts_at_once_under_one_key_one_counts(alice: Person, shop: Site) -> None:
    meeting = Barrier(4)

    def post(_: int) -> TestResponse:
        meeting.wait()
        return once(alice, shop, "k1", name="Offer")

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(post, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json["id"] for answer in answers} == {"offer"}
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 3


def test_of_two_campaigns_at_once_none_is_lost_to_the_other(alice: Person, shop: Site) -> None:
    meeting = Barrier(3)

    def post(_: int) -> int:
        meeting.wait()
        return alice.api.post(body_url(shop), json={"name": "Offer"}).status_code

    with ThreadPoolExecutor(3) as threads:
        statuses = list(threads.map(post, range(3)))
    assert set(statuses) <= {201, 409}
    assert len(alice.api.get(body_url(shop)).json["items"]) == statuses.count(201) > 0


@pytest.mark.parametrize("key", ["", "two words", "é", "x" * 201])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_key_has_a_form(alice: Person, shop: Site, key: str) -> None:
    refused = once(alice, shop, key, name="Offer")
    assert refused.status_code == 422
    assert refused.json["errors"][0]["path"] == "Idempotency-Key"


@pytest.mark.parametrize("path", ["events", "reports/campaigns", "campaigns/offer/launch", "campaigns/offer/duplicate"])
def test_every_post_knows_its_key(alice: Person, shop: Site, path: str) -> None:
    alice.api.post(body_url(shop), json={"name": "Offer", "variants": {"a": OFFER}, "triggers": [{"on": "page_load"}]})
    event = {"id": "0190b3a0-0000-7000-8000-000000000000", "name": "page_view", "time": "2026-11-20T11:00:00Z"}
    body = {"events": [event]} if path == "events" else {}
    url = f"/api/v1/sites/{shop.id}/{path}"
    first = alice.api.post(url, json=body, headers={"Idempotency-Key": "k1"})
    again = alice.api.post(url, json=body, headers={"Idempotency-Key": "k1"})
    assert first.status_code < 300, first.json
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"


# ---- the documents ----


def test_the_document_describes_every_route(app: Flask, client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").json
    assert spec["openapi"].startswith("3.1")
    documented = {
        (method.upper(), path) for path, item in spec["paths"].items() for method in item if method != "parameters"
    }
    served = {
        (method, re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert documented == served


def test_the_document_names_every_block_and_trigger(client: FlaskClient) -> None:
    schemas = client.get("/api/openapi.json").json["components"]["schemas"]
    assert len(schemas["Step"]["properties"]["blocks"]["items"]["oneOf"]) == len(BLOCKS)
    assert (
        len(json.dumps(schemas["CampaignCreate"]["properties"]["triggers"]["items"]["oneOf"]).split("$ref"))
        == len(TRIGGERS) + 1
    )


def test_the_page_for_people_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    answer = client.get("/api/")
    assert answer.status_code == 200
    page = answer.text
    assert "/api/v1/sites/{site}/reports/nps" in page
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
