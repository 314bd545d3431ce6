"""The library of pictures and the editor's way into it, as somebody uses them; and what a visitor then sees."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.admin.test_editor import drawn, opened, preview, start, stored
from tests.e2e.admin.test_message_editor import saved
from tests.support.cast import Person
from tests.support.pages import expecting
from tests.support.pictures import form_with, photo, png
from tests.support.servers import Storefront
from winback.db.engine import Database
from winback.models import Picture, Site

PATIENCE = 30_000  # a picture is made by a process of its own
LONG = "꽃병과 찻잔이 놓인 아주 긴 이름의 봄맞이 세일 그림 " * 3 + "x" * 60


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": data}


def names(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(sa.select(Picture.name).order_by(Picture.id)))


def put(page: Page, place: str, *files: FilePayload) -> None:
    """Each is there when it returns."""
    page.goto(f"{place}/media")
    with page.expect_navigation(timeout=PATIENCE):
        page.get_by_label("Put pictures in").set_input_files(list(files))


# What a browser hands over when files are dropped or pasted; no driver can drag a file from outside.
HANDED = """([name, data, on, kind]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], name, { type: "image/png" }));
  const target = document.querySelector(on);
  const tell = (name, extra) => target.dispatchEvent(Object.assign(new Event(name, { bubbles: true, cancelable: true }), extra));
  if (kind === "paste") tell("paste", { clipboardData: held });
  else for (const name of ["dragover", "drop"]) target.dispatchEvent(
    new DragEvent(name, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


def hand(page: Page, name: str, data: bytes, on: str, kind: str) -> None:
    page.evaluate(HANDED, [name, base64.b64encode(data).decode(), on, kind])


def test_pictures_are_put_in_looked_for_named_and_taken_out(admin: Page, place: str, db: Database) -> None:
    admin.goto(f"{place}/media")
    expect(admin.get_by_role("heading", name="No picture yet")).to_be_visible()
    put(admin, place, file("Vase.png", photo()), file("Tea bowl.png", png(300, 200)))
    expect(admin.locator(".medium-name")).to_have_text(["Tea bowl", "Vase"])
    admin.get_by_role("searchbox").fill("tea")
    admin.keyboard.press("Enter")
    expect(admin.locator(".medium-name")).to_have_text(["Tea bowl"])
    admin.get_by_role("link", name="Tea bowl").click()
    admin.get_by_label("Name", exact=True).fill("Bowl")
    admin.get_by_label("What it shows (English)").fill("A bowl of tea")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Bowl")
    expect(admin.get_by_role("img", name="A bowl of tea")).to_be_visible()
    admin.get_by_role("button", name="Delete this picture").click()
    admin.get_by_role("button", name="Go on").click()
    expect(admin.locator(".medium-name")).to_have_text(["Vase"])
    assert names(db) == ["Vase"]


def test_what_is_refused_is_said_beside_what_went_in(admin: Page, place: str, db: Database) -> None:
    admin.goto(f"{place}/media")
    with expecting(admin, "422"):
        admin.get_by_label("Put pictures in").set_input_files(
            [file("flyer.png", b"%PDF-1.7"), file("Vase.png", png(90, 60))]
        )
        lines = admin.locator("[data-said] li")
        expect(lines).to_have_count(3, timeout=PATIENCE)
    expect(lines.nth(0)).to_have_text("flyer.png: This file is no JPEG, PNG, GIF, WebP or AVIF.")
    expect(lines.nth(1)).to_have_text("Vase is in the library.")
    admin.evaluate(
        """() => { const held = new DataTransfer(); held.items.add(new File([new Uint8Array(21 * 1024 * 1024)], "large.png"));
        document.dispatchEvent(Object.assign(new Event("paste"), { clipboardData: held })); }"""
    )
    expect(lines.nth(3)).to_have_text("large.png: the file is larger than 20 MB.")
    assert names(db) == ["Vase"]


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_file_is_dropped_on_the_library_or_pasted(admin: Page, place: str, db: Database, kind: str) -> None:
    admin.goto(f"{place}/media")
    with admin.expect_navigation(timeout=PATIENCE):
        hand(admin, "Vase.png", png(90, 60), "[data-drop]" if kind == "drop" else "body", kind)
    expect(admin.locator(".medium-name")).to_have_text(["Vase"])


def test_words_that_come_with_their_picture_are_pasted_as_words(admin: Page, place: str) -> None:
    """What an office program copies is both; a browser pastes the words, where nobody prevents it."""
    put(admin, place, file("Vase.png", png(90, 60)))
    with expecting(admin, "422"):
        admin.evaluate(
            """() => { for (const on of ["input[type=search]", "body"]) {
            const held = new DataTransfer();
            held.items.add("Vase", "text/plain");
            held.items.add(new File([], on));
            document.querySelector(on).dispatchEvent(Object.assign(new Event("paste", { bubbles: true }), { clipboardData: held }));
            } }"""
        )
        expect(admin.locator("[data-said] li")).to_have_text([re.compile("^body: ")])


def image_block(admin: Page) -> Any:
    """A new image block with its properties open."""
    admin.locator("summary", has_text="Add a block").first.click()
    admin.get_by_role("button", name="Picture", exact=True).click()
    return opened(admin, "Picture")


def test_a_picture_is_chosen_with_its_words(admin: Page, place: str, db: Database) -> None:
    put(admin, place, file("Vase.png", png(1600, 1000)))
    start(admin, place, "Feedback at exit")
    block = image_block(admin)
    block.get_by_role("button", name="Choose a picture").click()
    dialog = admin.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_role("button", name="Vase").click()
    expect(dialog.get_by_label("What it shows (English)")).to_be_focused()
    dialog.get_by_label("What it shows (English)").fill("A blue vase")
    dialog.get_by_label("What it shows (Korean)").fill("파란 꽃병")
    dialog.get_by_role("button", name="Use this picture").click()
    expect(dialog).to_be_hidden()
    expect(admin.get_by_role("button", name="Another picture")).to_be_focused()
    expect(preview(admin).get_by_role("img", name="A blue vase")).to_be_visible()
    saved(admin)
    shown = next(one for one in stored(db).content["variants"]["a"]["steps"][0]["blocks"] if one["type"] == "image")
    assert (shown["width"], shown["height"], shown["alt"]["ko"]) == (1440, 900, "파란 꽃병")
    with db.reading() as session:
        assert session.scalars(sa.select(Picture.alt)).one() == {"en": "A blue vase", "ko": "파란 꽃병"}
    admin.get_by_role("button", name="Undo").click()
    expect(admin.get_by_role("button", name="Choose a picture")).to_be_visible()
    admin.get_by_role("button", name="Redo").click()
    saved(admin)


def test_visitors_see_it_in_a_page_that_isolates_itself_and_nothing_moves(
    alice: Person, shop: Site, db: Database, storefront: Storefront, live_server: str, new_page: Callable[..., Page]
) -> None:
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        site.origins, site.holdout_share = [storefront.url], 0
    launch(alice, shop)
    page = new_page(viewport={"width": 1280, "height": 800})
    tag = f'<script async crossorigin src="{live_server}/w/{shop.key}.js"></script>'
    storefront.pages["/"] = f"<!doctype html><title>Shop</title>{tag}<p>Vases</p>"
    storefront.headers = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}
    page.add_init_script(WATCH)
    page.goto(storefront.url)
    image = page.get_by_role("img", name="A blue vase")
    expect(image).to_be_visible(timeout=PATIENCE)
    image.evaluate("image => image.decode()")
    assert page.evaluate("crossOriginIsolated")
    assert image.evaluate("image => [image.currentSrc.split('/w/m/')[0], image.naturalWidth > 0]") == [
        live_server,
        True,
    ]
    assert page.evaluate("shifts") == []


WATCH = """window.shifts = []; new PerformanceObserver((list) => shifts.push(...list.getEntries().map((one) => one.value)))
.observe({ type: "layout-shift", buffered: true });"""


def launch(person: Person, site: Site) -> None:
    """A popup with a picture, for everybody at once."""
    at = f"/api/v1/sites/{site.id}"
    form, kind = form_with(png(1600, 1000), "Vase.png")
    made = person.api.post(f"{at}/media", data=form, content_type=kind).json
    image = {"id": "pic", "type": "image", "picture": made["id"], "alt": {"en": "A blue vase"}}  # type: ignore[index]
    close = {"id": "close", "type": "button", "text": {"en": "Close"}, "action": "close"}
    content = {
        "triggers": [{"on": "page_load"}],
        "languages": ["en"],
        "variants": {"a": {"format": "popup", "steps": [{"id": "s1", "blocks": [image, close]}]}},
        "experiment": {"arms": [{"id": "a", "weight": 1}]},
    }
    assert person.api.post(f"{at}/campaigns", json={"id": "offer", "name": "Offer", **content}).status_code == 201
    launched = person.api.post(f"{at}/campaigns/offer/launch")
    assert launched.status_code == 200, launched.json


@pytest.mark.parametrize("kind", ["drop", "paste", "button"])
def test_a_file_is_put_in_from_the_block_itself(admin: Page, place: str, db: Database, kind: str) -> None:
    start(admin, place, "Feedback at exit")
    block = image_block(admin)
    drawn(admin)
    if kind == "button":
        block.get_by_role("button", name="Choose a picture").click()
        admin.get_by_role("dialog").get_by_label("Put pictures in").set_input_files([file("Vase.png", png(90, 60))])
    else:
        hand(admin, "Vase.png", png(90, 60), ".is-open [data-media-drop]", kind)
    dialog = admin.get_by_role("dialog", name="Choose a picture")
    expect(dialog.get_by_text("Vase is in the library.")).to_be_visible(timeout=PATIENCE)
    dialog.get_by_label("Only for decoration").check()
    dialog.get_by_role("button", name="Use this picture").click()
    saved(admin)
    shown = stored(db).content["variants"]["a"]["steps"][0]["blocks"][-1]
    assert (shown["decorative"], shown["width"], names(db)) == (True, 90, ["Vase"])
    expect(admin.locator("[data-variant=a] .block.is-open [data-snippet]")).to_have_text("")  # its address says nothing
    opened(admin, "Picture").get_by_role("button", name="Take it out").click()
    expect(admin.get_by_label("Or its address")).to_be_visible()
    saved(admin)
    assert "picture" not in stored(db).content["variants"]["a"]["steps"][0]["blocks"][-1]


def test_a_refused_file_leaves_the_library_to_choose_from(admin: Page, place: str) -> None:
    put(admin, place, file("Vase.png", png(90, 60)))
    start(admin, place, "Feedback at exit")
    image_block(admin)
    drawn(admin)
    with expecting(admin, "422"):
        hand(admin, "evil.png", b"<svg onload='x()'/>", ".is-open [data-media-drop]", "drop")
        dialog = admin.get_by_role("dialog")
        expect(dialog.get_by_role("status")).to_contain_text("evil.png: SVG is not taken")
    expect(dialog.get_by_role("button", name="Vase")).to_be_visible()
    admin.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_it_on_any_screen(
    signed_in: Callable[..., Page], place: str, faults: Callable[[Page], list[str]], scheme: str, width: int
) -> None:
    page = signed_in(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(f"{place}/media")
    assert faults(page) == []
    put(page, place, file(f"{LONG}.png", png(400, 900)), file("Tea bowl.png", png(300, 200)))
    for go in (lambda: None, lambda: page.get_by_role("link", name="Tea bowl").click()):
        go()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    start(page, place, "Feedback at exit")
    image_block(page).get_by_role("button", name="Choose a picture").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Tea bowl")).to_be_visible()
    assert faults(page) == []
    dialog.get_by_role("button", name="Tea bowl").click()
    expect(dialog.get_by_role("button", name="Use this picture")).to_be_visible()
    assert faults(page) == []
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
