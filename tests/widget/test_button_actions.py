"""Buttons that do more than lead through the message: tell of an event, or take the revealed code to the cart."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget.campaigns import COUPON, WISH, button, campaign, config, heading, step, text, words
from tests.widget.conftest import Visit, diary, message, wait_until_shown
from tests.widget.service import RecordingService, Script
from winback.targeting import parts

Publish = Callable[..., None]

CALL = button("call", words("Call me back"), "event", event="call_me_back")
CART = button("cart", words("To the cart"), "link", url="/discount/{code}?redirect=/cart")
DONE = step("done", heading(words("We will call")))


def offer(*steps: Any, **more: Any) -> Any:
    return campaign("offer", *steps, trigger={"on": "event", "name": "ask"}, **more)


def shown(visit: Visit, **browser: Any) -> Page:
    page = visit(**browser)
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    return page


def press(page: Page, name: str) -> None:
    message(page).get_by_role("button", name=name).click()


def test_an_event_reaches_the_page_and_the_server_and_the_message_closes(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(offer(step("one", heading(words("Any question?")), CALL)))
    page = shown(visit)
    page.evaluate(
        "window.heard = [], winback('on', 'track', ({ name, properties }) => heard.push([name, properties])), 0"
    )
    press(page, "Call me back")
    told = {"campaign": "offer", "block": "call"}
    page.wait_for_function("heard.length")
    assert page.evaluate("heard") == [["call_me_back", told]]
    assert [said["how"] for said in diary(page, "close")] == ["done"]
    page.clock.run_for(7000)
    assert service.wait_for_event("call_me_back").properties == told
    assert service.wait_for_event("click").properties["action"] == "event"
    assert service.events("dismissal") == [], "who does what is offered has not waved it away"


def test_an_event_may_leave_the_message_where_it_is(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(offer(step("one", heading(words("Any question?")), {**CALL, "then": "stay"})))
    page = shown(visit)
    press(page, "Call me back")
    page.wait_for_function(
        "diary.filter(([name, { name: said }]) => name === 'track' && said === 'call_me_back').length === 1"
    )
    assert message(page).get_by_role("button", name="Call me back").is_visible()


def test_an_event_that_goes_on_is_told_once_the_answers_are_right(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(offer(step("one", {**WISH, "required": True}, {**CALL, "then": "next"}, leads_to="done"), DONE))
    page = shown(visit)
    press(page, "Call me back")
    message(page).get_by_role("alert").wait_for()
    assert message(page).get_by_role("button", name="Next").count() == 0, "it is the step's own way on"
    assert [said for said in diary(page, "track") if said["name"] == "call_me_back"] == []
    message(page).get_by_role("textbox").fill("More chairs")
    press(page, "Call me back")
    message(page).get_by_role("heading", name="We will call").wait_for()
    page.clock.run_for(7000)
    service.wait_for_event("call_me_back")
    names = [event.name for event in service.events("answer", "response", "call_me_back")]
    assert names == ["answer", "response", "call_me_back"]


def given(code: str | None) -> Script:
    return Script(200, json.dumps({"code": code, "expires_at": None}).encode(), {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("url", "code", "href"),
    [
        ("/discount/{code}?redirect=/cart", "SAVE 10%/Ä?", "/discount/SAVE%2010%25%2F%C3%84%3F?redirect=/cart"),
        ("https://shop.example/cart#{code}", '"><script>', "https://shop.example/cart#%22%3E%3Cscript%3E"),
        ("/cart?one={code}&two={code}", "$&$1", "/cart?one=%24%26%241&two=%24%26%241"),
    ],
    ids=["signs of an address", "markup", "signs of a replacement"],
)
def test_a_link_takes_the_code_whatever_is_in_it(
    publish: Publish, visit: Visit, service: RecordingService, url: str, code: str, href: str
) -> None:
    service.next["/w/KEY/code"] = [given(code)]
    publish(offer(step("one", heading(words("Ten percent off")), COUPON, {**CART, "url": url})))
    page = shown(visit)
    link = message(page).get_by_role("link", name="To the cart")
    link.wait_for()
    assert link.get_attribute("href") == href
    assert diary(page, "error") == []


def test_a_link_in_a_later_step_takes_the_code_of_an_earlier_one(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    service.next["/w/KEY/code"] = [given("MINE-1")]
    on = button("on", words("And now"), "goto:two")
    publish(offer(step("one", heading(words("Yours")), COUPON, on), step("two", text(words("Use it")), CART)))
    page = shown(visit)
    message(page).get_by_text("MINE-1").wait_for()
    press(page, "And now")
    link = message(page).get_by_role("link", name="To the cart")
    assert link.get_attribute("href") == "/discount/MINE-1?redirect=/cart"


def test_the_link_keeps_its_place_until_there_is_a_code_and_is_gone_where_none_is_left(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    answered = threading.Event()
    held = given(None)
    held.hold = answered
    service.next["/w/KEY/code"] = [held]
    publish(offer(step("one", heading(words("Ten percent off")), COUPON, CART)))
    page = shown(visit)
    link = message(page).locator("a.b")
    expect(link).to_have_css("visibility", "hidden")
    assert link.bounding_box() is not None
    answered.set()
    message(page).get_by_text("No code is available").wait_for()
    expect(link).to_have_count(1)
    assert link.bounding_box() is None


@pytest.mark.parametrize("block", [CALL, CART], ids=["an event", "a code"])
def test_what_no_button_does_costs_nothing(block: Any) -> None:
    plain = button("ok", words("Fine"), "link", url="/cart")

    def engine(last: Any) -> bytes:
        made = offer(step("one", heading(words("Yours")), COUPON, last))
        return parts.engine(config("https://winback.example", made), has_carts=False)

    assert b"{code}" not in engine(plain) and b'"event"' not in engine(plain)
    assert engine(block) != engine(plain)
