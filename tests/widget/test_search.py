"""Phones that come from a search engine: nothing covers the first page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, campaign, consent_banner
from tests.widget.conftest import Visit, diary, prepared, wait_until_shown
from tests.widget.test_decision_log import is_logging
from tests.widget.test_exit_intent import PHONE, scroll_to
from winback.rules import search

Publish = Callable[..., None]

PHONE_SCREEN = {**PHONE, "screen": {"width": 390, "height": 780}}
BAR = {**PROBE, "variants": {"a": {**PROBE["variants"]["a"], "format": "bar"}}}
OFFER = campaign("offer", trigger={"on": "event", "name": "go"})


@pytest.fixture
def arrive(publish: Publish, visit: Visit, new_context: Any) -> Callable[..., Page]:
    """Opens the shop from an address elsewhere, as a phone, with a popup and a bar live."""

    def come(referrer: str, *, path: str = "/", offer: Any = OFFER, screen: Any = PHONE_SCREEN, **more: Any) -> Page:
        publish(offer, BAR, **{"search": search.engines(), **more})
        context = new_context(**screen)
        # what a test evaluates counts as a person's doing; only a tap does here
        context.add_init_script(
            "Object.defineProperty(UserActivation.prototype, 'hasBeenActive', { get: () => !!window.tapped });"
            "addEventListener('pointerdown', () => { window.tapped = true }, true);"
            "delete URL.parse"  # as in the oldest browsers that are served
        )
        context.add_init_script(f"Object.defineProperty(document, 'referrer', {{ get: () => {referrer!r} }})")
        return visit(path, page=prepared(context.new_page()))

    return come


def shown_first(page: Page) -> str:
    """The popup comes with `go`; where it is held back, the bar comes with `probe`."""
    page.evaluate("winback('track', 'go'); winback('explain')")
    page.evaluate("winback('track', 'probe')")
    wait_until_shown(page)
    shown: str = diary(page, "show")[0]["campaign"]
    return shown


GOOGLE = "https://www.google.com/"


@pytest.mark.parametrize("referrer", [GOOGLE, "https://m.search.naver.com/search?q=x", "https://duckduckgo.com/"])
def test_from_a_search_by_phone_no_popup_covers_the_first_page_and_a_bar_may_stand(
    arrive: Callable[..., Page], referrer: str
) -> None:
    page = arrive(referrer)
    explained = {one["campaign"]: one["failing"] for one in page.evaluate("winback('explain')")}
    assert explained == {"offer": "search", "probe": None}
    assert shown_first(page) == "probe"


@pytest.mark.parametrize(
    ("referrer", "more"),
    [
        ("https://mail.google.com/", {}),
        ("https://blog.example/", {}),
        ("", {}),
        (GOOGLE, {"path": "/?gclid=x"}),
        (GOOGLE, {"path": "/?utm_source=google&utm_medium=cpc"}),
        (GOOGLE, {"screen": {"viewport": {"width": 1280, "height": 800}}}),
        (GOOGLE, {"search": None}),
        (GOOGLE, {"offer": {**OFFER, "search_safe": False}}),
    ],
    ids=["a mail", "a blog", "nowhere", "a click id", "an ad", "no phone", "the site allows it", "the campaign does"],
)
def test_everybody_else_sees_the_popup(arrive: Callable[..., Page], referrer: str, more: Any) -> None:
    assert shown_first(arrive(referrer, **more)) == "offer"


def test_after_a_scroll_the_popup_may_come(arrive: Callable[..., Page]) -> None:
    page = arrive(GOOGLE)
    scroll_to(page, 200)
    assert shown_first(page) == "offer"


def test_after_a_tap_the_popup_may_come(arrive: Callable[..., Page]) -> None:
    page = arrive(GOOGLE)
    page.touchscreen.tap(100, 300)
    assert shown_first(page) == "offer"


def test_on_the_second_page_the_popup_may_come(arrive: Callable[..., Page], visit: Visit) -> None:
    page = arrive(GOOGLE)
    visit("/two", page=page)
    assert shown_first(page) == "offer"


def test_control_is_held_back_like_everybody(arrive: Callable[..., Page], service: Any) -> None:
    page = arrive(
        GOOGLE, offer=campaign("offer", trigger={"on": "event", "name": "go"}, weights={"a": 0, "control": 1})
    )
    assert shown_first(page) == "probe"
    service.wait_for_event("exposure")
    assert [event.properties["campaign"] for event in service.events("exposure")] == ["probe"]


def test_a_question_of_consent_is_asked_all_the_same(arrive: Callable[..., Page]) -> None:
    page = arrive(GOOGLE, offer=consent_banner("popup"), mode="ask")
    wait_until_shown(page)
    assert diary(page, "show")[0]["campaign"] == "consent"


@pytest.mark.parametrize("is_eased", [False, True])
def test_the_log_says_what_a_replay_needs_to_know(
    arrive: Callable[..., Page], service: Any, visit: Visit, is_eased: bool
) -> None:
    page = arrive(GOOGLE, decisions=1)
    is_logging(page, service)
    if is_eased:
        scroll_to(page, 200)
    visit("/two", page=page)
    said = service.wait_for_event("decision").properties
    assert (said["_view"]["phone"], said["_view"]["eased"]) == (True, is_eased)
    assert said["offer"] == ("trigger" if is_eased else "search")
