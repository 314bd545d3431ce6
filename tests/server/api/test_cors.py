"""The API from a browser: any origin with a token of its own, and never with somebody's cookies."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.support.cast import Person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ELSEWHERE = {"Origin": "https://dashboard.example"}


def test_a_dashboard_on_another_origin_may_ask_with_its_token(client: FlaskClient, alice: Person) -> None:
    answer = client.get("/api/v1/sites", headers={**ELSEWHERE, **alice.bearer})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_refusal_can_be_read_there_too(client: FlaskClient, alice: Person) -> None:
    answer = client.get("/api/v1/sites", headers=ELSEWHERE)
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_browser_is_told_which_headers_it_may_send(client: FlaskClient, alice: Person) -> None:
    asked = {**ELSEWHERE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    answer = client.options("/api/v1/sites", headers=asked)
    assert answer.status_code == 200
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()


def test_a_sign_in_opens_nothing_of_the_api(client: FlaskClient, alice: Person) -> None:
    client.set_cookie("winback", "wbl_whatever")
    assert client.get("/api/v1/sites", headers=ELSEWHERE).status_code == 401


def test_the_admin_is_for_its_own_pages_alone(client: FlaskClient, alice: Person) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/admin/login", headers=ELSEWHERE).headers
