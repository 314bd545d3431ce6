"""What no template shows, as a screen reader meets it: blocks that came to their end, and what a message leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import COUPON, REASON, button, heading, step, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService
from tests.widget.test_cards import pictured, pictures, wood
from tests.widget.test_coupon import bar, given, offer
from tests.widget.test_places import inline
from tests.widget.test_products import BOWL, JAR, PIXEL, cart, reminder
from tests.widget.test_tab import axe
from tests.widget.test_templates import DRAW, HEAR, KEEP, canvas  # noqa: F401
from winback.targeting import own

Publish = Callable[..., None]
Json = dict[str, Any]
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])

OK = button("ok", words("Fine"), "next")
OVER = {"id": "clock", "type": "countdown", "mode": "fixed", "at": "2020-01-01T00:00:00Z", "text": words("Ends in")}
CODE = {**COUPON, "label": words("Your code"), "empty": words("All codes are gone. Thank you anyway!")}
CARDS = wood("Oak", "Ash", "Elm", "Fir")
SEVERAL = wood("Oak", "Ash", "Elm", kind="multiple_choice", other=True)

# By name: the step's blocks, and what has become of them (see editor/scenes.ts).
STATES: dict[str, tuple[list[Json], str]] = {
    "no code left": ([heading(words("Ten percent off")), CODE, OK], "no_code"),
    "no code left, in our own words": ([heading(words("Ten percent off")), COUPON, OK], "no_code"),
    "the time is up": ([heading(words("Too late")), {**OVER, "end": words("It is over.")}, OK], ""),
    "gone with its time": ([heading(words("Too late")), OVER, OK], ""),
    "pictures": ([CARDS, OK], ""),
    "pictures, and no answer": ([CARDS, OK], "error"),
    "several pictures, and no answer": ([SEVERAL, OK], "error"),
    "one without a picture": ([{**CARDS, "options": [*CARDS["options"], *REASON["options"]]}, OK], ""),
    "pictures with more words": ([{**CARDS, "options": [pictured("Oak", alt=words("Pale"))] * 2}, OK], ""),
}


def told(blocks: list[Json], state: str, format: str = "popup") -> Json:
    variant = {"format": format, "theme": {"scheme": "auto"}, "steps": [step("one", *blocks)]}
    return {
        "type": "winback:preview",
        "campaign": {"kind": "message", "words": own.said(["en"], {})},
        "variant": variant,
        "language": "en",
        "step": "one",
        "state": state,
    }


def heard(page: Page) -> dict[str, list[str]]:
    """What axe has against each state: rule and element."""
    pictures(page)
    for name, (blocks, state) in STATES.items():
        page.evaluate(DRAW, told(blocks, state))
        if state == "no_code":
            page.locator("winback-message").get_by_text("gone").or_(page.get_by_text("No code")).first.wait_for()
        page.evaluate(KEEP, name)
    found: dict[str, list[str]] = {}
    for name, fault in page.evaluate(HEAR):
        found.setdefault(name, []).append(fault)
    return found


@SCHEMES
def test_axe_finds_nothing_in_what_becomes_of_blocks(canvas: Callable[..., Page], scheme: str) -> None:  # noqa: F811
    assert heard(canvas(color_scheme=scheme)) == {}


@pytest.mark.parametrize(
    ("plant", "name", "found"),
    [
        (".cards span { color: #b9b9b9 }", "pictures", "color-contrast"),
        (".error { color: #e6b8b3 }", "several pictures, and no answer", "color-contrast"),
        (".coupon * { color: #b9b9b9 !important }", "no code left", "color-contrast"),
    ],
)
def test_a_planted_fault_is_found(canvas: Callable[..., Page], plant: str, name: str, found: str) -> None:  # noqa: F811
    said = heard(canvas(plant=plant)).get(name, [])
    assert any(found in fault for fault in said), said


@SCHEMES
def test_axe_has_nothing_against_the_bar_that_keeps_a_code_in_view(
    publish: Publish, visit: Visit, service: RecordingService, scheme: str
) -> None:
    service.next["/w/KEY/code"] = [given("SAVE-7K3F")]
    publish(offer(remind=True))
    page = visit(body="<main>Chairs</main>", reduced_motion="reduce", color_scheme=scheme)
    page.evaluate("winback('track', 'ask')")
    message(page).get_by_text("SAVE-7K3F").wait_for()
    message(page).get_by_role("button", name="Fine").click()
    bar(page).wait_for()
    assert axe(page, "winback-coupon") == []


@SCHEMES
def test_axe_has_nothing_against_products_and_a_message_in_the_page(
    publish: Publish, visit: Visit, scheme: str
) -> None:
    things = {**reminder(), "id": "things", "triggers": [{"on": "event", "name": "things"}]}
    things["variants"]["a"]["theme"] = {"scheme": "auto"}
    publish(things, inline(theme={"scheme": "auto"}))
    body = '<main>Chairs<div id="place" style="min-height: 300px"></div></main>'
    page = visit(body=body, reduced_motion="reduce", color_scheme=scheme)
    page.route(PIXEL, lambda route: route.abort())
    page.evaluate(cart(JAR, BOWL))
    wait_until_shown(page)
    assert axe(page, "winback-message") == [], "in the page"
    page.evaluate("winback('close')")
    page.evaluate("winback('track', 'things')")
    wait_until_shown(page, 2)
    assert axe(page, "winback-message") == [], "products"
    page.complaints.clear()  # type: ignore[attr-defined]  # the browser's own line about the picture
