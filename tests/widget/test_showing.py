"""Who sees what, and when it counts as seen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import (
    PROBE,
    arms,
    button,
    campaign,
    consent_banner,
    exit_offer,
    heading,
    step,
    words,
)
from tests.widget.conftest import (
    Visit,
    diary,
    hide,
    is_told,
    leave_by_the_top,
    message,
    prepared,
    probe,
    until,
    wait_until_shown,
)
from tests.widget.service import KEY, RecordingService, Script

Publish = Callable[..., None]


def test_half_of_it_for_a_second_makes_an_impression(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("offer"))
    page = visit()
    wait_until_shown(page)
    exposure = service.wait_for_event("exposure")
    page.clock.run_for(7000)
    impression = service.wait_for_event("impression")
    assert impression.properties == {"exposure": exposure.id, "variant": "a", "format": "popup"}


def test_closed_within_the_second_it_was_dismissed_and_made_no_impression(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(PROBE)
    page = visit()
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)
    page.evaluate("winback('track', 'probe')")
    while not diary(page, "show"):
        page.clock.run_for(5)
    page.clock.run_for(600)
    page.keyboard.press("Escape")
    page.clock.run_for(60_000)
    assert service.wait_for_event("dismissal").properties["how"] == "esc"
    assert service.events("impression") == []


def by_cross(page: Page) -> None:
    message(page).get_by_role("button", name="Close").click()


def by_escape(page: Page) -> None:
    page.keyboard.press("Escape")


def by_the_scrim(page: Page) -> None:
    page.mouse.click(20, 400)


def by_later(page: Page) -> None:
    message(page).get_by_role("button", name="Later").click()


WAYS = [(by_cross, "close"), (by_escape, "esc"), (by_the_scrim, "backdrop"), (by_later, "later")]


@pytest.mark.engines
def test_each_way_to_close_has_its_name(publish: Publish, visit: Visit, service: RecordingService) -> None:
    later = step("s1", heading(words("Before you go")), button("l", words("Later"), "later", "link"))
    publish(campaign("offer", later, trigger={"on": "event", "name": "go"}))
    page = visit()
    for number, (close, how) in enumerate(WAYS, start=1):
        page.evaluate("winback('track', 'go')")
        wait_until_shown(page, number)
        close(page)
        is_told(page, "close", {"campaign": "offer", "how": how})
    page.clock.run_for(7000)
    service.wait_for_event("dismissal", len(WAYS))
    assert [event.properties["how"] for event in service.events("dismissal")] == [how for _, how in WAYS]


def test_control_is_counted_like_everyone_and_sees_nothing(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(exit_offer(weights={"a": 0, "control": 1}), PROBE)
    page = visit()
    page.clock.run_for(2000)
    leave_by_the_top(page)
    exposure = service.wait_for_event("exposure")
    assert (exposure.properties["arm"], exposure.properties["trigger"]) == ("control", "exit_intent")
    assert probe(page) == "probe"


def test_the_holdout_sees_nothing_of_any_campaign(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("offer"), holdout={"seed": "holdout", "share": 1})
    page = visit()
    assert service.wait_for_event("exposure").properties["arm"] == "holdout"
    page.clock.run_for(2000)
    assert diary(page, "show") == []


@pytest.mark.parametrize("arm", ["a", "b", "control", "holdout"])
def test_a_forced_arm_is_a_new_visitor_who_truly_falls_there(
    publish: Publish, visit: Visit, service: RecordingService, arm: str
) -> None:
    offer = campaign("offer", weights={"control": 0.3, "a": 0.35, "b": 0.35})
    publish(offer, force=True, holdout={"seed": "h", "share": 0.1})
    page = visit()
    before = page.evaluate("winback('visitor')")
    visit(f"/?winback_arm=offer:{arm}", page=page)
    forced = page.evaluate("winback('visitor')")
    service.wait_for(lambda: [e for e in service.events("exposure") if e.envelope["visitor"] == forced])
    exposure = next(e for e in service.events("exposure") if e.envelope["visitor"] == forced)
    assert exposure.properties["arm"] == arm and forced != before
    visit("/walking-on", page=page)
    visit(f"/?winback_arm=offer:{arm}", page=page)
    assert page.evaluate("winback('visitor')") == forced


def test_a_link_forces_nothing_where_the_owner_has_not_allowed_it(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer", weights={"a": 0, "control": 1}), PROBE)
    page = visit("/?winback_arm=offer:a")
    service.wait_for_event("exposure")  # in control: until then the moment is the offer's
    assert probe(page) == "probe"


@pytest.mark.parametrize("frequency", [{}, {"per_session": 1, "after_close_days": 30}], ids=["uncapped", "capped"])
def test_without_storage_a_message_shows_all_the_same(
    publish: Publish, visit: Visit, new_context: Any, frequency: dict[str, int]
) -> None:
    publish(campaign("offer", frequency=frequency))
    context = new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    page = visit(page=prepared(context.new_page()))
    wait_until_shown(page)


@pytest.mark.parametrize("off", [["offer"], True])
def test_a_campaign_that_was_switched_off_a_moment_ago_does_not_show(
    publish: Publish, visit: Visit, service: RecordingService, off: Any
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}), PROBE)
    service.off = off
    page = visit()
    # time stands still, so that the answer is not too late on a busy machine
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)
    with page.expect_response("**/live") as asked:
        page.evaluate("winback('track', 'go')")
        while not service.requests.count(f"GET /w/{KEY}/live"):
            page.clock.run_for(5)
    asked.value.finished()
    service.off = []
    while not diary(page, "show"):
        page.evaluate("winback('track', 'probe')")
        page.clock.run_for(5)
    assert diary(page, "show")[0]["campaign"] == "probe"


def test_when_the_live_check_is_slow_or_broken_the_message_shows(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer"))
    service.next["/w/KEY/live"] = [Script(200, b"<html>")]
    page = visit()
    wait_until_shown(page)


def test_the_higher_priority_wins_the_moment(publish: Publish, visit: Visit) -> None:
    publish(campaign("one", priority=10), campaign("two", priority=90), campaign("three", priority=50))
    page = visit()
    wait_until_shown(page)
    assert diary(page, "show")[0]["campaign"] == "two"


def test_on_a_quiet_page_nothing_shows(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer"), PROBE, quiet=["/checkout*"])
    page = visit("/checkout/2")
    page.evaluate("winback('track', 'probe')")
    page.clock.run_for(2000)
    visit("/shop", page=page)
    wait_until_shown(page)
    assert diary(page, "show")[0]["campaign"] == "offer"


def test_the_audience_is_asked_again_when_the_cart_fills(publish: Publish, visit: Visit) -> None:
    full = {"fact": "cart.value", "op": "gte", "value": 50}
    publish(campaign("offer", audience=full), campaign("other", priority=1, audience={"not": {"all": []}}))
    page = visit()
    page.evaluate("winback('cart', {items: [{id: 'chair', price: 40, quantity: 1}]})")
    page.mouse.move(200, 200)
    page.evaluate("winback('cart', {items: [{id: 'chair', price: 40, quantity: 2}]})")
    wait_until_shown(page)
    assert diary(page, "show")[0]["campaign"] == "offer"


def test_explain_names_the_check_that_failed_with_what_it_saw(publish: Publish, visit: Visit) -> None:
    publish(exit_offer(audience={"fact": "cart.value", "op": "gte", "value": 50}, weights={"control": 0, "a": 1}))
    page = visit()
    explained = page.evaluate("winback('explain')")[0]
    assert (explained["campaign"], explained["failing"], explained["arm"]) == ("exit-offer", "audience", "a")
    seen = {check["check"]: check["seen"] for check in explained["checks"]}
    assert seen["audience"] == {"cart.value": 0}
    assert list(seen) == [
        "consent",
        "schedule",
        "page",
        "audience",
        "cart",
        "frequency",
        "fatigue",
        "search",
        "trigger",
        "open",
        "arm",
    ]


def test_arms_are_what_they_were_for_a_returning_visitor(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    offer = campaign("offer", weights={"a": 0.5, "b": 0.5})
    publish({**offer, "experiment": {**offer["experiment"], "arms": arms(a=0.5, b=0.5)}})
    page = visit()
    first = service.wait_for_event("exposure").properties["arm"]
    for turn in range(2, 4):
        visit(f"/{turn}", page=page)
        assert service.wait_for_event("exposure", turn).properties["arm"] == first


@pytest.mark.engines
def test_of_two_tabs_in_view_that_fire_at_once_one_shows(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}, frequency={"per_session": 1}), PROBE)
    one = visit("/1")
    other = visit("/2", page=prepared(one.context.new_page()))
    for page in (one, other):
        page.mouse.move(200, 200)
        page.evaluate("winback('explain')")  # the engine is there
    for page in (one, other):
        page.evaluate("winback('track', 'go')")
    tabs = [one, other]
    while not any(diary(page, "show") for page in tabs):
        service.comes(lambda: False, 0.02)
    winner = next(page for page in tabs if diary(page, "show"))
    loser = next(page for page in tabs if page is not winner)
    wait_until_nothing_is_coming(loser)
    assert diary(loser, "show") == []
    # only what is shown was counted: the next batch of each tab arrives after whatever it had sent before
    for page in tabs:
        page.evaluate("winback('track', 'afterwards')")
        page.clock.run_for(6000)
    service.wait_for_event("afterwards", 2)
    assert len(service.events("exposure")) == 1


def wait_until_nothing_is_coming(page: Page) -> None:
    """It has made up its mind: nothing stands there and nothing is on its way."""
    until(page, "async () => !(await winback('explain'))[0].checks.find(({check}) => check === 'open').seen")


def test_what_was_counted_while_a_tab_waited_for_its_turn_is_read_again(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}, frequency={"per_session": 1}), PROBE)
    page = visit()
    page.evaluate("winback('explain')")
    # the turn comes only once another tab has shown the message and closed it again
    page.evaluate(
        """key => { const { request } = LockManager.prototype;
        LockManager.prototype.request = function (...asked) {
            const memory = JSON.parse(localStorage[key]);
            memory.seen.offer = { shown: 1, session_shown: 1 };
            localStorage[key] = JSON.stringify(memory);
            LockManager.prototype.request = request;
            return request.apply(this, asked); } }""",
        f"winback:{KEY}:memory",
    )
    page.evaluate("winback('track', 'go')")
    page.wait_for_function("String(LockManager.prototype.request).includes('native code')")
    wait_until_nothing_is_coming(page)
    assert probe(page) == "probe"
    assert [event.properties["campaign"] for event in service.events("exposure")] == ["probe"]


HELD = "async () => (await navigator.locks.query()).held.length"


@pytest.mark.parametrize(
    "going",
    ["hide", "document.dispatchEvent(new Event('freeze'))", "dispatchEvent(new PageTransitionEvent('pagehide'))"],
    ids=["hidden", "frozen", "left"],
)
def test_a_page_that_nobody_sees_keeps_nothing_from_the_others(publish: Publish, visit: Visit, going: str) -> None:
    publish(PROBE)
    page = visit()
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)
    page.evaluate("winback('track', 'probe')")
    while not diary(page, "show"):
        page.clock.run_for(5)
    assert page.evaluate(HELD) == 1
    hide(page, True) if going == "hide" else page.evaluate(going)
    until(page, f"async () => !(await ({HELD})())")


def test_a_campaign_that_cannot_be_drawn_costs_the_others_nothing(publish: Publish, visit: Visit) -> None:
    bad = campaign("bad", trigger={"on": "event", "name": "go"}, priority=99)
    bad["variants"]["a"]["steps"] = []
    publish(bad, campaign("good", trigger={"on": "event", "name": "go"}))
    page = visit()
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    assert [shown["campaign"] for shown in diary(page, "show")] == ["good"], "not even that moment"
    message(page).get_by_role("button", name="All right").click()
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page, 2)
    assert len(diary(page, "error")) == 1


@pytest.mark.parametrize(
    ("trigger", "walks_on", "shown"),
    [
        ({"on": "time", "seconds": 1}, False, "offer"),
        ({"on": "exit_intent"}, False, "probe"),
        ({"on": "scroll", "percent": 40}, True, "probe"),
    ],
    ids=["what has lasted since", "who turned to leave and stayed", "what was so on the page before"],
)
def test_where_the_second_file_comes_late(
    publish: Publish, visit: Visit, service: RecordingService, trigger: Any, walks_on: bool, shown: str
) -> None:
    publish(campaign("offer", trigger=trigger, priority=99), PROBE)
    arrived = threading.Event()
    script = {"Content-Type": "text/javascript"}
    service.next[service.engine] = [Script(200, service.files[service.engine], script, hold=arrived)]
    page = visit()
    page.clock.run_for(1500)
    page.evaluate("new Promise((there) => { addEventListener('scroll', there, {once: true}); scrollTo(0, 2000) })")
    leave_by_the_top(page)
    service.wait_for(lambda: f"GET {service.engine}" in service.requests)
    if walks_on:
        page.evaluate("history.pushState({}, '', '/elsewhere')")
    page.clock.run_for(12_000)
    arrived.set()
    assert probe(page) == shown


def test_a_message_that_fails_halfway_leaves_nothing_on_the_page(publish: Publish, visit: Visit) -> None:
    publish(PROBE)
    page = visit(head="<script>window.IntersectionObserver = class { constructor() { throw Error('none') } }</script>")
    page.evaluate("winback('track', 'probe')")
    page.wait_for_function("diary.some(([name]) => name === 'error')")
    assert page.locator("winback-message").count() == 0
    assert page.evaluate(f"JSON.parse(localStorage['winback:{KEY}:memory']).seen") == {}, "nobody saw it"


def test_a_question_of_consent_that_fails_is_asked_again(
    publish: Publish, visit: Visit, new_page: Callable[..., Page]
) -> None:
    publish(consent_banner(), PROBE, mode="ask")
    page = prepared(new_page())
    fails = "const real = IntersectionObserver; IntersectionObserver = class { constructor() { IntersectionObserver = real; throw Error('once') } }"
    page.add_init_script(fails)
    visit(page=page)
    page.wait_for_function("diary.some(([name]) => name === 'error')")
    page.evaluate("history.pushState({}, '', '/next')")
    wait_until_shown(page)
