"""Answers that are pictures: what is taken, what visitors get, what stands in the way of a launch, and a page of its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.api.library import message, uploaded
from tests.server.hosted.forms import launch, send
from tests.support.cast import Person
from winback.db.engine import Database
from winback.models import Answer, Site

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what no database has a part in


@pytest.fixture
def at(shop: Site) -> str:
    return f"/api/v1/sites/{shop.id}/media"


def choice(name: str, **image: Any) -> dict[str, Any]:
    return {"id": name, "text": {"en": name.title()}, **({"image": image} if image else {})}


def question(*options: Any, kind: str = "single_choice", **parts: Any) -> dict[str, Any]:
    return {"id": "wood", "type": kind, "label": {"en": "Which wood?"}, "options": list(options), **parts}


SEND = {"id": "send", "type": "button", "text": {"en": "Send"}, "action": "next"}


def created(person: Person, site: Site, *blocks: Any, **parts: Any) -> Any:
    body = {"id": "ask", "name": "Ask", "triggers": [{"on": "exit_intent"}], "languages": ["en"], **parts}
    return person.api.post(
        f"/api/v1/sites/{site.id}/campaigns", json={**body, "variants": {"a": message(*blocks, SEND)}}
    )


def answers_of(content: Any) -> list[Any]:
    found: list[Any] = content["variants"]["a"]["steps"][0]["blocks"][0]["options"]
    return found


def paths(answer: Any) -> list[str]:
    return [error["path"] for error in answer.json["errors"]]


OPTIONS = "variants.a.steps[0].blocks[0].options"


def test_visitors_get_each_with_its_size_and_nothing_that_only_editors_need(
    alice: Person, shop: Site, at: str, client: FlaskClient
) -> None:
    made = uploaded(alice, at)
    oak = choice("oak", picture=made["id"], width=1, alt={"en": "Light, with knots"})
    ash = choice("ash", picture=made["id"], decorative=True, alt={"en": "said and not meant"})
    elm = choice("elm", src="https://shop.example/elm.jpg", width=90, height=60)
    draft = created(alice, shop, question(oak, ash, elm, choice("none")))
    assert draft.status_code == 201, draft.json
    kept = answers_of(draft.json)
    assert (kept[0]["image"]["width"], kept[0]["image"]["widths"]) == (600, [480, 600])
    assert kept[0]["image"]["src"].endswith("-600.webp"), "where the admin's own preview finds it"
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/ask/launch").status_code == 200
    config: Any = client.get(f"/w/{shop.key}.json").json
    size = {"picture": made["id"], "width": 600, "height": 400, "widths": [480, 600]}
    shown = answers_of(config["campaigns"][0])
    assert [one.get("image") for one in shown] == [
        {**size, "alt": {"en": "Light, with knots"}},
        size,
        {"src": "https://shop.example/elm.jpg", "width": 90, "height": 60},
        None,
    ]


def test_a_picture_that_a_live_answer_shows_stays(alice: Person, shop: Site, at: str) -> None:
    made = uploaded(alice, at)
    created(alice, shop, question(choice("oak", picture=made["id"]), choice("ash")))
    campaign = f"/api/v1/sites/{shop.id}/campaigns/ask"
    assert alice.api.post(f"{campaign}/launch").status_code == 200
    said: Any = alice.api.get(f"{at}/{made['id']}").json
    assert (said["used_by"], said["live_in"]) == (["ask"], ["ask"])
    refused: Any = alice.api.delete(f"{at}/{made['id']}")
    assert (refused.status_code, refused.json["reason"]) == (409, "in_use")
    alice.api.post(f"{campaign}/pause")
    assert alice.api.delete(f"{at}/{made['id']}").status_code == 204
    assert paths(alice.api.post(f"{campaign}/launch")) == [f"{OPTIONS}[0].image.picture"]


@ON_ONE
@pytest.mark.parametrize(
    ("image", "path"),
    [
        ({"picture": "x"}, "picture"),
        ({"src": "javascript:alert(1)"}, "src"),
        ({"src": "data:image/png;base64,AAAA"}, "src"),
        ({"src": "/oak.jpg", "width": 0}, "width"),
        ({"src": "/oak.jpg", "widths": [1] * 6}, "widths"),
        ({"src": "/oak.jpg", "alt": {"en": "x" * 301}}, "alt.en"),
        ({"src": "/oak.jpg", "alt": {"en": "a\0"}}, "alt.en"),
        ({"src": "/oak.jpg", "decorative": "yes"}, "decorative"),
        ({"src": "/oak.jpg", "colour": "red"}, "colour"),
    ],
)
def test_what_is_no_picture_is_refused_at_its_field(alice: Person, shop: Site, image: Any, path: str) -> None:
    refused = created(alice, shop, question(choice("oak", **image), choice("ash")))
    assert (refused.status_code, paths(refused)) == (422, [f"{OPTIONS}[0].image.{path}"])


@ON_ONE
def test_a_list_has_no_pictures(alice: Person, shop: Site) -> None:
    refused = created(alice, shop, question(choice("oak", src="/oak.jpg"), choice("ash"), kind="select"))
    assert (refused.status_code, paths(refused)) == (422, [f"{OPTIONS}[0].image"])


@ON_ONE
@pytest.mark.parametrize("image", [None, {}, {"src": ""}, {"picture": None, "alt": {"en": "Of nothing"}}])
def test_a_place_that_nobody_filled_is_none(alice: Person, shop: Site, image: Any) -> None:
    draft = created(alice, shop, question({**choice("oak"), "image": image}, choice("ash")))
    assert draft.status_code == 201, draft.json
    assert answers_of(draft.json)[0] == choice("oak")


@ON_ONE
def test_an_answer_is_called_something_and_its_picture_all_or_nothing(alice: Person, shop: Site) -> None:
    oak = {**choice("oak", src="/oak.jpg", alt={"en": "Light"}), "text": {"ko": "참나무"}}
    elm = {**choice("elm", src="/elm.jpg", alt={"en": "x"}, decorative=True), "text": {"en": "Elm", "ko": "느릅나무"}}
    made = question(oak, elm, label={"en": "Which wood?", "ko": "어떤 나무요?"})
    texts = {**SEND, "id": "also", "text": {"en": "Send", "ko": "보내기"}}
    created(alice, shop, made, texts, languages=["en", "ko"])
    refused: Any = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/ask/launch")
    said = {error["path"]: error["message"] for error in refused.json["errors"]}
    assert f"{OPTIONS}[0].image.alt.ko" in said
    assert said[f"{OPTIONS}[0].text.en"].startswith("Say in en what this answer is: its picture alone")
    assert not [path for path in said if path.startswith(f"{OPTIONS}[1]")]


# ---- as a page of its own ----


IMAGES = [
    choice("oak", picture="0" * 32, width=400, height=800, widths=[200, 400], alt={"en": 'Light & "soft"'}),
    choice("none"),
    choice("ash", src="https://shop.example/ash.jpg"),
]


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
def test_a_page_of_its_own_shows_them_and_takes_the_answer(
    client: FlaskClient, db: Database, shop: Site, kind: str
) -> None:
    steps = [
        {"id": "s1", "blocks": [question(*IMAGES, kind=kind, required=True)], "next": "s2"},
        {"id": "s2", "blocks": [{"id": "h", "type": "heading", "text": {"en": "Thanks"}}], "next": None},
    ]
    launch(db, shop, "ask", steps)
    page = client.get(form := f"/f/{shop.key}.ask")
    cards = page.text.partition('<div class="cards tall">')[2].partition("</div>")[0]
    assert re.findall(r'value="(\w+)"', cards) == ["oak", "ash"], "what has no picture stands below"
    name = "../w/m/" + "0" * 32
    assert f'srcset="{name}-200.webp 200w, {name}-400.webp 400w"' in cards
    assert 'src="https://shop.example/ash.jpg" alt=""' in cards
    assert 'alt="Light &amp; &#34;soft&#34;"' in cards
    assert "style=" not in page.text, "the page's policy allows none"
    assert client.post(form, data={":state": ""}).status_code == 404
    wrong = send(client, form, page)
    assert wrong.status_code == 422 and '<div class="cards tall">' in wrong.text
    assert "Thanks" in send(client, form, page, wood="ash").text
    with db.reading() as session:
        assert [answer.value for answer in session.query(Answer)] == ["ash" if kind == "single_choice" else ["ash"]]
