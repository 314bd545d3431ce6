"""One's own password, changed by oneself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.server.admin.desk import Desk, sit_down
from tests.server.admin.test_login import sign_in
from tests.support.cast import PASSWORD, Person
from winback.db.engine import Database
from winback.models import Login

FORM = {"current": PASSWORD, "new": "another long password", "again": "another long password"}


def test_a_new_password_opens_and_the_old_one_no_more(desk: Desk, alice: Person, bob: Person, db: Database) -> None:
    elsewhere, of_bob = sit_down(alice), sit_down(bob)
    answer = desk.send("/admin/account/password", FORM)
    assert (answer.status_code, answer.location) == (303, "/admin/account")
    assert "Your password is changed." in desk.get("/admin/account").text
    assert elsewhere.get("/admin/account").status_code == 303, "other browsers are signed out"
    assert of_bob.get("/admin/account").status_code == 200
    assert alice.api.get("/api/v1/sites").status_code == 200, "tokens stay"
    client = alice.app.test_client()
    assert sign_in(client, alice.email, PASSWORD).status_code == 401
    assert sign_in(client, alice.email, FORM["new"]).status_code == 303


WRONG = {
    "the password until now is another": ({"current": "not my password"}, "This is not your password."),
    "the new one is too short": ({"new": "short", "again": "short"}, "At least 10 characters."),
    "the new one is too long": ({"new": "x" * 1001, "again": "x" * 1001}, "At least 10 characters."),
    "they differ": ({"again": "another long passwort"}, "These are two different passwords."),
}


@pytest.mark.parametrize(("change", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_nothing_changes(
    desk: Desk, alice: Person, db: Database, change: dict[str, str], says: str
) -> None:
    elsewhere = sit_down(alice)
    answer = desk.send("/admin/account/password", FORM | change)
    assert answer.status_code == 422
    assert says in answer.text
    assert "another long" not in answer.text
    assert elsewhere.get("/admin/account").status_code == 200
    assert sign_in(alice.app.test_client(), alice.email, PASSWORD).status_code == 303


def test_a_stolen_cookie_cannot_guess_the_password(desk: Desk, alice: Person, db: Database) -> None:
    statuses = [desk.send("/admin/account/password", FORM | {"current": f"guess {n}"}).status_code for n in range(11)]
    assert statuses == [422] * 10 + [429]
    assert desk.send("/admin/account/password", FORM).status_code == 429
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Login)) == 1


def test_strangers_who_guess_do_not_keep_the_owner_from_a_new_password(desk: Desk, alice: Person) -> None:
    somewhere = alice.app.test_client()
    somewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    statuses = [sign_in(somewhere, alice.email, f"guess {n}").status_code for n in range(11)]
    assert statuses == [401] * 10 + [429]
    assert desk.send("/admin/account/password", FORM).status_code == 303


def test_nobody_gets_there_without_signing_in(alice: Person) -> None:
    client = alice.app.test_client()
    assert client.get("/admin/account").location == "/admin/login?next=/admin/account"
