"""A site that only asks for consent: one file, which draws the very same prompt, and counts visits once it may."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, PURPOSES, button, config, consent_banner, heading, step, words
from tests.widget.conftest import Visit, diary, message, prepared, wait_until_shown
from tests.widget.service import KEY, RecordingService
from tests.widget.test_loading import IMAGE, brotli_bytes
from winback import assets
from winback.targeting import parts

Publish = Callable[..., None]

SCRIPT = f"GET /w/{KEY}.js"


def file_of(made: Any) -> bytes:
    """What a visitor of this site downloads, configuration included."""
    packed = json.dumps(parts.carried(made), separators=(",", ":"), ensure_ascii=False).encode()
    return parts.loader(made).replace(b"__WINBACK_CONFIG__", packed)


def test_the_one_file_stays_smaller_than_any_banner_of_its_kind() -> None:
    made = config("https://winback.example", consent_banner(), mode="ask")
    assert brotli_bytes(parts.loader(made)) <= 6500, "without the site's own words, as others are measured"
    assert brotli_bytes(file_of(made)) <= 7400, "with its words, in two languages"
    counts = config("https://winback.example", consent_banner(), mode="optout")
    assert brotli_bytes(file_of(counts)) <= 9600, "with what counts visits unasked"
    assert brotli_bytes(assets.widget_file("tally.js")) <= 2600


@pytest.fixture
def asked(publish: Publish, visit: Visit) -> Page:
    publish(consent_banner(), mode="ask")
    page = visit()
    wait_until_shown(page)
    return page


def choose(page: Page, name: str) -> None:
    message(page).get_by_role("button", name=name).click()


@pytest.mark.engines
def test_it_is_one_request_also_for_whoever_refuses_and_comes_back(
    asked: Page, visit: Visit, service: RecordingService
) -> None:
    asked.mouse.move(300, 300)
    asked.clock.run_for(6000)
    assert service.requests == [SCRIPT]
    choose(asked, "Refuse all")
    # until then it is told again by the next page
    asked.wait_for_function("key => JSON.parse(localStorage[key]).receipt", arg=f"winback:{KEY}:consent")
    visit("/next", page=asked)
    asked.mouse.move(200, 200)
    asked.clock.run_for(6000)
    asked.get_by_role("button", name="Privacy choices").wait_for()
    assert [request for request in service.requests if request != SCRIPT] == [f"POST /c/{KEY}"]


def test_what_counts_visits_comes_with_the_yes_and_counts_the_visitor_of_the_record(
    asked: Page, visit: Visit, service: RecordingService
) -> None:
    choose(asked, "Accept all")
    service.wait_for(lambda: service.decisions)
    asked.clock.run_for(6000)
    view = service.wait_for_event("page_view")
    visitor = service.decisions[0]["visitor"]
    assert view.envelope["visitor"] == visitor == asked.evaluate("winback('visitor')")
    assert view.envelope["consent"]["purposes"] == ["analytics", "personalization"]
    visit("/next", page=asked)
    asked.clock.run_for(6000)
    assert service.wait_for_event("page_view", 2).envelope["visitor"] == visitor
    assert service.events("page_leave")


def test_where_visits_are_counted_unasked_that_is_in_the_same_file(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(consent_banner(), mode="optout")
    page = visit()
    wait_until_shown(page)
    page.evaluate("winback('track', 'looked', {at: 'chairs'})")
    page.clock.run_for(6000)
    assert service.wait_for_event("looked").properties == {"at": "chairs"}
    assert len(service.events("page_view")) == 1
    assert [request for request in service.requests if request.startswith("GET")] == [SCRIPT]
    choose(page, "Refuse all")
    service.wait_for(lambda: service.decisions)
    page.evaluate("winback('track', 'afterwards')")
    page.clock.run_for(6000)
    assert service.events("afterwards") == []


def test_what_happened_before_the_yes_is_told_to_the_page_and_to_nobody_else(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(consent_banner(), mode="ask")
    layer = "<script>window.dataLayer = [{event: 'view_item', ecommerce: {items: [{id: 'before'}]}}]</script>"
    page = visit(head=layer)
    wait_until_shown(page)
    page.evaluate("winback('track', 'early', {n: 1})")
    assert diary(page, "track") == [{"name": "early", "properties": {"n": 1}}]
    choose(page, "Accept all")
    service.wait_for(lambda: service.decisions)
    page.clock.run_for(6000)
    service.wait_for_event("page_view")
    page.evaluate("dataLayer.push({event: 'add_to_cart', ecommerce: {currency: 'EUR', items: [{id: 'c', price: 9}]}})")
    page.clock.run_for(6000)
    service.wait_for_event("cart")
    assert service.events("early", "view_item") == []
    assert service.events("add_to_cart")[0].properties["currency"] == "EUR"


def test_what_the_shop_says_of_its_customer_and_cart_is_kept_once_it_may_be(
    asked: Page, service: RecordingService
) -> None:
    for customer, traits, value in (("c0", {"city": "Seoul"}, 20), ("c1", {"plan": "gold"}, 40)):
        words = [customer, {"traits": traits}, {"items": [], "value": value}]
        asked.evaluate("([who, more, cart]) => { winback('identify', who, more); winback('cart', cart) }", words)
    choose(asked, "Accept all")
    asked.clock.run_for(6000)
    assert service.wait_for_event("cart").properties["value"] == 40
    assert len(service.events("cart")) == 1, "of what was said before, the last"
    kept = asked.evaluate(f"JSON.parse(localStorage['winback:{KEY}:memory'])")
    assert kept["traits"] == {"plan": "gold", "customer": "c1"}


def test_it_says_why_it_asks_or_does_not(asked: Page) -> None:
    (why,) = asked.evaluate("winback.explain()")
    assert (why["campaign"], why["shows"], why["failing"]) == ("consent", False, "open")
    choose(asked, "Refuse all")
    (why,) = asked.evaluate("winback.explain('consent')")
    assert (why["failing"], why["checks"][0]["needs"]) == ("consent", {"choice": None})
    assert [one["check"] for one in why["checks"]][:3] == ["consent", "schedule", "page"]
    assert asked.evaluate("winback.explain('nothing')") == []


def test_it_can_be_shown_closed_and_switched_off_by_the_page(asked: Page, service: RecordingService) -> None:
    asked.evaluate("winback('close')")
    assert message(asked).count() == 0 and diary(asked, "close")[0]["how"] == "close"
    asked.evaluate("winback('show', 'consent')")
    assert message(asked).count() == 0, "it was put off on this page"
    asked.evaluate("winback('consent', 'show')")
    wait_until_shown(asked, 2)
    asked.evaluate("winback('off'); winback('consent', {analytics: true, personalization: true})")
    service.wait_for(lambda: service.decisions)
    asked.clock.run_for(6000)
    assert service.events() == []
    assert asked.evaluate("[winback('cart', {}), winback('nothing')].every(said => said === undefined)")


def test_it_waits_for_a_dialog_of_the_page_to_close(publish: Publish, visit: Visit) -> None:
    publish(consent_banner(), mode="ask")
    page = visit(body="<dialog>Which country?</dialog><script>document.querySelector('dialog').showModal()</script>")
    assert diary(page, "show") == []
    page.evaluate("document.querySelector('dialog').close(); winback('track', 'chosen')")
    wait_until_shown(page)


def test_on_a_single_page_it_comes_with_the_next_route_or_event_until_it_stands(publish: Publish, visit: Visit) -> None:
    publish(consent_banner(), mode="ask")
    page = visit(body="<dialog>Which country?</dialog><script>document.querySelector('dialog').showModal()</script>")
    page.evaluate("document.querySelector('dialog').close(); history.pushState(0, '', '/chairs')")
    wait_until_shown(page)
    for shown, step_on in enumerate(("history.pushState(0, '', '/tables')", "winback('track', 'looked')"), start=2):
        page.evaluate("document.querySelector('winback-message').remove()")
        page.evaluate(step_on)
        wait_until_shown(page, shown)
    page.evaluate("history.pushState(0, '', '/lamps'); winback('track', 'looked')")
    choose(page, "Refuse all")
    page.evaluate("history.pushState(0, '', '/rugs'); new Promise((turn) => setTimeout(turn))")
    assert (len(diary(page, "show")), message(page).count()) == (3, 0)


def test_a_choice_in_one_of_two_tabs_and_what_is_counted_in_both_are_of_one_visitor(
    asked: Page, visit: Visit, service: RecordingService
) -> None:
    other = prepared(asked.context.new_page())
    visit("/second", page=other)
    wait_until_shown(other)
    asked.evaluate("winback('consent', {analytics: true, personalization: false})")
    other.wait_for_function("diary.some(([name]) => name === 'consent')")
    asked.wait_for_function("key => JSON.parse(localStorage[key]).receipt", arg=f"winback:{KEY}:consent")
    for page in (asked, other):
        page.clock.run_for(6000)
    service.wait_for_event("page_view", 2)
    heard = {event.envelope["visitor"] for event in service.events("page_view")}
    assert heard == {service.decisions[0]["visitor"]}
    assert {page.evaluate("winback('visitor')") for page in (asked, other)} == heard


RICH = {
    "id": "said",
    "type": "text",
    "text": words("We count visits. Read more"),
    "rich": {"en": ["We ", {"bold": ["count"]}, " visits. ", {"link": ["Read more"], "url": "/privacy"}]},
}
FULL = step(
    "ask",
    heading(words("May we?")),
    RICH,
    IMAGE,
    button("accept", words("Accept all"), "accept"),
    button("refuse", words("Refuse all"), "refuse", "secondary"),
    {"id": "purposes", "type": "purposes"},
    button("save", words("Save"), "save"),
    button("more", words("Close"), "close", "link"),
)


def prompt(format: str, *steps: Any, **theme: Any) -> Any:
    made = consent_banner(format=format)
    variant = made["variants"]["a"]
    shown = {**variant, "steps": list(steps) or variant["steps"], "theme": {**variant["theme"], **theme}}
    return {**made, "variants": {"a": shown}}


LOOKS = {
    "bar": prompt("bar"),
    "dark popup": prompt("popup", scheme="dark", font="serif"),
    "slide-in with everything": prompt("slide_in", FULL, accent="#ffd400", background="#123456", text="#ffffff"),
    "fullscreen": prompt("fullscreen", FULL, radius=4, font="mono"),
    "written from right to left": json.loads(json.dumps(prompt("bar")).replace('"ko"', '"ar"')),
}
PURPOSES_IN_ARABIC = json.loads(json.dumps(PURPOSES).replace('"ko"', '"ar"'))


@pytest.mark.parametrize("name", list(LOOKS))
def test_it_looks_exactly_as_where_other_campaigns_are_live(
    publish: Publish, visit: Visit, new_page: Callable[..., Page], name: str
) -> None:
    def looks(*others: Any) -> list[Any]:
        publish(LOOKS[name], *others, mode="ask")
        page = prepared(new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce"))
        page.route("https://shop.example/**", lambda route: route.fulfill(body=b"", content_type="image/png"))
        visit(page=page, lang="ar" if "right" in name else "en")
        wait_until_shown(page)
        drawn = [message(page).evaluate("box => box.outerHTML"), page.screenshot()]
        if message(page).get_by_role("button", name="Let me choose").count():
            choose(page, "Let me choose")
            drawn += [message(page).evaluate("box => box.outerHTML"), page.screenshot()]
        return drawn

    assert parts.is_consent_only(config("", LOOKS[name], mode="ask"))
    assert looks() == looks(PROBE)


# A browser older than light-dark() drops the declarations that use it.
OLDER = """const { replaceSync } = CSSStyleSheet.prototype;
CSSStyleSheet.prototype.replaceSync = function (css) {
  return replaceSync.call(this, css.replace(/[\\w-]+:[^;{}]*light-dark\\([^;{}]*/g, ""));
};"""
TAB = """() => { const { backgroundColor, color, borderTopWidth } =
  getComputedStyle(document.querySelector("winback-privacy").shadowRoot.querySelector("button"));
  return [borderTopWidth, ...[backgroundColor, color].map(one => one.match(/[\\d.]+/g).map(Number))] }"""


def test_the_way_back_can_be_read_light_and_dark_also_in_an_older_browser(
    publish: Publish, visit: Visit, new_page: Callable[..., Page]
) -> None:
    publish(consent_banner(), mode="ask")
    page = prepared(new_page())
    page.add_init_script(OLDER)
    visit("/?winback_debug", page=page)
    wait_until_shown(page)
    choose(page, "Refuse all")
    page.get_by_role("button", name="Privacy choices").wait_for()
    for scheme, is_dark in (("light", False), ("dark", True)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        edge, ground, text = page.evaluate(TAB)
        assert edge == "1px" and len(ground) == 3, "nothing shines through"
        assert (max(ground) < 64 and min(text) > 192) if is_dark else (min(ground) > 192 and max(text) < 64)


SHIFTS = """<script>window.shifts = 0; new PerformanceObserver(list => { for (const { value } of list.getEntries())
    shifts += value }).observe({ type: 'layout-shift', buffered: true })</script>"""


def test_nothing_of_the_page_moves_and_only_one_global_is_added(publish: Publish, visit: Visit) -> None:
    publish(consent_banner(), mode="ask")
    page = visit(head=f"{SHIFTS}<script>window.before = Object.keys(window).concat('before')</script>")
    wait_until_shown(page)
    choose(page, "Accept all")
    page.get_by_role("button", name="Privacy choices").click()
    wait_until_shown(page, 2)
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("window.shifts") == 0
    assert set(page.evaluate("Object.keys(window)")) - set(page.evaluate("before")) == {"winback"}


NEVER = [
    ("another campaign", {"others": [PROBE]}),
    ("a schedule", {"schedule": {"from": 1}}),
    ("another moment", {"triggers": [{"on": "time", "seconds": 5}]}),
    ("an audience", {"audience": {"fact": "page.path", "op": "equals", "value": "/"}}),
    ("an action of messages", {"variants": {"a": {"format": "bar", "steps": [step("s", button("l", {}, "later"))]}}}),
    ("a block of messages", {"variants": {"a": {"format": "bar", "steps": [step("s", {"id": "n", "type": "nps"})]}}}),
    ("a shop system", {"more": {"platform": "shopify"}}),
    ("no consent asked", {"mode": "off"}),
]


@pytest.mark.parametrize(("reason", "change"), NEVER, ids=[reason for reason, _ in NEVER])
def test_whatever_asks_for_more_gets_the_whole_widget(reason: str, change: dict[str, Any]) -> None:
    change = dict(change)
    others, more, mode = change.pop("others", []), change.pop("more", {}), change.pop("mode", "ask")
    made = config("https://winback.example", {**consent_banner(), **change}, *others, mode=mode, **more)
    assert not parts.is_consent_only(made), reason
    assert parts.carried(made) is made
