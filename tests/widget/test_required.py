"""What can't be left out: told to a screen reader by the browser's own tree, and to the eye by a star."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import (
    ADDRESS,
    EVERY_QUESTION,
    NPS,
    REASON,
    SEND_SURVEY,
    THANKS,
    WISH,
    campaign,
    step,
    words,
)
from tests.widget.conftest import Visit, message, wait_until_shown

Publish = Callable[..., None]

AGREE = {"id": "agree", "type": "consent", "label": words("I agree"), "required": True}
ASKED = [*EVERY_QUESTION, {**NPS, "id": "nps"}, {**REASON, "id": "one"}, {**WISH, "id": "wish", "required": True}]
KINDS = {"textbox", "combobox", "checkbox", "radiogroup", "group"}
STARRED = """box => [...box.querySelectorAll("legend, label, span")]
  .filter((element) => getComputedStyle(element, "::after").content.includes("*"))
  .map(({textContent}) => textContent)"""


def shown(publish: Publish, visit: Visit, *blocks: dict[str, Any], lang: str = "en") -> Page:
    publish(campaign("survey", step("one", *blocks, leads_to="thanks"), THANKS, kind="survey"))
    page = visit(lang=lang)
    wait_until_shown(page)
    return page


def told(page: Page) -> list[tuple[str, str, bool, str]]:
    """Of every field and group within the message: role, name, whether it is required, and how it is described."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    found = []
    for node in nodes:
        kept = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
        if role in KINDS and name:
            described = node.get("description", {}).get("value", "")
            found.append((role, name, bool(kept.get("required")), described))
    return found


@pytest.mark.parametrize("must", [True, False], ids=["required", "left to the visitor"])
def test_a_screen_reader_is_told_what_is_required(publish: Publish, visit: Visit, must: bool) -> None:
    asked = [{**one, "required": must, "label": words(one["id"])} for one in [*ASKED, AGREE]]
    page = shown(publish, visit, *asked, {**ADDRESS, "required": must}, SEND_SURVEY)
    names = {one["id"] for one in asked} | {ADDRESS["label"]["en"]}
    heard = {name: (role, required, text) for role, name, required, text in told(page) if name in names}
    several = next(one["id"] for one in asked if one["type"] == "multiple_choice")
    assert heard[several] == ("group", False, "Please choose an answer." if must else "")
    spoken_of = {"textbox", "radiogroup"}  # in Chromium's tree for tests; readers get the others too
    roles = {role for role, required, _ in heard.values() if required}
    assert roles == (spoken_of if must else set())
    assert {required for role, required, _ in heard.values() if role in spoken_of} == {must}
    rest = (
        message(page)
        .locator(".tick input, select, [type=date]")
        .evaluate_all("all => all.map(({ariaRequired}) => ariaRequired)")
    )
    assert rest == ["true" if must else None] * 5


def test_the_eye_is_told_by_a_star_that_is_no_part_of_a_name(publish: Publish, visit: Visit) -> None:
    asked = [{**one, "label": words(one["id"])} for one in [*ASKED, AGREE]]
    page = shown(publish, visit, *asked, ADDRESS, {**WISH, "required": False}, SEND_SURVEY)
    names = [*(one["id"] for one in asked), ADDRESS["label"]["en"], ADDRESS["consent_text"]["en"]]
    assert message(page).evaluate(STARRED) == names
    assert not [name for _, name, _, _ in told(page) if "*" in name]


@pytest.mark.parametrize(
    ("blocks", "starred"),
    [([NPS], 0), ([NPS, SEND_SURVEY], 1), ([NPS, WISH], 1), ([WISH, SEND_SURVEY], 0)],
    ids=["a press answers", "with a button", "with another question", "nothing is required"],
)
def test_no_star_stands_where_nothing_can_be_left_out(
    publish: Publish, visit: Visit, blocks: list[dict[str, Any]], starred: int
) -> None:
    page = shown(publish, visit, *blocks)
    assert len(message(page).evaluate(STARRED)) == starred
