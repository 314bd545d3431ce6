"""Messages in the page and above it: nothing in view ever moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, button, campaign, heading, step, text, words
from tests.widget.conftest import Visit, diary, is_told, kept_track_of, message, probe, settled, until, wait_until_shown
from tests.widget.service import RecordingService
from tests.widget.test_countdown import SHIFTS

Publish = Callable[..., None]
Json = dict[str, Any]

STEP = step("one", heading(words("Free delivery")), text(words("Until Sunday.")), button("ok", words("Fine"), "close"))
LINES = "".join(f"<p>Line {number} of a long page.</p>" for number in range(80))


def inline(selector: str = "#place", **more: Any) -> Json:
    made = campaign("offer", STEP, format="inline", trigger={"on": "event", "name": "ask"}, **more)
    made["variants"]["a"]["selector"] = selector
    return made


# ---- in the page ----


def test_in_a_place_with_room_it_stands_at_once_and_nothing_moves(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(inline())
    page = visit(head=SHIFTS, body=f'<div id="place" style="min-height:320px"></div>{LINES}')
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    settled(page)
    place, box = page.locator("#place").bounding_box(), message(page).bounding_box()
    assert place and box
    assert place["y"] <= box["y"] and box["y"] + box["height"] <= place["y"] + place["height"]
    assert page.evaluate("shift") == 0
    page.clock.run_for(1100)
    service.wait_for_event("impression")
    message(page).get_by_role("button", name="Fine").click()
    message(page).wait_for(state="detached")
    assert page.evaluate("shift") == 0


def ask_for_it(page: Page) -> None:
    """Returns once it was measured in its place: by then it is put in, or waits."""
    page.evaluate("new MutationObserver(() => { window.isMeasured = true }).observe(place, { childList: true })")
    page.evaluate("winback('track', 'ask')")
    page.wait_for_function("window.isMeasured")
    settled(page)


def test_without_room_it_waits_until_nobody_looks_at_the_place(publish: Publish, visit: Visit) -> None:
    publish(inline())
    page = visit(head=SHIFTS, body=f'<div id="place"></div>{LINES}')
    ask_for_it(page)
    assert message(page).count() == 0, "in view it would push the page down"
    assert diary(page, "show") == []
    page.mouse.wheel(0, 1500)
    message(page).wait_for(state="attached")
    wait_until_shown(page)
    settled(page)
    assert page.evaluate("shift") == 0
    page.evaluate("scrollTo(0, 0)")
    message(page).get_by_role("heading", name="Free delivery").wait_for()
    settled(page)
    assert page.evaluate("shift") == 0


def test_a_place_with_bare_text_in_it_has_no_room(publish: Publish, visit: Visit) -> None:
    publish(inline())
    page = visit(head=SHIFTS, body=f'<div id="place" style="min-height:320px">Today only.</div>{LINES}')
    ask_for_it(page)
    assert message(page).count() == 0
    assert page.evaluate("shift") == 0


def test_the_padding_of_its_place_is_no_room(publish: Publish, visit: Visit) -> None:
    """Measured as wide as it will stand: a long text is higher between wide paddings."""
    said = step(
        "one", heading(words("Free delivery")), text(words("Until Sunday, for all that you have chosen. " * 12))
    )
    long = campaign("offer", said, format="inline", trigger={"on": "event", "name": "ask"})
    long["variants"]["a"]["selector"] = "#place"
    publish(long)
    place = '<div id="place" style="min-height:300px;width:300px;padding:0 300px"></div>'
    page = visit(head=SHIFTS, body=f"{place}{LINES}")
    ask_for_it(page)
    assert message(page).count() == 0, "between its paddings it is higher than the place"
    assert page.evaluate("shift") == 0


@pytest.mark.engines
@pytest.mark.parametrize("anchoring", ["auto", "none"], ids=["by the browser", "where the browser does not"])
def test_put_in_above_what_is_being_read_it_moves_none_of_it(publish: Publish, visit: Visit, anchoring: str) -> None:
    publish(inline())
    head = f"<style>html {{ overflow-anchor: {anchoring} }}</style>"
    page = visit(head=head, body=f'<div id="place"></div>{LINES}')
    page.evaluate("scrollTo({ top: 1500, behavior: 'instant' })")
    settled(page)
    read = "document.querySelectorAll('p')[60].getBoundingClientRect().top"
    before = page.evaluate(read)
    page.evaluate("winback('track', 'ask')")
    message(page).wait_for(state="attached")
    settled(page)
    assert abs(page.evaluate(read) - before) < 1
    assert message(page).evaluate("box => box.getBoundingClientRect().height") > 50


LONG_SIDEBAR = (
    '<div style="display:grid;grid-template-columns:1fr 300px;align-items:start">'
    f'<main>{LINES}</main><aside><div id="place"></div><div style="height:6000px"></div></aside></div>'
)
WHOLE_HEIGHT = "<style>html, body { height: 100%; overflow-anchor: none }</style>"
SCROLLER = (
    "<style>body { margin: 0 } #list { height: 500px; overflow: auto; overflow-anchor: none; width: 400px }</style>"
)


def is_read(page: Page, number: int) -> float:
    """How far down the line stands."""
    top: float = page.locator("p").nth(number).evaluate("line => line.getBoundingClientRect().top")
    return top


@pytest.mark.engines
@pytest.mark.parametrize(
    ("head", "body", "scrolled"),
    [
        ("", LONG_SIDEBAR, "document.scrollingElement"),
        (WHOLE_HEIGHT, f'<div id="place"></div>{LINES}', "document.scrollingElement"),
        (SCROLLER, f'<div id="list"><div id="place"></div>{LINES}</div>{LINES}', "list"),
    ],
    ids=["in a sidebar longer than the text", "in a body as high as the view", "in a list that scrolls by itself"],
)
def test_the_line_being_read_stays_wherever_the_place_is_put_in(
    publish: Publish, visit: Visit, head: str, body: str, scrolled: str
) -> None:
    publish(inline())
    page = visit(head=head, body=body)
    page.evaluate(f"{scrolled}.scrollTo({{ top: 1500, behavior: 'instant' }})")
    settled(page)
    before = is_read(page, 50)
    page.evaluate("winback('track', 'ask')")
    message(page).wait_for(state="attached")
    settled(page)
    assert abs(is_read(page, 50) - before) < 1
    assert message(page).evaluate("box => box.getBoundingClientRect().height") > 50


def test_a_gap_between_the_lines_is_no_line(publish: Publish, visit: Visit) -> None:
    """In the middle of the view there is only what the place itself is in, and something lies over it all."""
    publish(inline())
    cover = '<div style="position:fixed;top:0;right:0;width:50px;height:50px"></div>'
    head = "<style>html { overflow-anchor: none } p { margin: 300px 0 }</style>"
    page = visit(head=head, body=f'<main><div id="place"></div>{LINES}</main>{cover}')
    page.evaluate("scrollTo({ top: 6000, behavior: 'instant' })")
    line = "[...document.querySelectorAll('p')].findIndex(p => p.getBoundingClientRect().top > 0)"
    number = page.evaluate(line)
    page.evaluate("top => scrollBy({ top: top - innerHeight / 2 - 60, behavior: 'instant' })", is_read(page, number))
    settled(page)
    before = is_read(page, number)
    page.evaluate("winback('track', 'ask')")
    message(page).wait_for(state="attached")
    settled(page)
    assert abs(is_read(page, number) - before) < 1


def test_while_it_waits_for_room_another_may_show(publish: Publish, visit: Visit) -> None:
    publish(inline(), PROBE)
    page = visit(body=f'<div id="place"></div>{LINES}')
    ask_for_it(page)
    page.clock.run_for(3000)
    assert probe(page) == "probe"
    is_told(page, "close", {"campaign": "offer", "how": "navigation"})
    page.keyboard.press("Escape")
    message(page).wait_for(state="detached")
    page.mouse.wheel(0, 1500)
    until(page, "scrollY > 600")
    settled(page)
    assert message(page).count() == 0
    assert len(diary(page, "show")) == 1


def test_one_that_the_page_has_taken_out_keeps_no_other_away(publish: Publish, visit: Visit) -> None:
    publish(inline(), PROBE)
    page = visit(body=f'<div id="place" style="min-height:320px"></div>{LINES}')
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    page.evaluate("place.replaceChildren()")
    page.clock.run_for(3000)
    page.evaluate("winback('track', 'probe')")
    wait_until_shown(page, 2)
    is_told(page, "close", {"campaign": "offer", "how": "navigation"})


@pytest.mark.parametrize("selector", ["#gone", "###", "", "div:has("], ids=["gone", "no selector", "nothing", "broken"])
def test_where_the_place_is_missing_nothing_shows_and_explain_says_so(
    publish: Publish, visit: Visit, service: RecordingService, selector: str
) -> None:
    publish(inline(selector), PROBE)
    page = visit()
    page.evaluate("winback('track', 'ask')")
    assert probe(page) == "probe"
    assert service.events("exposure")[0].properties["campaign"] == "probe"
    page.evaluate("winback('close')")
    (told,) = page.evaluate("winback.explain('offer', 'event')")
    assert told["failing"] == "place"
    assert next(one for one in told["checks"] if one["check"] == "place")["needs"] == {"selector": [selector]}


@pytest.mark.parametrize("hidden", ["#place", "main"], ids=["itself", "what it is in"])
def test_a_place_that_is_not_laid_out_is_none(
    publish: Publish, visit: Visit, service: RecordingService, hidden: str
) -> None:
    """As a container that only phones have: on a desktop nothing in it is ever seen."""
    publish(inline(), PROBE)
    page = visit(head=f"<style>{hidden} {{ display: none }}</style>", body='<main><div id="place"></div></main>')
    page.evaluate("winback('track', 'ask')")
    assert probe(page) == "probe"
    assert [event.properties["campaign"] for event in service.events("exposure")] == ["probe"]
    page.evaluate("winback('close')")
    (told,) = page.evaluate("winback.explain('offer', 'event')")
    assert told["failing"] == "place"


# ---- above the page ----


def above() -> Json:
    theme = {"position": "above", "accent": "#17694c"}
    return campaign("offer", STEP, format="bar", trigger={"on": "event", "name": "ask"}, theme=theme)


def test_a_page_makes_room_for_a_bar_above_it_where_nobody_sees_it(
    publish: Publish, visit: Visit, new_page: Callable[..., Page]
) -> None:
    publish(above())
    page = kept_track_of(new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce"))
    visit(page=page, head=SHIFTS, body=LINES)
    top = page.locator("h1").bounding_box()
    assert top
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    settled(page)
    assert page.locator("h1").bounding_box() == top, "at the very top it lies over the page"
    page.mouse.wheel(0, 600)
    until(page, "scrollY > 600")
    settled(page)
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    settled(page)
    bar, title = message(page).bounding_box(), page.locator("h1").bounding_box()
    assert bar and title
    assert (bar["x"], bar["y"]) == (0, 0)
    assert title["y"] == pytest.approx(top["y"] + bar["height"], abs=1)
    assert page.evaluate("shift") == 0
    assert page.evaluate("document.documentElement.getAttribute('style')") is None
    page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    settled(page)
    line = page.get_by_text("Line 30 ")
    before = line.bounding_box()
    message(page).get_by_role("button", name="Fine").click()
    message(page).wait_for(state="detached")
    settled(page)
    assert line.bounding_box() == before, "what one reads stays where it is"
    assert page.evaluate("shift") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).paddingTop") == "0px"
