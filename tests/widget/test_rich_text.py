"""Texts with bold words, links and lists: made part by part, so that nothing of them is ever markup."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.widget.campaigns import SEND_SURVEY, campaign, heading, question, step, words
from tests.widget.conftest import Visit, message, wait_until_shown

Publish = Callable[..., None]

TREE: list[Any] = [
    "Before you go: ",
    {"bold": ["ten percent ", {"italic": ["off"]}]},
    ", and ",
    {"link": ["free delivery"], "url": "https://shop.example/delivery"},
    {"list": [["On everything"], ["Until ", {"bold": ["Sunday"]}]]},
    {"list": [["First"], ["Second"]], "ordered": True},
]


def letter(tree: Any, plain: str = "Before you go") -> dict[str, Any]:
    block = {"id": "text", "type": "text", "text": words(plain), "rich": {"en": tree}}
    return campaign("letter", step("one", heading(words("A word")), block))


def test_each_kind_of_part_is_what_it_says(publish: Publish, visit: Visit) -> None:
    publish(letter(TREE))
    page = visit()
    wait_until_shown(page)
    text = message(page).locator(".rich")
    assert text.locator("strong").all_inner_texts() == ["ten percent off", "Sunday"]
    assert text.locator("em").inner_text() == "off"
    assert text.get_by_role("link", name="free delivery").get_attribute("href") == "https://shop.example/delivery"
    assert text.get_by_role("list").nth(1).locator("li").all_inner_texts() == ["First", "Second"]
    assert text.locator("ol li").count() == 2


def test_what_is_no_address_and_what_looks_like_markup_stays_words(publish: Publish, visit: Visit) -> None:
    publish(
        letter(
            [
                "<img src=x onerror=alert(1)>",
                {"link": ["here"], "url": "javascript:alert(1)"},
                {"link": ["there"], "url": " data:text/html,x"},
                {"bold": ["<script>alert(1)</script>"]},
            ]
        )
    )
    page = visit()
    wait_until_shown(page)
    text = message(page).locator(".rich")
    assert text.inner_text() == "<img src=x onerror=alert(1)>herethere<script>alert(1)</script>"
    assert text.locator("a, img, script").count() == 0


def test_earlier_answers_stand_in_them_as_text(publish: Publish, visit: Visit) -> None:
    told = {
        "id": "told",
        "type": "text",
        "text": words("{{answer.q|nothing}}"),
        "rich": {"en": [{"bold": ["{{answer.q|nothing}}"]}]},
    }
    publish(
        campaign(
            "survey", step("one", question("field"), SEND_SURVEY, leads_to="two"), step("two", told), kind="survey"
        )
    )
    page = visit()
    wait_until_shown(page)
    message(page).get_by_label("What do you think?").fill("<b>Blue</b>")
    message(page).get_by_role("button", name="Send").click()
    assert message(page).locator(".rich strong").inner_text() == "<b>Blue</b>"


def test_a_page_in_another_language_gets_its_own_words(publish: Publish, visit: Visit) -> None:
    made = letter(TREE)
    block = made["variants"]["a"]["steps"][0]["blocks"][1]
    block["text"]["ko"] = "잠깐만요"
    publish(made)
    page = visit(lang="ko")
    wait_until_shown(page)
    assert message(page).get_by_text("잠깐만요").is_visible(), "a language without parts has its plain words"
    assert message(page).locator(".rich").count() == 0
