"""Pictures in a message: their room is there before they are, and without them the message is still a good one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.support.pages import expecting
from tests.support.pictures import drawn, encoded
from tests.widget.campaigns import button, campaign, heading, step, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]
Json = dict[str, Any]

NAME = "0123456789abcdef0123456789abcdef"
PICTURE = {
    "id": "pic",
    "type": "image",
    "picture": NAME,
    "alt": words("A blue vase"),
    "width": 960,
    "height": 600,
    "widths": [480, 960],
}


def offer(picture: Json) -> Json:
    made = step("one", heading(words("Look")), picture, button("ok", words("Fine"), "close"))
    return campaign("offer", made, trigger={"on": "event", "name": "ask"})


def files(page: Page, status: int = 200) -> list[str]:
    """The sizes that are asked for; each is really there."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        width = int(route.request.url.rpartition("-")[2].removesuffix(".webp"))
        body = encoded(drawn(width, width * 5 // 8), "WEBP")
        route.fulfill(status=status, body=body if status == 200 else b"", content_type="image/webp")

    page.route("**/w/m/*.webp", answer)
    return asked


def shown(page: Page) -> None:
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)


@pytest.mark.parametrize(
    ("options", "width"),
    [
        ({"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1}, 480),
        ({"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}, 960),
        ({"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1}, 960),
    ],
    ids=["a phone", "a phone with a dense screen", "a desktop"],
)
def test_a_screen_loads_the_size_that_it_needs(
    publish: Publish, visit: Visit, service: RecordingService, options: Json, width: int
) -> None:
    publish(offer(PICTURE))
    page = visit(**options)
    asked = files(page)
    shown(page)
    message(page).get_by_role("img", name="A blue vase").evaluate("image => image.decode()")
    assert asked == [f"{service.url}/w/m/{NAME}-{width}.webp"]


def test_nothing_moves_when_it_comes(publish: Publish, visit: Visit) -> None:
    publish(offer(PICTURE))
    page = visit()
    held: list[Route] = []
    page.route("**/w/m/*.webp", lambda route: held.append(route))
    shown(page)
    message(page).evaluate("box => Promise.all(box.getAnimations({ subtree: true }).map(({ finished }) => finished))")
    image = message(page).get_by_role("img")
    before = [image.bounding_box(), message(page).get_by_role("button", name="Fine").bounding_box()]
    assert before[0]
    assert before[0]["height"] == pytest.approx(before[0]["width"] * 5 / 8, abs=1)
    while not held:
        page.evaluate("0")
    held[0].fulfill(body=encoded(drawn(960, 600), "WEBP"), content_type="image/webp")
    image.evaluate("image => image.decode()")
    assert [image.bounding_box(), message(page).get_by_role("button", name="Fine").bounding_box()] == before


@pytest.mark.parametrize("said", ["A blue vase", ""], ids=["with words", "for decoration"])
def test_where_the_page_forbids_it_its_words_stand_there(publish: Publish, visit: Visit, said: str) -> None:
    parts = {key: value for key, value in PICTURE.items() if said or key != "alt"}
    publish(offer(parts))
    page = visit(head="<meta http-equiv='Content-Security-Policy' content=\"img-src 'self'\">")
    with expecting(page, "Content Security Policy"):
        shown(page)
        page.wait_for_function(GONE)
    assert message(page).get_by_role("img").count() == 0
    assert message(page).locator("p").all_inner_texts() == [said]
    assert message(page).get_by_role("button", name="Fine").is_visible()


GONE = """() => [...document.documentElement.children].some(
  (one) => one.shadowRoot?.querySelector('form') && !one.shadowRoot.querySelector('img'))"""


def test_one_that_lies_elsewhere_is_shown_from_there(publish: Publish, visit: Visit) -> None:
    publish(
        offer({"id": "pic", "type": "image", "src": "/vase.webp", "alt": words("A vase"), "width": 90, "height": 60})
    )
    page = visit()
    page.route(
        "**/vase.webp", lambda route: route.fulfill(body=encoded(drawn(90, 60), "WEBP"), content_type="image/webp")
    )
    shown(page)
    image = message(page).get_by_role("img", name="A vase")
    image.evaluate("image => image.decode()")
    assert image.get_attribute("srcset") is None
    box = image.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (90, 60)


def test_the_way_out_has_a_ground_of_its_own_on_a_picture(publish: Publish, visit: Visit) -> None:
    made = step("one", PICTURE, heading(words("Look")), button("ok", words("Fine"), "close"))
    theme = {"background": "#fdf6ef", "text": "#2b1a12"}
    publish(campaign("offer", made, theme=theme, trigger={"on": "event", "name": "ask"}))
    page = visit()
    files(page)
    shown(page)
    cross = message(page).locator(".x")
    assert cross.evaluate("x => getComputedStyle(x).backgroundColor") == "rgb(253, 246, 239)"
    image, ground = message(page).get_by_role("img").bounding_box(), cross.bounding_box()
    assert image and ground
    assert ground["y"] + ground["height"] > image["y"], "they meet"
