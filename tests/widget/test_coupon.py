"""A coupon: revealed once it is earned, said otherwise where none is left, and brought to mind until it is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.widget.campaigns import COUPON, button, campaign, consent_banner, heading, step, words
from tests.widget.conftest import Visit, diary, message, prepared, until, wait_until_shown
from tests.widget.service import RecordingService, Script

Publish = Callable[..., None]

EMPTY = words("All codes are gone. Thank you anyway!", "코드가 모두 소진되었습니다.")

KEPT = "JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith(':memory')))).coupon"

# As on a page over plain http.
WITHOUT_CLIPBOARD = "<script>Object.defineProperty(navigator, 'clipboard', { value: undefined })</script>"


def offer(**more: Any) -> dict[str, Any]:
    made = step("one", heading(words("Ten percent off")), {**COUPON, **more}, button("ok", words("Fine"), "close"))
    return campaign("offer", made, trigger={"on": "event", "name": "ask"}, frequency={"per_session": 1})


def given(code: str | None, expires_at: str | None = None) -> Script:
    return Script(
        200, json.dumps({"code": code, "expires_at": expires_at}).encode(), {"Content-Type": "application/json"}
    )


def shown(visit: Visit, **browser: Any) -> Page:
    page = visit(**browser)
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    return page


def bar(page: Page) -> Locator:
    return page.locator("winback-coupon section")


def test_where_none_is_left_it_says_the_owners_words_at_once(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    service.next["/w/KEY/code"] = [given(None)]
    publish(offer(empty=EMPTY))
    page = shown(visit)
    message(page).get_by_text("All codes are gone").wait_for()
    assert message(page).get_by_role("button", name="Copy").count() == 0
    assert [request for request in service.requests if request.endswith("/code")] == [
        next(request for request in service.requests if request.endswith("/code"))
    ], "nobody asks again for what is not there"


def test_its_end_is_told_in_the_visitors_words(publish: Publish, visit: Visit, service: RecordingService) -> None:
    service.next["/w/KEY/code"] = [given("MINE-1", "2030-05-01T12:00:00.000Z")]
    publish(offer())
    page = shown(visit)
    message(page).get_by_text("MINE-1").wait_for()
    assert "May 1, 2030" in message(page).locator("small").inner_text()


@pytest.mark.parametrize("lang", ["en_US", "no language"], ids=["an underscore", "nothing that a browser knows"])
def test_a_page_that_names_its_language_wrongly_loses_neither_the_end_nor_the_bar(
    publish: Publish, visit: Visit, service: RecordingService, lang: str
) -> None:
    service.next["/w/KEY/code"] = [given("MINE-1", "2030-05-01T12:00:00.000Z")]
    publish(offer(remind=True))
    page = shown(visit, lang=lang)
    message(page).get_by_text("Good until May 1, 2030").wait_for()
    page.keyboard.press("Escape")
    bar(page).wait_for()
    assert diary(page, "error") == []


def test_an_end_that_cannot_be_read_is_not_the_pages_trouble(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    service.next["/w/KEY/code"] = [given("MINE-1", "soon")]
    publish(offer())
    page = shown(visit)
    page.wait_for_function("diary.some(([name]) => name === 'error')")
    assert message(page).get_by_role("button", name="Copy").is_visible()
    assert not message(page).locator("small").is_visible()


def test_a_bar_reminds_of_it_on_every_page_until_it_is_used(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    service.next["/w/KEY/code"] = [given("MINE-1")]
    publish(offer(remind=True))
    page = shown(visit)
    message(page).get_by_text("MINE-1").wait_for()
    assert bar(page).count() == 0, "the message itself still says it"
    message(page).get_by_role("button", name="Fine").click()
    bar(page).wait_for()
    assert "Your code for 10 % off" in bar(page).inner_text()
    assert bar(page).get_by_text("MINE-1").is_visible()
    page = visit("/p/2", page=page)
    page.mouse.move(5, 5)
    bar(page).wait_for()
    page.evaluate("winback('track', 'purchase', {transaction_id: 'T-1', value: 3, currency: 'EUR'})")
    bar(page).wait_for(state="detached")
    page = visit("/p/3", page=page)
    page.evaluate("winback('track', 'ask')")
    until(page, "diary.some(([name]) => name === 'track')")
    assert bar(page).count() == 0


def test_a_bar_that_is_closed_stays_closed_and_a_code_that_is_over_is_forgotten(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    service.next["/w/KEY/code"] = [given("MINE-1", "2030-05-01T12:00:00.000Z")]
    publish(offer(remind=True))
    page = shown(visit)
    message(page).get_by_text("MINE-1").wait_for()
    page.keyboard.press("Escape")
    bar(page).wait_for()
    page.clock.set_system_time(datetime(2030, 5, 2, tzinfo=UTC))
    page = visit("/p/2", page=page)
    page.evaluate("winback('track', 'nothing')")
    page.mouse.move(5, 5)
    until(page, f"{KEPT} === undefined")
    assert bar(page).count() == 0


@pytest.mark.parametrize("where", ["message", "bar"])
def test_where_nothing_can_be_copied_the_code_is_selected_and_nothing_false_is_said(
    publish: Publish, visit: Visit, service: RecordingService, where: str
) -> None:
    service.next["/w/KEY/code"] = [given("MINE-1")]
    publish(offer(remind=True))
    page = shown(visit, head=WITHOUT_CLIPBOARD)
    message(page).get_by_text("MINE-1").wait_for()
    if where == "bar":
        page.keyboard.press("Escape")
    copy = (bar(page) if where == "bar" else message(page)).get_by_role("button", name="Copy")
    copy.click()
    until(page, "getSelection().toString() === 'MINE-1'")
    assert copy.inner_text() == "Copy"


@pytest.fixture
def reminded(publish: Publish, visit: Visit, service: RecordingService) -> Page:
    """A page whose bar reminds of a code that is good for another hour."""
    publish(offer(remind=True))
    page = visit()
    in_an_hour = page.evaluate("new Date(Date.now() + 36e5).toISOString()")
    service.next["/w/KEY/code"] = [given("MINE-1", in_an_hour)]
    page.evaluate("winback('track', 'ask')")
    message(page).get_by_text("MINE-1").wait_for()
    page.keyboard.press("Escape")
    bar(page).wait_for()
    return page


WORN = """element => {
  const style = getComputedStyle(element.querySelector("button") ?? element);
  return [style.color, getComputedStyle(element).backgroundColor, style.fontFamily];
}"""
LOWEST = ["winback-privacy button", "winback-coupon section", "winback-teaser div"]
# Names that many a page has for its own colours.
OF_THE_PAGE = "<style>:root { --bg: #f00; --fg: #f00; --r: 3px; --font: 30px serif; --up: 300px }</style>"


@pytest.mark.engines
@pytest.mark.parametrize(("side", "width"), [("left", 320), ("right", 360), ("left", 720), ("right", 1100)])
def test_what_stands_at_the_lower_edge_lies_over_nothing_else_there(
    publish: Publish, visit: Visit, side: str, width: int
) -> None:
    tease = campaign("tease", trigger={"on": "event", "name": "tease"})
    tease["variants"]["a"]["teaser"] = {
        "text": words("Ten percent for the first order of this season"),
        "position": side,
    }
    label = words("Your code for ten percent off all that we have")
    publish(offer(remind=True, label=label), tease, consent_banner(), mode="ask")
    page = visit(viewport={"width": width, "height": 640}, head=OF_THE_PAGE, reduced_motion="reduce")
    wait_until_shown(page)
    page.evaluate("winback('consent', {personalization: true, analytics: true})")
    for at, name in enumerate(["ask", "tease"], 2):
        message(page).wait_for(state="detached")
        page.clock.fast_forward(120_000)
        page.evaluate("name => winback('track', name)", name)
        wait_until_shown(page, at)
        if name == "ask":
            message(page).get_by_text("SAVE-7K3F").wait_for()
        page.keyboard.press("Escape")
    page.locator(LOWEST[2]).wait_for()
    places = [page.locator(one).bounding_box() for one in LOWEST]
    for one, other in combinations(places, 2):
        assert one and other
        is_apart = one["y"] >= other["y"] + other["height"] or one["x"] + one["width"] <= other["x"]
        assert is_apart, places
    for place in places:
        assert place and place["x"] >= 0 and place["x"] + place["width"] <= width
        assert place["y"] > 400 and place["y"] + place["height"] <= 640
    worn = [page.locator(one).evaluate(WORN) for one in LOWEST]
    assert all("rgb(255, 0, 0)" not in colours and family.startswith("system-ui") for *colours, family in worn), worn


def test_a_code_that_was_used_in_one_tab_is_offered_in_no_other(reminded: Page, visit: Visit) -> None:
    other = visit("/p/2", page=prepared(reminded.context.new_page()))
    other.mouse.move(5, 5)
    bar(other).wait_for()
    other.evaluate("winback('track', 'purchase', {transaction_id: 'T-1', value: 3, currency: 'EUR'})")
    bar(reminded).wait_for(state="detached")


def test_a_code_is_over_on_the_page_that_stays_open(reminded: Page) -> None:
    reminded.clock.fast_forward(59 * 60_000)
    assert bar(reminded).get_by_text("MINE-1").is_visible()
    reminded.clock.fast_forward(2 * 60_000)
    bar(reminded).wait_for(state="detached")
    assert reminded.evaluate(f"{KEPT} === undefined")


def test_a_page_that_comes_back_says_what_is_true_by_then(reminded: Page) -> None:
    """A page in the back/forward cache hears of nothing until it is back."""
    come_back = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    swap = "([from, to]) => { const key = Object.keys(localStorage).find((one) => one.endsWith(':memory'));"
    swap += "localStorage[key] = localStorage[key].replace(from, to) }"
    reminded.evaluate(swap, ["MINE-1", "MINE-2"])
    reminded.evaluate(come_back)
    bar(reminded).get_by_text("MINE-2").wait_for()
    assert bar(reminded).count() == 1
    reminded.evaluate(swap, ['"coupon"', '"spent"'])
    reminded.evaluate(come_back)
    bar(reminded).wait_for(state="detached")
    reminded.evaluate(swap, ['"spent"', '"coupon"'])
    reminded.evaluate(come_back)
    bar(reminded).wait_for()


@pytest.mark.parametrize(("language", "side"), [("ar", "rtl"), ("ko", "ltr")])
def test_the_bar_says_what_language_it_is_in_on_pages_in_any_other(
    publish: Publish, visit: Visit, service: RecordingService, language: str, side: str
) -> None:
    service.next["/w/KEY/code"] = [given("10-MINE")]
    publish(offer(remind=True, label={language: "…", "fr": "Votre code"}))
    page = shown(visit, lang=language)
    message(page).get_by_text("10-MINE").wait_for()
    page.keyboard.press("Escape")
    bar(page).wait_for()
    page = visit("/p/2", page=page, lang="fr")
    page.mouse.move(5, 5)
    bar(page).wait_for()
    assert (bar(page).get_attribute("lang"), bar(page).get_attribute("dir")) == (language, side)
    assert bar(page).get_by_role("button", name="복사" if language == "ko" else "نسخ").is_visible()


def test_no_bar_stays_or_comes_once_the_page_has_told_to_stop(reminded: Page, visit: Visit) -> None:
    reminded.evaluate("history.pushState({}, '', '/next')")
    reminded.clock.run_for(1000)
    assert bar(reminded).get_by_text("MINE-1").is_visible(), "it stands on every page"
    reminded.evaluate("winback('off')")
    bar(reminded).wait_for(state="detached")
    reminded.evaluate("history.pushState({}, '', '/other')")
    reminded.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    reminded.clock.run_for(10_000)
    assert bar(reminded).count() == 0
    page = visit(
        "/p/2",
        page=reminded,
        head="<script>(window.winback = (...call) => winback.q.push(call)).q = [['off']]</script>",
    )
    page.evaluate("winback('close')")  # told once the second file is there
    assert bar(page).count() == 0
    page = visit("/p/3", page=reminded)
    page.mouse.move(5, 5)
    bar(page).wait_for()
