"""Coupon pools over the API: made, filled, watched, and removed."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.ingest.senders import launched
from tests.support.cast import Person
from winback.db.engine import Database
from winback.models import Site

BLOCK = {"id": "code", "type": "coupon", "pool": "spring-sale", "label": {}}


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
