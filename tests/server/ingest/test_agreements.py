"""A consent that was given in a message: the answer keeps the exact words, and takes no others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.ingest.senders import NOON, Browser, accepted, launched, reasons, rows, told, visitor_in
from winback.db.engine import Database
from winback.ingest.facts import text_id
from winback.models import Answer, Campaign, Site

WORDS = {"en": "I agree that you keep my size.", "ko": "사이즈 저장에 동의합니다."}
BOX = {"id": "agree", "type": "consent", "label": WORDS, "required": False}


@pytest.fixture
def asked(db: Database, shop: Site) -> Campaign:
    return launched(db, shop, "sizes", blocks=[BOX])


def answer(browser: Browser, campaign: Campaign, value: Any) -> dict[str, Any]:
    browser.visitor = visitor_in("a", campaign)
    exposure = browser.exposed(campaign, "a")
    return told("answer", exposure=exposure, step="s1", block="agree", value=value, ms=9)


def named(language: str, text: str | None = None) -> dict[str, str]:
    return {"text_id": text_id(text or WORDS[language]), "language": language}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_exact_words_are_kept_with_the_answer(
    browser: Browser, asked: Campaign, db: Database, language: str
) -> None:
    assert accepted(browser.send(answer(browser, asked, named(language)))) == 1
    (kept,) = rows(db, Answer)
    assert (kept.kind, kept.value) == ("consent", {**named(language), "text": WORDS[language]})


def test_also_those_of_a_version_that_was_replaced_meanwhile(browser: Browser, asked: Campaign, db: Database) -> None:
    with db.writing() as session:
        mine = session.get_one(Campaign, asked.id)
        variant = {
            "format": "popup",
            "theme": {},
            "steps": [{"id": "s1", "blocks": [{**BOX, "label": {"en": "Other words."}}], "next": None}],
        }
        mine.content = {**mine.content, "variants": {"a": variant, "b": variant}}
        mine.launch(None, NOON)
    assert accepted(browser.send(answer(browser, asked, named("en")))) == 1
    assert rows(db, Answer)[0].value["text"] == WORDS["en"]


@pytest.mark.parametrize(
    "value",
    [
        named("en", "I agree to everything."),
        {"text_id": text_id(WORDS["en"]), "language": "ko"},
        {"text_id": text_id(WORDS["en"])},
        {**named("en"), "text": WORDS["en"]},
        {**named("en"), "language": ["en"]},
        "yes",
        True,
        None,
    ],
    ids=["other words", "another language", "no language", "words of its own", "a list", "yes", "true", "nothing"],
)
def test_what_nobody_published_is_no_proof(browser: Browser, asked: Campaign, db: Database, value: Any) -> None:
    assert reasons(browser.send(answer(browser, asked, value))) == ["bad_event"]
    assert rows(db, Answer) == []
