"""Answers that are pictures: chosen by pointer and by keyboard, seen in forced colours, and free where nobody uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support.pages import expecting
from tests.support.pictures import drawn, encoded
from tests.widget.campaigns import button, campaign, config, heading, step, words
from tests.widget.conftest import Visit, diary, message, wait_until_shown
from tests.widget.service import RecordingService
from tests.widget.test_dialogs import press
from winback.targeting import parts

Publish = Callable[..., None]
Json = dict[str, Any]

WOODS = ("Oak", "Ash", "Elm", "Fir", "Yew", "Box", "Larch", "Beech")


def pictured(name: str, **image: Any) -> Json:
    picture = {"picture": f"{WOODS.index(name):032x}", "width": 960, "height": 720, "widths": [480, 960]}
    return {"id": name.lower(), "text": words(name), "image": {**picture, **image}}


def wood(*names: str, kind: str = "single_choice", **more: Any) -> Json:
    options = [pictured(name) for name in names]
    return {"id": "wood", "type": kind, "label": words("Which wood?"), "options": options, "required": True, **more}


def ask(question: Json, *blocks: Json, **more: Any) -> Json:
    thanks = step("thanks", heading(words("Thank you")))
    trigger = {"on": "event", "name": "ask"}
    return campaign("ask", step("one", question, *blocks, leads_to="thanks"), thanks, trigger=trigger, **more)


SEND = button("send", words("Send"), "next")


def pictures(page: Page, holds: bool = False) -> list[Route]:
    """Each file is there, or is waited for."""
    held: list[Route] = []
    page.route("**/w/m/*.webp", lambda route: held.append(route) if holds else deliver(route))
    return held


def deliver(route: Route) -> None:
    width = int(route.request.url.rpartition("-")[2].removesuffix(".webp"))
    route.fulfill(body=encoded(drawn(width, width * 3 // 4), "WEBP"), content_type="image/webp")


def shown(visit: Visit, holds: bool = False, **browser: Any) -> Page:
    page = visit(**{"reduced_motion": "reduce", **browser})
    pictures(page, holds)
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    return page


def radio(page: Page, name: str) -> Locator:
    return message(page).get_by_role("radio", name=name, exact=True)


def test_a_press_on_a_picture_answers_and_looking_round_by_keyboard_does_not(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(ask(wood("Oak", "Ash", "Elm")))
    page = shown(visit)
    press(page, "Tab", "ArrowRight", "ArrowDown", "ArrowLeft")
    expect(radio(page, "Ash")).to_be_focused()
    expect(radio(page, "Ash")).to_be_checked()
    marked = "all => all.filter((one) => getComputedStyle(one).boxShadow !== 'none').map((one) => one.innerText)"
    assert message(page).locator("fieldset *").evaluate_all(marked) == ["Ash"], "and nothing around it"
    page.clock.run_for(6000)
    assert service.events("answer") == []
    message(page).locator("img").nth(2).click(force=True)  # what is pressed is the answer that lies over it
    assert service.wait_for_event("answer").properties["value"] == "elm"
    message(page).get_by_role("heading", name="Thank you").wait_for()
    assert diary(page, "error") == []


def test_several_are_chosen_and_those_without_a_picture_stand_below(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    plain = {"id": "none", "text": words("None of them")}
    question = wood("Oak", "Ash", kind="multiple_choice", other=True)
    publish(ask({**question, "options": [question["options"][0], plain, question["options"][1]]}, SEND))
    page = shown(visit)
    labels = message(page).locator("label")
    assert labels.all_inner_texts() == ["Oak", "Ash", "None of them", "Something else"]
    tops = [box["y"] for box in map(Locator.bounding_box, labels.all()) if box]
    assert tops[0] == tops[1] < tops[2] < tops[3]
    message(page).get_by_role("button", name="Send").click()
    expect(message(page).get_by_role("alert")).to_have_text("Please choose an answer.")
    press(page, "Space", "Tab", "Space")
    message(page).get_by_role("checkbox", name="Something else").check()
    message(page).get_by_role("textbox").fill("Teak")
    message(page).get_by_role("button", name="Send").click()
    assert service.wait_for_event("answer").properties["value"] == ["oak", "ash", {"other": "Teak"}]


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
def test_nothing_moves_when_they_come(publish: Publish, visit: Visit, kind: str) -> None:
    publish(ask(wood("Oak", "Ash", "Elm", "Fir", kind=kind), SEND))
    page = visit(reduced_motion="reduce")
    held = pictures(page, holds=True)
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    images = message(page).locator("img")
    places = [image.bounding_box() for image in [*images.all(), message(page).get_by_role("button", name="Send")]]
    assert places[0] and places[0]["height"] == pytest.approx(places[0]["width"] * 3 / 4, abs=1)
    while len(held) < 4:
        page.evaluate("0")
    for route in held:
        deliver(route)
    for image in images.all():
        image.evaluate("image => image.decode()")
    assert [one.bounding_box() for one in [*images.all(), message(page).get_by_role("button", name="Send")]] == places


@pytest.mark.parametrize(
    ("size", "format", "count", "across"),
    [
        ((390, 844), "popup", 4, 2),
        ((320, 568), "popup", 3, 2),
        ((390, 844), "slide_in", 3, 2),
        ((1280, 800), "popup", 2, 2),
        ((1280, 800), "popup", 3, 3),
        ((1280, 800), "popup", 4, 2),
        ((1280, 800), "popup", 6, 3),
        ((1280, 800), "slide_in", 3, 3),
        ((1280, 800), "fullscreen", 4, 4),
        ((1280, 800), "fullscreen", 8, 4),
        ((1280, 800), "bar", 3, 3),
    ],
)
def test_rows_are_as_long_as_the_room_and_their_number_let_them(
    publish: Publish, visit: Visit, size: tuple[int, int], format: str, count: int, across: int
) -> None:
    publish(ask(wood(*WOODS[:count]), SEND, format=format))
    page = shown(visit, viewport={"width": size[0], "height": size[1]})
    boxes = [label.bounding_box() for label in message(page).locator("label").all()]
    rows = [box["y"] for box in boxes if box]
    assert rows.count(rows[0]) == across
    assert all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    assert {round(box["width"]) for box in boxes if box} == {round(boxes[0]["width"])}  # type: ignore[index]
    assert message(page).evaluate("box => box.scrollWidth <= box.clientWidth")


@pytest.mark.parametrize(("height", "shape"), [(1300, 4 / 3), (960, 1), (400, 3 / 4)], ids=["tall", "square", "wide"])
def test_all_are_cut_as_the_first_one_is(publish: Publish, visit: Visit, height: int, shape: float) -> None:
    options = [pictured("Oak", height=height), pictured("Ash"), pictured("Elm", height=2000)]
    publish(ask({**wood("Oak"), "options": options}, SEND))
    page = shown(visit)
    boxes = [image.bounding_box() for image in message(page).locator("img").all()]
    assert [box["height"] / box["width"] for box in boxes if box] == pytest.approx([shape] * 3, abs=0.02)


def test_what_is_chosen_and_where_the_keyboard_is_are_seen_in_forced_colours(publish: Publish, visit: Visit) -> None:
    publish(ask(wood("Oak", "Ash", "Elm"), SEND))
    page = shown(visit, forced_colors="active")

    def looks(name: str) -> list[str]:
        label = message(page).locator("label").filter(has_text=name)
        return list(
            label.evaluate(
                "one => ['outlineStyle', 'outlineColor', 'outlineOffset'].map((name) => getComputedStyle(one)[name])"
            )
        )

    press(page, "Tab", "Space")
    focused = looks("Oak")
    message(page).get_by_role("button", name="Send").focus()
    chosen, other = looks("Oak"), looks("Ash")
    assert (focused[0], chosen[0], other[0]) == ("solid", "solid", "none")
    assert focused[1:] != chosen[1:]


def test_where_a_picture_does_not_come_its_words_and_its_place_stay(publish: Publish, visit: Visit) -> None:
    publish(ask(wood("Oak", "Ash"), SEND))
    page = visit(head="<meta http-equiv='Content-Security-Policy' content=\"img-src 'self'\">")
    with expecting(page, "Content Security Policy"):
        page.evaluate("winback('track', 'ask')")
        wait_until_shown(page)
        expect(message(page).locator("img")).to_have_count(0)
    place = message(page).locator("label i").first.bounding_box()
    assert place and place["height"] == pytest.approx(place["width"] * 3 / 4, abs=1)
    radio(page, "Ash").check(force=True)
    expect(radio(page, "Ash")).to_be_checked()


def test_a_picture_is_named_once(publish: Publish, visit: Visit) -> None:
    """The words beside it are its own; what they don't say is said before them."""
    options = [pictured("Oak"), pictured("Ash", alt=words("Pale, with knots")), pictured("Elm", src="/elm.webp")]
    options[2]["image"] = {"src": "/elm.webp"}
    publish(ask({**wood("Oak"), "options": options}, SEND))
    page = visit(reduced_motion="reduce")
    pictures(page)
    page.route(
        "**/elm.webp", lambda route: route.fulfill(body=encoded(drawn(90, 60), "WEBP"), content_type="image/webp")
    )
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    for name in ("Oak", "Pale, with knots Ash", "Elm"):
        expect(radio(page, name)).to_be_visible()
    assert message(page).locator("img").nth(2).get_attribute("srcset") is None


def test_an_order_by_chance_takes_its_pictures_along(publish: Publish, visit: Visit) -> None:
    publish(ask(wood(*WOODS, shuffle=True), SEND))
    page = shown(visit)
    drawn_order = (
        message(page)
        .locator("label")
        .evaluate_all("labels => labels.map((one) => [one.innerText, one.querySelector('img').src.match(/0(.)-/)[1]])")
    )
    assert sorted(drawn_order) == sorted([name, f"{number:x}"] for number, name in enumerate(WOODS))


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
def test_what_no_answer_shows_costs_nothing(kind: str) -> None:
    def engine(question: Json) -> bytes:
        return parts.engine(config("https://winback.example", ask(question, SEND)), has_carts=False)

    plain = wood("Oak", kind=kind)
    for option in plain["options"]:
        del option["image"]
    assert b".cards" in engine(wood("Oak", kind=kind))
    assert b".cards" not in engine(plain) and b"srcset" not in engine(plain)
