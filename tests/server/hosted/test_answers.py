"""What is answered on a page of its own: a GET never answers, its POST does, and a link is one person's."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.server.hosted.forms import AGREE, MAIL, NPS, SQLITE, WHY, chain, launch, send
from tests.server.ingest.senders import count, rows
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models import Answer, Event, Response, Site, Subscriber


def test_a_get_never_answers_and_a_score_in_the_link_waits_to_be_confirmed(
    client: FlaskClient, form: str, db: Database
) -> None:
    page = client.get(f"{form}?score=9")
    assert page.status_code == 200
    assert re.search(r'value="9" checked', page.text)
    assert '<button class="b primary" type="submit">Send</button>' in page.text
    for _ in range(3):
        client.get(f"{form}?score=9")
    assert count(db, Event) == 0
    done = send(client, form, page, score="9")
    assert "Thank you &lt;3" in done.text
    (answer,) = rows(db, Answer)
    assert (answer.block, answer.value) == ("score", 9)
    (response,) = rows(db, Response)
    assert response.completed_at and response.steps == ["s1"]


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
    client: FlaskClient, form: str, db: Database, alice: Person, shop: Site, clock: TestClock
) -> None:
    links = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/ask/links", json={"recipients": ["ann", "ben", "ann"]})
    assert links.status_code == 200, links.json
    ann, ben, again = (link["url"].partition("/f/")[2] for link in links.json["links"])  # type: ignore[index]
    assert ann == again != ben
    assert "ann" not in ann.partition("?")[2]
    for link, score in ((ann, "2"), (ann, "10"), (ben, "7")):
        send(client, form, client.get(f"/f/{link}"), score=score)
        clock.advance(seconds=1)
    assert sorted(answer.value for answer in rows(db, Answer)) == [7, 10]
    assert count(db, Response) == 2
    assert len(rows(db, Event, Event.name == "exposure")) == 2


@SQLITE
def test_long_answers_over_many_steps_arrive(client: FlaskClient, db: Database, shop: Site) -> None:
    launch(db, shop, "long", chain(15, 1000))
    page = client.get(f"/f/{shop.key}.long")
    for number in range(15):
        page = send(client, f"/f/{shop.key}.long", page, **{f"q{number}": "가" * 1000})
        assert page.status_code == 200, number
    assert "Thanks" in page.text and count(db, Answer) == 15


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


@SQLITE
def test_a_question_may_be_called_what_a_method_of_python_is_called(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    names = [name for name in dir(dict) if not name.startswith("_")]
    choice = {"type": "single_choice", "label": {}, "options": [{"id": "a", "text": {}}], "other": True}
    kinds = [WHY, {**AGREE, "required": True}, MAIL, choice, {**choice, "type": "multiple_choice"}]
    steps = [
        {"id": f"s{n}", "blocks": [{**kind, "id": name} for name in names], "next": None}
        for n, kind in enumerate(kinds)
    ]
    for step in steps:
        launch(db, shop, step["id"], [step])
    for step in steps:
        form = f"/f/{shop.key}.{step['id']}"
        page = client.get(form)
        assert page.status_code == 200 and "built-in" not in page.text, step["id"]
        typed = send(client, form, page, **{names[0]: "nobody"})
        assert typed.status_code in (200, 422) and "built-in" not in typed.text, step["id"]


def test_the_latest_word_counts_also_an_earlier_one_and_the_same_sent_twice_is_one(
    client: FlaskClient, form: str, db: Database, clock: TestClock
) -> None:
    page = client.get(form)
    for score in ("3", "5", "3"):  # by the browser's own way back each time
        for _ in range(2):
            clock.advance(seconds=0.01)
            second = send(client, form, page, score=score)
        assert [answer.value for answer in rows(db, Answer)] == [int(score)]
    assert len(rows(db, Event, Event.name == "answer")) == 3
    for _ in range(2):
        clock.advance(seconds=11)
        send(client, form, second, mail="ann@example.com", **{"mail:agree": "yes"})
    assert len(rows(db, Event, Event.name == "subscribe")) == len(rows(db, Event, Event.name == "response")) == 1
