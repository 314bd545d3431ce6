"""Coupon pools over the API: made, filled, watched, and removed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.server.ingest.senders import Browser, accepted, launched, told, visitor_in
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models import Campaign, IdempotentAnswer, Site

BLOCK = {"id": "code", "type": "coupon", "pool": "spring-sale", "label": {}}


@pytest.fixture
def browser(client: FlaskClient, shop: Site) -> Browser:
    return Browser(client, shop)


@pytest.fixture
def at(shop: Site) -> str:
    return f"/api/v1/sites/{shop.id}/coupons"


def made(alice: Person, at: str, **more: Any) -> Any:
    answer = alice.api.post(at, json={"name": "Spring sale", **more})
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_pool_is_made_filled_and_read_back(alice: Person, at: str) -> None:
    pool = made(alice, at, codes=["A-1", "A-2", "a-1"], expires_at="2027-01-01T00:00:00Z", valid_hours=48)
    assert (pool["id"], pool["codes"], pool["left"], pool["duplicates"]) == ("spring-sale", 2, 2, ["a-1"])
    assert pool["warning"] == "low"
    added = alice.api.post(f"{at}/spring-sale/codes", json={"codes": ["A-2", "A-3"]})
    assert (added.status_code, added.json) == (201, {"added": 1, "duplicates": ["A-2"]})
    codes = alice.api.get(f"{at}/spring-sale/codes?limit=2").json
    assert [one["code"] for one in codes["items"]] == ["A-1", "A-2"]  # type: ignore[index]
    rest = alice.api.get(f"{at}/spring-sale/codes?cursor={codes['next']}").json  # type: ignore[index]
    assert [one["code"] for one in rest["items"]] == ["A-3"]  # type: ignore[index]
    changed = alice.api.patch(f"{at}/spring-sale", json={"warn_below": 2, "expires_at": None})
    assert (changed.json["warning"], changed.json["expires_at"]) == (None, None)  # type: ignore[index]
    assert alice.api.get(f"{at}/spring-sale").json["leaks"] == []  # type: ignore[index]
    assert alice.api.delete(f"{at}/spring-sale").status_code == 204
    assert alice.api.get(at).json["items"] == []  # type: ignore[index]


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"codes": ["A 1"]}, "codes[0]"),
        ({"codes": ["ok", ""]}, "codes[1]"),
        ({"codes": ["x" * 101]}, "codes[0]"),
        ({"codes": [7]}, "codes[0]"),
        ({"codes": [f"C{n}" for n in range(10_001)]}, "codes"),
        ({"codes": [7] * 10_001}, "codes"),
        ({"valid_hours": 0}, "valid_hours"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"colour": "red"}, "colour"),
    ],
    ids=[
        "a blank",
        "nothing",
        "too long",
        "a number",
        "too many",
        "too many to be looked at",
        "no hours",
        "no time",
        "an unknown part",
    ],
)
def test_what_is_no_pool_is_refused_at_its_field(alice: Person, at: str, sent: dict[str, Any], path: str) -> None:
    answer = alice.api.post(at, json={"name": "Spring sale", **sent})
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [path]  # type: ignore[index]


def test_a_pool_whose_codes_are_handed_out_stays(alice: Person, at: str, db: Database, shop: Site) -> None:
    made(alice, at, codes=["A-1"])
    launched(db, shop, "offer", blocks=[BLOCK])
    refused = alice.api.delete(f"{at}/spring-sale")
    assert (refused.status_code, refused.json["reason"]) == (409, "in_use")  # type: ignore[index]
    assert alice.api.get(f"{at}/spring-sale").json["used_by"] == ["offer"]  # type: ignore[index]


def test_nobody_else_sees_them(alice: Person, charlie: Person, at: str, client: FlaskClient) -> None:
    made(alice, at, codes=["A-1"])
    for who in (charlie.api, client):
        assert who.get(f"{at}/spring-sale/codes").status_code in (401, 404)


def test_a_pool_makes_its_codes_itself(alice: Person, at: str) -> None:
    pool = made(alice, at, pattern="SAVE-****-****", most=500)
    assert (pool["pattern"], pool["most"], pool["codes"], pool["left"], pool["warning"]) == (
        "SAVE-****-****",
        500,
        0,
        500,
        None,
    )
    refused = alice.api.post(f"{at}/spring-sale/codes", json={"codes": ["MINE"]})
    assert (refused.status_code, refused.json["reason"]) == (409, "makes_codes")  # type: ignore[index]
    assert alice.api.patch(f"{at}/spring-sale", json={"most": None}).json["left"] is None  # type: ignore[index]


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"pattern": "SAVE-****"}, "pattern"),
        ({"pattern": "=SUM********"}, "pattern"),
        ({"pattern": "-********"}, "pattern"),
        ({"pattern": "A B ********"}, "pattern"),
        ({"pattern": "********", "codes": ["A"]}, "codes"),
        ({"pattern": "********", "most": 0}, "most"),
        ({"most": 5}, "most"),
    ],
    ids=["few signs", "a formula", "a minus", "a blank", "two sources", "none at all", "a limit of nothing"],
)
def test_what_could_be_guessed_or_means_nothing_is_refused(
    alice: Person, at: str, sent: dict[str, Any], path: str
) -> None:
    refused = alice.api.post(at, json={"name": "Spring sale", **sent})
    assert (refused.status_code, [one["path"] for one in refused.json["errors"]]) == (422, [path])  # type: ignore[index]


def test_a_limit_of_a_pool_that_is_filled_is_refused(alice: Person, at: str) -> None:
    made(alice, at, codes=["A"])
    assert alice.api.patch(f"{at}/spring-sale", json={"most": 5}).status_code == 422


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_SQLITE
def test_a_pool_is_changed_without_counting_its_codes_while_others_wait(alice: Person, at: str, db: Database) -> None:
    made(alice, at, codes=["A", "B"])
    written: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        written.append(statement)

    sa.event.listen(db.write_engine, "before_cursor_execute", listen)
    changed = alice.api.patch(f"{at}/spring-sale", json={"name": "Summer sale"}).json
    assert (changed["name"], changed["left"]) == ("Summer sale", 2)  # type: ignore[index]
    assert [one for one in written if "coupon_pool" in one]
    assert not [one for one in written if "coupon_code" in one]


@ON_SQLITE
def test_a_code_is_looked_up_while_others_write(alice: Person, at: str, db: Database) -> None:
    made(alice, at, codes=["A"])
    with ThreadPoolExecutor(1) as another, db.writing():
        answer = another.submit(alice.api.post, f"{at}/check", json={"code": "A"})
        wait([answer], 20)
        is_answered = answer.done()
    assert is_answered, "it waited for the write to end"
    assert answer.result().json["state"] == "not_given"


def test_the_word_on_a_code_is_never_an_old_one(alice: Person, at: str, db: Database) -> None:
    def asked() -> Any:
        return alice.api.post(f"{at}/check", json={"code": "A"}, headers={"Idempotency-Key": "k1"})

    assert asked().json["state"] == "unknown"
    made(alice, at, codes=["A"])
    answer = asked()
    assert (answer.json["state"], "Idempotency-Replayed" in answer.headers) == ("not_given", False)
    with db.reading() as session:
        assert session.scalars(sa.select(IdempotentAnswer)).all() == [], "what names a visitor would outlive an erasure"


def test_the_shop_asks_whether_a_code_is_good(
    alice: Person, at: str, db: Database, shop: Site, browser: Browser, clock: TestClock
) -> None:
    made(alice, at, pattern="SAVE-********", valid_hours=2)
    made(alice, at, name="Other", codes=["OTHER"])
    offer = launched(db, shop, "offer", blocks=[BLOCK])
    codes = [_revealed(browser, offer, start) for start in (1, 1000)]
    code = codes[0]

    def state(code: str) -> Any:
        return alice.api.post(f"{at}/check", json={"code": code}).json

    good = state(code.lower())
    assert (good["code"], good["state"], good["pool"]) == (code, "good", "spring-sale")
    assert good["expires_at"] == "2026-11-20T14:00:00.000Z"
    assert (state("other")["state"], state("SAVE-GUESS")["state"]) == ("not_given", "unknown")
    accepted(browser.send(told("purchase", transaction_id="T", value=3, currency="EUR", coupon=codes[1])))
    assert state(codes[1])["state"] == "used"
    since = alice.api.get(f"{at}/spring-sale/codes?given_since=2026-11-20T12:00:00Z").json
    assert [one["code"] for one in since["items"]] == codes  # type: ignore[index]
    later = alice.api.get(f"{at}/spring-sale/codes?given_since=2026-11-20T12:00:01Z").json
    assert later["items"] == []  # type: ignore[index]
    clock.advance(hours=2)
    assert state(code)["state"] == "expired"
    pool = alice.api.get(f"{at}/spring-sale").json
    assert (pool["given"], pool["expired"], pool["used"]) == (2, 1, 1)  # type: ignore[index]


def _revealed(browser: Browser, offer: Campaign, start: int) -> str:
    browser.visitor = visitor_in("a", offer, start)
    body = f'{{"campaign": "offer", "exposure": "{browser.exposed(offer, "a")}"}}'.encode()
    answer = browser.post(body, route="w", key=f"{browser.site.key}/code")
    assert answer.json
    code: str = answer.json["code"]
    return code


def test_a_campaign_whose_pool_is_over_is_not_launched(
    alice: Person, at: str, db: Database, shop: Site, clock: TestClock
) -> None:
    made(alice, at, codes=["A"], expires_at="2026-11-20T13:00:00Z")
    offer = launched(db, shop, "offer", blocks=[BLOCK])
    path = f"/api/v1/sites/{shop.id}/campaigns/{offer.slug}"
    assert alice.api.post(f"{path}/pause").status_code == 200
    clock.advance(hours=1)
    refused = alice.api.post(f"{path}/launch")
    assert refused.status_code == 422
    said = {one["path"]: one["message"] for one in refused.json["errors"]}  # type: ignore[index]
    assert said["variants.a.steps[0].blocks[0].pool"] == "The coupon pool Spring sale is over."
