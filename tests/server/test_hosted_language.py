"""The language of a form: what the link or the browser wants of what the campaign speaks, and what stands in for a gap."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.test_hosted import launch, send
from winback.db.engine import Database
from winback.models import Site
from winback.web.hosted.language import said, tongues

CASES: dict[str, tuple[str, str, list[str], list[str]]] = {
    "the region itself": ("", "pt-BR,en", ["en", "pt", "pt-BR"], ["pt-BR", "pt", "en"]),
    "the region's base": ("", "pt-BR,en;q=0.9", ["en", "pt"], ["pt", "en"]),
    "weights before order": ("", "en;q=0.3, ko;q=0.8", ["en", "ko"], ["ko", "en"]),
    "equal weights in their order": ("", "ko, en", ["en", "ko"], ["ko", "en"]),
    "refused by zero": ("", "ko;q=0, de", ["en", "ko"], ["en", "ko"]),
    "capitals mean nothing": ("", "PT-br", ["en", "pt-BR"], ["pt-BR", "pt", "en"]),
    "anything is the campaign's first": ("", "*", ["ko", "en"], ["ko", "en"]),
    "the link before the browser": ("ko", "en", ["en", "ko"], ["ko", "en"]),
    "a link in no language of it": ("fr", "ko", ["en", "ko"], ["ko", "en"]),
    "no header at all": ("", "", ["ko", "en"], ["ko", "en"]),
    "a weight that is none": ("", "ko;q=2, en;q=x, de;q=0.1", ["de", "en", "ko"], ["de", "en", "ko"]),
    "a region that nobody asked for": ("", "pt", ["en", "pt-BR"], ["en", "pt-BR"]),
}


@pytest.mark.parametrize(("link", "accepted", "languages", "order"), CASES.values(), ids=CASES)
def test_texts_are_looked_up_in_this_order(link: str, accepted: str, languages: list[str], order: list[str]) -> None:
    assert tongues(link, accepted, languages) == order


def test_a_gap_is_filled_by_the_next_language_that_has_the_text() -> None:
    order = ["pt-BR", "pt", "ko", "en"]
    assert said({"en": "Hello", "ko": "안녕", "pt-BR": ""}, order) == "안녕"
    assert said({"de": "Hallo"}, order) == "Hallo"
    assert said({}, order) == said(None, order) == ""


CHOICE: dict[str, Any] = {
    "id": "why",
    "type": "multiple_choice",
    "label": {"ar": "لماذا؟", "en": "Why?"},
    "options": [
        {"id": "o1", "text": {"ar": "السعر", "en": "Price"}},
        {"id": "o2", "text": {"en": "Delivery"}},
    ],
    "other": True,
}
STEPS = [
    {"id": "s1", "blocks": [CHOICE], "next": "s2"},
    {"id": "s2", "blocks": [{"id": "h", "type": "heading", "text": {"en": "You chose {{answer.why|nothing}}."}}]},
]


def test_an_option_is_named_by_its_words_and_what_was_written_stays_text(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    steps = [STEPS[0], {**STEPS[1], "next": None}]
    launch(db, shop, "why", steps, languages=["en", "ar"])
    form = f"/f/{shop.key}.why"
    done = send(client, form, client.get(form), why=["o1", "o2", "other:"], **{"why:other": "<b>colour</b>"})
    assert "You chose Price, Delivery, &lt;b&gt;colour&lt;/b&gt;." in done.text
    right = client.get(form, headers={"Accept-Language": "ar-EG, en;q=0.1"})
    assert '<html lang="ar" dir="rtl">' in right.text
    there = send(client, form, right, why=["o1", "o2"], **{":lang": "ar"})
    assert "السعر, Delivery" in there.text


def test_its_style_knows_no_left_and_right(client: FlaskClient) -> None:
    style = client.get("/f/style.css").text
    assert (
        re.findall(r"\b(?:margin|padding|border|inset)-(?:left|right)|(?<![-\w])(?:left|right|float)\s*:", style) == []
    )
