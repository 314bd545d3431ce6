"""Pictures at the edge of a step or behind its words: where they stand, that nobody waits for them, that words are read."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route

from tests.support.pictures import encoded
from tests.widget.campaigns import ADDRESS, button, campaign, heading, step, text, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService
from tests.widget.test_picture import NAME, PICTURE, files
from winback.targeting import parts
from winback.targeting.contrast import ENOUGH, contrast
from winback.targeting.looks import LOOKS
from winback.targeting.pictures import told

Publish = Callable[..., None]
Json = dict[str, Any]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
STILL = {"reduced_motion": "reduce"}
EDGES = """box => Object.fromEntries(['.box', '.art', 'h2', '.x'].map((name) => {
  const { left, right, top, bottom, width } = (name === '.box' ? box : box.querySelector(name)).getBoundingClientRect();
  return [name, { left, right, top, bottom, width }];
}))"""
TOLD = "box => [...box.querySelectorAll('h2, p')].map(({ textContent }) => textContent.slice(0, 12).trim())"


def offer(
    place: str, format: str = "popup", theme: Json | None = None, asked: tuple[Json, ...] = (), **more: Any
) -> Json:
    """As the server tells it to visitors."""
    theme = theme or LOOKS["paper"]
    art = told({**PICTURE, **more, "place": place}, theme)
    said = heading(words("Look at this")), text(words("A vase for each of your rooms, and one for a friend."))
    one = step("one", *said, *asked, button("ok", words("Fine"), "next" if asked else "close"), art)
    return campaign("offer", one, format=format, theme=theme, trigger={"on": "event", "name": "ask"})


def edges(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = message(page).evaluate(EDGES)
    return found


def opened(page: Page) -> dict[str, Any]:
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    return edges(page)


@pytest.mark.parametrize(("format", "place"), [("popup", "left"), ("slide_in", "right"), ("fullscreen", "right")])
def test_beside_the_words_it_fills_its_side(publish: Publish, visit: Visit, format: str, place: str) -> None:
    publish(offer(place, format))
    page = visit(viewport=DESK, **STILL)
    files(page)
    at = opened(page)
    box, art, title = at[".box"], at[".art"], at["h2"]
    assert art[place] == pytest.approx(box[place], abs=1.5)
    assert (art["top"], art["bottom"]) == pytest.approx((box["top"], box["bottom"]), abs=1.5)
    assert 0.35 < art["width"] / box["width"] < 0.55
    assert title["left"] > art["right"] if place == "left" else title["right"] < art["left"]


@pytest.mark.parametrize("kit", [{"width": 280, "border": 6}, {"width": 320}, {"width": 400}], ids=str)
@pytest.mark.parametrize(("format", "place"), [("popup", "left"), ("slide_in", "left"), ("slide_in", "right")])
def test_beside_the_words_it_stands_in_a_narrow_kit_too(
    publish: Publish, visit: Visit, format: str, place: str, kit: Json
) -> None:
    publish(offer(place, format, {**LOOKS["paper"], **kit}))
    page = visit(viewport=DESK, **STILL)
    files(page)
    at = opened(page)
    assert at["h2"]["left"] > at[".art"]["right"] if place == "left" else at["h2"]["right"] < at[".art"]["left"]
    assert message(page).evaluate("box => box.scrollWidth <= box.clientWidth")


@pytest.mark.parametrize(
    ("format", "place"), [("popup", "above"), ("popup", "right"), ("slide_in", "above"), ("fullscreen", "left")]
)
def test_on_a_phone_it_stands_above_from_edge_to_edge(publish: Publish, visit: Visit, format: str, place: str) -> None:
    publish(offer(place, format))
    page = visit(viewport=PHONE, **STILL)
    files(page)
    at = opened(page)
    box, art, title = at[".box"], at[".art"], at["h2"]
    assert (art["left"], art["right"], art["top"]) == pytest.approx((box["left"], box["right"], box["top"]), abs=1.5)
    assert art["bottom"] < title["top"]
    assert box["left"] >= 0 and box["right"] <= 390
    assert format == "slide_in" or box["width"] == 390


def test_in_a_bar_it_is_small_and_at_the_beginning(publish: Publish, visit: Visit) -> None:
    publish(offer("right", "bar"))
    page = visit(viewport=DESK, **STILL)
    files(page)
    at = opened(page)
    assert at[".art"]["width"] < 160 and at[".art"]["right"] < at["h2"]["left"]
    assert at[".box"]["bottom"] - at[".box"]["top"] < 140


def test_from_right_to_left_it_stands_at_the_other_side(publish: Publish, visit: Visit) -> None:
    made = offer("left")
    made["variants"]["a"]["steps"][0]["blocks"][0]["text"] = {"ar": "انظر"}
    made["variants"]["a"]["steps"][0]["blocks"][1]["text"] = {"ar": "مزهرية لكل غرفة"}
    publish(made, language="ar")
    page = visit(viewport=DESK, lang="ar", **STILL)
    files(page)
    at = opened(page)
    assert at[".art"]["left"] > at["h2"]["right"]


@pytest.mark.parametrize(("place", "viewport"), [("above", DESK), ("left", DESK), ("right", PHONE), ("behind", PHONE)])
def test_nobody_waits_for_it_and_nothing_moves_when_it_comes(
    publish: Publish, visit: Visit, place: str, viewport: Json
) -> None:
    publish(offer(place))
    page = visit(viewport=viewport, **STILL)
    held: list[Route] = []
    page.route("**/w/m/*.webp", lambda route: held.append(route))
    before = opened(page)
    while not held:
        page.evaluate("0")
    white = encoded(Image.new("RGB", (960, 600), "white"), "WEBP")
    held[0].fulfill(body=white, content_type="image/webp")
    message(page).get_by_role("img").evaluate("image => image.decode()")
    assert edges(page) == before


@pytest.mark.parametrize(
    ("name", "colour", "format"),
    [("paper", "black", "popup"), ("night", "white", "fullscreen"), ("clay", "black", "slide_in")],
)
def test_words_are_read_over_whatever_picture(
    publish: Publish, visit: Visit, name: str, colour: str, format: str
) -> None:
    publish(offer("behind", format, LOOKS[name]))
    page = visit(viewport=DESK, **STILL)
    page.route(
        "**/w/m/*.webp",
        lambda route: route.fulfill(
            body=encoded(Image.new("RGB", (64, 64), colour), "WEBP"), content_type="image/webp"
        ),
    )
    opened(page)
    message(page).get_by_role("img").evaluate("image => image.decode()")
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB")
    for said in message(page).locator("h2, p").all():
        box = said.bounding_box()
        assert box
        ground = seen.getpixel((round(box["x"]) + 1, round(box["y"] + 1)))
        ink = said.evaluate("one => getComputedStyle(one).color.match(/[\\d.]+/g).slice(0, 3).map(Number)")
        assert (contrast(_hex(ink), _hex(ground)) or 0) >= ENOUGH - 0.05, (ink, ground)


def _hex(parts: Any) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def test_the_picture_is_clear_above_the_words(publish: Publish, visit: Visit) -> None:
    publish(offer("behind", "fullscreen"))
    page = visit(viewport=DESK, **STILL)
    page.route(
        "**/w/m/*.webp",
        lambda route: route.fulfill(
            body=encoded(Image.new("RGB", (64, 64), "#204060"), "WEBP"), content_type="image/webp"
        ),
    )
    opened(page)
    message(page).get_by_role("img").evaluate("image => image.decode()")
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB").getpixel((200, 60))
    assert seen == pytest.approx((0x20, 0x40, 0x60), abs=6)


@pytest.mark.parametrize("said", ["A blue vase", ""], ids=["with words", "for decoration"])
def test_without_it_the_message_is_a_plain_one(publish: Publish, visit: Visit, said: str) -> None:
    publish(offer("left", decorative=not said))
    page = visit(viewport=DESK, **STILL)
    files(page, status=204)
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    message(page).locator(".art").wait_for(state="detached")
    box = message(page).bounding_box()
    assert box and box["width"] == 440
    assert message(page).evaluate(TOLD) == [*([said[:12]] if said else []), "Look at this", "A vase for e"]


def test_who_saves_data_loads_none_that_says_nothing(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(offer("left", decorative=True))
    page = visit(
        viewport=DESK,
        head="<script>Object.defineProperty(navigator, 'connection', { value: { saveData: true } })</script>",
        **STILL,
    )
    asked = files(page)
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    assert message(page).locator(".art").count() == 0
    assert asked == []


@pytest.mark.parametrize("wanted", [{"forced_colors": "active"}, {"contrast": "more"}], ids=str)
def test_who_needs_clear_colours_sees_none_behind_words(publish: Publish, visit: Visit, wanted: Json) -> None:
    publish(offer("behind"))
    page = visit(viewport=DESK, **STILL, **wanted)
    files(page)
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    assert not message(page).locator(".art").is_visible()
    at = edges(page)
    assert at["h2"]["top"] - at[".box"]["top"] < 60, "nor the room that it had"


def test_what_is_wrong_stands_out_from_the_picture(publish: Publish, visit: Visit) -> None:
    publish(offer("behind", theme=LOOKS["paper"], asked=(ADDRESS,)))
    page = visit(viewport=DESK, **STILL)
    files(page)
    opened(page)
    message(page).get_by_role("button", name="Fine").click()
    error, field = message(page).locator(".error").first, message(page).get_by_label("Email address")
    looks = error.evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]")
    assert looks == ["rgb(180, 35, 24)", "rgb(255, 255, 255)"]
    border = field.evaluate("one => [getComputedStyle(one).borderTopWidth, getComputedStyle(one).borderTopColor]")
    assert border == ["2px", "rgb(180, 35, 24)"]


PLACES = {
    "flex": ("display:flex;justify-content:center", ""),
    "flex column": ("display:flex;flex-direction:column;align-items:center", ""),
    "float": ("", "float:left"),
    "grid": ("display:grid;grid-template-columns:auto 1fr", ""),
}


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("around", PLACES)
def test_in_a_place_that_asks_for_no_more_than_it_needs_it_is_read(
    publish: Publish, visit: Visit, around: str, viewport: Json
) -> None:
    made = offer("above", "inline")
    made["variants"]["a"]["selector"] = "#place"
    publish(made)
    outer, own = PLACES[around]
    # one itself, or one within another
    body = f'<div style="{outer};min-height:900px" id="place"></div>'
    if own or "grid" in outer:
        body = f'<div style="{outer}"><div style="{own};min-height:900px" id="place"></div></div>'
    page = visit(viewport=viewport, body=body, **STILL)
    files(page)
    at = opened(page)[".box"]
    assert 300 <= at["width"] <= viewport["width"] - at["left"]
    assert at["bottom"] - at["top"] < 620


def test_it_is_linked_where_a_picture_has_a_place_alone() -> None:
    def linked(**more: Any) -> set[str]:
        return set(parts._of_block({**PICTURE, **more}))

    assert linked() == {"message/blocks/image", "message/blocks/picture"}
    assert linked(place="left") == {"message/blocks/image", "message/blocks/art"}


def test_visitors_get_its_veil_for_light_and_dark_and_no_notes() -> None:
    block = {**PICTURE, "place": "behind", "decorative": True, "src": "/w/m/x.webp"}
    made = told(block, {**LOOKS["paper"], "scheme": "auto"})
    assert made["veils"] == [52, 65]
    assert made.keys() == {"id", "type", "picture", "width", "height", "widths", "place", "veils"}
    assert told({**block, "veil": 80}, LOOKS["night"])["veils"] == [80]
    assert "veil" not in told({**block, "veil": 80}, LOOKS["night"])
    assert made["picture"] == NAME
