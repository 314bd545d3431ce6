"""Beside the shop's own dialogs, and by which way a message goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import ADDRESS, NPS, SIZES, THANKS, button, campaign, heading, question, step, words
from tests.widget.conftest import Visit, diary, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]

SHOP = """<button id=sizes>Sizes</button>
<div style="position:fixed;inset:0 0 auto;height:300px;z-index:2147483647;background:#fff">In front of all else</div>
<dialog id=guide><button>Size guide</button></dialog>"""


def go(name: str, **more: Any) -> Any:
    return campaign(name, trigger={"on": "event", "name": name}, **more)


def at(page: Page, x: int, y: int) -> str:
    """What is seen, and pressed, at this point of the page."""
    return str(page.evaluate("([x, y]) => document.elementFromPoint(x, y).localName", [x, y]))


@pytest.mark.engines
def test_of_two_dialogs_the_later_one_stands_above_and_each_gives_the_page_back(publish: Publish, visit: Visit) -> None:
    publish(go("popup"), go("bar", format="bar", theme={"position": "top"}))
    page = visit(body=SHOP, reduced_motion="reduce")
    page.locator("#sizes").focus()
    page.evaluate("winback('track', 'bar')")
    wait_until_shown(page)
    assert at(page, 640, 30) == "winback-message", "above whatever z-index the shop has used"
    page.evaluate("guide.showModal()")
    assert at(page, 640, 30) != "winback-message", "the shop's own dialog is what is at hand now"
    page.keyboard.press("Escape")
    assert not page.evaluate("guide.open") and diary(page, "close") == []
    message(page).get_by_role("button", name="Close").click()
    page.locator("#sizes").focus()

    page.evaluate("winback('track', 'popup')")
    wait_until_shown(page, 2)
    assert at(page, 640, 10) == at(page, 640, 400) == "winback-message"
    page.evaluate("guide.showModal()")
    assert page.evaluate("document.activeElement.textContent") == "Size guide"
    page.keyboard.press("Escape")
    assert not page.evaluate("guide.open") and len(diary(page, "close")) == 1, "one press closes one dialog"
    page.evaluate("sizes.remove()")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement === document.body")
    assert diary(page, "close")[1] == {"campaign": "popup", "how": "esc"}
    assert page.locator("winback-message").count() == 0 and diary(page, "error") == []


SURVEY = campaign(
    "survey",
    step("score", NPS, button("on", words("Next"), "next"), leads_to="sizes"),
    step(
        "sizes",
        question("multiple_choice", options=SIZES, other=True),
        button("on2", words("Next"), "next"),
        button("before", words("Back"), "back", "link"),
        leads_to="form",
    ),
    step(
        "form",
        {**question("select", options=SIZES), "id": "size"},
        ADDRESS,
        button("send", words("Send"), "next"),
        leads_to="thanks",
    ),
    THANKS,
    kind="survey",
)


@pytest.mark.engines
def test_from_a_score_to_the_thanks_without_a_pointer(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish({**SURVEY, "triggers": [{"on": "event", "name": "go"}]})
    page = visit(body="<button id=opener>Rate us</button>")
    page.locator("#opener").focus()
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    press(page, "Tab", "ArrowRight", "ArrowRight", "ArrowLeft", "Enter")
    assert heading_of(page) == "What do you think?", "Enter goes on"
    press(page, "Tab", "Space", "Tab", "Tab", "Tab", "Space", "Tab")
    page.keyboard.type("Huge")
    press(page, "Tab", "Enter")
    assert heading_of(page) == "What do you think?"
    press(page, "Tab", "ArrowDown", "Tab")
    page.keyboard.type("someone@example.com")
    press(page, "Enter")
    assert message(page).get_by_role("alert").inner_text() == "Please tick the box to agree first."
    assert focused(page) == "checkbox", "who is told what is missing stands where it is"
    press(page, "Space", "Tab", "Enter")
    response = service.wait_for_event("response").properties
    assert (response["complete"], response["path"]) == (True, ["score", "sizes", "form"])
    answers = {said["block"]: said["value"] for said in (event.properties for event in service.events("answer"))}
    assert answers == {"score": 1, "q": ["small", {"other": "Huge"}], "size": "small"}
    assert service.wait_for_event("subscribe").properties["email"] == "someone@example.com"
    message(page).get_by_role("heading", name="Thank you").wait_for()
    press(page, "Tab", "Enter")
    page.wait_for_function("document.activeElement.id === 'opener'")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def heading_of(page: Page) -> str:
    return message(page).locator("h2,legend,label").first.inner_text()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.shadowRoot.activeElement.type"))


LATER = step("s1", heading(words("Before you go")), button("no", words("No, thank you"), "close", "link"))


@pytest.mark.parametrize("format", ["popup", "bar"])
def test_a_button_that_closes_is_a_click_and_a_way_of_its_own(
    publish: Publish, visit: Visit, service: RecordingService, format: str
) -> None:
    publish(campaign("offer", LATER, format=format))
    page = visit()
    wait_until_shown(page)
    message(page).get_by_role("button", name="No, thank you").click()
    page.clock.run_for(6000)
    assert service.wait_for_event("dismissal").properties["how"] == "close"
    assert [event.properties["block"] for event in service.events("click")] == ["no"]
    assert page.locator("winback-message").count() == 0
