"""The message editor by looking: texts written in the preview, blocks moved by hand and by key, a draft that keeps itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.admin.test_editor import drawn, opened, preview, start, stored
from winback.db.engine import Database

SAVED = "All changes are saved"


def saved(page: Page) -> None:
    """It saves itself."""
    expect(page.locator("[data-save-state]")).to_have_text(SAVED)


def blocks(db: Database, step: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stored(db).content["variants"]["a"]["steps"][step]["blocks"]
    return found


def legends(page: Page, step: str | None = None) -> Locator:
    place = f"[data-variant=a] [data-step={step}] legend" if step else "[data-variant=a] .block legend"
    return page.locator(place)


def test_a_text_is_written_where_it_stands(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Exit offer")
    shown = preview(admin)
    shown.get_by_role("heading").click()
    field = shown.get_by_role("textbox")
    expect(field).to_be_focused()
    admin.keyboard.type("Ten percent, today")
    expect(admin.get_by_label("Words").first).to_have_value("Ten percent, today")
    admin.keyboard.press("Enter")
    expect(shown.get_by_role("heading")).to_have_text("Ten percent, today")
    expect(field).to_have_count(0)
    saved(admin)
    assert blocks(db)[0]["text"]["en"] == "Ten percent, today"


def test_tab_goes_from_text_to_text_and_escape_leaves_one_as_it_was(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Exit offer")
    shown = preview(admin)
    shown.get_by_role("heading").click()
    admin.keyboard.type("First")
    admin.keyboard.press("Tab")
    expect(shown.get_by_role("heading")).to_have_text("First")
    field = shown.get_by_role("textbox")
    expect(field).to_have_value(blocks(db)[1]["text"]["en"])
    admin.keyboard.type("never kept")
    expect(opened(admin, "Text").get_by_label("Words").first).to_have_value("never kept")
    admin.keyboard.press("Escape")
    expect(field).to_have_count(0)
    saved(admin)
    assert blocks(db)[0]["text"]["en"] == "First"
    assert "never" not in blocks(db)[1]["text"]["en"]


def test_a_click_in_the_preview_opens_the_block_and_its_button_does_nothing(admin: Page, place: str) -> None:
    start(admin, place, "NPS bar")
    shown = preview(admin)
    admin.locator("summary", has_text="Step 2").click()
    drawn(admin)
    shown.get_by_role("button", name="Skip").click()
    expect(shown.get_by_role("textbox", name="Text of the message")).to_be_focused()
    expect(admin.locator(".block.is-open .block-snippet")).to_have_text("Skip")
    admin.keyboard.press("Escape")
    admin.get_by_role("button", name="Try").click()
    drawn(admin)
    shown.get_by_role("button", name="Skip").click()
    expect(shown.get_by_role("button", name="Skip")).to_have_count(0)


def test_a_block_is_moved_by_the_arrow_keys_also_into_the_next_step(admin: Page, place: str) -> None:
    start(admin, place, "NPS bar")
    admin.locator("summary", has_text="Step 2").click()
    expect(legends(admin, "why")).to_have_text(["Open question", "Button", "Button"])
    handle = admin.get_by_role("button", name="Move: Open question", exact=True)
    handle.focus()
    admin.keyboard.press("ArrowDown")
    expect(legends(admin, "why")).to_have_text(["Button", "Open question", "Button"])
    expect(admin.locator("[data-announce]")).to_have_text("Moved: now 2 of 3 in step 2.")
    expect(handle).to_be_focused()
    # quicker than the form can be drawn
    admin.keyboard.press("ArrowDown")
    admin.keyboard.press("ArrowDown")
    expect(legends(admin, "thanks")).to_have_text(["Open question", "Heading", "Text", "Button"])
    expect(handle).to_be_focused()
    admin.keyboard.press("Control+z")
    expect(legends(admin, "why")).to_have_text(["Button", "Button", "Open question"])
    admin.keyboard.press("Control+Shift+z")
    expect(legends(admin, "thanks").first).to_have_text("Open question")


def test_a_block_is_dragged_to_where_the_line_shows(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    expect(legends(admin)).to_have_text(["Heading", "Text", "Products of the visitor", "Button", "Button", "Picture"])
    drag(admin, admin.get_by_role("button", name="Move: Heading", exact=True), admin.locator(".block").nth(2))
    expect(legends(admin)).to_have_text(["Text", "Products of the visitor", "Heading", "Button", "Button", "Picture"])


def drag(page: Page, handle: Locator, behind: Locator) -> None:
    """With the mouse, to right below the middle of a row."""
    start_box, end = handle.bounding_box(), behind.bounding_box()
    assert start_box
    assert end
    page.mouse.move(start_box["x"] + 8, start_box["y"] + 8)
    page.mouse.down()
    page.mouse.move(start_box["x"] + 8, end["y"] + end["height"] * 0.5, steps=3)
    page.mouse.move(start_box["x"] + 8, end["y"] + end["height"] * 0.8, steps=2)
    expect(page.locator(".drop-line")).to_be_visible()
    page.mouse.up()


def test_a_drag_that_is_given_up_moves_nothing(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    handle = admin.get_by_role("button", name="Move: Heading", exact=True).bounding_box()
    assert handle
    admin.mouse.move(handle["x"] + 8, handle["y"] + 8)
    admin.mouse.down()
    admin.mouse.move(handle["x"] + 8, handle["y"] + 150, steps=4)
    expect(admin.locator(".drop-line")).to_be_visible()
    admin.keyboard.press("Escape")
    expect(admin.locator(".drop-line")).to_have_count(0)
    admin.mouse.up()
    expect(legends(admin)).to_have_text(["Heading", "Text", "Products of the visitor", "Button", "Button", "Picture"])


def test_the_keyboard_goes_where_something_was_added_or_removed(admin: Page, place: str) -> None:
    start(admin, place, "Exit offer")
    admin.locator("[data-variant=a] .add-menu > summary").focus()
    admin.keyboard.press("Enter")
    admin.locator("[data-variant=a]").get_by_role("button", name="Single choice", exact=True).press("Enter")
    expect(admin.get_by_label("Question", exact=True).first).to_be_focused()
    admin.keyboard.type("Why?")
    drawn(admin)
    shown = preview(admin)
    expect(shown.get_by_role("radiogroup")).to_have_accessible_name("Why?")
    shown.locator("label").first.click()
    admin.keyboard.type("Too dear")
    admin.keyboard.press("Tab")
    expect(shown.get_by_role("radio").first).to_have_accessible_name("Too dear")
    expect(shown.get_by_role("textbox", name="Text of the message")).to_have_value("")
    admin.keyboard.press("Escape")
    admin.get_by_role("button", name="Duplicate: Single choice").press("Enter")
    expect(legends(admin)).to_have_text(
        ["Heading", "Text", "Coupon", "Button", "Picture", "Single choice", "Single choice"]
    )
    expect(admin.locator("[data-toggle=single_choice2]")).to_be_focused()
    admin.get_by_role("button", name="Remove: Single choice").nth(1).press("Enter")
    expect(admin.locator("[data-toggle=single_choice1]")).to_be_focused()


def test_a_step_is_made_twice_with_rules_of_its_own(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "NPS bar")
    expect(admin.locator("[data-variant=a] .logic-rule")).to_have_count(2)
    admin.get_by_role("button", name="Duplicate step 1").click()
    expect(admin.locator("[data-variant=a] [data-step]")).to_have_count(6)
    saved(admin)
    first, second = stored(db).content["variants"]["a"]["steps"][:2]
    assert first["blocks"][0]["id"] != second["blocks"][0]["id"]
    assert second["logic"][0]["when"]["fact"] == f"answer.{second['blocks'][0]['id']}"


def test_a_language_says_which_texts_it_lacks(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    korean = admin.get_by_role("button", name="Korean")
    expect(korean).to_have_text("Korean")
    korean.click()
    heading = opened(admin, "Heading").locator("[lang=ko] input")
    heading.fill("")
    expect(korean).to_contain_text("1 missing")
    expect(heading).to_have_attribute("placeholder", "Your cart is still here")
    expect(preview(admin).get_by_role("heading")).to_have_attribute("data-lacks", "")


def test_variants_stand_side_by_side(admin: Page, place: str) -> None:
    start(admin, place, "Exit offer")
    admin.get_by_role("button", name="Variants side by side").click()
    expect(admin.locator("[data-cell]")).to_have_count(2)
    second = admin.frame_locator("[data-cell] >> nth=1 >> iframe")
    expect(second.get_by_role("heading")).to_have_text("Delivery is on us")
    second.get_by_role("heading").click()
    admin.keyboard.type("Free delivery")
    admin.keyboard.press("Enter")
    expect(second.get_by_role("heading")).to_have_text("Free delivery")
    expect(admin.get_by_role("button", name="Variant B", exact=True)).to_have_attribute("aria-pressed", "true")
    admin.get_by_role("button", name="Variants side by side").click()
    expect(admin.locator("[data-cell]")).to_have_count(1)


def test_a_look_is_picked_and_its_contrast_said(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Cart saver")
    admin.locator("summary", has_text="Look").first.click()
    admin.get_by_role("button", name="Clay").first.click()
    expect(admin.locator("[name='variants.a.theme.accent']")).to_have_value("#a5401f")
    contrast = admin.locator("[data-contrast='variants.a.theme']")
    expect(contrast.locator("[data-enough=true]")).to_have_count(3)
    drawn(admin)
    admin.locator("[name='variants.a.theme.text']").fill("#b0b0b0")
    expect(contrast).to_contain_text("too little: 4.5 is needed")
    admin.get_by_role("button", name="Undo").click()
    saved(admin)
    assert stored(db).content["variants"]["a"]["theme"]["radius"] == 20
    assert stored(db).content["variants"]["a"]["theme"]["position"] == "center"


def test_a_look_is_kept_for_the_site_and_new_campaigns_wear_it(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    admin.locator("summary", has_text="Look").first.click()
    admin.get_by_role("button", name="Berry").first.click()
    accent = admin.locator("[name='variants.a.theme.accent']")
    expect(accent).to_have_value("#a3195b")
    admin.get_by_role("button", name="Keep as this site's brand kit").first.click()
    expect(admin.get_by_role("button", name="This site", exact=True).first).to_be_visible()
    expect(admin.locator("[data-announce]")).to_contain_text("Kept")
    saved(admin)
    start(admin, place, "NPS bar")
    expect(accent).to_have_value("#a3195b")
    expect(preview(admin).locator(".box")).to_have_css("background-color", "rgb(255, 247, 251)")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desktop, light", "phone, dark"])
def test_every_state_of_the_editor_is_accessible(
    signed_in: Callable[..., Page], faults: Callable[[Page], list[str]], place: str, width: int, scheme: str
) -> None:
    page = signed_in(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    start(page, place, "NPS bar")
    page.get_by_role("button", name="Go on by the answer").first.click()
    expect(page.get_by_role("group", name="Rule 1")).to_be_visible()
    page.locator("summary", has_text="Look").first.click()
    page.get_by_role("button", name="Korean").click()
    page.locator("[data-variant=a] .block.is-open [lang=ko] input").first.fill("")
    page.get_by_role("button", name="Variants side by side").click()
    drawn(page)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_without_javascript_the_page_says_that_nothing_can_be_changed(
    signed_in: Callable[..., Page], place: str
) -> None:
    page = signed_in(java_script_enabled=False)
    page.goto(f"{place}/campaigns/new")
    page.locator("form.sample:has([value=exit_offer]) button").click()
    expect(page.locator("noscript .alert")).to_contain_text("The editor needs JavaScript")
    expect(page.get_by_label("Words", exact=True).first).to_be_visible()


def test_undo_leaves_the_keyboard_where_it_was(admin: Page, place: str) -> None:
    start(admin, place, "Exit offer")
    words = admin.get_by_label("Words").first
    before = words.input_value()
    words.focus()
    admin.keyboard.press("End")
    admin.keyboard.type("!")
    admin.keyboard.press("Control+z")
    drawn(admin)
    expect(admin.get_by_label("Words").first).to_have_value(before)
    expect(admin.get_by_label("Words").first).to_be_focused()
    admin.keyboard.type("?")
    expect(admin.get_by_label("Words").first).to_have_value(f"{before}?")


def test_a_step_that_nothing_leads_to_says_so_until_a_way_leads_there(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Exit offer")
    variant = admin.locator("[data-variant=a]")
    variant.get_by_role("button", name="Add a step").click()
    lost = variant.get_by_text("Nothing leads here")
    expect(lost).to_have_count(1)
    expect(variant.locator(".step").last).to_contain_text("Nothing leads here")
    count = variant.locator(".step").count()
    leads_to = f"variants.a.steps.{count - 2}.next"
    variant.locator(f"[name='{leads_to}']").evaluate("field => { field.closest('details').open = true }")
    variant.locator(f"[name='{leads_to}']").select_option(label=f"Go to step {count}")
    expect(lost).to_have_count(0)
    saved(admin)
    assert stored(db).content["variants"]["a"]["steps"][-2]["next"]
