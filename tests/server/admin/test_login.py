"""Signing in: who may, who may not, and what nobody learns by trying."""

from __future__ import annotations

import re
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.admin.desk import Desk, sit_down
from tests.support.cast import PASSWORD, Person
from tests.support.clock import TestClock
from winback.app import create_app
from winback.config import Settings
from winback.db.engine import Database
from winback.models import Login, LoginTry, User
from winback.web import auth


def sign_in(client: FlaskClient, email: str, password: str, **form: str) -> TestResponse:
    page = client.get("/admin/login").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    return client.post("/admin/login", data={"csrf": token[1], "email": email, "password": password, **form})


def cookies(response: TestResponse) -> dict[str, str]:
    return {line.split("=")[0]: line for line in response.headers.getlist("Set-Cookie")}


def test_alice_signs_in_and_out(client: FlaskClient, alice: Person, db: Database) -> None:
    response = sign_in(client, "Alice@Example.com ", PASSWORD)
    assert (response.status_code, response.location) == (303, "/admin/")
    assert client.get("/admin/tokens").status_code == 200
    with client.get("/admin/tokens") as page:
        csrf = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert csrf
    assert client.post("/admin/logout", data={"csrf": csrf[1]}).location == "/admin/login"
    assert client.get("/admin/tokens").status_code == 303
    with db.reading() as session:
        assert session.scalars(sa.select(Login)).all() == []


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: FlaskClient, alice: Person) -> None:
    cookie = cookies(sign_in(client, alice.email, PASSWORD))["winback"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_over_https_the_cookie_is_tied_to_the_host(settings: Settings, clock: TestClock, alice: Person) -> None:
    app = create_app(replace(settings, url="https://winback.example"), clock=clock)
    client = app.test_client()
    page = client.get("/admin/login", base_url="https://winback.example")
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token
    form = {"csrf": token[1], "email": alice.email, "password": PASSWORD}
    response = client.post("/admin/login", data=form, base_url="https://winback.example")
    cookie = cookies(response)["__Host-winback"]
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert page.headers["Strict-Transport-Security"]
    app.extensions["winback"].close()


def test_signing_in_again_makes_a_new_id_and_ends_the_old_one(desk: Desk, alice: Person, db: Database) -> None:
    old = desk.client.get_cookie("winback")
    desk.send("/admin/login", {"email": alice.email, "password": PASSWORD})
    new = desk.client.get_cookie("winback")
    assert old
    assert new
    assert old.value != new.value
    with db.reading() as session:
        assert len(session.scalars(sa.select(Login)).all()) == 1


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client: FlaskClient, alice: Person) -> None:
    wrong = sign_in(client, alice.email, "not my password")
    unknown = sign_in(client, "nobody@example.com", "not my password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(alice.email, "") == unknown.text.replace("nobody@example.com", "")
    assert list(wrong.headers.keys()) == list(unknown.headers.keys())


def test_a_wrong_password_and_an_unknown_account_take_the_same_time(app: Flask, alice: Person, db: Database) -> None:
    with db.writing() as session:
        session.get_one(User, alice.user.id).set_password(PASSWORD)  # as slow to check as anybody's

    def seconds(email: str) -> float:
        with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
            begun = time.process_time()  # what others do on the machine is not in it
            auth._user_with(email, "not my password")
            return time.process_time() - begun

    pairs = [(seconds(alice.email), seconds("nobody@example.com")) for _ in range(7)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    # A hash takes tens of milliseconds, a look-up less than one.
    assert unknown == pytest.approx(known, rel=0.5)


def test_guessing_one_account_is_held_back_and_let_go_after_a_quarter_hour(
    client: FlaskClient, alice: Person, settings: Settings, clock: TestClock
) -> None:
    for number in range(settings.login_attempts):
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert sign_in(client, alice.email, "a guess").status_code == 401
    held = sign_in(client, alice.email, PASSWORD)
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) <= 15 * 60 + 1
    clock.advance(minutes=16)
    assert sign_in(client, alice.email, PASSWORD).status_code == 303


def test_guessing_many_accounts_from_one_address_is_held_back(client: FlaskClient, settings: Settings) -> None:
    answers = [sign_in(client, f"someone{n}@example.com", "x").status_code for n in range(settings.login_attempts + 1)]
    assert answers == [401] * settings.login_attempts + [429]


def test_guessing_from_all_of_a_household_of_ipv6_is_held_back(client: FlaskClient, settings: Settings) -> None:
    statuses = []
    for number in range(settings.login_attempts + 1):
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{number:x}"
        statuses.append(sign_in(client, f"someone{number}@example.com", "x").status_code)
    assert statuses == [401] * settings.login_attempts + [429]


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_guessing_is_held_back_by_several_processes_together_and_after_a_restart(
    app: Flask, alice: Person, settings: Settings, clock: TestClock
) -> None:
    """Two processes that are asked at the same moments, then a third that was started since."""
    with ExitStack() as stack:
        others = [create_app(settings, clock=clock) for _ in range(2)]
        for each in others:
            stack.callback(each.extensions["winback"].close)

        def guess(number: int) -> int:
            one = others[number % 2].test_client()
            one.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
            return sign_in(one, alice.email, "a guess").status_code

        with ThreadPoolExecutor(4) as pool:
            statuses = Counter(pool.map(guess, range(settings.login_attempts + 4)))
    assert statuses == {401: settings.login_attempts, 429: 4}
    assert sign_in(app.test_client(), alice.email, PASSWORD).status_code == 429
    clock.advance(minutes=16)
    assert sign_in(app.test_client(), alice.email, PASSWORD).status_code == 303


def test_tries_that_hold_back_nobody_any_more_are_not_kept(
    client: FlaskClient, alice: Person, db: Database, clock: TestClock
) -> None:
    def kept() -> list[LoginTry]:
        with db.reading() as session:
            return list(session.scalars(sa.select(LoginTry)))

    sign_in(client, alice.email, "a guess")
    assert len(kept()) == 2
    assert not [each for each in kept() if alice.email in each.key_hash or "127.0.0.1" in each.key_hash]
    clock.advance(minutes=16)
    assert sign_in(client, alice.email, PASSWORD).status_code == 303
    assert kept() == []


@pytest.mark.parametrize("jump", [{"days": -30}, {"hours": -1}], ids=str)
def test_a_clock_that_is_put_back_locks_nobody_out(
    client: FlaskClient, alice: Person, settings: Settings, clock: TestClock, jump: dict[str, float]
) -> None:
    for _ in range(settings.login_attempts):
        sign_in(client, alice.email, "a guess")
    clock.advance(**jump)
    assert sign_in(client, alice.email, PASSWORD).status_code == 303


def test_signing_in_often_is_no_guessing(client: FlaskClient, alice: Person, settings: Settings) -> None:
    for _ in range(settings.login_attempts + 2):
        assert sign_in(client, alice.email, PASSWORD).status_code == 303
        client.delete_cookie("winback")


def test_an_overlong_password_is_refused_before_it_is_hashed(
    client: FlaskClient, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(user: User | None, password: str) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr(auth, "verify_password", never)
    assert sign_in(client, alice.email, "ä" * 2001).status_code == 401


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        ("/admin/tokens?days=7", "/admin/tokens?days=7"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/\\evil.example", "/admin/"),
        ("/admin\r\nSet-Cookie: a=b", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("", "/admin/"),
    ],
    ids=["a path of ours", "another host", "no scheme", "a backslash", "a line break", "a script", "nothing"],
)
def test_after_login_one_goes_on_to_pages_of_ours_only(
    client: FlaskClient, alice: Person, wish: str, leads_to: str
) -> None:
    assert sign_in(client, alice.email, PASSWORD, next=wish).location == leads_to


def test_a_login_ends_when_idle_and_after_a_week(desk: Desk, clock: TestClock) -> None:
    clock.advance(hours=11)
    assert desk.get("/admin/tokens").status_code == 200
    clock.advance(hours=11)
    assert desk.get("/admin/tokens").status_code == 200
    clock.advance(hours=13)
    assert desk.get("/admin/tokens").status_code == 303


def test_whoever_is_disabled_is_out_at_once(desk: Desk, alice: Person, db: Database, clock: TestClock) -> None:
    with db.writing() as session:
        session.get_one(User, alice.user.id).disabled_at = clock()
    assert desk.get("/admin/tokens").status_code == 303


def test_the_database_does_not_hold_the_cookie(alice: Person, db: Database) -> None:
    cookie = sit_down(alice).client.get_cookie("winback")
    with db.reading() as session:
        stored = session.scalars(sa.select(Login.token_hash)).all()
    assert cookie
    assert cookie.value not in stored
