"""Where a message stands on the page, and what the page can still do meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.widget.campaigns import ADDRESS, NPS, SEND_SURVEY, button, campaign, heading, step, text, words
from tests.widget.conftest import Visit, diary, message, wait_until_shown

Publish = Callable[..., None]
PHONE = {"viewport": {"width": 390, "height": 844}}
BODY = "<button onclick=\"document.title = 'pressed'\">Add to cart</button>" + "<p>More of the chair.</p>" * 80


def offer(format: str, **theme: str) -> dict[str, object]:
    ask = step(
        "one",
        heading(words("Free delivery until Sunday", "일요일까지 무료 배송")),
        text(words("On every order over 30 €.", "3만 원 이상 주문 시.")),
        button("shop", words("To the offers", "보러 가기"), "link", url="/offers"),
        button("no", words("No, thank you", "괜찮아요"), "close", "link"),
    )
    return campaign("offer", ask, format=format, theme={"accent": "#17694c", **theme})


@pytest.mark.parametrize("place", ["right", "left"])
def test_a_slide_in_stands_in_its_corner_and_leaves_the_page_alone(publish: Publish, visit: Visit, place: str) -> None:
    publish(offer("slide_in", position=place))
    page = visit(body=BODY, reduced_motion="reduce")
    page.get_by_role("button", name="Add to cart").focus()
    wait_until_shown(page)
    box = message(page).bounding_box()
    assert box
    assert box["width"] < 400
    assert box["y"] + box["height"] <= 800 - 16
    assert (box["x"] == 16) if place == "left" else (abs(box["x"] + box["width"] - (1280 - 16)) <= 16)  # a scroll bar
    assert page.evaluate("document.activeElement.textContent") == "Add to cart"
    page.get_by_role("button", name="Add to cart").click()
    assert page.title() == "pressed"
    page.keyboard.press("Escape")
    assert diary(page, "close") == [], "Esc belongs to the page while one is there"
    message(page).get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    assert diary(page, "close") == [{"campaign": "offer", "how": "esc"}]


def test_a_slide_in_of_a_right_to_left_page_stands_on_the_left(publish: Publish, visit: Visit) -> None:
    made = offer("slide_in")
    made["variants"]["a"]["steps"][0]["blocks"][0]["text"] = {"ar": "توصيل مجاني"}  # type: ignore[index]
    publish(made)
    page = visit(lang="ar", reduced_motion="reduce")
    wait_until_shown(page)
    box = message(page).bounding_box()
    assert box
    assert box["x"] == 16


def test_a_message_is_in_the_language_of_whatever_each_step_says(publish: Publish, visit: Visit) -> None:
    chair = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"
    picture = {"id": "picture", "type": "image", "src": chair, "alt": {"ar": "كرسي", "en": "A chair"}}
    asked = {**NPS, "label": {"en": "How likely?", "ar": "ما مدى احتمال أن توصي بنا؟"}, "low": {"en": "No"}, "high": {}}
    publish(
        campaign(
            "nps",
            step("ask", {"id": "gap", "type": "heading", "text": {}}, asked, leads_to="see"),
            step("see", picture, leads_to=None),
        )
    )
    page = visit(lang="ar")
    wait_until_shown(page)
    spoken = "({lang, dir}) => [lang, dir]"
    assert message(page).evaluate(spoken) == ["ar", "rtl"], "a question has nothing but its label"
    message(page).get_by_role("radio", name="9").click()
    message(page).get_by_role("img", name="كرسي").wait_for(state="attached")
    assert message(page).evaluate(spoken) == ["ar", "rtl"], "a picture has nothing but what it shows"


def test_a_step_in_one_language_alone_says_so(publish: Publish, visit: Visit) -> None:
    on = button("on", words("On", "다음"), "goto:two")
    only = step("two", heading({"en": "Not translated yet"}))
    publish(campaign("offer", step("one", heading(words("Hello", "안녕하세요")), on), only))
    page = visit(lang="ko")
    wait_until_shown(page)
    assert message(page).get_attribute("lang") == "ko"
    message(page).get_by_role("button", name="다음").click()
    message(page).get_by_role("heading", name="Not translated yet").wait_for()
    assert message(page).get_attribute("lang") == "en"


def test_a_slide_in_on_a_phone_lies_along_the_bottom(publish: Publish, visit: Visit) -> None:
    publish(offer("slide_in"))
    page = visit(**PHONE, reduced_motion="reduce")
    wait_until_shown(page)
    box = message(page).bounding_box()
    assert box
    assert (box["x"], box["width"]) == (8, 374)
    assert box["height"] <= 0.6 * 844


@pytest.mark.parametrize(
    "size", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}], ids=["desktop", "phone"]
)
def test_a_fullscreen_message_is_all_there_is_until_it_is_closed(
    publish: Publish, visit: Visit, size: dict[str, int]
) -> None:
    publish(offer("fullscreen"))
    page = visit(viewport=size, reduced_motion="reduce")
    wait_until_shown(page)
    box = message(page).bounding_box()
    assert box == {"x": 0, "y": 0, **size}
    assert page.evaluate("document.querySelector('winback-message').shadowRoot.querySelector('.box').matches(':modal')")
    page.mouse.click(20, size["height"] - 20)
    assert diary(page, "close") == [], "a press beside the words closes nothing"
    page.keyboard.press("Escape")
    assert diary(page, "close") == [{"campaign": "offer", "how": "esc"}]


def test_a_long_fullscreen_message_can_be_read_to_its_end_and_closed_all_the_while(
    publish: Publish, visit: Visit
) -> None:
    many = [{**NPS, "id": f"q{number}"} for number in range(12)]
    publish(campaign("survey", step("one", *many, SEND_SURVEY, leads_to=None), format="fullscreen", kind="survey"))
    page = visit(**PHONE, reduced_motion="reduce")
    wait_until_shown(page)
    send = message(page).get_by_role("button", name="Send")
    send.scroll_into_view_if_needed()
    close = message(page).get_by_role("button", name="Close").bounding_box()
    assert close
    assert 0 <= close["y"] <= 40
    assert send.bounding_box()["y"] < 844  # type: ignore[index]


@pytest.mark.parametrize("format", ["popup", "fullscreen"])
def test_a_long_message_opens_at_its_beginning(publish: Publish, visit: Visit, format: str) -> None:
    asked = step("one", heading(words("Before you go")), *[text(words("We write seldom.\n" * 9))], ADDRESS, SEND_SURVEY)
    publish(campaign("letter", asked, format=format))
    page = visit(viewport={"width": 320, "height": 300}, reduced_motion="reduce")
    wait_until_shown(page)
    assert message(page).evaluate(
        "({ scrollTop, scrollHeight, clientHeight }) => [scrollTop, scrollHeight > clientHeight]"
    ) == [
        0,
        True,
    ]


@pytest.mark.parametrize("format", ["slide_in", "fullscreen"])
def test_no_format_moves_the_page(publish: Publish, visit: Visit, format: str) -> None:
    publish(campaign("letter", step("one", ADDRESS, SEND_SURVEY), format=format))
    head = """<script>shift = 0; new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) shift += value;
    }).observe({ type: "layout-shift", buffered: true });</script>"""
    page = visit(head=head, body=BODY)
    wait_until_shown(page)
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert page.evaluate("shift") == 0


@pytest.mark.parametrize("kind", ["popup", "fullscreen", "bar", "slide_in"])
def test_a_page_is_printed_without_what_lies_over_it(publish: Publish, visit: Visit, kind: str) -> None:
    publish(offer(kind))
    page = visit()
    wait_until_shown(page)
    page.emulate_media(media="print")
    assert message(page).is_hidden()
    page.emulate_media(media="screen")
    assert message(page).is_visible()
