"""Our own words: whole in each language, and in a site's files only in the languages of its texts."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from tests.cases import cases, each
from tests.widget.campaigns import button, campaign, config, consent_banner, heading, step
from winback import assets
from winback.targeting import own, parts, spoken
from winback.targeting.pinned import pinned
from winback.targeting.script import json_of

PLACE = re.compile(rb"@own\.\w+")


@pytest.mark.parametrize("language", list(own.ours()))
def test_each_language_has_every_word(language: str) -> None:
    table, english = own.ours()[language], own.ours()["en"]
    assert list(table) == list(english), "in the order of the English ones"
    for name, said in table.items():
        assert 0 < len(said) <= 200, name
        assert re.findall(r"\{\w+\}", said) == re.findall(r"\{\w+\}", english[name]), name
        assert said == said.strip() and ("name@example.com" in said) == (name == "address"), name


@each(cases("own_word"))
def test_a_word_is_said_in_the_nearest_language(row: dict[str, Any]) -> None:
    given = row["given"]
    assert own.found(given["name"], given["language"], given["changed"]) == (
        row["expect"]["language"],
        row["expect"]["said"],
    )


def test_the_build_leaves_places_for_words_that_there_are() -> None:
    placed = {
        name.decode().removeprefix("@own.")
        for bundle in ("loader", "engine", "consent")
        for name in PLACE.findall(assets.widget_file(f"{bundle}.json"))
    }
    assert placed == set(own.of_widget())


def said_in(*languages: str) -> dict[str, Any]:
    text = {code: f"Hello {code}" for code in languages}
    choice = {"id": "why", "type": "multiple_choice", "label": text, "options": [], "max": 2, "required": True}
    return config(
        "https://winback.example", campaign("hello", step("s1", heading(text), choice, button("b", text, "close")))
    )


def test_a_site_with_english_texts_carries_english_words_alone() -> None:
    english = parts.engine(said_in("en"), has_carts=False)
    assert b'{en:"Close"}' in english
    assert not PLACE.search(english)
    both = parts.engine(said_in("en", "de"), has_carts=False)
    assert b'{en:"Close",de:"Schlie\xc3\x9fen"}' in both
    assert b'{"pt-BR":"Fechar"}' in parts.engine(said_in("pt-BR"), has_carts=False), "by the name that the text has"
    assert b'{ka:"Close"}' in parts.engine(said_in("ka"), has_carts=False), "nobody has put it into Georgian"


def test_an_owners_words_are_linked_and_close_no_script() -> None:
    changed = {"en": {"close": "</script>\u2028"}}
    made = parts.engine(said_in("en"), has_carts=False, changed=changed)
    assert b'{en:"\\u003c/script>\\u2028"}' in made
    banner = config("https://winback.example", consent_banner(), mode="ask")
    assert parts.is_consent_only(banner)
    assert b"Zumachen" in parts.loader(banner, {"en": {"close": "Zumachen"}})
    assert not PLACE.search(parts.loader(banner))


def test_the_configuration_alone_says_our_words_where_they_are_not_english() -> None:
    assert "words" not in orjson.loads(json_of(said_in("en")).bodies["identity"])
    told = orjson.loads(json_of(said_in("de")).bodies["identity"])["words"]
    assert told["close"] == {"de": "Schließen"}
    assert "send" not in told, "which hosted pages alone say"
    assert spoken.of_texts(said_in("de")) == ["de"]
    engine = next(body for body in pinned("wb_key", "https://winback.example").files if b"$own={" in body)
    assert b'close:{en:"Close"}' in engine and not PLACE.search(engine)
