"""Whatever colours the owner chose: if the text can be read on its background, all else that is painted of them can."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.widget.campaigns import (
    NPS,
    SEND_SURVEY,
    button,
    campaign,
    config,
    consent_banner,
    heading,
    step,
    text,
    words,
)
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.test_tab import axe
from winback.targeting import parts
from winback.targeting.contrast import contrast
from winback.targeting.looks import LOOKS

Publish = Callable[..., None]
Theme = dict[str, Any]

LINK = {"en": ["Read ", {"link": ["how we send it"], "url": "https://shop.example/sending"}, "."]}
OFFER = step(
    "s1",
    heading(words("Delivery is on us")),
    text(words("Order within the hour.")),
    {**text(words("Read how we send it.")), "id": "rich", "rich": LINK},
    {"id": "name", "type": "field", "kind": "text", "label": words("Your name"), "required": True},
    button("go", words("Send"), "next"),
    button("no", words("No, thank you"), "close", style="link"),
)
# What is painted, and the least that it has to be told by.
PAINTED = {"p": 4.5, "[href]": 4.5, ".link": 4.5, ".error": 4.5, ".x": 3}
THEMES: dict[str, Theme] = {
    "a text just dark enough": {"accent": "#2f5bd7", "background": "#ffffff", "text": "#767676"},
    "a pale accent": {"accent": "#ffd54f"},
    "a button as white as its card": {"accent": "#ffffff", "background": "#ffffff", "text": "#1a1c20"},
    "a dim accent in the dark": {"accent": "#1d5038", "scheme": "dark"},
    "a dark card of one's own": {"background": "#10131a", "text": "#ffffff", "accent": "#ffd54f"},
    "colours that follow the screen": {
        "background": "#fffbe6",
        "text": "#5f6000",
        "accent": "#1d5038",
        "scheme": "auto",
    },
}


def colour(place: Locator, name: str = "color") -> str:
    """As `#rrggbb`, of `rgb()` or of what mixing answers."""
    said = place.first.evaluate("(place, name) => getComputedStyle(place)[name]", name)
    numbers = [float(part) for part in re.findall(r"[\d.]+", said.removeprefix("color(srgb"))[:3]]
    return "#" + "".join(f"{round(part * (255 if said.startswith('color') else 1)):02x}" for part in numbers)


def unread(page: Page) -> dict[str, float]:
    box = message(page)
    ground = colour(box, "backgroundColor")
    found = {place: contrast(colour(box.locator(place)), ground) or 1 for place in PAINTED}
    return {place: ratio for place, ratio in found.items() if ratio < PAINTED[place]}


@pytest.mark.parametrize(
    ("name", "screen"), [*((name, "light") for name in THEMES), ("colours that follow the screen", "dark")]
)
def test_all_that_is_painted_can_be_read(publish: Publish, visit: Visit, name: str, screen: str) -> None:
    publish(campaign("offer", OFFER, theme=THEMES[name]))
    page = visit(reduced_motion="reduce", color_scheme=screen)
    wait_until_shown(page)
    message(page).get_by_role("button", name="Send").click()
    assert unread(page) == {}


def test_a_button_that_is_hardly_seen_has_an_edge_and_so_has_a_chosen_score(publish: Publish, visit: Visit) -> None:
    blocks = [{**NPS, "required": True}, SEND_SURVEY]
    publish(campaign("score", step("s1", *blocks), theme=THEMES["a button as white as its card"]))
    page = visit(reduced_motion="reduce")
    wait_until_shown(page)
    message(page).get_by_role("radio", name="7").check(force=True)
    for place in (".primary", ":checked + span"):
        edge = colour(message(page).locator(place), "borderTopColor")
        assert (contrast(edge, "#ffffff") or 1) >= 3, place


def test_only_who_needs_it_has_it() -> None:
    assert not any(is_mended(look) for look in ({}, *LOOKS.values()))
    assert all(is_mended(theme) for theme in THEMES.values())


def is_mended(theme: Theme) -> bool:
    made = config("https://winback.example", campaign("offer", OFFER, theme=theme))
    return b"--rim" in parts.engine(made, has_carts=False)


@pytest.mark.parametrize("name", ["a button as white as its card", "colours that follow the screen"])
def test_so_it_is_with_the_one_file_of_who_only_asks_for_consent(publish: Publish, visit: Visit, name: str) -> None:
    banner = consent_banner()
    for variant in banner["variants"].values():
        variant["theme"] = THEMES[name]
    publish(banner, mode="ask")
    page = visit(body="<main>Chairs</main>", reduced_motion="reduce", color_scheme="dark")
    wait_until_shown(page)
    assert axe(page, "winback-message") == []
    box = message(page)
    card = colour(box, "backgroundColor")
    assert (contrast(colour(box.locator("p")), card) or 1) >= 4.5
    edge = colour(box.locator(".primary"), "borderTopColor")
    assert name == "colours that follow the screen" or (contrast(edge, card) or 1) >= 3
