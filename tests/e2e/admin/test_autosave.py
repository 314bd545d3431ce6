"""A draft in the message editor keeps itself: saved by itself, over nobody's work, and there again after a reload."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.admin.test_editor import opened, preview, ready, start
from tests.e2e.admin.test_message_editor import blocks, saved
from tests.server.admin.desk import sit_down
from tests.support.cast import Person
from tests.support.pages import expecting
from winback.db.engine import Database


def test_what_was_not_saved_is_there_after_a_reload(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Cart saver")
    admin.on("dialog", lambda dialog: dialog.accept())
    with expecting(admin, "ERR_FAILED", "beforeunload"):
        admin.route("**/campaigns/cart-saver", lambda route: _unless_read(route))
        admin.get_by_label("Words").first.fill("Typed in a tunnel")
        admin.get_by_role("button", name="Save").click()
        expect(admin.locator("[data-save-state]")).to_contain_text("Your text is still here")
        admin.reload()
        admin.unroute("**/campaigns/cart-saver")
        expect(admin.get_by_label("Words").first).to_have_value("Typed in a tunnel")
        ready(admin)
    admin.get_by_role("button", name="Save").click()
    saved(admin)
    assert blocks(db)[0]["text"]["en"] == "Typed in a tunnel"


def _unless_read(route: Any) -> None:
    route.continue_() if route.request.method == "GET" else route.abort()


def test_a_half_typed_address_is_refused_at_its_field_and_nobody_is_taken_away(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    address = opened(admin, "Button").get_by_label("Address")
    with expecting(admin, "422"):
        address.fill("javascript:")
        expect(admin.locator("[data-save-state]")).to_contain_text("Not saved: ")
    expect(address).to_be_focused()
    expect(address).to_have_attribute("aria-invalid", "true")
    address.fill("/basket")
    saved(admin)
    expect(address).not_to_have_attribute("aria-invalid", "true")


def test_a_draft_that_saves_itself_writes_over_nobody(admin: Page, place: str, db: Database, bob: Person) -> None:
    start(admin, place, "Cart saver")
    assert sit_down(bob).save(f"{place}/campaigns/cart-saver", {"name": "Bob's"}).status_code == 200
    with expecting(admin, "409"):
        admin.get_by_label("Words").first.fill("Mine")
        expect(admin.get_by_role("alert")).to_contain_text("Bob has saved this campaign")
    assert blocks(db)[0]["text"]["en"] != "Mine"
    admin.get_by_role("button", name="Keep mine").click()
    saved(admin)
    assert blocks(db)[0]["text"]["en"] == "Mine"


def test_what_was_taken_back_before_it_was_saved_does_not_come_back(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Exit offer")
    saved(admin)
    words = admin.get_by_label("Words").first
    before = words.input_value()
    words.fill("A ghost")
    words.blur()
    admin.get_by_role("button", name="Undo").click()
    saved(admin)
    assert admin.evaluate("sessionStorage.length") == 0
    admin.reload()
    ready(admin)
    expect(admin.get_by_label("Words").first).to_have_value(before)
    saved(admin)
    assert blocks(db)[0]["text"]["en"] == before


def test_ctrl_s_saves_also_while_a_text_is_written_in_the_preview(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Exit offer")
    shown = preview(admin)
    shown.get_by_role("heading").click()
    admin.keyboard.type("Saved by hand")
    with admin.expect_request(lambda asked: asked.method == "POST" and "Saved by hand" in (asked.post_data or "")):
        admin.keyboard.press("Control+s")
    expect(shown.get_by_role("textbox")).to_be_focused()
    saved(admin)
    assert blocks(db)[0]["text"]["en"] == "Saved by hand"
