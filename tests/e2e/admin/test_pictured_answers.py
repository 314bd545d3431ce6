"""Pictures for the answers of a question: chosen in the editor, seen at once, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.admin.test_editor import drawn, opened, preview, ready, start
from tests.e2e.admin.test_media import PATIENCE, file, hand, put
from tests.e2e.admin.test_message_editor import blocks, saved
from tests.support.pictures import png
from winback.db.engine import Database


def question(page: Page, place: str) -> Locator:
    """The question of a survey, with places for the pictures of its answers."""
    start(page, place, "Feedback at exit")
    block = opened(page, "Single choice")
    block.get_by_role("button", name="A picture for each answer").click()
    expect(block.get_by_role("button", name="Choose a picture for answer 1")).to_be_focused()
    return block


def options(db: Database) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(one for one in blocks(db) if "options" in one)["options"]
    return found


def test_each_answer_gets_its_picture_in_one_press_and_the_preview_shows_it(
    admin: Page, place: str, db: Database
) -> None:
    put(admin, place, file("Vase.png", png(800, 600)), file("Bowl.png", png(600, 800)))
    block = question(admin, place)
    block.get_by_role("button", name="Choose a picture for answer 2").click()
    dialog = admin.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_role("button", name="Vase").click()
    expect(dialog).to_be_hidden()
    expect(block.get_by_role("button", name="Another picture for answer 2")).to_be_focused()
    cards = preview(admin).locator(".cards label")
    expect(cards).to_have_count(1)
    saved(admin)
    assert [("image" in one) for one in options(db)][:3] == [False, True, False], "places that nobody filled are none"
    second = options(db)[1]["image"]
    assert (second["width"], second["height"], second["widths"]) == (800, 600, [480, 800])
    admin.get_by_role("button", name="Undo").click()
    expect(cards).to_have_count(0)
    admin.get_by_role("button", name="Redo").click()
    expect(cards).to_have_count(1)
    block.get_by_role("button", name="Take it out: the picture of answer 2").click()
    expect(cards).to_have_count(0)
    saved(admin)
    assert "image" not in options(db)[1]


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_file_is_put_onto_its_answer(admin: Page, place: str, db: Database, kind: str) -> None:
    question(admin, place)
    drawn(admin)
    hand(admin, "Vase.png", png(90, 60), ".is-open .option-set:nth-of-type(3) .option", kind)
    expect(preview(admin).locator(".cards label")).to_have_count(1, timeout=PATIENCE)
    saved(admin)
    assert [("image" in one) for one in options(db)][:3] == [False, True, False]


def test_an_address_and_words_are_kept_over_a_reload_and_pictures_are_taken_out_together(
    admin: Page, place: str, db: Database
) -> None:
    admin.route("**/oak.jpg", lambda route: route.fulfill(body=png(40, 30), content_type="image/png"))
    block = question(admin, place)
    block.get_by_text("Its address, and what it shows").first.click()
    block.get_by_label("Or its address").first.fill("/oak.jpg")
    block.get_by_label("What it shows").first.fill("Pale, with knots")
    saved(admin)
    assert options(db)[0]["image"] == {"src": "/oak.jpg", "alt": {"en": "Pale, with knots"}}
    admin.reload()
    ready(admin)
    block = opened(admin, "Single choice")
    expect(block.get_by_label("Or its address").first).to_have_value("/oak.jpg")
    drawn(admin)
    hand(admin, "Vase.png", png(90, 60), ".is-open .option-set:nth-of-type(3)", "drop")
    expect(preview(admin).locator(".cards label")).to_have_count(2, timeout=PATIENCE)
    saved(admin)
    assert [("image" in one) for one in options(db)][:3] == [True, True, False], "each still has a place for one"
    block.get_by_role("button", name="Without pictures").click()
    expect(block.get_by_role("button", name="A picture for each answer")).to_be_focused()
    saved(admin)
    assert not any("image" in one for one in options(db))


def test_a_new_answer_beside_pictures_has_a_place_for_one(admin: Page, place: str) -> None:
    block = question(admin, place)
    before = block.get_by_role("button", name="Choose a picture for answer").count()
    block.get_by_role("button", name="Add an answer").click()
    expect(block.get_by_role("button", name="Choose a picture for answer")).to_have_count(before + 1)


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_everybody_can_use_it_on_any_screen(
    signed_in: Callable[..., Page], place: str, faults: Callable[[Page], list[str]], scheme: str, width: int
) -> None:
    page = signed_in(viewport={"width": width, "height": 900}, color_scheme=scheme)
    put(page, place, file("Vase.png", png(800, 600)))
    block = question(page, place)
    block.get_by_role("button", name="Choose a picture for answer 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Vase").click()
    expect(block.get_by_role("button", name="Another picture for answer 1")).to_be_focused()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_button_says_which_campaign_its_event_opens(admin: Page, place: str) -> None:
    start(admin, place, "Newsletter")
    admin.get_by_role("tab", name="When and to whom").click()
    admin.locator("select[name='triggers.0.on']").select_option("event")
    admin.locator("[name='triggers.0.name']").fill("more_wanted")
    saved(admin)
    start(admin, place, "Exit offer")
    block = opened(admin, "Button")
    block.get_by_label("What it does").select_option("event")
    expect(block.get_by_text("A campaign whose moment is this event")).to_be_visible()
    block.get_by_label("Name of the event").fill("more_wanted")
    block.get_by_label("Name of the event").blur()
    expect(block.get_by_text("who are not in its control: Newsletter.")).to_be_visible()
    block.get_by_label("And then").select_option("stay")
    expect(block.get_by_text("it does not open: Newsletter.")).to_be_visible()
