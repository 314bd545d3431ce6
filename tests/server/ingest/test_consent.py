"""One decision, one record: proof of what was asked and what was answered."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import orjson
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.ingest.senders import NOON, Browser, fresh_id, rows
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import HOUR, rfc3339
from winback.db.engine import Database
from winback.models import ConsentNotice, ConsentRecord, Event, Site
from winback.privacy.consent import derive_action
from winback.privacy.proof import chain_hash, commitment, verify_chain

NOTICE = "sha256-" + "a" * 64
CONSENT_ID = "0f" * 16
YES = {"analytics": True, "personalization": True}
NO = {"analytics": False, "personalization": False}
SOME = {"analytics": True, "personalization": False}


@pytest.fixture
def browser(client: FlaskClient, shop: Site, db: Database) -> Browser:
    """On a page of the shop, which has published a notice."""
    content = {"purposes": [{"key": "analytics"}, {"key": "personalization"}], "controller": "The Shop Ltd."}
    with db.writing() as session:
        session.add(ConsentNotice(site_id=shop.id, hash=NOTICE, content=content, published_at=NOON))
    return Browser(client, shop)


def decision(purposes: Any = None, **changes: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "id": fresh_id(),
        "consent_id": CONSENT_ID,
        "visitor": None,
        "notice": NOTICE,
        "purposes": YES if purposes is None else purposes,
        "how": "click",
        "layer": 1,
        "language": "en",
        "shown_ms": 4200,
        "age_ms": 0,
        "gpc": False,
        "page": {"url": "https://shop.example/a?token=secret#x"},
        **changes,
    }


def decide(browser: Browser, said: Any, **headers: str) -> TestResponse:
    return browser.post(orjson.dumps(said), route="c", **headers)


def refused(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json", answer.data
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.status_code, answer.json["reason"]  # type: ignore[index]


@pytest.mark.parametrize("url", ["http://[", "http://ex\u2100.com/", f"https://[v1.{'a' * 3000}]/"])
def test_a_page_that_is_none_costs_neither_the_proof_nor_its_neighbours(
    browser: Browser, db: Database, url: str
) -> None:
    answer = decide(browser, decision(page={"url": url}))
    assert answer.status_code == 200
    assert rows(db, ConsentRecord)[0].payload["page"]["origin"] is None


def test_a_decision_is_recorded_and_answered_with_its_receipt(browser: Browser, db: Database) -> None:
    said = decision(SOME, visitor="8f14e45fceea167a5a36dedd4bea2543", age_ms=1000, layer=2)
    answer = decide(browser, said)
    (record,) = rows(db, ConsentRecord)
    assert answer.status_code == 200
    assert answer.json == {
        "receipt": {
            "id": said["id"],
            "consent_id": CONSENT_ID,
            "recorded_at": rfc3339(NOON),
            "hash": record.hash,
        }
    }
    assert (record.seq, record.action, record.purposes, record.notice) == (1, "custom", SOME, NOTICE)
    assert record.payload["page"] == {"origin": "https://shop.example", "path": "/a"}
    assert (record.payload["decided_at"], record.payload["layer"]) == (NOON - 1000, 2)
    assert record.commitment == commitment(record.payload, record.salt)
    assert record.hash == chain_hash("0" * 64, 1, record.commitment)


def test_what_the_server_knows_better_is_ignored_and_nothing_of_the_machine_is_kept(
    browser: Browser, db: Database
) -> None:
    forged = {"recorded_at": "1999-01-01T00:00:00Z", "ip": "1.2.3.0", "actor": "user", "action": "reject_all", "seq": 9}
    agent = "A browser that nobody else has"
    answer = decide(browser, decision(**forged), User_Agent=agent)
    assert answer.status_code == 200
    (record,) = rows(db, ConsentRecord)
    kept = {column.name: getattr(record, column.name) for column in ConsentRecord.__table__.columns}
    assert (record.action, record.seq, record.recorded_at) == ("accept_all", 1, NOON)
    for secret in ("1999", "1.2.3.0", "127.0.0.1", agent, "token", "secret"):
        assert secret not in str(kept)


def test_the_same_id_gets_the_same_receipt(browser: Browser, db: Database, clock: TestClock) -> None:
    said = decision()
    first = decide(browser, said)
    clock.advance(hours=1)
    assert decide(browser, {**said, "purposes": NO}).json == first.json
    assert [record.purposes for record in rows(db, ConsentRecord)] == [YES]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"notice": "sha256-" + "b" * 64}, "notice"),
        ({"notice": None}, "notice"),
        ({"purposes": {"analytics": True}}, "purposes"),
        ({"purposes": {**YES, "marketing": True}}, "purposes"),
        ({"purposes": {"necessary": False}}, "purposes"),
        ({"purposes": ["analytics"]}, "purposes"),
        ({"purposes": {**YES, "analytics": 1}}, "purposes[...]"),
        ({"purposes": {**YES, "analytics": "true"}}, "purposes[...]"),
        ({"purposes": {**YES, "analytics": None}}, "purposes[...]"),
        ({"id": "x"}, "id"),
        ({"consent_id": "x"}, "consent_id"),
        ({"visitor": ""}, "visitor"),
        ({"how": "magic"}, "how"),
        ({"layer": 3}, "layer"),
        ({"v": 2}, "v"),
        ({"page": {}}, "page.url"),
        ({"shown_ms": -1}, "shown_ms"),
    ],
    ids=str,
)
def test_a_decision_about_something_else_is_refused(
    browser: Browser, db: Database, changes: dict[str, Any], path: str
) -> None:
    answer = decide(browser, decision(**changes))
    assert refused(answer) == (422, "bad_envelope")
    assert answer.json["errors"][0]["path"] == path  # type: ignore[index]
    assert rows(db, ConsentRecord) == []


def test_another_sites_notice_is_unknown(browser: Browser, elsewhere: Site, client: FlaskClient) -> None:
    theirs = Browser(client, elsewhere, headers={**browser.headers, "Origin": "https://charlie.example"})
    assert refused(decide(theirs, decision())) == (422, "bad_envelope")


def test_the_first_guards_are_those_of_events(browser: Browser) -> None:
    body = orjson.dumps(decision())
    assert refused(browser.post(body, route="c", Content_Type="a/b")) == (415, "bad_type")
    assert refused(browser.post(body, route="c", key="x")) == (404, "bad_key")
    assert refused(browser.post(body, route="c", Origin="https://evil.example")) == (403, "origin_refused")
    assert refused(browser.post(b"{", route="c")) == (400, "bad_json")
    assert refused(browser.post(body + b" " * 65536, route="c")) == (413, "too_large")


def test_neither_bots_nor_busy_pages_lose_a_decision(browser: Browser, app: Flask, db: Database) -> None:
    object.__setattr__(app.extensions["winback"].settings, "rate_per_address", 1)
    object.__setattr__(app.extensions["winback"].settings, "rate_per_site", 1)
    for _ in range(3):
        browser.send({})
    assert browser.send({}).status_code == 429
    assert decide(browser, decision(), User_Agent="Googlebot/2.1").status_code == 200
    assert len(rows(db, ConsentRecord)) == 1
    assert rows(db, Event) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("header", "said", "is_signal"),
    [
        ("1", False, True),
        (None, True, True),
        (None, False, False),
        ("0", False, False),
        ("true", False, False),
        ("1, 1", False, False),
        ("yes", False, False),
        ("10", False, False),
    ],
)
def test_the_privacy_signal_counts_where_it_is_exactly_1(
    browser: Browser, db: Database, header: str | None, said: bool, is_signal: bool
) -> None:
    headers = {"Sec_GPC": header} if header else {}
    assert decide(browser, decision(gpc=said), **headers).status_code == 200
    (record,) = rows(db, ConsentRecord)
    assert record.payload["gpc"] is is_signal
    assert record.action == "accept_all"  # a signal is kept beside a decision and is none itself


@pytest.mark.parametrize(
    ("before", "purposes", "how", "action"),
    [
        (None, YES, "click", "accept_all"),
        (None, NO, "click", "reject_all"),
        (None, SOME, "keyboard", "custom"),
        (None, NO, "gpc", "gpc"),
        (YES, YES, "click", "renew"),
        (NO, NO, "click", "renew"),
        (YES, SOME, "click", "withdraw"),
        (YES, NO, "api", "withdraw"),
        (SOME, NO, "click", "withdraw"),
        (SOME, YES, "click", "accept_all"),
        (NO, SOME, "click", "custom"),
        ({"analytics": False, "personalization": True}, SOME, "click", "custom"),
    ],
)
def test_what_a_decision_amounts_to(
    before: dict[str, bool] | None, purposes: dict[str, bool], how: str, action: str
) -> None:
    assert derive_action(how, purposes, before) == action


def test_a_withdrawal_is_seen_by_what_the_same_browser_said_before(browser: Browser, db: Database) -> None:
    decide(browser, decision(YES))
    decide(browser, decision(NO, consent_id="1a" * 16))
    decide(browser, decision(NO))
    decide(browser, decision(NO))
    records = sorted(rows(db, ConsentRecord), key=lambda record: record.seq)
    assert [record.action for record in records] == ["accept_all", "reject_all", "withdraw", "renew"]


# ---- the chain ----


def test_decisions_at_once_make_one_whole_chain(browser: Browser, db: Database, app: Flask) -> None:
    gate = threading.Barrier(12)

    def one(_: int) -> int:
        gate.wait(20)
        return Browser(app.test_client(), browser.site).post(orjson.dumps(decision()), route="c").status_code

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(one, range(12))) == [200] * 12
    with db.reading() as session:
        assert verify_chain(session, browser.site.id) is None
        assert sorted(session.scalars(sa.select(ConsentRecord.seq))) == list(range(1, 13))


TAMPERED = {
    "another decision": "UPDATE consent_record SET action = 'reject_all' WHERE seq = 2",
    "other purposes": 'UPDATE consent_record SET purposes = \'{"analytics": false, "personalization": false}\' WHERE seq = 2',
    "another time": "UPDATE consent_record SET recorded_at = recorded_at - 1 WHERE seq = 2",
    "another payload": "UPDATE consent_record SET payload = '{}' WHERE seq = 2",
    "another salt": "UPDATE consent_record SET salt = 'x' WHERE seq = 2",
    "no salt": "UPDATE consent_record SET salt = NULL WHERE seq = 2",
    "another hash": "UPDATE consent_record SET hash = 'x' WHERE seq = 2",
    "another chain": "UPDATE consent_record SET previous_hash = 'x' WHERE seq = 2",
    "a missing record": "DELETE FROM consent_record WHERE seq = 2",
    "another place": "UPDATE consent_record SET seq = 9 WHERE seq = 2",
}


@pytest.fixture
def three(browser: Browser, db: Database) -> Database:
    for _ in range(3):
        assert decide(browser, decision()).status_code == 200
    return db


def test_a_decision_from_before_its_visitor_was_erased_is_nobodys(
    browser: Browser, alice: Person, db: Database, clock: TestClock
) -> None:
    assert alice.api.delete(f"/api/v1/sites/{browser.site.id}/visitors/{browser.visitor}").status_code == 204
    clock.advance(hours=1)
    late, new = (decision(visitor=browser.visitor, age_ms=age) for age in (HOUR, HOUR - 1))
    for said in (late, new):
        assert decide(browser, said).status_code == 200
    known = {str(row.id): (row.visitor, row.payload["visitor"]) for row in rows(db, ConsentRecord)}
    assert known == {late["id"]: (None, None), new["id"]: (UUID(browser.visitor), browser.visitor)}
    with db.reading() as session:
        assert verify_chain(session, browser.site.id) is None


def without_guard(db: Database, statement: str) -> None:
    """As somebody with the database in their hands would do it."""
    tables = " ON consent_record" if not db.is_sqlite else ""
    with db.gate(), db.write_engine.begin() as connection:
        for trigger in ("consent_record_update", "consent_record_delete"):
            connection.execute(sa.text(f"DROP TRIGGER {trigger}{tables}"))
        connection.exec_driver_sql(statement)


def test_a_whole_chain_is_whole(three: Database, shop: Site, elsewhere: Site) -> None:
    with three.reading() as session:
        assert verify_chain(session, shop.id) is None
        assert verify_chain(session, elsewhere.id) is None


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found_where_it_happened(three: Database, shop: Site, what: str) -> None:
    without_guard(three, TAMPERED[what])
    with three.reading() as session:
        assert verify_chain(session, shop.id) == 2


def test_a_record_that_is_whole_in_itself_must_still_hang_on_the_one_before(three: Database, shop: Site) -> None:
    """Written anew with everything right but its place: as after the record before it was swapped."""
    (record,) = rows(three, ConsentRecord, ConsentRecord.seq == 2)
    forged = chain_hash("f" * 64, 2, record.commitment)
    without_guard(three, f"UPDATE consent_record SET previous_hash = '{'f' * 64}', hash = '{forged}' WHERE seq = 2")
    with three.reading() as session:
        assert verify_chain(session, shop.id) == 2


def test_erasing_payload_and_salt_leaves_the_chain_whole(three: Database, shop: Site) -> None:
    with three.writing() as session:
        session.execute(
            sa.update(ConsentRecord).where(ConsentRecord.seq == 2).values(payload=None, salt=None, visitor=None)
        )
    with three.reading() as session:
        assert verify_chain(session, shop.id) is None
