"""Who may see what: a token opens its user's sites and nothing else, on every route there is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.api.story import OFFER, campaign
from tests.support.cast import Person
from tests.support.clock import TestClock
from tests.support.pictures import form_with, png
from winback.db.engine import Database
from winback.models import Token, User
from winback.models.site import Site

SMALL = png(20, 20)
NOWHERE = "0190b3a0-0000-7000-8000-000000000000"
# What stands in an address for a thing of alice's. A new parameter without a value here fails the walk.
ALICES: dict[str, Any] = {
    "campaign": "offer",
    "segment": "vip",
    "pool": "spring",
    "picture": "0" * 32,
    "response_id": NOWHERE,
    "notice": "sha256-00",
    "visitor": "8f14e45fceea167a5a36dedd4bea2543",
}
QUESTIONS: dict[str, dict[str, Any]] = {
    "POST /campaigns": {"name": "Mine"},
    "PATCH /campaigns/<campaign>": {"name": "Mine"},
    "POST /campaigns/<campaign>/duplicate": {},
    "POST /campaigns/<campaign>/check": {},
    "POST /segments": {"name": "Mine", "rule": {"all": []}},
    "PATCH /segments/<segment>": {"name": "Mine"},
    "POST /campaigns/<campaign>/links": {"recipients": ["ann"]},
    "POST /coupons": {"name": "Mine"},
    "PATCH /coupons/<pool>": {"name": "Mine"},
    "POST /coupons/<pool>/codes": {"codes": ["MINE"]},
    "POST /coupons/check": {"code": "MINE"},
    "POST /media": {"file": ("spring.png", SMALL)},
    "PATCH /media/<picture>": {"name": "Mine"},
    "POST /events": {"events": [{"id": NOWHERE, "name": "page_view", "time": "2026-11-20T11:00:00Z"}]},
    "POST /campaigns/<campaign>/explain": {},
    "POST /campaigns/<campaign>/replay": {},
    "POST /reports/campaigns": {},
    "POST /reports/decisions": {"campaign": "offer"},
    "POST /reports/exits": {},
    "POST /reports/nps": {},
    "POST /reports/quality": {},
    "PATCH /sites/<site>": {"name": "Mine"},
}
# Routes that belong to the caller and not to a site; each has a test of its own below or beside.
OF_THE_CALLER = {"GET /sites", "POST /sites", "GET /tokens", "POST /tokens", "DELETE /tokens/<token>", "GET /templates"}


def operations(app: Flask) -> list[tuple[str, str]]:
    """Every method and rule of the API, without the prefix."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            found += [(method, rule.rule.removeprefix("/api/v1")) for method in sorted(methods)]
    return found


def of_sites(app: Flask) -> list[tuple[str, str]]:
    return [(method, rule) for method, rule in operations(app) if f"{method} {rule}" not in OF_THE_CALLER]


def address(rule: str, site: Site) -> str:
    def value(match: re.Match[str]) -> str:
        return str(site.id) if match[1] == "site" else str(ALICES[match[1]])

    nested = re.sub(r"<([a-z_]+)>", value, rule)
    return f"/api/v1{nested}" if rule.startswith("/sites/") else f"/api/v1{nested}?site={site.id}"


def call(client: FlaskClient, method: str, rule: str, site: Site) -> Any:
    body = QUESTIONS.get(f"{method} {rule.removeprefix('/sites/<site>') or rule}", QUESTIONS.get(f"{method} {rule}"))
    if "file" in (body or {}):
        name, file = body["file"]
        form, kind = form_with(file, name)
        return client.open(address(rule, site), method=method, data=form, content_type=kind)
    return client.open(address(rule, site), method=method, json=body)


def test_charlie_finds_nothing_of_alices_on_any_route(
    app: Flask, alice: Person, shop: Site, charlie: Person, db: Database
) -> None:
    arrange(alice, shop)
    before = [
        alice.api.get(f"/api/v1/sites/{shop.id}{what}").json
        for what in ("", "/campaigns", "/segments", "/coupons", "/media")
    ]
    answers = {(m, r): call(charlie.api, m, r, shop) for m, r in of_sites(app)}
    assert len(answers) > 30
    assert {key: answer.status_code for key, answer in answers.items() if answer.status_code != 404} == {}
    assert {answer.content_type for answer in answers.values()} == {"application/problem+json"}
    after = [
        alice.api.get(f"/api/v1/sites/{shop.id}{what}").json
        for what in ("", "/campaigns", "/segments", "/coupons", "/media")
    ]
    assert after == before


def arrange(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    alice.api.post(f"/api/v1/sites/{shop.id}/segments", json={"id": "vip", "name": "VIP", "rule": {"all": []}})
    alice.api.post(f"/api/v1/sites/{shop.id}/coupons", json={"id": "spring", "name": "Spring"})
    form, kind = form_with(SMALL, "spring.png")
    ALICES["picture"] = alice.api.post(f"/api/v1/sites/{shop.id}/media", data=form, content_type=kind).json["id"]  # type: ignore[index]


def test_alice_is_answered_where_charlie_is_not(app: Flask, alice: Person, shop: Site) -> None:
    """Else the walk above would pass with addresses that lead nowhere for anybody."""
    arrange(alice, shop)
    walk = sorted(of_sites(app), key=lambda each: each[0] == "DELETE")  # last, for it takes away what it is asked for
    missing = {f"{m} {r}": call(alice.api, m, r, shop).status_code for m, r in walk}
    again = (
        "DELETE /segments/<segment>",
        "DELETE /coupons/<pool>",
        "DELETE /media/<picture>",
    )  # gone by the longer address
    nowhere = [key for key, status in missing.items() if status == 404 and key not in again]
    assert all(re.search("<(response_id|notice|visitor)>", key) for key in nowhere), nowhere
    assert all(status < 500 for status in missing.values())


def test_without_a_token_every_route_asks_for_one(app: Flask, client: FlaskClient, shop: Site) -> None:
    for method, rule in operations(app):
        plain = re.sub(r"<[a-z_]+>", "1", rule)
        answer = client.open(f"/api/v1{plain}", method=method, json={})
        assert answer.status_code == 401, (method, rule)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json["reason"] == "unauthorized"


def test_every_operation_of_a_site_has_a_question_to_ask(app: Flask) -> None:
    """A new POST or PATCH needs a body above, or the walk would only see it refused as malformed."""
    silent = ("launch", "pause", "archive")
    for method, rule in of_sites(app):
        if method in ("POST", "PATCH") and not rule.endswith(silent):
            short = rule.removeprefix("/sites/<site>") or rule
            assert f"{method} {short}" in QUESTIONS or f"{method} {rule}" in QUESTIONS, (method, rule)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic {token}",
        "{token}",
        "Bearer {token} {token}",
        "Bearer {token},Bearer {token}",
        "Bearer wb_key",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_token_counts_only_as_one_bearer(client: FlaskClient, alice: Person, header: str) -> None:
    answer = client.get("/api/v1/sites", headers={"Authorization": header.format(token=alice.api_token)})
    assert answer.status_code == 401


@pytest.mark.parametrize("where", ["api_key", "access_token", "token"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_token_in_the_address_opens_nothing(client: FlaskClient, alice: Person, where: str) -> None:
    assert client.get(f"/api/v1/sites?{where}={alice.api_token}").status_code == 401


def test_a_public_site_key_is_no_token(client: FlaskClient, shop: Site) -> None:
    assert client.get("/api/v1/sites", headers={"Authorization": f"Bearer {shop.key}"}).status_code == 401


def test_a_revoked_token_is_refused_at_once(alice: Person) -> None:
    made = alice.api.post("/api/v1/tokens", json={"name": "CI"}).json
    other = {"Authorization": f"Bearer {made['secret']}"}
    assert alice.app.test_client().get("/api/v1/sites", headers=other).status_code == 200
    assert alice.api.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    assert alice.app.test_client().get("/api/v1/sites", headers=other).status_code == 401


def test_an_expired_token_is_refused(alice: Person, clock: TestClock) -> None:
    made = alice.api.post("/api/v1/tokens", json={"name": "CI", "expires_at": "2026-11-20T13:00:00Z"}).json
    other = {"Authorization": f"Bearer {made['secret']}"}
    assert alice.app.test_client().get("/api/v1/sites", headers=other).status_code == 200
    clock.advance(hours=1)
    assert alice.app.test_client().get("/api/v1/sites", headers=other).status_code == 401


def test_a_token_of_a_disabled_user_is_refused(alice: Person, db: Database, clock: TestClock) -> None:
    with db.writing() as session:
        session.get_one(User, alice.user.id).disabled_at = clock()
    assert alice.api.get("/api/v1/sites").status_code == 401


def test_a_token_is_stored_hashed_and_told_once(alice: Person, db: Database) -> None:
    made = alice.api.post("/api/v1/tokens", json={"name": "CI"}).json
    assert made["secret"].startswith("wbt_")
    assert "secret" not in str(alice.api.get("/api/v1/tokens").json)
    with db.reading() as session:
        row = session.get_one(Token, int(made["id"]))
        assert made["secret"] not in str(vars(row))


def test_when_a_token_was_used_last_is_told(alice: Person, clock: TestClock) -> None:
    alice.api.get("/api/v1/sites")
    clock.advance(minutes=5)
    (token,) = alice.api.get("/api/v1/tokens").json["items"]
    assert token["last_used_at"] == "2026-11-20T12:05:00.000Z"


def test_a_token_for_one_site_opens_no_other(alice: Person, shop: Site) -> None:
    second = alice.api.post("/api/v1/sites", json={"name": "Second"}).json
    made = alice.api.post("/api/v1/tokens", json={"name": "CI", "site": second["id"]}).json
    narrow = alice.app.test_client()
    narrow.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {made['secret']}"
    assert [site["id"] for site in narrow.get("/api/v1/sites").json["items"]] == [second["id"]]
    assert narrow.get("/api/v1/campaigns").status_code == 200
    assert narrow.get(f"/api/v1/sites/{shop.id}").status_code == 404
    assert narrow.get(f"/api/v1/campaigns?site={shop.id}").status_code == 404
    assert narrow.post("/api/v1/sites", json={"name": "Third"}).status_code == 403
    assert narrow.post("/api/v1/tokens", json={"name": "Wider", "site": str(shop.id)}).status_code == 404
    wider = narrow.post("/api/v1/tokens", json={"name": "As narrow"}).json
    assert wider["site"] == second["id"]
    assert {token["name"] for token in narrow.get("/api/v1/tokens").json["items"]} == {"CI", "As narrow"}


def test_charlie_can_neither_see_nor_revoke_alices_tokens(alice: Person, charlie: Person) -> None:
    made = alice.api.post("/api/v1/tokens", json={"name": "CI"}).json
    assert charlie.api.delete(f"/api/v1/tokens/{made['id']}").status_code == 404
    assert [token["name"] for token in charlie.api.get("/api/v1/tokens").json["items"]] == ["tests"]
    assert alice.api.get("/api/v1/tokens").json["items"][0]["revoked_at"] is None
