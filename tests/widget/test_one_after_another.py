"""A button of one message that opens the next: what somebody asks for comes at once, and only where it may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, button, campaign, heading, step, words
from tests.widget.conftest import Visit, diary, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]

MORE = button("more", words("Tell me more"), "event", event="more_wanted")
SEEN = {"gap_minutes": 60, "session": 2}  # after one message it is enough


def first(**button: Any) -> Any:
    made = step("one", heading(words("A new glaze")), {**MORE, **button}, leads_to="two")
    return campaign("first", made, step("two", heading(words("Thanks"))), trigger={"on": "event", "name": "go"})


def second(**parts: Any) -> Any:
    made = step("one", heading(words("How it is fired")), button("ok", words("Fine"), "close"))
    return campaign("second", made, trigger={"on": "event", "name": "more_wanted"}, **parts)


def begun(visit: Visit, **browser: Any) -> Page:
    page = visit(body="<button id=opener>News</button>", **browser)
    page.locator("#opener").focus()
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    return page


def press(page: Page, name: str) -> None:
    message(page).get_by_role("button", name=name).click()


@pytest.mark.engines
def test_the_next_one_opens_in_its_place_and_gives_the_page_back(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(first(), second())
    page = begun(visit)
    press(page, "Tell me more")
    message(page).get_by_role("heading", name="How it is fired").wait_for()
    assert page.locator("winback-message").count() == 1
    assert [told["campaign"] for told in diary(page, "show")] == ["first", "second"]
    press(page, "Fine")
    page.wait_for_function("document.activeElement.id === 'opener'")
    page.clock.run_for(7000)
    service.wait_for_event("exposure", 2)
    exposed = [(event.properties["campaign"], event.properties["trigger"]) for event in service.events("exposure")]
    assert exposed == [("first", "event"), ("second", "event")]
    assert diary(page, "error") == []


def test_what_one_asks_for_is_no_message_too_many(publish: Publish, visit: Visit) -> None:
    publish(first(), second(), PROBE, manners=SEEN)
    page = begun(visit)
    press(page, "Tell me more")
    message(page).get_by_role("heading", name="How it is fired").wait_for()
    press(page, "Fine")
    page.clock.run_for(5000)
    # told by the page, the same event is nobody's wish any more
    page.evaluate("winback('track', 'probe'), winback('track', 'more_wanted'), winback('show', 'probe')")
    wait_until_shown(page, 3)
    assert [told["campaign"] for told in diary(page, "show")] == ["first", "second", "probe"]


def test_its_own_limits_hold(publish: Publish, visit: Visit) -> None:
    publish(first(), second(frequency={"per_session": 1}), PROBE)
    page = begun(visit)
    press(page, "Tell me more")
    message(page).get_by_role("heading", name="How it is fired").wait_for()
    press(page, "Fine")
    page.evaluate("winback('show', 'first')")
    wait_until_shown(page, 3)
    press(page, "Tell me more")
    page.evaluate("winback('track', 'probe')")
    wait_until_shown(page, 4)
    assert [told["campaign"] for told in diary(page, "show")] == ["first", "second", "first", "probe"]


@pytest.mark.parametrize("then", ["stay", "next"])
def test_nothing_opens_over_a_message_that_stays(publish: Publish, visit: Visit, then: str) -> None:
    publish(first(then=then), second(), PROBE)
    page = begun(visit)
    press(page, "Tell me more")
    page.wait_for_function("diary.some(([name, told]) => name === 'track' && told.name === 'more_wanted')")
    page.evaluate("winback('close')")
    page.wait_for_function("diary.some(([name]) => name === 'close')")
    page.evaluate("winback('track', 'probe')")
    wait_until_shown(page, 2)
    assert [told["campaign"] for told in diary(page, "show")] == ["first", "probe"]


def test_who_wants_no_message_any_more_gets_none(publish: Publish, visit: Visit) -> None:
    publish(first(), second(), PROBE)
    page = begun(visit)
    page.evaluate(
        """() => { const [name] = Object.keys(localStorage).filter((key) => localStorage[key].includes('"seen"'));
        localStorage[name] = JSON.stringify({ ...JSON.parse(localStorage[name]), never: 1 }); }"""
    )
    press(page, "Tell me more")
    page.evaluate("winback('show', 'probe')")
    wait_until_shown(page, 2)
    assert [told["campaign"] for told in diary(page, "show")] == ["first", "probe"]
