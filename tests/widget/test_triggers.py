"""The moment: pressed, rested upon, come into view, so many pages, so long on the site; one of several, or all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, campaign
from tests.widget.conftest import (
    LONG,
    Visit,
    diary,
    hide,
    leave_by_the_top,
    message,
    prepared,
    probe,
    wait_until_shown,
)
from tests.widget.service import RecordingService
from tests.widget.test_exit_intent import PHONE, scroll_to

Publish = Callable[..., None]

BUTTONS = f"<button id=sizes><b>Sizes</b></button><button id=other>Other</button>{LONG}<p id=reviews>Reviews</p>"


def shown(page: Page) -> str:
    wait_until_shown(page)
    return str(diary(page, "show")[0]["campaign"])


@pytest.mark.engines
def test_pressing_what_the_selector_names_or_anything_inside_it(publish: Publish, visit: Visit) -> None:
    publish(campaign("sizes", trigger={"on": "click", "selector": "#sizes"}))
    page = visit(body=BUTTONS)
    page.get_by_text("Other").click()
    page.get_by_text("Sizes").click()
    assert shown(page) == "sizes"
    assert len(diary(page, "show")) == 1


def test_pressing_something_else_is_nothing(publish: Publish, visit: Visit) -> None:
    publish(campaign("sizes", trigger={"on": "click", "selector": "#sizes"}), PROBE)
    page = visit(body=BUTTONS)
    page.get_by_text("Other").click()
    assert probe(page) == "probe"


def test_a_selector_that_is_none_stops_only_its_own_trigger(publish: Publish, visit: Visit) -> None:
    broken = [{"on": "view", "selector": "##"}, {"on": "click", "selector": "]["}, {"on": "hover", "selector": "("}]
    publish(campaign("broken", triggers=broken), campaign("sizes", trigger={"on": "click", "selector": "#sizes"}))
    page = visit(body=BUTTONS)
    page.get_by_text("Sizes").click()
    assert shown(page) == "sizes"


@pytest.mark.engines
def test_a_pointer_has_to_rest(publish: Publish, visit: Visit) -> None:
    publish(campaign("sizes", trigger={"on": "hover", "selector": "#sizes"}), PROBE)
    page = visit(body=BUTTONS)
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)
    page.get_by_text("Sizes").hover()
    page.clock.run_for(200)
    page.get_by_text("Other").hover()
    page.clock.run_for(400)
    assert diary(page, "show") == []
    page.get_by_text("Sizes").hover()
    page.clock.run_for(350)
    while not diary(page, "show"):
        page.clock.run_for(10)
    assert shown(page) == "sizes"


@pytest.mark.engines
def test_what_is_further_down_comes_into_view(publish: Publish, visit: Visit) -> None:
    publish(campaign("reviews", trigger={"on": "view", "selector": "#reviews"}), PROBE)
    page = visit(body=BUTTONS)
    scroll_to(page, 300)
    assert diary(page, "show") == []
    page.get_by_text("Reviews").scroll_into_view_if_needed()
    assert shown(page) == "reviews"


def test_what_comes_later_is_waited_for(publish: Publish, visit: Visit) -> None:
    publish(campaign("reviews", trigger={"on": "view", "selector": "#late"}))
    page = visit()
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<p id=late>Just in</p>')")
    assert shown(page) == "reviews"


def test_from_the_third_page_of_a_visit(publish: Publish, visit: Visit) -> None:
    publish(campaign("third", trigger={"on": "pages", "count": 3}), PROBE)
    page = visit("/1")
    visit("/2", page=page)
    assert probe(page) == "probe"
    page.evaluate("winback('close')")
    page.evaluate("history.pushState({}, '', '/3')")
    wait_until_shown(page, 2)
    assert diary(page, "show")[1]["campaign"] == "third"


@pytest.mark.engines
def test_time_on_the_site_adds_up_over_its_pages(publish: Publish, visit: Visit) -> None:
    publish(campaign("patient", trigger={"on": "site_time", "seconds": 30}))
    page = visit("/1")
    page.clock.run_for(20_000)
    hide(page, True)
    page.clock.run_for(60_000)
    hide(page, False)
    visit("/2", page=page)
    page.clock.run_for(5_000)
    assert diary(page, "show") == []
    page.clock.run_for(6_000)
    assert shown(page) == "patient"


BOTH = [{"on": "scroll", "percent": 30}, {"on": "event", "name": "looked"}]


@pytest.mark.parametrize(("match", "standing"), [({}, "both"), ({"match": "all"}, "probe")], ids=["any", "all"])
def test_one_of_several_moments_is_enough_unless_all_are_asked_for(
    publish: Publish, visit: Visit, match: dict[str, str], standing: str
) -> None:
    publish(campaign("both", triggers=BOTH, **match), PROBE)
    page = visit()
    page.evaluate("winback('track', 'looked')")
    page.evaluate("winback('track', 'looked')")
    assert probe(page) == standing


def test_all_of_them_in_any_order_and_on_one_page(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("both", triggers=BOTH, match="all"))
    page = visit()
    page.evaluate("winback('track', 'looked')")
    page.evaluate("history.pushState({}, '', '/next')")
    page.wait_for_function("location.pathname === '/next'")
    page.clock.run_for(100)
    scroll_to(page, 3000)
    page.clock.run_for(1000)
    assert diary(page, "show") == []
    page.evaluate("winback('track', 'looked')")
    assert shown(page) == "both"
    assert service.wait_for_event("exposure").properties["trigger"] == "event"


@pytest.mark.parametrize("moment", [{"on": "page_load"}, {"on": "event", "name": "go"}], ids=["at once", "later"])
def test_a_moment_of_several_campaigns_is_told_to_each_of_them(
    publish: Publish, visit: Visit, moment: dict[str, str]
) -> None:
    """The first and the last are for nobody here; of the two others, one waits for something more besides."""
    nobody = {"fact": "trait.plan", "op": "eq", "value": "gold"}
    publish(
        campaign("first", trigger=moment, audience=nobody),
        campaign("patient", triggers=[moment, {"on": "event", "name": "looked"}], match="all", priority=60),
        campaign("eager", trigger=moment, priority=40),
        campaign("last", trigger=moment, audience=nobody),
    )
    page = visit()
    page.evaluate("winback('track', 'go')")
    assert shown(page) == "eager"
    message(page).get_by_role("button", name="All right").click()
    page.evaluate("winback('track', 'looked')")
    wait_until_shown(page, 2)
    assert diary(page, "show")[1]["campaign"] == "patient"


@pytest.mark.engines
def test_a_route_behind_a_hash_is_a_page_and_a_place_on_the_page_is_none(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish()
    page = visit()
    page.evaluate("location.hash = '#reviews'")
    page.evaluate("location.hash = '#/cart'")
    page.wait_for_function("location.hash === '#/cart'")
    page.clock.run_for(6000)
    service.wait_for_event("page_view", 2)
    urls = [event.envelope["page"]["url"].partition("/#")[2] for event in service.events("page_view")]
    assert urls == ["", "/cart"]


def test_a_page_that_comes_back_whole_is_a_new_view_with_its_moments_armed_once(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("sizes", trigger={"on": "click", "selector": "#sizes"}))
    page = visit(body=BUTTONS)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.clock.run_for(6000)
    service.wait_for_event("page_view", 2)
    page.get_by_text("Sizes").click()
    assert shown(page) == "sizes"
    service.wait_for_event("exposure")
    assert len(service.events("page_view")) == 2 and len(service.events("exposure")) == 1


def test_a_page_rendered_ahead_is_no_visit_until_it_is_looked_at(
    publish: Publish, new_context: Any, storefront: Any, tag: str, service: RecordingService
) -> None:
    from tests.widget.conftest import html

    publish(campaign("offer"))
    context = new_context()
    context.add_init_script("Object.defineProperty(document, 'prerendering', {configurable: true, get: () => true})")
    page = prepared(context.new_page())
    storefront.pages["/"] = html(tag)
    page.goto(storefront.url)
    service.wait_for(lambda: service.requests)
    page.wait_for_load_state()
    page.mouse.move(200, 200)
    page.clock.run_for(20_000)
    assert page.evaluate("Object.keys(localStorage)") == [] and diary(page, "ready") == []
    page.evaluate("delete document.prerendering; document.dispatchEvent(new Event('prerenderingchange'))")
    assert shown(page) == "offer"
    page.clock.run_for(6000)
    service.wait_for_event("page_view")
    assert len(service.events("page_view")) == 1


def exit_by(**signals: bool) -> Any:
    return campaign("exit-offer", trigger={"on": "exit_intent", **signals})


def test_standing_still_after_looking_around_counts_where_it_is_asked_for(publish: Publish, visit: Visit) -> None:
    publish(exit_by(idle=True))
    page = visit(**PHONE)
    page.clock.run_for(60_000)
    assert diary(page, "show") == []
    scroll_to(page, 200)
    page.clock.run_for(31_000)
    assert shown(page) == "exit-offer"


def test_a_flick_that_is_switched_off_is_nothing(publish: Publish, visit: Visit) -> None:
    publish(exit_by(flick=False), PROBE)
    page = visit(**PHONE)
    page.clock.run_for(2000)
    scroll_to(page, 2000)
    scroll_to(page, 1000)
    assert probe(page) == "probe"


def test_a_pointer_that_is_switched_off_is_nothing(publish: Publish, visit: Visit) -> None:
    publish(exit_by(pointer=False), PROBE)
    page = visit()
    page.clock.run_for(2000)
    leave_by_the_top(page)
    assert probe(page) == "probe"


def out_of(page: Page, element: str) -> None:
    page.evaluate(
        "css => document.querySelector(css).dispatchEvent("
        "new MouseEvent('mouseout', {bubbles: true, clientX: 640, clientY: 0}))",
        element,
    )


@pytest.mark.parametrize("element", ["iframe", "select"])
def test_reaching_into_a_frame_or_a_list_is_no_leaving(publish: Publish, visit: Visit, element: str) -> None:
    publish(exit_by(), PROBE)
    page = visit(body="<iframe srcdoc=x></iframe><select><option>S</select>")
    page.clock.run_for(2000)
    page.mouse.move(640, 300)
    page.mouse.move(640, 60)
    out_of(page, element)
    assert probe(page) == "probe"


@pytest.mark.engines
def test_typing_inside_the_page_s_own_component_is_typing(publish: Publish, visit: Visit) -> None:
    publish(exit_by(), PROBE)
    page = visit(body="<div id=search></div>")
    page.clock.run_for(2000)
    page.evaluate("""() => { const root = document.querySelector('#search').attachShadow({mode: 'open'});
        root.append(document.createElement('input')); root.querySelector('input').focus() }""")
    leave_by_the_top(page)
    assert probe(page) == "probe"


def test_one_that_waits_for_no_moment_never_shows_by_itself(publish: Publish, visit: Visit) -> None:
    publish({**campaign("mailed"), "triggers": []}, {**campaign("printed"), "triggers": [], "match": "all"}, PROBE)
    page = visit()
    page.mouse.move(300, 300)
    page.clock.run_for(60_000)
    assert probe(page) == "probe"
    assert [one["campaign"] for one in diary(page, "show")] == ["probe"]
