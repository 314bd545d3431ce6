"""Who asks for what is not there: the database is hardly asked, and who guesses on and on is told to wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.server.api.library import uploaded
from tests.server.ingest.senders import Browser, accepted, reasons, refused_as, told
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.assets import content_hash
from winback.db.engine import Database
from winback.ids import new_site_key
from winback.ingest.strangers import MOST_MISSES
from winback.models import Site

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACES = ["/w/{}.js", "/w/{}.json", "/w/{}/live", "/w/{}/facts"]
HERE, THERE = "203.0.113.7", "203.0.113.8"


@contextmanager
def looks(db: Database) -> Iterator[list[str]]:
    """The statements that read from the database meanwhile."""
    seen: list[str] = []

    def note(connection: sa.Connection, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    sa.event.listen(db.read_engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.read_engine, "before_cursor_execute", note)


def guess(client: FlaskClient, path: str, peer: str = HERE) -> int:
    return client.get(path, environ_base={"REMOTE_ADDR": peer}).status_code


@pytest.mark.parametrize("place", PLACES)
def test_a_key_of_nobody_is_looked_for_once(client: FlaskClient, db: Database, place: str) -> None:
    key = new_site_key()
    with looks(db) as seen:
        for _ in range(100):
            assert guess(client, place.format(key)) == 200
    assert 1 <= len(seen) <= 10, "once, and again after two seconds where the machine is so slow"


def test_events_for_a_key_of_nobody_are_refused_without_a_look(browser: Browser, db: Database) -> None:
    key = new_site_key()
    with looks(db) as seen:
        for _ in range(100):
            assert refused_as(browser.post(b"{}", key=key)) == "unknown_site"
    assert 1 <= len(seen) <= 10


def test_a_form_of_nobody_is_looked_for_once(client: FlaskClient, db: Database) -> None:
    path = f"/f/{new_site_key()}.ask"
    with looks(db) as seen:
        for _ in range(100):
            assert guess(client, path) == 404
    assert 1 <= len(seen) <= 10


def test_a_file_of_no_script_is_looked_for_once(client: FlaskClient, db: Database) -> None:
    path = f"/w/c/{content_hash(b'nobody')}.js"
    with looks(db) as seen:
        for _ in range(100):
            assert guess(client, path) == 404
    assert 1 <= len(seen) <= 10


def test_who_guesses_on_waits_and_holds_up_nobody_else(
    client: FlaskClient, browser: Browser, db: Database, shop: Site, clock: TestClock
) -> None:
    assert guess(client, f"/w/{shop.key}.js") == 200
    statuses = [guess(client, f"/w/{new_site_key()}.js") for _ in range(MOST_MISSES + 1)]
    assert set(statuses) == {200}
    with looks(db) as seen:
        assert {guess(client, f"/w/{new_site_key()}.js") for _ in range(20)} == {429}
        assert {guess(client, f"/w/{new_site_key()}/live") for _ in range(20)} == {429}
        form = f"/f/{new_site_key()}.ask"
        told = [client.open(form, method=method, environ_base={"REMOTE_ADDR": HERE}) for method in ("GET", "POST")]
        assert {(one.status_code, one.mimetype) for one in told} == {(429, "text/html")}
        assert all(int(one.headers["Retry-After"]) >= 1 for one in told)
        assert {guess(client, f"/w/c/{content_hash(bytes([each]))}.js") for each in range(20)} == {429}
    assert seen == []
    assert guess(client, f"/w/{shop.key}.js") == 200, "what is known costs nothing"
    assert guess(client, f"/w/{new_site_key()}.js", THERE) == 200
    clock.advance(minutes=1)
    assert guess(client, f"/w/{new_site_key()}.js") == 200


def test_who_guesses_pictures_waits_and_still_sees_those_of_the_page(
    client: FlaskClient, alice: Person, db: Database, shop: Site
) -> None:
    made = uploaded(alice, f"/api/v1/sites/{shop.id}/media")
    first = "/w/m/" + made["files"][0]["url"].rpartition("/")[2]
    assert guess(client, first, THERE) == 200
    statuses = [guess(client, f"/w/m/{number:032x}-480.webp") for number in range(MOST_MISSES + 1)]
    assert set(statuses) == {404}
    with looks(db) as seen:
        assert {guess(client, f"/w/m/{number:032x}-480.webp") for number in range(99, 119)} == {429}
    assert seen == []
    assert guess(client, first) == 200


def test_who_guesses_keys_by_sending_waits_too(browser: Browser, clock: TestClock) -> None:
    answers = [browser.post(b"{}", key=new_site_key()) for _ in range(MOST_MISSES + 2)]
    assert {refused_as(answer) for answer in answers[:-1]} == {"unknown_site"}
    assert refused_as(answers[-1]) == "rate_limited"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert {refused_as(browser.post(b"x" * 70_000, key=new_site_key())) for _ in range(3)} == {"too_large"}
    clock.advance(minutes=1)
    assert refused_as(browser.post(b"{}", key=new_site_key())) == "unknown_site"
    answer = browser.send(told("page_view"))
    assert (accepted(answer), reasons(answer)) == (1, [])
