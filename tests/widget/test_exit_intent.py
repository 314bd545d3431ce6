"""Who turns to leave, and who only looks as if they did."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, campaign, exit_offer
from tests.widget.conftest import LONG, Visit, diary, hide, leave_by_the_top, message, probe, wait_until_shown
from tests.widget.service import RecordingService

FORM = f'<input aria-label="Search"><select aria-label="Size"><option>S</option><option>M</option></select>{LONG}'


@pytest.fixture
def page(publish: Callable[..., None], visit: Visit) -> Page:
    """A page with a form, two seconds after it was opened, with the pointer inside."""
    publish(exit_offer(), PROBE)
    opened = visit(body=FORM)
    opened.clock.run_for(2000)
    opened.mouse.move(640, 500)
    return opened


@pytest.mark.engines
def test_up_and_out_over_the_top_edge_is_leaving(page: Page, service: RecordingService) -> None:
    leave_by_the_top(page)
    wait_until_shown(page)
    assert service.wait_for_event("exposure").properties["trigger"] == "exit_intent"


def by_the_side(page: Page) -> None:
    page.mouse.move(300, 300)
    page.mouse.move(-20, 290)


def by_the_bottom(page: Page) -> None:
    page.mouse.move(300, 700)
    page.mouse.move(300, 820)


def by_the_corner(page: Page) -> None:
    page.mouse.move(30, 30)
    page.mouse.move(-5, -5)


def while_typing(page: Page) -> None:
    page.get_by_label("Search").focus()
    leave_by_the_top(page)


def while_choosing_a_size(page: Page) -> None:
    page.get_by_label("Size").focus()
    leave_by_the_top(page)


def with_the_button_held(page: Page) -> None:
    """Dragged out: dispatched, since a pressed mouse is captured in some browsers and not in others."""
    page.mouse.move(640, 60)
    page.evaluate(
        "document.body.dispatchEvent(new MouseEvent('mouseout',"
        " {bubbles: true, clientX: 640, clientY: -1, buttons: 1}))"
    )


def just_after_a_click(page: Page) -> None:
    page.mouse.click(640, 300)
    page.mouse.move(640, 60)
    page.mouse.move(640, -20)


def drifting_down_and_out_of_an_edge_above(page: Page) -> None:
    page.mouse.move(640, 2)
    page.mouse.move(640, 8)
    page.evaluate("document.body.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientX: 640, clientY: 9}))")


def coming_in_from_the_toolbar(page: Page) -> None:
    page.evaluate(
        "document.body.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientX: 640, clientY: -1}));"
        "document.body.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientX: 640, clientY: -1}))"
    )


@pytest.mark.parametrize(
    "move",
    [
        by_the_side,
        by_the_bottom,
        by_the_corner,
        while_typing,
        while_choosing_a_size,
        with_the_button_held,
        just_after_a_click,
        drifting_down_and_out_of_an_edge_above,
    ],
)
def test_no_leaving(page: Page, move: Callable[[Page], None]) -> None:
    move(page)
    assert probe(page) == "probe"


def test_a_pointer_that_was_never_inside_does_not_leave(publish: Callable[..., None], visit: Visit) -> None:
    publish(exit_offer(), PROBE)
    page = visit()
    page.clock.run_for(2000)
    coming_in_from_the_toolbar(page)
    assert probe(page) == "probe"


def test_nobody_leaves_in_the_first_second(publish: Callable[..., None], visit: Visit) -> None:
    publish(exit_offer(), PROBE)
    page = visit()
    page.evaluate("window.opened = performance.timeOrigin; Date.now = () => performance.timeOrigin + 900")
    leave_by_the_top(page)
    assert probe(page) == "probe"


PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


def scroll_to(page: Page, top: int) -> None:
    page.evaluate(
        "top => new Promise(done => { addEventListener('scroll', done, {once: true});"
        "scrollTo({top, behavior: 'instant'}) })",
        top,
    )


def test_a_quick_flick_back_up_is_leaving_on_a_phone(publish: Callable[..., None], visit: Visit) -> None:
    publish(exit_offer(), PROBE)
    page = visit(**PHONE)
    page.clock.run_for(2000)
    scroll_to(page, 2000)
    scroll_to(page, 1000)
    wait_until_shown(page)


@pytest.mark.parametrize(("down", "up"), [(2000, 1800), (500, 0)], ids=["a small way back", "within the first screen"])
def test_a_look_back_up_is_no_leaving_on_a_phone(
    publish: Callable[..., None], visit: Visit, down: int, up: int
) -> None:
    publish(exit_offer(), PROBE)
    page = visit(**PHONE)
    page.clock.run_for(2000)
    scroll_to(page, down)
    scroll_to(page, up)
    assert probe(page) == "probe"


def test_slowly_back_up_is_no_leaving_on_a_phone(publish: Callable[..., None], visit: Visit) -> None:
    publish(exit_offer(), PROBE)
    page = visit(**PHONE)
    page.clock.run_for(2000)
    scroll_to(page, 2000)
    for top in range(1800, 900, -100):
        page.clock.run_for(400)
        scroll_to(page, top)
    assert probe(page) == "probe"


def test_the_history_is_as_long_as_it_was(page: Page) -> None:
    before = page.evaluate("history.length")
    leave_by_the_top(page)
    wait_until_shown(page)
    message(page).get_by_role("button", name="Close").click()
    assert page.evaluate("history.length") == before


WRITING = """<div contenteditable aria-label="Review">So far</div>
<div role="combobox" tabindex="0" aria-label="Town" aria-expanded="true" aria-controls="towns"></div><ul id="towns"></ul>"""


@pytest.mark.parametrize("label", ["Review", "Town"])
def test_reaching_for_what_the_browser_offers_while_writing_is_no_leaving(
    publish: Callable[..., None], visit: Visit, label: str
) -> None:
    publish(exit_offer(), PROBE)
    opened = visit(body=WRITING)
    opened.clock.run_for(2000)
    opened.get_by_label(label).focus()
    leave_by_the_top(opened)
    assert probe(opened) == "probe"


@pytest.mark.parametrize(
    ("signals", "away_ms", "standing"),
    [({}, 3500, "exit-offer"), ({}, 2500, "probe"), ({"return": False}, 60_000, "probe")],
    ids=["long enough", "only a glance", "switched off"],
)
def test_back_in_a_tab_that_was_left_on_a_phone(
    publish: Callable[..., None], visit: Visit, signals: dict[str, bool], away_ms: int, standing: str
) -> None:
    publish(campaign("exit-offer", trigger={"on": "exit_intent", **signals}), PROBE)
    opened = visit(**PHONE)
    opened.clock.run_for(2000)
    hide(opened, True)
    opened.clock.run_for(away_ms)
    hide(opened, False)
    assert probe(opened) == standing


def test_whoever_was_not_leaving_is_told_which_check_is_left(page: Page) -> None:
    by_the_side(page)
    (explained,) = page.evaluate("winback.explain('exit-offer', ['inactivity'])")
    assert (explained["shows"], explained["failing"]) == (False, "trigger")
    (check,) = [check for check in explained["checks"] if not check["passes"]]
    assert check["needs"] == {"any": ["exit_intent"]}


def test_whoever_meets_two_moments_at_once_is_counted_and_asked_once(
    publish: Callable[..., None], visit: Visit, service: RecordingService
) -> None:
    moments = [{"on": "exit_intent"}, {"on": "event", "name": "leaving"}]
    publish(campaign("exit-offer", triggers=moments), exit_offer(priority=1) | {"id": "rival"})
    opened = visit()
    opened.clock.run_for(2000)
    # the shop's own word for it comes in the same moment as the pointer's
    opened.evaluate(
        "document.addEventListener('mouseout', ({relatedTarget}) => relatedTarget || winback('track', 'leaving'))"
    )
    leave_by_the_top(opened)
    wait_until_shown(opened)
    opened.clock.run_for(7000)
    service.wait_for_event("impression")
    assert [event.properties["campaign"] for event in service.events("exposure")] == ["exit-offer"]
    assert len(diary(opened, "show")) == 1 and opened.locator("winback-message").count() == 1
