"""A brand kit on a visitor's page: the box, the dark palette, the page's own typeface, the logo, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.pictures import drawn, encoded
from tests.widget.campaigns import button, campaign, consent_banner, heading, step, text, words
from tests.widget.conftest import Visit, message, wait_until_shown
from winback.targeting import parts

Publish = Callable[..., None]
DARK = {"accent": "#7fd1c7", "background": "#12181f", "text": "#eef2f5"}
LIGHT = {"accent": "#17694c", "background": "#f7faf7", "text": "#15211c"}
STILL = {"reduced_motion": "reduce"}


def offer(format: str = "popup", **theme: Any) -> dict[str, Any]:
    said = heading(words("Before you go")), text(words("Ten percent on everything today."))
    made = campaign("offer", step("one", *said, button("ok", words("Fine"), "close")), format=format, theme=theme)
    made["variants"]["a"]["teaser"] = {"text": words("Ten percent")}
    return made


def asked(made: dict[str, Any]) -> dict[str, Any]:
    return {**made, "triggers": [{"on": "event", "name": "ask"}]}


def pictured(page: Page, status: int = 200) -> None:
    body = encoded(drawn(320, 80), "WEBP") if status == 200 else b""
    page.route("**/*.webp", lambda route: route.fulfill(status=status, body=body, content_type="image/webp"))


def asks(page: Page) -> None:
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)


def style(page: Page, name: str, selector: str = "") -> str:
    box = message(page).locator(selector) if selector else message(page)
    found: str = box.evaluate("(element, name) => getComputedStyle(element).getPropertyValue(name)", name)
    return found


def test_the_box_is_as_the_kit_has_it(publish: Publish, visit: Visit) -> None:
    publish(offer(**LIGHT, width=600, padding=48, border=3, shadow="none", scrim=20))
    page = visit(**STILL)
    wait_until_shown(page)
    assert message(page).bounding_box()["width"] == 600  # type: ignore[index]
    assert style(page, "padding-left", ".body") == "48px"
    assert style(page, "border-left-width") == "3px"
    assert style(page, "box-shadow") == "none"
    scrim = message(page).evaluate("box => getComputedStyle(box, '::backdrop').backgroundColor")
    assert scrim.endswith("/ 0.2)")


@pytest.mark.parametrize("format", ["popup", "slide_in", "bar", "fullscreen"])
def test_on_a_phone_no_kit_is_wider_than_the_screen(publish: Publish, visit: Visit, format: str) -> None:
    publish(offer(format, width=720, padding=56, border=6, shadow="strong", scrim=90, motion="slide"))
    page = visit(viewport={"width": 320, "height": 600}, **STILL)
    wait_until_shown(page)
    box = message(page).bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320
    assert message(page).evaluate("box => box.scrollWidth <= box.clientWidth")


@pytest.mark.parametrize(("motion", "name"), [("none", "none"), ("fade", "fade"), ("zoom", "zoom"), ("slide", "slide")])
def test_it_comes_in_as_the_kit_has_it(publish: Publish, visit: Visit, motion: str, name: str) -> None:
    publish(offer(motion=motion))
    page = visit()
    wait_until_shown(page)
    assert style(page, "animation-name") == name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dark_has_a_palette_of_its_own(publish: Publish, visit: Visit, scheme: str) -> None:
    publish(offer(**LIGHT, scheme="auto", dark=DARK))
    page = visit(color_scheme=scheme, **STILL)
    wait_until_shown(page)
    colours = style(page, "background-color"), style(page, "color"), style(page, "background-color", ".primary")
    assert colours == (
        ("rgb(247, 250, 247)", "rgb(21, 33, 28)", "rgb(23, 105, 76)")
        if scheme == "light"
        else ("rgb(18, 24, 31)", "rgb(238, 242, 245)", "rgb(127, 209, 199)")
    )


def test_a_message_takes_the_typeface_of_the_page(publish: Publish, visit: Visit) -> None:
    publish(offer(font="inherit"))
    page = visit(head="<style>body { font-family: Chairs, Palatino, serif }</style>", **STILL)
    wait_until_shown(page)
    assert style(page, "font-family") == "Chairs, Palatino, serif"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_logo_stands_at_the_head(publish: Publish, visit: Visit, scheme: str) -> None:
    logo = {"src": "/logo.webp", "dark": "/night.webp", "width": 320, "height": 80, "alt": "The shop"}
    publish(asked(offer(scheme="auto", logo=logo)))
    page = visit(color_scheme=scheme, **STILL)
    pictured(page)
    shown = message(page).get_by_role("img", name="The shop")
    asks(page)
    assert shown.get_attribute("src") == ("/logo.webp" if scheme == "light" else "/night.webp")
    place, title = shown.bounding_box(), message(page).get_by_role("heading").bounding_box()
    assert place and title and place["y"] + place["height"] <= title["y"]


@pytest.mark.engines
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_the_way_out_of_a_long_bar_with_a_logo_stays_in_sight(
    publish: Publish, visit: Visit, width: int, language: str
) -> None:
    said = [{**text({language: "Ten percent on everything today. " * 30}), "id": f"t{at}"} for at in range(4)]
    kit = {"logo": {"src": "/logo.webp", "width": 320, "height": 80, "alt": "The shop"}}
    ask = {"on": "event", "name": "ask"}
    publish(campaign("offer", step("one", *said), format="bar", theme=kit, trigger=ask))
    page = visit(viewport={"width": width, "height": 600}, lang=language, **STILL)
    pictured(page)
    asks(page)
    box, cross = message(page), message(page).locator(".x")
    before = cross.bounding_box()
    assert box.evaluate("box => { box.scrollTop = 1e6; return box.scrollTop }") > 100
    whole, after = box.bounding_box(), cross.bounding_box()
    assert whole and before and after and after["y"] == pytest.approx(before["y"], abs=2)
    assert before["y"] - whole["y"] == pytest.approx(13 if width > 520 else 7, abs=2)
    beside = before["x"] - whole["x"] if language == "ar" else whole["x"] + whole["width"] - before["x"] - 44
    assert 6 <= beside <= 26, "a scrollbar is as wide as the browser has it"
    said_at = box.locator("p").first.bounding_box()
    assert said_at
    if width > 520:
        at_end = said_at["x"] - before["x"] - 44 if language == "ar" else before["x"] - said_at["x"] - said_at["width"]
        assert at_end > 0, "no word lies below it"


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_a_bar_has_the_logo_before_its_words(publish: Publish, visit: Visit, width: int) -> None:
    publish(asked(offer("bar", logo={"src": "/logo.webp", "width": 320, "height": 80, "alt": "The shop"})))
    page = visit(viewport={"width": width, "height": 800}, **STILL)
    pictured(page)
    asks(page)
    logo, title = (message(page).get_by_role(role).bounding_box() for role in ("img", "heading"))
    assert logo and title
    if width > 760:
        assert logo["x"] + logo["width"] < title["x"] and abs(logo["y"] - title["y"]) < 40
    else:
        assert logo["y"] + logo["height"] <= title["y"]
    assert message(page).evaluate("box => box.scrollWidth <= box.clientWidth")


@pytest.mark.parametrize(("align", "share"), [("start", 0.2), ("center", 0.5), ("end", 0.7)])
def test_the_logo_stands_where_the_kit_wants_it(publish: Publish, visit: Visit, align: str, share: float) -> None:
    logo = {"src": "/logo.webp", "width": 320, "height": 80, "alt": "The shop", "align": align}
    publish(asked(offer(logo=logo)))
    page = visit(**STILL)
    pictured(page)
    asks(page)
    box, place = message(page).bounding_box(), message(page).get_by_role("img").bounding_box()
    assert box and place
    middle = (place["x"] + place["width"] / 2 - box["x"]) / box["width"]
    assert middle == pytest.approx(share, abs=0.1)


def test_without_a_border_clear_colours_still_show_where_the_message_ends(publish: Publish, visit: Visit) -> None:
    publish(offer(border=0))
    page = visit(forced_colors="active", **STILL)
    wait_until_shown(page)
    assert style(page, "border-left-width") == "1px"
    page.emulate_media(forced_colors="none")
    assert style(page, "border-left-width") == "0px"


def test_a_logo_that_does_not_come_leaves_no_hole(publish: Publish, visit: Visit) -> None:
    publish(asked(offer(logo={"src": "/gone.webp", "width": 320, "height": 80, "alt": "The shop"})))
    page = visit(**STILL)
    pictured(page, status=204)
    asks(page)
    message(page).locator(".logo").wait_for(state="detached")


def test_the_tab_that_is_left_wears_the_kit(publish: Publish, visit: Visit) -> None:
    logo = {"src": "/logo.webp", "width": 9, "height": 9}
    publish(asked(offer(**LIGHT, scheme="auto", dark=DARK, radius=4, font="serif", logo=logo)))
    page = visit(color_scheme="dark", **STILL)
    pictured(page)
    asks(page)
    page.keyboard.press("Escape")
    tab = page.locator("winback-teaser div")
    assert tab.evaluate("tab => getComputedStyle(tab).backgroundColor") == "rgb(127, 209, 199)"
    assert tab.evaluate("tab => getComputedStyle(tab).borderTopLeftRadius") == "4px"
    assert tab.locator("img").count() == 0
    assert "Georgia" in tab.locator(".tab").evaluate("tab => getComputedStyle(tab).fontFamily")


def test_the_way_back_to_privacy_choices_wears_the_kit(publish: Publish, visit: Visit) -> None:
    banner = consent_banner()
    banner["variants"]["a"]["theme"] = {**LIGHT, "radius": 4}
    publish(banner, mode="ask")
    page = visit(**STILL)
    wait_until_shown(page)
    message(page).get_by_role("button", name="Refuse all").click()
    tab = page.locator("winback-privacy button")
    assert tab.evaluate("tab => getComputedStyle(tab).backgroundColor") == "rgb(247, 250, 247)"
    assert tab.evaluate("tab => getComputedStyle(tab).borderTopLeftRadius") == "4px"


def test_a_plain_look_costs_no_part(publish: Publish) -> None:
    assert set(parts._of_theme(LIGHT)) == set()
