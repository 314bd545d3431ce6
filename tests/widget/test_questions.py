"""Every kind of question: answered by mouse, keyboard and eye, and told as its type says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.widget.campaigns import SEND_SURVEY as SEND
from tests.widget.campaigns import SIZES, THANKS, button, campaign, ends, question, step, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]
Act = Callable[[Page, Locator], None]


def radio(name: str) -> Act:
    return lambda page, box: box.get_by_role("radio", name=name, exact=True).check(force=True)


def ticks(*names: str) -> Act:
    def act(page: Page, box: Locator) -> None:
        for name in names:
            box.get_by_role("checkbox", name=name).check(force=True)

    return act


def own_words(kind: str) -> Act:
    def act(page: Page, box: Locator) -> None:
        box.get_by_role(kind, name="Something else").check(force=True)  # type: ignore[arg-type]
        box.get_by_role("textbox").fill("Huge")

    return act


def fills(text: str) -> Act:
    return lambda page, box: box.get_by_label("What do you think?").fill(text)


ANSWERED: dict[str, tuple[dict[str, Any], Act, Any]] = {
    "csat": (ends("csat"), radio("4"), 4),
    "ces": (ends("ces"), radio("7"), 7),
    "stars": (question("stars"), radio("3 / 5"), 3),
    "ten stars": (question("stars", max=10), radio("9 / 10"), 9),
    "several": (question("multiple_choice", options=SIZES), ticks("Small", "Large"), ["small", "large"]),
    "own words among several": (
        question("multiple_choice", options=SIZES, other=True),
        own_words("checkbox"),
        [{"other": "Huge"}],
    ),
    "own words": (question("single_choice", options=SIZES, other=True), own_words("radio"), {"other": "Huge"}),
    "by chance": (question("single_choice", options=SIZES, shuffle=True), radio("Medium"), "medium"),
    "list": (
        question("select", options=SIZES),
        lambda page, box: box.get_by_role("combobox").select_option("Medium") and None,
        "medium",
    ),
    "text": (question("field"), fills(" Blue "), "Blue"),
    "phone": (question("field", kind="phone"), fills("010-1234-5678"), "010-1234-5678"),
    "number": (question("field", kind="number", min=0, max=9), fills("0"), 0),
    "number with decimals": (question("field", kind="number", step=0.1), fills("2,5"), 2.5),
    "date": (question("field", kind="date"), fills("2026-11-22"), "2026-11-22"),
    "tick": (question("checkbox"), ticks("What do you think?"), "yes"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_is_told_as_its_question_has_it(
    publish: Publish, visit: Visit, service: RecordingService, name: str
) -> None:
    asked, act, value = ANSWERED[name]
    publish(campaign("survey", step("one", asked, SEND, leads_to="thanks"), THANKS, kind="survey"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    box.get_by_role("button", name="Send").click()
    assert box.get_by_role("alert").count() == 1, "a question that must be answered says so"
    act(page, box)
    box.get_by_role("button", name="Send").click()
    answer = service.wait_for_event("answer").properties
    assert (answer["block"], answer["value"]) == ("q", value)
    assert type(answer["value"]) is type(value)
    assert service.wait_for_event("response").properties["complete"]


@pytest.mark.parametrize(
    ("asked", "text", "said"),
    [
        (question("field", kind="number", min=1, max=9), "12", "Please enter 9 or less."),
        (question("field", kind="number"), "1.5", "Please enter a whole number."),
        (question("field", kind="number"), "two", "Please enter a number."),
    ],
    ids=["too large", "no whole number", "no number"],
)
def test_what_does_not_fit_is_not_taken(
    publish: Publish, visit: Visit, service: RecordingService, asked: dict[str, Any], text: str, said: str
) -> None:
    publish(campaign("survey", step("one", asked, SEND, leads_to="thanks"), THANKS, kind="survey"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    field = box.get_by_label("What do you think?")
    field.fill(text)
    box.get_by_role("button", name="Send").click()
    assert box.get_by_role("alert").inner_text() == said
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("2")
    box.get_by_role("button", name="Send").click()
    assert [answer.properties["value"] for answer in [service.wait_for_event("answer")]] == [2]


def test_no_more_than_allowed_may_be_chosen(publish: Publish, visit: Visit, service: RecordingService) -> None:
    asked = question("multiple_choice", options=SIZES, max=2)
    publish(campaign("survey", step("one", asked, SEND, leads_to="thanks"), THANKS, kind="survey"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    ticks("Small", "Medium", "Large")(page, box)
    box.get_by_role("button", name="Send").click()
    assert box.get_by_role("alert").inner_text() == "Please choose at most 2."
    box.get_by_role("checkbox", name="Medium").uncheck(force=True)
    box.get_by_role("button", name="Send").click()
    assert service.wait_for_event("answer").properties["value"] == ["small", "large"]


def test_one_press_on_a_star_answers_where_there_is_no_button(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("survey", step("one", question("stars"), leads_to="thanks"), THANKS, kind="survey"))
    page = visit()
    wait_until_shown(page)
    message(page).locator(".stars label").nth(3).click()
    assert service.wait_for_event("answer").properties["value"] == 4


def test_options_by_chance_keep_their_order_while_the_message_stands(publish: Publish, visit: Visit) -> None:
    many = [{"id": f"o{number}", "text": words(f"Option {number}")} for number in range(12)]
    asked = question("single_choice", options=many, shuffle=True, other=True)
    more = button("more", words("More"), "goto:two", "link")
    back = step("two", button("back", words("Back"), "goto:one", "link"))
    publish(campaign("survey", step("one", asked, SEND, more), back, kind="survey"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    first = box.locator(".choice label").all_inner_texts()
    assert sorted(first[:-1]) == sorted(f"Option {number}" for number in range(12))
    assert first[:-1] != [f"Option {number}" for number in range(12)], "one chance in 479,001,600"
    assert first[-1] == "Something else"
    box.get_by_role("button", name="More").click()
    box.get_by_role("button", name="Back").click()
    assert box.locator(".choice label").all_inner_texts() == first
