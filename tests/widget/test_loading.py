"""One request, then one more for whatever shows; one global, and nothing to be noticed by a page with nothing to show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import brotli
import pytest

from tests.widget.campaigns import (
    button,
    campaign,
    config,
    consent_banner,
    exit_offer,
    heading,
    nps_bar,
    step,
    text,
    words,
)
from tests.widget.conftest import Visit, diary, leave_by_the_top, wait_until_shown
from tests.widget.service import KEY, RecordingService
from winback import assets
from winback.targeting import parts

Publish = Callable[..., None]

IMAGE = {
    "id": "image",
    "type": "image",
    "src": "https://shop.example/chair.jpg",
    "alt": words("A chair"),
    "width": 376,
    "height": 200,
}
PLAIN = step(
    "s1",
    heading(words("Delivery is on us today")),
    text(words("Order within the hour and we send it to you free of charge.")),
    IMAGE,
    button("go", words("Back to my cart"), "close"),
)


def brotli_bytes(script: bytes) -> int:
    return len(brotli.compress(script, quality=11))


def first_and_second(made: Any) -> tuple[int, int]:
    """What a visitor of a site with this configuration downloads, configuration included."""
    second = parts.engine(made, has_carts=False)
    made["chunks"] = {**parts.chunks(made), "engine": assets.chunk_path(second)}
    packed = json.dumps(made, separators=(",", ":"), ensure_ascii=False).encode()
    return brotli_bytes(parts.loader(made).replace(b"__WINBACK_CONFIG__", packed)), brotli_bytes(second)


def test_the_loader_with_everything_and_an_empty_configuration_stays_small() -> None:
    empty = json.dumps(config("https://winback.example"), separators=(",", ":"))
    assert brotli_bytes(assets.widget_file("loader.js").replace(b"__WINBACK_CONFIG__", empty.encode())) <= 5500


def test_a_plain_exit_popup_costs_ten_kilobytes_at_most() -> None:
    made = config("https://winback.example", campaign("exit-offer", PLAIN, trigger={"on": "exit_intent"}))
    first, second = first_and_second(made)
    scripts = parts.loader(made).replace(b"__WINBACK_CONFIG__", b"{}")
    assert brotli_bytes(scripts) + second <= 10_000
    assert first + second <= 10_550


def test_a_question_costs_little_more() -> None:
    """A consent prompt alone costs less: see test_consent_alone."""
    assert sum(first_and_second(config("https://winback.example", nps_bar()))) <= 11_900


def test_a_question_of_consent_beside_a_popup_stays_small() -> None:
    offer = campaign("exit-offer", PLAIN, trigger={"on": "exit_intent"})
    assert sum(first_and_second(config("https://winback.example", consent_banner(), offer, mode="ask"))) <= 13_800


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("cart", 900),
        ("log", 1660),
        ("debug", 700),
        ("unload", 850),
        ("explain", 2400),
        ("toolbar", 600),
        ("rehearsal", 40_000),
        ("shopify", 1250),
        ("woocommerce", 1700),
        ("editor", 12_500),  # the admin's own: all of the message editor but the visitors' renderer
        ("preview", 16_100),  # with every block and format that there is
        ("art", 1600),  # only where a previewed message has a picture at its edge
        ("inline", 2700),  # only where somebody writes in the preview
        ("segment", 6000),
    ],
)
def test_a_chunk_stays_small(name: str, most: int) -> None:
    assert brotli_bytes(assets.widget_file(f"{name}.js")) <= most


def test_a_first_load_makes_one_request(service: RecordingService, publish: Publish, visit: Visit) -> None:
    publish(exit_offer())
    visit()
    assert service.requests == [f"GET /w/{KEY}.js"]


@pytest.mark.parametrize("offer", [campaign("offer"), nps_bar()], ids=["a popup", "a question in a bar"])
def test_whatever_shows_costs_two_files_and_the_live_check(
    service: RecordingService, publish: Publish, visit: Visit, offer: Any
) -> None:
    publish(offer)
    page = visit()
    wait_until_shown(page)
    asked = [request for request in service.requests if request.startswith("GET")]
    assert asked == [f"GET /w/{KEY}.js", f"GET {service.engine}", f"GET /w/{KEY}/live"]


def test_a_popup_shows_on_leaving_and_its_exposure_arrives(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    publish(exit_offer())
    page = visit()
    page.clock.install()
    page.clock.fast_forward(2000)
    leave_by_the_top(page)
    wait_until_shown(page)
    exposure = service.wait_for_event("exposure")
    assert exposure.properties == {
        "campaign": "exit-offer",
        "version": 3,
        "arm": "a",
        "epoch": 1,
        "trigger": "exit_intent",
    }
    assert diary(page, "error") == []
