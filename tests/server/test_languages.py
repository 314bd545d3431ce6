"""Which language a reader gets, and which way it runs. The rows are in tests/cases and run in the browser too."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from tests.cases import cases, each
from tests.widget.campaigns import button, campaign, config, heading, step
from winback.languages import direction, likely, order
from winback.memory import LONGEST
from winback.targeting import parts, spoken
from winback.web.schemas.fields import language


@each(cases("language_order"))
def test_whoever_wants_a_language_gets_what_serves_them_best(row: dict[str, Any]) -> None:
    assert order(row["given"]["wanted"], row["given"]["languages"]) == row["expect"]["order"]


@each(cases("language_direction"))
def test_the_script_says_which_way_a_language_runs(row: dict[str, Any]) -> None:
    assert direction(row["given"]["language"]) == row["expect"]["direction"]


@each(cases("language_tag"))
def test_what_browsers_take_for_a_language_is_one(row: dict[str, Any]) -> None:
    assert (loads(row["given"]["tag"]) == row["given"]["tag"]) is row["expect"]["is_one"]


def loads(tag: str) -> str | None:
    try:
        return str(language().deserialize(tag))
    except ValidationError:
        return None


@pytest.mark.parametrize(
    "tag", ["en-US-u-nu-latn", "en-a-b", "EN", "english", "en\n", "en-\u0661\u0662\u0663", "a" * 99], ids=repr
)
def test_what_no_text_is_written_in_is_no_language(tag: str) -> None:
    assert loads(tag) is None


def test_a_text_without_end_is_looked_at_and_not_remembered() -> None:
    assert likely("de-" + "x" * LONGEST).base == "de"
    known: Any = next(one.cell_contents for one in likely.__closure__ or () if hasattr(one.cell_contents, "cache_info"))
    before = known.cache_info().currsize
    assert likely("he-" + "x" * LONGEST).script == "Hebr"
    assert known.cache_info().currsize == before


def said_in(*languages: str, **more: Any) -> dict[str, Any]:
    text = {code: f"Hello in {code}" for code in languages}
    return config("https://winback.example", campaign("hello", step("s1", heading(text))), **more)


@pytest.mark.parametrize(
    ("languages", "own", "carried"),
    [
        (["en"], "en", None),
        (["de", "ko", "ckb"], "en", None),
        (["en", "pt-BR"], "en", ["en", "pt-BR"]),
        (["pt"], "pt-BR", ["pt-BR", "pt"]),
        (["ko", "he"], "ko", ["ko", "he"]),
    ],
    ids=["English alone", "plain languages", "a region", "the site's own has a region", "one with an older name"],
)
def test_a_script_carries_its_languages_only_where_they_have_to_be_looked_up(
    languages: list[str], own: str, carried: list[str] | None
) -> None:
    made = said_in(*languages, language=own)
    assert made.get("tongues") == carried
    plain = parts.engine({name: value for name, value in made.items() if name != "tongues"}, has_carts=False)
    assert (parts.engine(made, has_carts=False) != plain) is (carried is not None)


def test_every_text_of_a_message_counts() -> None:
    option = {"id": "o", "text": {"de-CH": "Grüezi"}}
    choice = {"id": "why", "type": "single_choice", "label": {"fr": "Pourquoi ?"}, "options": [option]}
    made = campaign("hello", step("s1", choice, button("go", {"it": "Avanti"}, "close")))
    made["variants"]["a"]["teaser"] = {"text": {"ckb": "سڵاو"}}
    assert spoken.languages(config("https://winback.example", made)) == ["en", "ckb", "de-CH", "fr", "it"]
    assert b"Thaa" in parts.engine(config("https://winback.example", made), has_carts=False), "the tab runs leftwards"
