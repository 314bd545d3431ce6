"""The page of a site's brand kit: what it would look like while it is chosen, and a campaign that follows it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.admin.test_editor import preview, start
from winback.targeting.looks import LOOKS

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="32"/>'


def test_a_kit_is_seen_while_it_is_chosen_and_followed_once_it_is_saved(admin: Page, place: str) -> None:
    admin.goto(f"{place}/look")
    light = admin.frame_locator("iframe[data-scheme=light]")
    admin.locator("[name=accent]").fill(LOOKS["berry"]["accent"])
    expect(light.locator(".primary").first).to_have_css("background-color", "rgb(163, 25, 91)")
    admin.locator("[name=text]").fill("#b0b0b0")
    said = admin.locator("[data-palette=light]")
    expect(said).to_contain_text("too little: 4.5 is needed")
    admin.locator("[name=text]").fill("#1a1c20")
    expect(said.locator("[data-enough=true]")).to_have_count(3)
    admin.locator("[name=scheme]").select_option("auto")
    admin.locator("[name='dark.background']").fill("#101820")
    dark = admin.frame_locator("iframe[data-scheme=dark]")
    expect(dark.locator(".box")).to_have_css("background-color", "rgb(16, 24, 32)")
    admin.get_by_role("button", name="Save the kit").click()
    expect(admin.get_by_text("Messages that follow the kit wear it")).to_be_visible()
    start(admin, place, "NPS bar")
    admin.locator("summary", has_text="Look").first.click()
    expect(admin.get_by_role("button", name="This site", exact=True).first).to_have_attribute("aria-pressed", "true")
    expect(admin.locator("[name='variants.a.theme.accent']")).to_have_value("#a3195b")
    admin.locator("[name='variants.a.theme.accent']").fill("#17694c")
    expect(preview(admin).locator(".box")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_a_logo_is_looked_for_where_the_shop_is(admin: Page, place: str) -> None:
    admin.route("**/img/our.svg", lambda route: route.fulfill(body=_SVG, content_type="image/svg+xml"))
    admin.goto(f"{place}/look")
    with admin.expect_request("**/img/our.svg") as asked:
        admin.locator("[name='logo.src']").fill("/img/our.svg")
    origin = json.loads(admin.locator("#sample").text_content() or "")["campaign"]["origin"]
    assert origin and asked.value.url == f"{origin}/img/our.svg" and not place.startswith(origin)


def test_a_logo_is_chosen_from_the_library_and_stays_there(admin: Page, place: str) -> None:
    start(admin, place, "Exit offer")  # its drawing is in the library from now on
    admin.goto(f"{place}/look")
    admin.get_by_role("button", name="Choose from the library", exact=True).press("Enter")
    admin.get_by_role("button", name="gift").press("Enter")
    expect(admin.locator("[name='logo.src']")).to_have_value(re.compile(r"^/w/m/[0-9a-f]{32}-480\.webp$"))
    expect(admin.locator("[name='logo.height']")).to_have_value("1000")
    light = admin.frame_locator("iframe[data-scheme=light]").locator(".logo")
    expect(light).to_have_js_property("complete", True)
    assert light.evaluate("logo => logo.naturalWidth") == 480
    admin.get_by_role("button", name="Save the kit").click()
    expect(admin.get_by_text("Messages that follow the kit wear it")).to_be_visible()
    admin.goto(f"{place}/media")
    admin.get_by_role("link", name="gift").first.click()
    admin.get_by_role("button", name="Delete this picture").click()
    admin.locator("dialog.confirm button[value=yes]").click()
    expect(admin.get_by_text("it is the logo of the brand kit")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desktop, light", "phone, dark"])
def test_the_page_of_the_kit_is_accessible(
    signed_in: Callable[..., Page], faults: Callable[[Page], list[str]], place: str, width: int, scheme: str
) -> None:
    page = signed_in(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{place}/look")
    expect(page.locator("[data-palette=light] [data-enough]")).to_have_count(3)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
