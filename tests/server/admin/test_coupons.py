"""Coupon pools in the admin: filled from a field or a file, and watched before they run dry."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest

from tests.server.admin.desk import Desk
from tests.server.ingest.senders import launched
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models import Site
from winback.web.admin import coupons

BLOCK = {"id": "code", "type": "coupon", "pool": "spring-sale", "label": {}}


@pytest.fixture
def here(shop: Site) -> str:
    return f"/admin/sites/{shop.id}/coupons"


@pytest.fixture
def api(alice: Person, shop: Site) -> Any:
    return lambda what="": alice.api.get(f"/api/v1/sites/{shop.id}/coupons{what}").json


def test_a_file_and_a_field_fill_a_pool_together(desk: Desk, here: str, api: Any) -> None:
    file = (io.BytesIO('B-1;B-2\r\n"B-3"\r\nb-1\r\n'.encode("utf-8-sig")), "codes.csv")
    form = {
        "name": "Spring sale",
        "warn_below": "5",
        "codes": "B-9, B-8",
        "file": file,
        "expires_at": "2027-01-01T09:00",
    }
    assert desk.send(here, form).status_code == 303
    assert {one["code"] for one in api("/spring-sale/codes")["items"]} == {"B-9", "B-8", "B-1", "B-2", "B-3"}
    assert api("/spring-sale")["expires_at"] == "2027-01-01T08:00:00.000Z", "in the site's zone"
    page = desk.get(f"{here}/spring-sale").text
    assert "1 codes were there already and are left out: b-1" in page
    assert 'value="2027-01-01T09:00"' in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "1 to 120 characters"),
        ({"name": "Sale", "valid_hours": "soon"}, "Not a valid integer"),
        ({"name": "Sale", "codes": "x" * 101}, "1 to 100 characters without blanks"),
    ],
    ids=["no name", "hours in words", "a code that is too long"],
)
def test_what_is_wrong_is_said_at_its_field(desk: Desk, here: str, api: Any, form: dict[str, str], said: str) -> None:
    answer = desk.send(here, form)
    assert answer.status_code == 422
    assert said in answer.text
    assert api()["items"] == []


@pytest.mark.parametrize("path", ["", "/spring-sale/codes"], ids=["of a new pool", "of one that is filled"])
def test_codes_are_read_while_others_write(desk: Desk, here: str, db: Database, path: str) -> None:
    desk.send(here, {"name": "Spring sale"})
    with ThreadPoolExecutor(1) as another, db.writing():
        answer = another.submit(desk.send, here + path, {"name": "Sale", "codes": "x" * 101})
        wait([answer], 20)
        is_answered = answer.done()
    assert is_answered, "it waited for the write to end"
    assert answer.result().status_code == 422


def test_a_pool_that_runs_dry_is_told_where_campaigns_are(desk: Desk, here: str, db: Database, shop: Site) -> None:
    desk.send(here, {"name": "Spring sale", "warn_below": "20"})
    launched(db, shop, "offer", blocks=[BLOCK])
    campaigns = f"/admin/sites/{shop.id}/campaigns"
    assert "Spring sale has no code left" in desk.get(campaigns).text
    desk.send(f"{here}/spring-sale/codes", {"codes": "A B C"})
    assert "Spring sale has only 3 codes left" in desk.get(campaigns).text
    desk.send(f"{here}/spring-sale/codes", {"codes": " ".join(f"C{number}" for number in range(20))})
    assert "Spring sale" not in desk.get(campaigns).text
    assert desk.send(f"{here}/spring-sale/delete").status_code == 303
    assert "Spring sale" in desk.get(here).text, "a live campaign hands its codes out"


def test_terms_are_changed_and_somebody_elses_pool_is_not_there(
    desk: Desk, here: str, api: Any, elsewhere: Site
) -> None:
    desk.send(here, {"name": "Spring sale", "codes": "A"})
    assert (
        desk.send(f"{here}/spring-sale", {"name": "Summer", "valid_hours": "24", "warn_below": "0"}).status_code == 303
    )
    assert (api("/spring-sale")["name"], api("/spring-sale")["valid_hours"]) == ("Summer", 24)
    assert desk.get(f"/admin/sites/{elsewhere.id}/coupons/spring-sale").status_code == 404
    assert desk.get(f"{here}/winter").status_code == 404


def test_a_pool_that_is_over_is_said_to_be(
    desk: Desk, here: str, api: Any, shop: Site, db: Database, clock: TestClock
) -> None:
    desk.send(here, {"name": "Spring sale", "warn_below": "0", "codes": "A-1", "expires_at": "2026-11-20T15:00"})
    launched(db, shop, "offer", blocks=[BLOCK])
    campaigns = f"/admin/sites/{shop.id}/campaigns"
    assert api("/spring-sale")["warning"] is None
    assert "is over" not in desk.get(campaigns).text
    clock.advance(hours=3)
    page = desk.get(campaigns).text
    assert "Spring sale is over: visitors of" in page
    assert api("/spring-sale")["warning"] == "ended"
    assert "Over" in desk.get(here).text
    assert "The pool is over" in desk.get(f"{here}/spring-sale").text


def test_a_pool_that_makes_its_codes_is_made_and_its_codes_are_taken_home(desk: Desk, here: str, api: Any) -> None:
    form = {"name": "Spring sale", "source": "made", "pattern": "SAVE-********", "most": "9", "warn_below": "0"}
    assert desk.send(here, form | {"codes": "left from before"}).status_code == 303
    assert (api("/spring-sale")["pattern"], api("/spring-sale")["left"]) == ("SAVE-********", 9)
    page = desk.get(f"{here}/spring-sale").text
    assert "SAVE-********" in page
    assert "Add codes" not in page
    assert desk.send(f"{here}/spring-sale/codes", {"codes": "A"}).status_code == 404
    assert desk.send(f"{here}/spring-sale", {"name": "Spring", "most": "", "warn_below": "0"}).status_code == 303
    assert api("/spring-sale")["left"] is None
    assert desk.send(here, form | {"pattern": "SAVE-*"}).status_code == 422
    desk.send(here, {"name": "Filled", "codes": "A-1 A-2"})
    assert desk.get(f"{here}/filled/codes.csv").text == "code,given_at,expires_at,used\r\nA-1,,,\r\nA-2,,,\r\n"


@pytest.mark.parametrize("number", [0, 1, 3, 4, 7])
def test_a_file_of_codes_is_read_in_portions(
    desk: Desk, here: str, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(coupons, "PORTION", 3)
    codes = [f"C-{each}" for each in range(number)]
    desk.send(here, {"name": "Filled", "codes": " ".join(codes)})
    answer = desk.get(f"{here}/filled/codes.csv")
    assert answer.is_streamed, "it is never whole in the service"
    assert answer.text.splitlines() == ["code,given_at,expires_at,used", *(f"{code},,," for code in codes)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refused_change_of_a_pool_waits_for_no_write(desk: Desk, here: str, db: Database) -> None:
    desk.send(here, {"name": "Spring sale", "codes": "A"})
    with ThreadPoolExecutor(1) as another, db.writing():
        answer = another.submit(desk.send, f"{here}/spring-sale", {"name": "", "warn_below": "0"})
        wait([answer], 20)
        is_answered = answer.done()
    assert is_answered, "it waited for the write to end"
    assert answer.result().status_code == 422
