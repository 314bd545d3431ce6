"""Ways through a form: back to a step as it was left, by a leap to another, how far it is, and what is sent twice."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.hosted.forms import MAIL, NPS, SQLITE, THANKS, WHY, launch, send
from tests.server.ingest.senders import count, rows
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models import Answer, Event, Response, Site
from winback.rules.logic import run
from winback.web.hosted import moves
from winback.web.hosted.links import State
from winback.web.hosted.progress import progress
from winback.web.hosted.shuffle import options_of

Json = dict[str, Any]


def button(name: str, action: str, text: str) -> Json:
    return {"id": name, "type": "button", "action": action, "style": "link", "text": {"en": text}}


BACK, NEXT, SKIP = button("back", "back", "Back"), button("on", "next", "Go on"), button("skip", "goto:s3", "Skip")
WORDS = {**WHY, "id": "words", "label": {"en": "Words for {{answer.score|it}}"}, "required": False}


def counted(variable: str, by: int) -> Json:
    return {"when": None, "then": [{"calculate": variable, "op": "add", "value": by}]}


@pytest.fixture
def form(db: Database, shop: Site) -> str:
    said = {"id": "h", "type": "heading", "text": {"en": "{{variable.points|none}} points"}}
    steps = [
        {"id": "s1", "blocks": [NPS, NEXT, SKIP], "next": "s2", "logic": [counted("points", 1)]},
        {"id": "s2", "blocks": [WORDS, MAIL, BACK, NEXT], "next": "s3", "logic": [counted("points", 10)]},
        {"id": "s3", "blocks": [said, BACK], "next": None},
    ]
    launch(db, shop, "ways", steps)
    return f"/f/{shop.key}.ways"


def press(client: FlaskClient, form: str, page: TestResponse, name: str, **answers: Any) -> TestResponse:
    return send(client, form, page, **{":press": name, **answers})


def test_the_way_back_leads_to_a_step_as_it_was_left(
    client: FlaskClient, form: str, db: Database, clock: TestClock
) -> None:
    first = client.get(form)
    assert 'value="back"' not in first.text, "there is nothing behind the first step"
    second = press(client, form, first, "on", score="3")
    assert "Words for 3" in second.text
    assert re.findall(r'<button class="b [^>]*value="(\w+)"', second.text) == ["back", "on"], "no way on beside its own"
    assert second.text.count('<button class="b ') == 2
    again = press(client, form, second, "back", words="not sent")
    assert re.search(r'value="3"[^>]* checked', again.text)
    assert count(db, Answer) == 1, "what was typed into the step that was left is nobody's answer"
    clock.advance(seconds=1)
    second = press(client, form, again, "on", score="8")
    assert "Words for 8" in second.text and "not sent" not in second.text
    agreed = {"mail": "ann@example.com", "mail:agree": "yes"}
    last = press(client, form, second, "on", words="<i>fine</i>", **agreed)
    assert "11 points" in last.text, "what was calculated on the way that was taken back is forgotten"
    third = press(client, form, last, "back")
    assert "&lt;i&gt;fine&lt;/i&gt;" in third.text and 'value="ann@example.com"' in third.text
    assert re.search(r'name="mail:agree" value="yes"[^>]* checked', third.text)
    clock.advance(seconds=1)
    press(client, form, third, "on", words="better", **agreed)
    assert {answer.block: answer.value for answer in rows(db, Answer)} == {"score": 8, "words": "better"}
    (response,) = rows(db, Response)
    assert response.steps == ["s1", "s2"] and response.completed_at
    assert len(rows(db, Event, Event.name == "exposure")) == 1


def test_a_leap_answers_nothing_and_is_told_as_a_click(client: FlaskClient, form: str, db: Database) -> None:
    last = press(client, form, client.get(form), "skip", score="3")
    assert "none points" in last.text
    assert count(db, Answer) == 0
    told = {event.name: event.properties for event in rows(db, Event)}
    assert (told["click"]["block"], told["click"]["action"]) == ("skip", "goto:s3")
    assert told["response"]["path"] == ["s1"]
    assert re.search(r'value="3"(?! checked)', press(client, form, last, "back").text)


@SQLITE
@pytest.mark.parametrize("name", ["none", "back", "s2", "score", "x" * 2000])
def test_a_button_that_the_step_has_not_is_pressed_in_vain(
    client: FlaskClient, form: str, db: Database, name: str
) -> None:
    page = client.get(form)
    answer = press(client, form, page, name, score="3")
    assert answer.status_code == 200
    assert "Words for 3" in answer.text


@SQLITE
def test_what_is_sent_twice_within_a_moment_is_stored_once(
    client: FlaskClient, form: str, db: Database, clock: TestClock
) -> None:
    page = client.get(form)
    for _ in range(3):
        press(client, form, page, "on", score="3")
    assert {event.name for event in rows(db, Event)} == {"exposure", "impression", "click", "answer"}
    assert count(db, Event) == 4
    clock.advance(minutes=1)
    press(client, form, page, "on", score="9")
    assert [answer.value for answer in rows(db, Answer)] == [9], "later the same page may say something else"


def asks(name: str, leads_to: str | None, *more: Json, logic: Any = ()) -> Json:
    blocks = [{"id": f"bar-{name}", "type": "progress"}, {**NPS, "id": name}, *more]
    return {"id": name, "blocks": blocks, "next": leads_to, "logic": list(logic)}


LEAP = {"when": {"fact": "answer.one", "op": "gte", "value": 4}, "then": [{"jump": "three"}]}
SURVEY = [
    asks("one", "two", logic=[LEAP]),
    asks("two", "three"),
    asks("three", "four"),
    asks("four", "thanks"),
    {"id": "thanks", "blocks": [THANKS, button("more", "goto:extra", "More")], "next": None},
    asks("extra", None),
]


@pytest.mark.parametrize(
    ("path", "share"),
    [
        (["one"], 0),
        (["one", "three"], 25),
        (["one", "two", "three"], 40),
        (["one", "three", "four", "thanks"], 75),
        (["one", "three", "four", "thanks", "extra"], 75),
        (["one", "two", "one"], 17),
    ],
    ids=["the beginning", "a shorter way", "the longer", "what a button may still add", "that", "back again"],
)
def test_it_goes_by_the_longest_way_that_may_lie_ahead(path: list[str], share: int) -> None:
    assert progress(SURVEY, path) == share


def test_progress_is_never_taken_back(client: FlaskClient, db: Database, shop: Site) -> None:
    steps = [asks("one", "two"), asks("two", "three", BACK), asks("three", None, BACK)]
    launch(db, shop, "far", steps)
    form = f"/f/{shop.key}.far"

    def share(page: TestResponse) -> int:
        found = re.search(r'<progress max="100" value="(\d+)" aria-label="Progress">', page.text)
        assert found, page.text
        return int(found[1])

    first = client.get(form)
    second = send(client, form, first, one="3")
    third = send(client, form, second, two="3")
    back = press(client, form, third, "back")
    assert [share(page) for page in (first, second, third, back)] == [0, 33, 67, 67]


def test_options_stand_in_an_order_by_chance_that_stays() -> None:
    options = [{"id": f"o{n}", "text": {"en": str(n)}} for n in range(5)]
    block = {"id": "why", "type": "single_choice", "options": options}
    assert options_of(block, "1") == options
    orders = {str(n): options_of({**block, "shuffle": True}, str(n)) for n in range(30)}
    assert len({tuple(one["id"] for one in order) for order in orders.values()}) > 20
    assert all(orders[name] == options_of({**block, "shuffle": True}, name) for name in orders)
    firsts = [order[0]["id"] for order in orders.values()]
    assert set(firsts) == {one["id"] for one in options}


def test_on_the_way_back_the_logic_of_a_skipped_step_has_said_nothing() -> None:
    steps = [
        {"id": "a", "blocks": [button("go", "goto:b", "Skip")], "next": "b", "logic": [counted("n", 1)]},
        {"id": "b", "blocks": [NPS, BACK], "next": "c", "logic": [counted("n", 2)]},
        {"id": "c", "blocks": [THANKS | {"text": {"en": "{{variable.n}}"}}, BACK], "next": "d"},
        {"id": "d", "blocks": [BACK], "next": None},
    ]
    state = moves.leap(steps, State("x", 1, "a", "e", "a"), "b")
    facts = run(steps[1]["logic"], state.facts | {"answer.score": 0}).facts
    state = moves.onward(steps, state, {"score": 0}, facts, "c")
    assert state.facts == {"variable.n": 2}
    state = moves.back(steps, moves.onward(steps, state, {}, state.facts, "d"))
    assert (state.facts, state.answers, state.path) == ({"variable.n": 2}, {"score": 0}, ["a", "b"])
