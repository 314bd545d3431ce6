"""Where a picture stands in a message: chosen by key, seen at once, undone, and kept."""

from __future__ import annotations

import os

from playwright.sync_api import Page, expect

from tests.e2e.admin.test_editor import preview, start


def test_a_picture_goes_to_an_edge_or_behind_the_words_by_key(admin: Page, place: str) -> None:
    start(admin, place, "Exit offer")
    art = preview(admin).locator(".art")
    expect(art).to_have_class("art right")
    art.locator("img").evaluate("image => image.decode()")
    admin.locator("[data-block=picture] [data-toggle]").first.press("Enter")
    places = admin.get_by_role("group", name="Where it stands").first
    expect(places.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    places.get_by_role("button", name="Behind the words").press("Enter")
    expect(art).to_have_class("art behind")
    expect(places.get_by_role("button", name="Behind the words")).to_be_focused()
    veil = admin.locator("[name='variants.a.steps.0.blocks.4.veil']")
    veil.fill("20")
    expect(preview(admin).locator(".veiled")).to_have_attribute("style", "--day: 20%; --night: 20%;")
    admin.get_by_role("button", name="Save").first.click()
    expect(admin.locator("#state")).to_contain_text("A veil of 54 percent is enough")
    veil.fill("")
    places.get_by_role("button", name="Among the blocks").press("Space")
    expect(art).to_have_count(0)
    admin.get_by_role("button", name="Undo", exact=True).click()
    expect(art).to_have_class("art behind")
    if shot := os.environ.get("SHOT"):
        admin.screenshot(path=shot)
