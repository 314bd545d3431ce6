"""A script that fails again and again, or holds the page up, takes itself out, says so once, and stays away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import campaign, consent_banner
from tests.widget.conftest import Visit, diary, forgive, kept_track_of, message, prepared, wait_until_shown
from tests.widget.service import KEY, RecordingService
from winback import assets

Publish = Callable[..., None]

OFFER = campaign("offer")
LATER = campaign("later", trigger={"on": "scroll", "percent": 50})
KEPT = f"winback:{KEY}:preview"

# What of ours hears the page.
LISTENERS = """
window.ears = [];
const { addEventListener } = EventTarget.prototype, { removeEventListener } = EventTarget.prototype;
EventTarget.prototype.addEventListener = function (type, run, options) {
  const isOurs = !(this instanceof AbortSignal) && new Error().stack.includes("/w/");
  if (isOurs) ears.push({ target: this, type, run, signal: options?.signal });
  return addEventListener.call(this, type, run, options);
};
EventTarget.prototype.removeEventListener = function (type, run, options) {
  ears = ears.filter((ear) => ear.target !== this || ear.type !== type || ear.run !== run);
  return removeEventListener.call(this, type, run, options);
};
window.listening = () => ears.filter(({ target, signal }) => !signal?.aborted && (target.isConnected ?? true)).length;
"""
# Our own code fails on properties that are none, and has to wait for those that take long to say what they are.
FAIL = "winback('track', 'wrong', null)"
DAWDLE = """{ let late = 0; const { now } = Date; Date.now = () => now() + late;
  for (let times = 0; times < 10; times++) winback('track', 'slow', { get taken() { late += 250; return late; } }) }"""
OURS = "winback-message,winback-privacy,winback-teaser,winback-coupon"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    page = prepared(new_page(viewport={"width": 1280, "height": 800}))
    page.add_init_script(LISTENERS)
    return page


def fail(page: Page, times: int) -> None:
    page.evaluate(f"for (let at = 0; at < {times}; at++) {FAIL}")


def wait_until_gone(page: Page) -> None:
    page.wait_for_function(f"sessionStorage['{KEPT}'] && !document.querySelector('{OURS}') && !listening()")


@pytest.mark.parametrize(
    ("too_much", "kind", "error"),
    [
        (f"for (let at = 0; at < 10; at++) {FAIL}", "errors", "TypeError: Cannot convert undefined or null to object"),
        (DAWDLE, "long_tasks", None),
    ],
    ids=["errors", "long tasks"],
)
def test_ten_are_too_much(
    publish: Publish, visit: Visit, page: Page, service: RecordingService, too_much: str, kind: str, error: Any
) -> None:
    publish(OFFER, LATER)
    visit(page=page)
    wait_until_shown(page)
    globals_before = page.evaluate("Object.keys(window).length")
    assert page.evaluate("listening()") > 9
    page.evaluate(too_much)
    wait_until_gone(page)
    told = service.wait_for_event("winback_unloaded")
    assert told.properties == {"kind": kind, "rev": "0123456789abcdef", **({"error": error} if error else {})}
    assert (told.envelope["visitor"], told.envelope["session"], told.envelope["consent"]["purposes"]) == (
        None,
        None,
        [],
    )
    before = len(service.requests)
    kept = page.evaluate("JSON.stringify(localStorage)")
    page.evaluate(
        f"winback('track', 'more'); winback('show', 'offer'); {FAIL}; scrollTo(0, document.body.scrollHeight)"
    )
    page.mouse.move(500, 500)
    page.clock.run_for(60_000)
    assert page.evaluate("JSON.stringify(localStorage)") == kept, "nothing more is remembered"
    assert (len(service.requests), len(service.events("winback_unloaded"))) == (before, 1), "and nothing sent"
    assert page.evaluate("Object.keys(window).length") == globals_before


def test_nine_are_not(publish: Publish, visit: Visit, page: Page, service: RecordingService) -> None:
    publish(OFFER)
    visit(page=page)
    wait_until_shown(page)
    fail(page, 9)
    page.evaluate("winback('track', 'still_here')")
    page.clock.run_for(6000)
    service.wait_for_event("still_here")
    assert message(page).is_visible() and not page.evaluate(f"sessionStorage['{KEPT}']")


SLOW = "let late = 0; const { now } = Date; Date.now = () => now() + late;"
INSIDE = "{ get taken() { winback('track', 'inside', { get taken() { late += 250; return 1 } }); return 1 } }"


@pytest.mark.parametrize(
    "borne",
    [
        f"{SLOW} for (let at = 0; at < 9; at++) winback('track', 'outside', {INSIDE})",
        f"{SLOW} document.addEventListener('winback:track', () => {{ late += 250 }});"
        "for (let at = 0; at < 20; at++) winback('track', 'heard')",
    ],
    ids=["one within another is one", "what the page's own listeners take is its own"],
)
def test_time_is_held_against_us_once(publish: Publish, visit: Visit, page: Page, borne: str) -> None:
    publish(OFFER)
    visit(page=page)
    wait_until_shown(page)
    page.evaluate(borne)
    page.evaluate("new Promise((later) => setTimeout(later))")
    assert page.evaluate(f"!sessionStorage['{KEPT}'] && winback.isLive && listening() > 9")


def test_what_a_page_has_borne_is_forgotten_after_five_minutes(publish: Publish, visit: Visit, page: Page) -> None:
    publish(OFFER)
    visit(page=page)
    wait_until_shown(page)
    fail(page, 9)
    page.clock.fast_forward(301_000)
    fail(page, 9)
    page.evaluate("new Promise((later) => setTimeout(later))")
    assert page.evaluate(f"!sessionStorage['{KEPT}']")
    fail(page, 1)
    wait_until_gone(page)


def test_a_selector_that_is_none_costs_its_own_campaign_alone(publish: Publish, visit: Visit, page: Page) -> None:
    publish(OFFER, campaign("typo", trigger={"on": "click", "selector": "a["}))
    visit(page=page)
    wait_until_shown(page)
    page.evaluate("for (let times = 0; times < 12; times++) document.body.click()")
    assert len(diary(page, "error")) == 12
    page.evaluate("new Promise((later) => setTimeout(later))")
    assert page.evaluate(f"!sessionStorage['{KEPT}'] && winback.isLive && listening() > 9")


def test_it_stays_away_from_the_tab_and_says_why_and_comes_back_in_another(
    publish: Publish, visit: Visit, page: Page, service: RecordingService, new_page: Callable[..., Page]
) -> None:
    publish(OFFER)
    visit(page=page)
    fail(page, 10)
    wait_until_gone(page)
    service.wait_for_event("winback_unloaded")
    page.evaluate("window.said = []; console.info = (text) => said.push(text); winback.explain()")
    assert page.evaluate("said") == [
        "winback took itself out of this tab: errors, first TypeError: Cannot convert undefined or null to object"
    ]
    page.add_init_script("window.said = []; console.info = (text) => said.push(text)")
    page.reload()
    page.wait_for_function("window.winback?.isLive && winback.explain() && said.length")
    fail(page, 20)
    assert (page.evaluate("listening()"), page.locator(OURS).count()) == (0, 0)
    assert len(service.events("winback_unloaded")) == 1
    other = prepared(page.context.new_page())
    visit("/other", page=other)
    wait_until_shown(other)
    other.close()
    # as after an older script, whose fault the one that is published now may not have
    page.evaluate("key => { sessionStorage[key] = sessionStorage[key].replace('0123456789abcdef', 'older') }", KEPT)
    visit("/mended", page=page)
    wait_until_shown(page)
    assert not page.evaluate(f"sessionStorage['{KEPT}']")


def test_where_the_way_out_does_not_come_the_page_goes_on_and_asks_for_it_once(
    publish: Publish, visit: Visit, page: Page, service: RecordingService
) -> None:
    publish(OFFER)
    file = assets.chunks()["debug"]
    asked: list[str] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404, headers={"Access-Control-Allow-Origin": "*"})

    page.route(f"**{file}", refuse)
    visit(page=page)
    wait_until_shown(page)
    fail(page, 10)
    page.wait_for_function("diary.filter(([name]) => name === 'error').length > 10")
    fail(page, 20)
    page.evaluate("winback('close')")
    page.wait_for_function("diary.some(([name]) => name === 'close')")
    assert len(asked) == 1
    forgive(page, "404")


def test_errors_in_the_pages_own_callbacks_are_the_pages_own(
    publish: Publish, visit: Visit, new_page: Callable[..., Page]
) -> None:
    publish(OFFER)
    page = kept_track_of(new_page())
    visit(page=page)
    wait_until_shown(page)
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(error.message))
    page.evaluate(
        "winback('on', 'track', () => { throw new Error('of the page') });"
        "for (let at = 0; at < 12; at++) winback('track', 'heard')"
    )
    page.wait_for_function("diary.filter(([name]) => name === 'track').length >= 12")
    for _ in range(1000):
        if len(thrown) < 12:
            page.evaluate("1")
    assert len(thrown) == 12 and diary(page, "error") == [] and message(page).is_visible()
    page.complaints[:] = [said for said in page.complaints if "of the page" not in said]  # type: ignore[attr-defined]


def test_a_question_of_consent_goes_too_and_is_asked_in_other_tabs(
    publish: Publish, visit: Visit, page: Page, service: RecordingService
) -> None:
    publish(consent_banner(), OFFER, mode="ask")
    visit(page=page)
    wait_until_shown(page)
    fail(page, 10)
    wait_until_gone(page)
    service.wait_for_event("winback_unloaded")
    assert page.evaluate("Object.keys(localStorage)") == [], "no choice was made"
    other = prepared(page.context.new_page())
    visit("/other", page=other)
    wait_until_shown(other)
    other.get_by_role("button", name="Refuse all").click()
    service.wait_for(lambda: service.decisions)


def test_where_only_consent_is_asked_the_question_stays(
    publish: Publish, visit: Visit, page: Page, service: RecordingService
) -> None:
    """There the script is one small file that asks, and a shop must not lose its question."""
    publish(consent_banner(), mode="ask")
    visit(page=page)
    wait_until_shown(page)
    page.evaluate("for (let at = 0; at < 20; at++) winback('consent', null)")
    page.get_by_role("button", name="Refuse all").click()
    service.wait_for(lambda: service.decisions)
