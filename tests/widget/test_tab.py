"""The tab that a closed message leaves: it opens it once more, and takes nothing of the page's room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.widget.campaigns import (
    PROBE,
    SEND_SURVEY,
    THANKS,
    button,
    campaign,
    consent_banner,
    ends,
    heading,
    step,
    text,
    words,
)
from tests.widget.conftest import Visit, diary, is_told, message, prepared, settled, wait_until_shown
from tests.widget.service import KEY, RecordingService
from tests.widget.test_message import AXE, INTO_BODY

Publish = Callable[..., None]
Json = dict[str, Any]

STEP = step("one", heading(words("Free delivery")), text(words("Until Sunday.")), button("ok", words("Fine"), "close"))


LEFT = (
    "JSON.parse(localStorage[Object.keys(localStorage).find((key) => key.endsWith(':memory'))] ?? '{}').session?.left"
)


def tab(page: Page) -> Locator:
    return page.locator("winback-teaser .tab")


def teased(*steps: Json, **more: Any) -> Json:
    made = campaign("offer", *(steps or (STEP,)), trigger={"on": "event", "name": "ask"}, **more)
    made["variants"]["a"]["teaser"] = {"text": words("10 % off", "10% 할인"), "position": "right"}
    return made


def counted(service: RecordingService) -> list[str]:
    return [event.name for event in service.events("exposure", "impression", "dismissal")]


def test_a_closed_message_leaves_a_tab_that_opens_it_once_more(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(teased(), PROBE)
    page = visit()
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    assert tab(page).count() == 0
    settled(page)
    page.clock.run_for(1100)
    service.wait_for_event("impression")
    page.keyboard.press("Escape")
    tab(page).wait_for()
    service.wait_for_event("dismissal")
    tab(page).focus()
    page.keyboard.press("Enter")
    message(page).get_by_role("heading", name="Free delivery").wait_for()
    assert tab(page).count() == 0
    settled(page)
    page.clock.run_for(3000)
    page.evaluate("winback('track', 'probe')")
    page.clock.run_for(1000)
    page.keyboard.press("Escape")
    tab(page).wait_for()
    assert len(diary(page, "show")) == 1, "nothing else comes while it stands"
    page.locator("winback-teaser .x").click()
    tab(page).wait_for(state="detached")
    page.evaluate("winback('track', 'probe')")
    service.wait_for(lambda: len(service.events("exposure")) == 2)
    assert counted(service)[:3] == ["exposure", "impression", "dismissal"]
    assert counted(service).count("dismissal") == 1
    assert (
        page.evaluate(
            "JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith(':memory')))).seen.offer.shown"
        )
        == 1
    )


def test_what_is_answered_after_reopening_arrives_and_ends_it(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(teased(step("one", ends("csat"), SEND_SURVEY, leads_to="thanks"), THANKS, kind="survey"))
    page = visit()
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    message(page).get_by_role("button", name="Close").click()
    tab(page).click()
    message(page).get_by_role("radio", name="4").check(force=True)
    message(page).get_by_role("button", name="Send").click()
    answer = service.wait_for_event("answer").properties
    assert answer["exposure"] == service.events("exposure")[0].id
    message(page).get_by_role("button", name="Close").last.click()
    message(page).wait_for(state="detached")
    assert tab(page).count() == 0
    assert service.wait_for_event("response").properties["complete"]


def test_a_campaign_that_was_switched_off_meanwhile_opens_no_more(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(teased())
    page = visit()
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    page.keyboard.press("Escape")
    tab(page).wait_for()
    service.off = ["offer"]
    tab(page).click()
    tab(page).wait_for(state="detached")
    assert message(page).count() == 0


def close_and_tease(page: Page) -> None:
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    page.keyboard.press("Escape")
    tab(page).wait_for()


def test_a_double_press_on_the_tab_opens_one_message(publish: Publish, visit: Visit) -> None:
    publish(teased())
    page = visit()
    close_and_tease(page)
    tab(page).evaluate("tab => { tab.click(); tab.click(); }")
    message(page).first.wait_for()
    settled(page)
    assert message(page).count() == 1


def test_a_tab_taken_away_while_the_server_is_asked_opens_nothing(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(teased(), PROBE)
    page = visit()
    close_and_tease(page)
    tab(page).evaluate("tab => { tab.click(); tab.nextSibling.click(); }")
    service.wait_for(lambda: service.requests.count(f"GET /w/{KEY}/live") == 2)
    page.evaluate("winback('track', 'probe')")
    wait_until_shown(page, 2)
    assert message(page).count() == 1
    assert diary(page, "show")[1]["campaign"] == "probe"


def test_the_next_route_has_the_tab_again_and_not_what_it_opened(publish: Publish, visit: Visit) -> None:
    publish(teased(), quiet=["/checkout*"])
    page = visit()
    close_and_tease(page)
    tab(page).click()
    message(page).wait_for()
    page.evaluate("history.pushState({}, '', '/cart')")
    message(page).wait_for(state="detached")
    is_told(page, "close", {"campaign": "offer", "how": "navigation"})
    tab(page).wait_for()
    page.evaluate("history.pushState({}, '', '/checkout/pay')")
    tab(page).wait_for(state="detached")
    page.evaluate("history.pushState({}, '', '/paid')")
    tab(page).wait_for()


def again(visit: Visit, page: Page, path: str = "/p/2") -> Page:
    """The visitor's next page, where somebody moves the pointer."""
    visit(path, page=page)
    page.mouse.move(5, 5)
    page.evaluate("winback('close')")  # told once the second file is there
    return page


def test_the_tab_stands_on_the_next_page_for_the_same_showing(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(teased(step("one", ends("csat"), SEND_SURVEY, leads_to="thanks"), THANKS, kind="survey"))
    page = visit()
    close_and_tease(page)
    again(visit, page)
    tab(page).click()
    message(page).get_by_role("radio", name="4").check(force=True)
    message(page).get_by_role("button", name="Send").click()
    answer = service.wait_for_event("answer").properties
    message(page).get_by_role("button", name="Close").last.click()
    message(page).wait_for(state="detached")
    service.wait_for_event("response")
    assert answer["exposure"] == service.events("exposure")[0].id
    again(visit, page)
    assert tab(page).count() == 0, "it was answered"
    assert counted(service) == ["exposure", "dismissal"]


GONE = {
    "closed": lambda page, service: page.locator("winback-teaser .x").click(),
    "bought": lambda page, service: page.evaluate("winback('track', 'purchase', {value: 3, currency: 'EUR'})"),
    "no longer published": lambda page, service: published(page, service, PROBE),
    "published anew": lambda page, service: published(page, service, {**teased(), "version": 4}),
}


def published(page: Page, service: RecordingService, campaign: Json) -> None:
    service.publish({**service.config, "campaigns": [campaign]})
    page.route("**/*.js", lambda route: route.continue_())  # past the browser's cache, which keeps it for a minute


@pytest.mark.parametrize("what", GONE)
def test_no_later_page_has_the_tab_of_what_is(
    publish: Publish, visit: Visit, service: RecordingService, what: str
) -> None:
    publish(teased(), PROBE)
    page = visit()
    close_and_tease(page)
    GONE[what](page, service)
    again(visit, page)
    assert tab(page).count() == 0


def test_a_tab_that_was_closed_in_one_window_goes_from_the_other(publish: Publish, visit: Visit) -> None:
    publish(teased())
    page = visit()
    close_and_tease(page)
    other = again(visit, prepared(page.context.new_page()))
    tab(other).wait_for()
    other.locator("winback-teaser .x").click()
    tab(page).wait_for(state="detached")


def test_nothing_is_left_where_nothing_may_be_remembered(publish: Publish, visit: Visit) -> None:
    publish(teased(), consent_banner(), mode="ask")
    page = visit()
    wait_until_shown(page)
    page.evaluate("winback('consent', {personalization: true})")
    message(page).wait_for(state="detached")
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page, 2)
    page.keyboard.press("Escape")
    tab(page).wait_for()
    page.evaluate("winback('consent', {personalization: false})")
    tab(page).wait_for(state="detached")
    again(visit, page)
    assert tab(page).count() == 0
    assert not page.evaluate(LEFT)


def test_a_page_closes_what_the_tab_opened(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(teased(), PROBE)
    page = visit()
    close_and_tease(page)
    tab(page).click()
    message(page).wait_for()
    page.evaluate("winback('close')")
    message(page).wait_for(state="detached")
    tab(page).wait_for()
    page.evaluate("winback('track', 'probe')")
    wait_until_shown(page, 2)
    assert tab(page).count() == 0
    assert len(service.events("dismissal")) <= 1


@pytest.mark.engines
@pytest.mark.parametrize(("format", "standing"), [("popup", "winback-teaser"), ("slide_in", "button")])
def test_who_was_on_the_tab_is_so_again_once_another_message_has_gone(
    publish: Publish, visit: Visit, format: str, standing: str
) -> None:
    """A message beside the page takes the focus from nobody: there the tab gives it back to where it came from."""
    publish(teased(), {**PROBE, "variants": campaign("probe", format=format)["variants"]})
    page = visit(body="<button>Buy</button>")
    page.get_by_role("button", name="Buy").focus()
    close_and_tease(page)
    tab(page).focus()
    page.evaluate("winback('track', 'probe')")
    wait_until_shown(page, 2)
    tab(page).wait_for(state="detached")
    message(page).get_by_role("button", name="All right").click()
    tab(page).wait_for()
    assert page.evaluate("document.activeElement.localName") == standing


def axe(page: Page, host: str) -> list[str]:
    page.evaluate(AXE.read_text())
    page.evaluate(INTO_BODY, host)
    found = page.evaluate("host => axe.run({ include: [[host]] })", host)
    return [f"{fault['id']}: {node['html']}" for fault in found["violations"] for node in fault["nodes"]]


@pytest.mark.parametrize("accent", ["#17694c", "#ffe066", "#ff8800"], ids=["dark", "pale", "between"])
def test_axe_has_nothing_against_the_tab(publish: Publish, visit: Visit, accent: str) -> None:
    publish(teased(theme={"accent": accent}))
    page = visit(body="<main>Chairs</main>", reduced_motion="reduce")
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    page.keyboard.press("Escape")
    tab(page).wait_for()
    assert axe(page, "winback-teaser") == []
    size = page.locator("winback-teaser .x").bounding_box()
    assert size and size["height"] >= 44 and size["width"] >= 44
