"""Which form is open to whom, and what it takes from nobody."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.hosted.forms import NPS, SQLITE, chain, launch, send, state_in
from tests.server.ingest.senders import count, rows
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models import Answer, Event, Site


def test_what_was_not_signed_for_this_form_opens_nothing(
    client: FlaskClient, form: str, db: Database, shop: Site
) -> None:
    launch(db, shop, "other", [{"id": "s1", "blocks": [NPS], "next": None}])
    page = client.get(form)
    other = f"/f/{shop.key}.other"
    assert client.post(other, data={":state": state_in(page), "score": "9"}).status_code == 404
    assert client.post(form, data={":state": state_in(page)[:-2] + "xx", "score": "9"}).status_code == 404
    assert client.post(form, data={"score": "9"}).status_code == 404
    assert client.post(form, data=b"\xff\xfe").status_code == 404
    assert client.get(f"{form}?t=forged").status_code == 404
    assert client.get(f"{form}?t={'a' * 22}.{'b' * 22}").status_code == 404
    assert count(db, Event) == 0


@SQLITE
def test_no_state_whatever_is_said_fails_the_server(client: FlaskClient, form: str) -> None:
    for said in ("é", "a.é", "é.a", "😀", "\ud800", "..", ".", "====="):
        assert client.post(form, data=b":state=" + said.encode("utf-8", "surrogatepass")).status_code == 404, said


@SQLITE
def test_no_other_site_can_send_a_form_or_read_it(client: FlaskClient, form: str, db: Database) -> None:
    page = client.get(form)
    assert "Access-Control-Allow-Origin" not in page.headers
    sent = {"data": {":state": state_in(page), "score": "9"}}
    refused = client.post(form, **sent, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})
    assert refused.status_code == 403 and "open the form itself" in refused.text
    assert count(db, Event) == 0
    own = client.post(form, **sent, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})
    assert own.status_code == 200 and "Access-Control-Allow-Origin" not in own.headers


@SQLITE
def test_whoever_sends_too_much_hears_when_to_come_again_and_is_counted(
    client: FlaskClient, form: str, app: Flask
) -> None:
    service = app.extensions["winback"]
    object.__setattr__(service.settings, "rate_per_site", 1)
    page = client.get(form)
    answers = [send(client, form, page, score="9") for _ in range(3)]
    refused = next(one for one in answers if one.status_code == 429)
    assert int(refused.headers["Retry-After"]) >= 1
    assert {key.reason for key in service.recorder.tally.take(at_once=True)} == {"rate_limited"}


@SQLITE
def test_what_is_too_long_is_refused_by_name_and_before_it_is_stored(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    launch(db, shop, "long", chain(15, 1000, piped=True))
    page = client.get(f"/f/{shop.key}.long")
    sent = 0
    while (after := send(client, f"/f/{shop.key}.long", page, **{f"q{sent}": "가" * 1000})).status_code == 200:
        page, sent = after, sent + 1
    assert after.status_code == 413 and "too long" in after.text
    assert count(db, Answer) == sent > 5
    body = client.post(f"/f/{shop.key}.long", data={":state": state_in(page), "why": "x" * 70_000})
    assert body.status_code == 413 and "too long" in body.text


def test_what_no_database_keeps_is_left_out_and_a_flood_of_fields_is_no_form(
    client: FlaskClient, form: str, db: Database
) -> None:
    second = send(client, form, client.get(form), score="3")
    assert send(client, form, second, why="a\0b\ud800".encode("utf-8", "replace")).status_code == 200
    assert {answer.value for answer in rows(db, Answer)} == {3, "ab?"}
    assert client.get(f"{form}?" + "&".join(f"a{number}=1" for number in range(600))).status_code == 200
    assert client.post(form, data={f"a{number}": "1" for number in range(600)}).status_code == 404


@pytest.mark.parametrize("slug", ["ask", "wb_nobody.ask", "{key}.gone", "{key}.quiet", "{key}.ask.more", "%00"])
def test_what_has_no_page_of_its_own_is_not_open(
    client: FlaskClient, form: str, db: Database, shop: Site, slug: str
) -> None:
    launch(db, shop, "quiet", [{"id": "s1", "blocks": [NPS], "next": None}], hosted=False)
    assert client.get("/f/" + slug.format(key=shop.key)).status_code == 404


def test_a_paused_form_takes_no_answer(client: FlaskClient, form: str, alice: Person, shop: Site, db: Database) -> None:
    page = client.get(form)
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/ask/pause").status_code == 200
    assert send(client, form, page, score="9").status_code == 404
    assert count(db, Event) == 0


def test_it_opens_and_closes_when_its_schedule_says(
    client: FlaskClient, db: Database, shop: Site, clock: TestClock
) -> None:
    schedule = {"from": "2026-11-20T18:00:00Z", "to": "2026-11-20T20:00:00Z", "hours": None}
    launch(db, shop, "later", [{"id": "s1", "blocks": [NPS], "next": None}], schedule=schedule)
    form = f"/f/{shop.key}.later"
    assert client.get(form).status_code == 404
    clock.advance(hours=6)
    page = client.get(form)
    assert page.status_code == 200
    clock.advance(hours=2)
    assert client.get(form).status_code == 404
    assert send(client, form, page, score="9").status_code == 404
    assert count(db, Event) == 0


def test_a_campaign_of_no_moment_is_open_at_its_address(client: FlaskClient, db: Database, shop: Site) -> None:
    launch(db, shop, "mailed", [{"id": "s1", "blocks": [NPS], "next": None}], triggers=[])
    form = f"/f/{shop.key}.mailed"
    send(client, form, client.get(form), score="9")
    assert [answer.value for answer in rows(db, Answer)] == [9]
    assert client.get(f"/w/{shop.key}.js").status_code == 200


def test_a_step_is_sent_to_an_address_of_its_own_with_all_that_the_link_said(client: FlaskClient, form: str) -> None:
    page = client.get(f"{form}?score=3&utm=%3Cb%3E%22&:at=s9")
    assert '<form method="post" action="?score=3&amp;utm=%3Cb%3E%22&amp;:at=s1" novalidate>' in page.text
    second = client.post(f"{form}?score=3&:at=s1", data={":state": state_in(page), "score": "3"})
    assert 'action="?score=3&amp;:at=s2"' in second.text
    assert 'action="?:at=s1"' in client.get(form).text
    assert "<b>" not in client.get(f'{form}?a="><b>').text
