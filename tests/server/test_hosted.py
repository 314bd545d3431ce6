"""A campaign as a page of its own: a GET shows it and never answers, its POST does, and a link is one person's."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.ingest.senders import NOON, content, count, rows
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models import Answer, Campaign, Event, Response, Site, Subscriber

NPS = {
    "id": "score",
    "type": "nps",
    "label": {"en": "How likely?", "ko": "추천 의향은?"},
    "low": {},
    "high": {},
    "required": True,
}
WHY = {"id": "why", "type": "open_text", "label": {"en": "Why {{answer.score|that}}?"}, "max": 200}
MAIL = {
    "id": "mail",
    "type": "email",
    "label": {"en": "Email"},
    "consent_text": {"en": "Send me news."},
    "lists": ["news"],
}
AGREE = {"id": "agree", "type": "consent", "label": {"en": "Keep my size."}, "required": False}
THANKS = {"id": "h", "type": "heading", "text": {"en": "Thank you <3"}}


@pytest.fixture
def form(db: Database, shop: Site) -> str:
    """Live: a score, then why (only below nine), then thanks. Its address."""
    steps = [
        {
            "id": "s1",
            "blocks": [NPS],
            "next": "s2",
            "logic": [{"when": {"fact": "answer.score", "op": "gte", "value": 9}, "then": [{"jump": "s3"}]}],
        },
        {"id": "s2", "blocks": [WHY, MAIL, AGREE], "next": "s3"},
        {"id": "s3", "blocks": [THANKS], "next": None},
    ]
    launch(db, shop, "ask", steps)
    return f"/f/{shop.key}.ask"


def launch(db: Database, shop: Site, slug: str, steps: list[Any], *, hosted: bool = True, **parts: Any) -> None:
    made = content()
    variant = {"format": "popup", "theme": {}, "steps": steps}
    made |= {"variants": {"a": variant, "b": variant}, "hosted": hosted, "languages": ["en", "ko"]} | parts
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        campaign = Campaign(
            site=site, slug=slug, name=slug, content=made, epochs=[], version=0, created_at=1, updated_at=1
        )
        session.add(campaign)
        session.flush()
        campaign.launch(None, NOON)


def state_in(page: TestResponse) -> str:
    found = re.search(r'name=":state" value="([^"]+)"', page.text)
    assert found, page.text
    return html.unescape(found[1])


def send(client: FlaskClient, form: str, page: TestResponse, **answers: Any) -> TestResponse:
    return client.post(form, data={":state": state_in(page), ":lang": "en", **answers})


def test_a_get_never_answers_and_a_score_in_the_link_waits_to_be_confirmed(
    client: FlaskClient, form: str, db: Database
) -> None:
    page = client.get(f"{form}?score=9")
    assert page.status_code == 200
    assert re.search(r'value="9" checked', page.text)
    assert '<button type="submit">Send</button>' in page.text
    for _ in range(3):
        client.get(f"{form}?score=9")
    assert count(db, Event) == 0
    done = send(client, form, page, score="9")
    assert "Thank you &lt;3" in done.text
    (answer,) = rows(db, Answer)
    assert (answer.block, answer.value) == ("score", 9)
    (response,) = rows(db, Response)
    assert response.completed_at and response.steps == ["s1"]


def test_its_policy_lets_nothing_run_and_nobody_frame_it(client: FlaskClient, form: str) -> None:
    page = client.get(form)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert "<script" not in page.text and "style=" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get("/f/style.css").headers["Content-Type"].startswith("text/css")


def test_earlier_answers_lead_and_are_piped_as_text(client: FlaskClient, form: str, db: Database) -> None:
    second = send(client, form, client.get(form), score="3")
    assert "Why 3?" in second.text
    wrong = send(client, form, second, mail="nobody")
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    done = send(
        client, form, second, why="<b>late</b>", mail="ann@example.com", **{"mail:agree": "yes", "agree": "yes"}
    )
    assert done.status_code == 200
    kept = {answer.block: answer.value for answer in rows(db, Answer)}
    assert (kept["score"], kept["why"], kept["agree"]["text"]) == (3, "<b>late</b>", "Keep my size.")
    (subscriber,) = rows(db, Subscriber)
    assert (subscriber.email, subscriber.consent_text) == ("ann@example.com", "Send me news.")
    (response,) = rows(db, Response)
    assert response.steps == ["s1", "s2"] and response.completed_at


@pytest.mark.parametrize("said", ["", "11", "-1", "nine", "９"], ids=["nothing", "eleven", "less", "a word", "wide"])
def test_what_is_no_score_is_said_beside_it(client: FlaskClient, form: str, db: Database, said: str) -> None:
    answer = send(client, form, client.get(form), score=said)
    assert answer.status_code == 422
    assert count(db, Event) == 0


def test_a_link_is_one_persons_and_their_latest_word_counts(
    client: FlaskClient, form: str, db: Database, alice: Person, shop: Site
) -> None:
    links = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/ask/links", json={"recipients": ["ann", "ben", "ann"]})
    assert links.status_code == 200, links.json
    ann, ben, again = (link["url"].partition("/f/")[2] for link in links.json["links"])  # type: ignore[index]
    assert ann == again != ben
    assert "ann" not in ann.partition("?")[2]
    for link, score in ((ann, "2"), (ann, "10"), (ben, "7")):
        send(client, form, client.get(f"/f/{link}"), score=score)
    assert sorted(answer.value for answer in rows(db, Answer)) == [7, 10]
    assert count(db, Response) == 2
    assert len(rows(db, Event, Event.name == "exposure")) == 2


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


SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # for what no database decides


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


def chain(steps: int, most: int, *, piped: bool = False) -> list[Any]:
    """So many steps, each with a question of so many letters; the last one names them all."""
    said = " ".join(f"{{{{answer.q{n}}}}}" for n in range(steps)) if piped else "Thanks"
    asks = [{"id": f"q{n}", "type": "open_text", "label": {"en": f"Why {n}?"}, "max": most} for n in range(steps)]
    made = [{"id": f"s{n}", "blocks": [ask], "next": f"s{n + 1}"} for n, ask in enumerate(asks)]
    return [*made, {"id": f"s{steps}", "blocks": [{"id": "h", "type": "heading", "text": {"en": said}}], "next": None}]


@SQLITE
def test_long_answers_over_many_steps_arrive(client: FlaskClient, db: Database, shop: Site) -> None:
    launch(db, shop, "long", chain(15, 1000))
    page = client.get(f"/f/{shop.key}.long")
    for number in range(15):
        page = send(client, f"/f/{shop.key}.long", page, **{f"q{number}": "가" * 1000})
        assert page.status_code == 200, number
    assert "Thanks" in page.text and count(db, Answer) == 15


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


def test_it_speaks_the_language_of_the_link_or_of_the_browser(client: FlaskClient, form: str) -> None:
    assert "추천 의향은?" in client.get(f"{form}?lang=ko").text
    assert "추천 의향은?" in client.get(form, headers={"Accept-Language": "ko-KR,en;q=0.5"}).text
    assert '<html lang="en" dir="ltr">' in client.get(form, headers={"Accept-Language": "fr"}).text


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


@SQLITE
def test_what_the_logic_requires_must_be_answered(client: FlaskClient, db: Database, shop: Site) -> None:
    bad = {"fact": "answer.score", "op": "lt", "value": 7}
    steps = [
        {
            "id": "s1",
            "blocks": [NPS, {**WHY, "id": "now"}],
            "next": "s2",
            "logic": [{"when": bad, "then": [{"require": "now"}, {"require": "why"}]}],
        },
        {"id": "s2", "blocks": [WHY], "next": None},
    ]
    launch(db, shop, "must", steps)
    form = f"/f/{shop.key}.must"
    page = client.get(form)
    assert send(client, form, page, score="3").status_code == 422
    second = send(client, form, page, score="3", now="slow")
    assert 'aria-required="true"' in second.text
    assert send(client, form, second).status_code == 422
    assert send(client, form, second, why="late").status_code == 200
    assert send(client, form, send(client, form, page, score="9")).status_code == 200


def test_lines_count_once_and_ticks_stay_and_only_a_tick_agrees(client: FlaskClient, form: str, db: Database) -> None:
    second = send(client, form, client.get(form), score="3")
    lines = "a\r\n" * 99 + "ab"  # 200 characters as the page counts them
    mail = {"why": lines, "mail": "ann@example.com"}
    assert send(client, form, second, **mail, **{"mail:agree": "no"}).status_code == 422
    assert send(client, form, second, agree="no").status_code == 422
    again = send(client, form, second, why="x" * 201, mail="ann@example.com", agree="yes", **{"mail:agree": "yes"})
    assert again.status_code == 422 and again.text.count(" checked") == 2
    assert send(client, form, second, **mail, **{"mail:agree": "yes"}).status_code == 200
    assert {answer.value for answer in rows(db, Answer, Answer.block == "why")} == {lines.replace("\r\n", "\n")}


@SQLITE
def test_a_question_may_have_any_name(client: FlaskClient, db: Database, shop: Site) -> None:
    blocks = [{**WHY, "id": name, "label": {"en": name}} for name in ("state", "lang")]
    launch(db, shop, "named", [{"id": "s1", "blocks": blocks, "next": None}])
    form = f"/f/{shop.key}.named"
    assert send(client, form, client.get(form), state="Texas", lang="ko").status_code == 200
    assert {answer.block: answer.value for answer in rows(db, Answer)} == {"state": "Texas", "lang": "ko"}


def test_it_shows_the_first_arm_that_visitors_get_on_either_database(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    def said(text: str) -> dict[str, Any]:
        return {
            "format": "popup",
            "theme": {},
            "steps": [{"id": "s1", "blocks": [{**WHY, "label": {"en": text}}], "next": None}],
        }

    variants = {"none": said("Nobody"), "second": said("Second"), "first-one": said("First")}
    arms = [{"id": "none", "weight": 0}, {"id": "first-one", "weight": 0.5}, {"id": "second", "weight": 0.5}]
    experiment = {**content()["experiment"], "arms": arms}
    launch(db, shop, "arms", chain(1, 10), experiment=experiment, variants=variants)
    assert "First" in client.get(f"/f/{shop.key}.arms").text


def test_what_the_link_says_for_hidden_fields_is_kept_with_the_answers_and_stands_in_texts(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    came = {"id": "came", "type": "hidden", "source": "url", "name": "utm_campaign"}
    plan = {"id": "plan", "type": "hidden", "source": "variable", "name": "plan"}
    hello = {"id": "hi", "type": "heading", "text": {"en": "Hello, {{answer.came|friend}}"}}
    steps = [
        {"id": "s1", "blocks": [hello, NPS, plan], "next": "s2"},
        {"id": "s2", "blocks": [{**WHY, "label": hello["text"]}, came], "next": None},
    ]
    launch(db, shop, "ask", steps)
    form = f"/f/{shop.key}.ask"
    assert "Hello, friend" in client.get(form).text
    page = client.get(f"{form}?utm_campaign=%3Cb%3E%0A{'x' * 300}&plan=gold")
    assert f"Hello, &lt;b&gt; {'x' * 196}<" in page.text
    second = send(client, form, page, score="3", came="forged", plan="forged")
    assert "Hello, &lt;b&gt; xxx" in second.text
    send(client, form, second, why="late", came="forged")
    kept = {answer.block: (answer.kind, answer.value) for answer in rows(db, Answer)}
    assert kept == {"score": ("nps", 3), "why": ("open_text", "late"), "came": ("hidden", f"<b> {'x' * 196}")}
