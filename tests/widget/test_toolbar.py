"""The preview on the shop's own pages: what a visitor would see, why, and not a trace of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.servers import Storefront
from tests.widget.campaigns import (
    COUPON,
    Json,
    button,
    campaign,
    config,
    consent_banner,
    heading,
    nps_bar,
    step,
    words,
)
from tests.widget.conftest import DIARY, forgive, html, message
from tests.widget.service import KEY, RecordingService
from tests.widget.test_host_page import HOSTILE, STRICT

Preview = Callable[..., Page]
AXE = Path(__file__).resolve().parents[2] / "widget" / "node_modules" / "axe-core" / "axe.min.js"

OFFER = campaign(
    "offer",
    step("one", heading(words("Ten percent", "10% 할인")), button("go", words("Go on"), "next"), leads_to="two"),
    step("two", heading(words("Your code", "코드")), COUPON),
    trigger={"on": "exit_intent"},
    audience={"all": [{"fact": "cart.value", "op": "gte", "value": 50}]},
    frequency={"per_session": 1},
    weights={"control": 0.1, "a": 0.9},
    theme={"accent": "#17694c", "scheme": "auto"},
)


@pytest.fixture
def preview(new_page: Callable[..., Page], storefront: Storefront, service: RecordingService, tag: str) -> Preview:
    """Opens a page of the shop by a link that shows these campaigns, the first of them as a draft."""

    def open_page(
        *campaigns: Json, head: str = "", nonce: str = "", mode: str = "off", live: Any = (), **browser: Any
    ) -> Page:
        service.publish(config(service.url, *live, mode=mode))
        draft = config(service.url, *campaigns, mode=mode)
        first = campaigns[0]["id"]
        service.drafts["good"] = {"campaign": first, "version": None, "until": 0, "names": {first: "Exit offer"}}
        service.drafts["good"]["config"] = draft
        storefront.pages["/"] = storefront.pages["/next"] = html(
            tag.replace("<script", f'<script nonce="{nonce}"'), head=head
        )
        page = new_page(**{"viewport": {"width": 1280, "height": 800}, **browser})
        page.add_init_script(DIARY)
        page.goto(f"{storefront.url}/#winback-preview=good")
        expect(toolbar(page)).to_be_visible()
        # not by wait_for_function, which a strict policy of the page forbids
        page.evaluate(
            "diary.some(([name]) => name === 'ready') || new Promise((ready) => document.addEventListener('winback:ready', ready))"
        )
        return page

    return open_page


def toolbar(page: Page) -> Locator:
    return page.locator("winback-preview .bar")


def status(page: Page) -> Locator:
    return toolbar(page).get_by_role("status")


def press(page: Page, name: str) -> None:
    toolbar(page).get_by_role("button", name=name).click()


def choose(page: Page, label: str, option: str) -> None:
    toolbar(page).get_by_label(label, exact=True).select_option(option)


def sent(service: RecordingService) -> list[str]:
    return [asked for asked in service.requests if asked.startswith("POST") and not asked.endswith("/preview")]


def test_a_draft_shows_on_the_real_page_and_nothing_of_it_is_recorded(
    preview: Preview, service: RecordingService, storefront: Storefront
) -> None:
    page = preview(OFFER)
    assert page.url == f"{storefront.url}/", "a link that is passed on should not carry the token"
    press(page, "Show it")
    expect(message(page).get_by_role("heading", name="Ten percent")).to_be_visible()
    message(page).get_by_role("button", name="Go on").click()
    expect(message(page).get_by_text("WELCOME-7K3F")).to_be_visible()
    message(page).get_by_role("button", name="Close", exact=True).click()
    page.evaluate("winback('track', 'purchase', {value: 9, currency: 'EUR'})")
    # the next page of the tab is a preview too
    page.goto(f"{storefront.url}/next")
    expect(toolbar(page)).to_contain_text("Exit offer")
    assert page.evaluate("Object.keys(localStorage)") == []
    assert sent(service) == []


def test_what_stands_is_drawn_anew_as_it_is_chosen(preview: Preview) -> None:
    page = preview(OFFER)
    press(page, "Show it")
    choose(page, "Language", "ko")
    expect(message(page).get_by_role("heading", name="10% 할인")).to_be_visible()
    choose(page, "Step", "two")
    expect(message(page).get_by_role("heading", name="코드")).to_be_visible()
    expect(status(page)).to_have_text("Shown: Exit offer, Variant A, Step two.")
    choose(page, "Colours", "dark")
    expect(message(page)).to_have_class(re.compile("dark"))
    press(page, "Close it")
    expect(message(page)).to_have_count(0)


def test_its_moment_is_decided_as_for_a_visitor(preview: Preview) -> None:
    page = preview(OFFER)
    expect(status(page)).to_have_text("Would not show. First in the way: For whom.")
    press(page, "Its moment now")
    expect(status(page)).to_have_text("Not shown. First in the way: For whom.")
    page.evaluate("winback('cart', {value: 60, currency: 'EUR', items: [{id: 'a', quantity: 1}]})")
    expect(toolbar(page).locator("details").first).to_contain_text("would show")
    press(page, "Its moment now")
    expect(message(page)).to_be_visible()
    press(page, "Close it")
    press(page, "Its moment now")
    expect(status(page)).to_have_text("Not shown. First in the way: How often.")
    toolbar(page).get_by_label("Ignore limits").check()
    press(page, "Its moment now")
    expect(message(page)).to_be_visible()


def test_control_is_counted_and_shows_nothing(preview: Preview) -> None:
    page = preview({**OFFER, "audience": None})
    choose(page, "Variant", "control")
    press(page, "Its moment now")
    expect(status(page)).to_have_text("Counted as control; nothing is shown.")
    expect(message(page)).to_have_count(0)


def test_the_real_moment_fires_too(preview: Preview) -> None:
    page = preview(campaign("offer", trigger={"on": "event", "name": "looked"}))
    page.evaluate("winback('track', 'looked')")
    expect(message(page)).to_be_visible()
    expect(status(page)).to_have_text("Shown: Exit offer, Variant A, Step s1.")


def test_what_the_browser_knows_is_used_and_left_as_it_was(preview: Preview, storefront: Storefront) -> None:
    kept = f"localStorage['winback:{KEY}:memory'] = JSON.stringify({{seen: {{}}, done: {{}}, cart: {{value: 70}}}})"
    page = preview(OFFER, head=f"<script>{kept}; window.before = JSON.stringify(localStorage)</script>")
    press(page, "Its moment now")
    expect(message(page)).to_be_visible()
    page.evaluate("winback('identify', 'c1', {traits: {plan: 'gold'}})")
    assert page.evaluate("JSON.stringify(localStorage) === before")


def test_a_decision_about_consent_stays_in_the_preview(preview: Preview, service: RecordingService) -> None:
    blocked = '<script type="text/plain" data-winback-purpose="analytics">window.counted = true</script>'
    page = preview({**consent_banner(), "triggers": [{"on": "page_load"}]}, mode="ask", head=blocked)
    message(page).get_by_role("button", name="Accept all").click()
    expect(page.locator("winback-privacy")).to_have_count(1)
    assert page.evaluate("window.counted") is None, "the page's own scripts go by what was really decided"
    assert sent(service) == [] and page.evaluate("Object.keys(localStorage)") == []


def test_what_the_page_holds_back_runs_where_nobody_is_asked(preview: Preview) -> None:
    blocked = '<script type="text/plain" data-winback-purpose="analytics">window.counted = true</script>'
    page = preview(OFFER, head=blocked)
    page.wait_for_function("window.counted")
    assert page.evaluate("diary.filter(([name]) => name === 'error')") == []


def test_leaving_gives_the_page_back_as_visitors_have_it(
    preview: Preview, service: RecordingService, storefront: Storefront
) -> None:
    page = preview(OFFER, live=[campaign("live")])
    press(page, "Leave the preview")
    page.wait_for_function("window.diary?.some(([name, {campaign}]) => name === 'show' && campaign === 'live')")
    assert page.locator("winback-preview").count() == 0
    assert page.evaluate("Object.keys(sessionStorage)") == []


@pytest.mark.parametrize("link", ["forged", "x" * 300])
def test_a_link_that_is_not_good_says_so_and_harms_nothing(
    new_page: Callable[..., Page], storefront: Storefront, service: RecordingService, tag: str, link: str
) -> None:
    service.publish(config(service.url, campaign("live")))
    storefront.pages["/"] = html(tag, body="<button onclick=\"this.textContent='bought'\">Buy</button>")
    page = new_page()
    page.goto(f"{storefront.url}/#winback-preview={link}")
    expect(status(page)).to_contain_text("too old")
    page.get_by_role("button", name="Buy").click()
    expect(page.get_by_role("button", name="bought")).to_be_visible()
    assert sent(service) == []
    page.complaints.clear()  # type: ignore[attr-defined]  # the browser itself reports a 403
    # whoever passed it on has not taken the widget out of this tab
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.endsWith(':preview'))") == []
    page.add_init_script(DIARY)
    page.goto(f"{storefront.url}/?again")
    page.wait_for_function("window.diary.some(([name, {campaign}]) => name === 'show' && campaign === 'live')")


@pytest.mark.parametrize("link", ["#winback-preview=good", "", "?winback_arm=offer:a"], ids=["link", "tab", "arm"])
def test_a_preview_whose_file_does_not_come_is_no_visit(
    new_page: Callable[..., Page], storefront: Storefront, service: RecordingService, tag: str, link: str
) -> None:
    service.publish(config(service.url, campaign("live")))
    storefront.pages["/"] = html(tag)
    page = new_page()
    page.add_init_script(DIARY + ("" if link else f"sessionStorage['winback:{KEY}:preview'] = '\"good\"'"))
    file = service.config["chunks"]["debug"]
    page.route(f"**{file}", lambda route: route.fulfill(status=404, headers={"Access-Control-Allow-Origin": "*"}))
    page.goto(f"{storefront.url}/{link}")
    page.wait_for_function("diary.some(([name]) => name === 'error')")
    page.evaluate("new Promise((turn) => requestIdleCallback(turn))")
    assert (page.evaluate("window.winback"), page.evaluate("Object.keys(localStorage)")) == (None, [])
    assert sent(service) == []
    forgive(page, "404")


def test_a_link_that_was_good_is_let_go_once_it_is_too_old(
    preview: Preview, service: RecordingService, storefront: Storefront
) -> None:
    page = preview(OFFER)
    assert page.evaluate("Object.keys(sessionStorage)") != []
    service.drafts.clear()
    page.goto(f"{storefront.url}/next")
    expect(status(page)).to_contain_text("too old")
    page.complaints.clear()  # type: ignore[attr-defined]
    page.reload()
    page.wait_for_function("window.diary.some(([name]) => name === 'ready') && window.winback.isLive")
    assert page.locator("winback-preview").count() == 0


def test_a_preview_is_asked_for_behind_the_hash_alone(
    new_page: Callable[..., Page], storefront: Storefront, service: RecordingService, tag: str
) -> None:
    service.publish(config(service.url, campaign("live")))
    storefront.pages["/"] = html(tag)
    page = new_page()
    page.add_init_script(DIARY)
    page.goto(f"{storefront.url}/?winback-preview=good")
    page.wait_for_function("window.diary.some(([name, {campaign}]) => name === 'show' && campaign === 'live')")


# ---- the page that it stands on ----


WATCH = """<script nonce=shop>window.broken = [];
addEventListener("securitypolicyviolation", (e) => broken.push(`${e.violatedDirective} ${e.blockedURI}`));</script>"""


def test_under_a_strict_policy_with_trusted_types(
    preview: Preview, storefront: Storefront, service: RecordingService, tag: str
) -> None:
    storefront.headers["Content-Security-Policy"] = STRICT.format(
        service=service.url, icon=f"{storefront.url}/favicon.ico"
    )
    page = preview(nps_bar(), OFFER, head=WATCH, nonce="shop")
    expect(message(page)).to_be_visible()
    choose(page, "Campaign", "offer")
    press(page, "Show it")
    expect(message(page).get_by_role("heading", name="Ten percent")).to_be_visible()
    assert page.evaluate("broken") == []


def test_what_was_chosen_last_stands_however_quickly(preview: Preview) -> None:
    page = preview(nps_bar(), OFFER, mode="ask")
    for _ in range(8):
        choose(page, "Campaign", "nps")
        press(page, "Show it")
        choose(page, "Campaign", "offer")
        press(page, "Show it")
        choose(page, "Language", "ko")
        expect(message(page).get_by_role("heading", name="10% 할인")).to_be_visible()
        choose(page, "Language", "")
        expect(message(page).get_by_role("heading", name="Ten percent")).to_be_visible()


def test_hostile_styles_do_not_reach_in_and_nothing_moves(preview: Preview) -> None:
    watch = """<script>window.moved = []; new PerformanceObserver(list => { for (const { sources } of list.getEntries())
        moved.push(...sources.flatMap(({ node }) => document.body.contains(node) ? [node.nodeName] : [])) })
        .observe({ type: 'layout-shift', buffered: true })</script>"""
    page = preview(OFFER, head=HOSTILE + watch)
    assert toolbar(page).bounding_box()["width"] == 348  # type: ignore[index]
    press(page, "Show it")
    expect(message(page)).to_be_visible()
    press(page, "All of the toolbar")
    assert page.evaluate("moved") == []


def test_the_root_is_closed_and_the_page_gets_one_global(
    new_page: Callable[..., Page], storefront: Storefront, service: RecordingService, tag: str
) -> None:
    service.publish(config(service.url))
    service.drafts["good"] = {"campaign": "offer", "version": None, "until": 0, "names": {}}
    service.drafts["good"]["config"] = config(service.url, OFFER)
    storefront.pages["/"] = html(tag, head="<script>window.before = Object.keys(window).concat('before')</script>")
    page = new_page(shadow="closed")
    page.goto(f"{storefront.url}/#winback-preview=good")
    page.wait_for_function("document.querySelector('winback-preview') && window.winback?.isLive")
    assert page.evaluate("document.querySelector('winback-preview').shadowRoot") is None
    assert set(page.evaluate("Object.keys(window)")) - set(page.evaluate("before")) == {"winback"}


def test_by_keyboard_alone_also_while_a_popup_makes_all_else_inert(preview: Preview) -> None:
    page = preview(OFFER)
    show = toolbar(page).get_by_role("button", name="Show it")
    show.focus()
    page.keyboard.press("Enter")
    expect(message(page)).to_be_visible()
    language = toolbar(page).get_by_label("Language", exact=True)
    language.focus()
    expect(language).to_be_focused()
    page.keyboard.press("k")  # 한국어 has no such letter, so nothing is chosen by accident
    choose(page, "Language", "ko")
    expect(message(page).get_by_role("heading", name="10% 할인")).to_be_visible()
    expect(language).to_be_focused()
    page.keyboard.press("Escape")
    expect(message(page)).to_have_count(0)
    expect(toolbar(page)).to_be_visible()


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_axe_finds_no_fault_in_it(preview: Preview, device: str) -> None:
    size = {"width": 1280, "height": 800} if device == "desktop" else {"width": 360, "height": 640}
    page = preview(OFFER, viewport=size)
    if device == "phone":
        press(page, "All of the toolbar")
    box = toolbar(page).bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["height"] <= size["height"]
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('winback-preview', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [one["id"] for one in found["violations"]] == []
    assert found["passes"], "it looks inside"


def test_on_a_phone_it_begins_as_one_line(preview: Preview) -> None:
    page = preview(OFFER, viewport={"width": 360, "height": 640})
    assert toolbar(page).bounding_box()["height"] < 110  # type: ignore[index]
    expect(toolbar(page).get_by_role("button", name="All of the toolbar")).to_have_attribute("aria-expanded", "false")


def test_it_speaks_korean_to_whose_browser_does(preview: Preview) -> None:
    page = preview(OFFER, locale="ko-KR")
    expect(toolbar(page).get_by_role("button", name="미리보기 끝내기")).to_be_visible()
    expect(status(page)).to_contain_text("대상")
