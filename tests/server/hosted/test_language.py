"""The language of a form: what the link or the browser wants of what the campaign speaks, and what stands in for a gap."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.hosted.forms import launch, send
from winback.db.engine import Database
from winback.models import Site
from winback.web.hosted.language import said, tongues

CASES: dict[str, tuple[str, str, list[str], list[str]]] = {
    "the region itself": ("", "pt-BR,en", ["en", "pt", "pt-BR"], ["pt-BR", "pt", "en"]),
    "the region's base": ("", "pt-BR,en;q=0.9", ["en", "pt"], ["pt", "en"]),
    "weights before order": ("", "en;q=0.3, ko;q=0.8", ["en", "ko"], ["ko", "en"]),
    "equal weights in their order": ("", "ko, en", ["en", "ko"], ["ko", "en"]),
    "refused by zero": ("", "ko;q=0, de", ["en", "ko"], ["en", "ko"]),
    "capitals mean nothing": ("", "PT-br", ["en", "pt-BR"], ["pt-BR", "en"]),
    "anything is the campaign's first": ("", "*", ["ko", "en"], ["ko", "en"]),
    "the link before the browser": ("ko", "en", ["en", "ko"], ["ko", "en"]),
    "a link in no language of it": ("fr", "ko", ["en", "ko"], ["ko", "en"]),
    "no header at all": ("", "", ["ko", "en"], ["ko", "en"]),
    "a weight that is none": ("", "ko;q=2, en;q=x, de;q=0.1", ["de", "en", "ko"], ["de", "en", "ko"]),
    "only another region has it": ("", "pt", ["en", "pt-BR"], ["pt-BR", "en"]),
    "the next wish fills a gap": ("", "pt-BR, ko;q=0.5", ["en", "ko", "pt"], ["pt", "ko", "en"]),
    "no more than the beginning of a header without end": ("", "xx," * 20_000 + "ko", ["en", "ko"], ["en", "ko"]),
    "no more than the beginning of a link without end": ("ko" + "-x" * 30_000, "", ["en", "ko"], ["ko", "en"]),
    "Taiwan reads the traditional script": ("", "zh-TW,en;q=0.8", ["en", "zh", "zh-Hant"], ["zh-Hant", "zh", "en"]),
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
    assert '<html lang="ar" dir="rtl">' in client.get(f"{form}?lang=AR_eg").text
    there = send(client, form, right, why=["o1", "o2"], **{":lang": "ar"})
    assert "السعر, Delivery" in there.text


def test_its_style_knows_no_left_and_right(client: FlaskClient) -> None:
    style = client.get("/f/style.css").text
    assert (
        re.findall(r"\b(?:margin|padding|border|inset)-(?:left|right)|(?<![-\w])(?:left|right|float)\s*:", style) == []
    )


def test_what_a_form_says_by_itself_is_in_its_language(client: FlaskClient, db: Database, shop: Site) -> None:
    asked = {"id": "mind", "type": "open_text", "label": {"en": "Why?", "pt-BR": "Por quê?"}, "required": True}
    launch(db, shop, "why", [{"id": "s1", "blocks": [asked], "next": None}], languages=["en", "pt-BR"])
    form = f"/f/{shop.key}.why"
    page = client.get(f"{form}?lang=pt")
    assert '<html lang="pt-BR"' in page.text
    assert ">Enviar</button>" in page.text
    refused = send(client, form, page, **{":lang": "pt-BR", "mind": ""})
    assert "Escreva uma resposta." in refused.text
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        site.own_words = {"pt-BR": {"send": "Mandar"}, "en": {"thanks": "Cheers."}}
        site.touch()
    page = client.get(f"{form}?lang=pt")
    assert ">Mandar</button>" in page.text
    done = send(client, form, client.get(form), mind="Because")
    assert "<h1>Cheers.</h1>" in done.text


def test_a_form_that_is_not_there_says_so_as_the_browser_wants(client: FlaskClient, shop: Site) -> None:
    gone = client.get(f"/f/{shop.key}.none", headers={"Accept-Language": "ka, zh-TW;q=0.8"})
    assert '<html lang="zh-Hant" dir="ltr">' in gone.text
    assert "此表單目前未開放。" in gone.text
