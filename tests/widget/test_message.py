"""Messages in the hands of people: answered, closed, read aloud, zoomed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.pages import expecting
from tests.widget.campaigns import (
    ADDRESS,
    COUPON,
    EVERY_QUESTION,
    NPS,
    REASON,
    THANKS,
    WISH,
    button,
    campaign,
    consent_banner,
    heading,
    nps_bar,
    step,
    text,
    words,
)
from tests.widget.conftest import Visit, diary, message, wait_until_shown
from tests.widget.service import RecordingService, Script

Publish = Callable[..., None]
AXE = Path(__file__).resolve().parents[2] / "widget" / "node_modules" / "axe-core" / "axe.min.js"

SEND = button("send", words("Send", "보내기"), "next")
SURVEY = campaign(
    "survey",
    step("one", REASON, SEND, leads_to="two"),
    step("two", WISH, {**SEND, "id": "send2"}, button("skip", words("Skip"), "goto:thanks", "link"), leads_to="thanks"),
    THANKS,
    kind="survey",
)
NEWSLETTER = campaign(
    "newsletter",
    step("one", heading(words("A letter a month", "한 달에 한 통")), ADDRESS, SEND, leads_to="thanks"),
    THANKS,
)
OFFER = campaign(
    "offer",
    step("one", heading(words("Still thinking?")), text(words("Ten per cent off.")), SEND, leads_to="code"),
    step("code", heading(words("Here you go")), COUPON, button("shop", words("To the shop"), "close")),
)


def test_a_score_by_keyboard_alone(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("nps", step("ask", NPS, leads_to="thanks"), THANKS))
    page = visit()
    wait_until_shown(page)
    page.keyboard.press("Tab")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.clock.run_for(6000)
    assert service.events("answer") == [], "looking around is no answer"
    page.keyboard.press("Enter")
    answer = service.wait_for_event("answer")
    assert (answer.properties["step"], answer.properties["block"], answer.properties["value"]) == ("ask", "score", 8)
    response = service.wait_for_event("response")
    exposure = service.wait_for_event("exposure")
    assert response.properties == {"exposure": exposure.id, "complete": True, "path": ["ask"]}
    assert message(page).locator("h2").evaluate("h => h.getRootNode().activeElement === h")


def test_one_press_answers_where_there_is_no_button(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("nps", step("ask", NPS, leads_to="thanks"), THANKS))
    page = visit()
    wait_until_shown(page)
    message(page).get_by_role("radio", name="10").click()
    assert service.wait_for_event("answer").properties["value"] == 10
    message(page).get_by_role("heading", name="Thank you").wait_for()


def test_a_survey_says_what_is_missing_and_then_goes_on(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(SURVEY)
    page = visit()
    wait_until_shown(page)
    message(page).get_by_role("button", name="Send").click()
    assert message(page).get_by_role("alert").inner_text() == "Please choose an answer."
    message(page).get_by_role("radio", name="Something else").check()
    message(page).get_by_role("textbox").fill("The colour")
    message(page).get_by_role("button", name="Send").click()
    message(page).get_by_role("textbox", name="What would have made you stay?").fill("Oak")
    message(page).get_by_role("button", name="Send").click()
    response = service.wait_for_event("response")
    assert [answer.properties["value"] for answer in service.events("answer")] == [{"other": "The colour"}, "Oak"]
    assert (response.properties["complete"], response.properties["path"]) == (True, ["one", "two"])
    message(page).get_by_role("button", name="Close").last.click()
    page.clock.run_for(6000)
    assert service.events("dismissal") == [], "whoever has answered everything dismisses nothing"


def test_skipping_the_last_question_closes_the_set_too(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(SURVEY)
    page = visit()
    wait_until_shown(page)
    message(page).get_by_role("radio", name="The price").check()
    message(page).get_by_role("button", name="Send").click()
    message(page).get_by_role("button", name="Skip").click()
    assert service.wait_for_event("response").properties["path"] == ["one", "two"]


def test_an_address_needs_the_tick_and_carries_the_text_that_was_shown(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    import hashlib

    publish(NEWSLETTER)
    page = visit(lang="ko-KR")
    wait_until_shown(page)
    send = message(page).get_by_role("button", name="보내기")
    message(page).get_by_label("이메일 주소").fill("someone@example")
    send.click()
    message(page).get_by_text("name@example.com 형식").wait_for()
    message(page).get_by_label("이메일 주소").fill("someone@example.com")
    assert not message(page).get_by_role("checkbox").is_checked()
    send.click()
    message(page).get_by_text("먼저 동의란에").wait_for()
    message(page).get_by_role("checkbox").check()
    send.click()
    subscribed = service.wait_for_event("subscribe").properties
    shown = ADDRESS["consent_text"]["ko"]
    assert subscribed["text_id"] == "sha256-" + hashlib.sha256(shown.encode()).hexdigest()
    assert (subscribed["email"], subscribed["lists"]) == ("someone@example.com", ["newsletter"])
    assert message(page).get_attribute("lang") == "ko"


def test_a_code_is_asked_for_only_when_it_is_shown(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(OFFER)
    page = visit()
    wait_until_shown(page)
    assert not [route for route in service.requests if route.endswith("/code")]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    message(page).get_by_role("button", name="Send").click()
    message(page).get_by_text("SAVE-7K3F").wait_for()
    message(page).get_by_role("button", name="Copy").click()
    message(page).get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "SAVE-7K3F"


def test_a_code_is_asked_for_once_what_earns_it_has_arrived(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(OFFER)
    arrives = threading.Event()
    service.next["/e/KEY"] = [Script(503, headers={"Retry-After": "1"}, hold=arrives)]
    page = visit()
    wait_until_shown(page)
    with expecting(page, "503"):
        message(page).get_by_role("button", name="Send").click()
        message(page).get_by_text("…", exact=True).wait_for()
        assert not [route for route in service.requests if route.endswith("/code")]
        arrives.set()
        message(page).get_by_text("SAVE-7K3F").wait_for()
    routes = [route.split()[1].split("/")[1] for route in service.requests if route.startswith("POST")]
    assert routes.index("w") > routes.index("e")
    assert len([route for route in service.requests if route.endswith("/code")]) == 1


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://shop.example/x", True), ("/cart", True), ("?page=2", True), ("#top", True), ("mailto:a@b.example", True),
        ("tel:+49301", True), ("javascript:alert(1)", False), (" javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False), ("data:text/html,x", False), ("//evil.example", False),
        ("\\\\evil.example", False), ("/\\evil.example", False), ("vbscript:x", False),
    ],
)  # fmt: skip
def test_a_link_leads_only_where_links_may_lead(publish: Publish, visit: Visit, url: str, link: bool) -> None:
    publish(campaign("offer", step("s1", heading(words("Hello")), button("go", words("Go"), "link", url=url))))
    page = visit()
    wait_until_shown(page)
    assert message(page).locator("a").count() == (1 if link else 0)


def test_text_is_text(publish: Publish, visit: Visit) -> None:
    nasty = "<img src=x onerror=\"document.title='broken into'\"><b>bold</b>"
    publish(
        campaign("offer", step("s1", heading(words(nasty)), text(words(nasty)), button("b", words(nasty), "close")))
    )
    page = visit()
    wait_until_shown(page)
    assert message(page).locator("h2").inner_text() == nasty
    assert page.title() == "The shop"


@pytest.mark.engines
def test_a_popup_takes_the_focus_keeps_it_and_gives_it_back(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "open"}))
    page = visit(body="<button>Open</button><button>Behind</button>")
    page.get_by_role("button", name="Open").focus()
    page.evaluate("winback('track', 'open')")
    wait_until_shown(page)
    focused = "document.activeElement.shadowRoot?.activeElement?.textContent"
    assert page.evaluate(focused) == "Before you go"
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") != "Behind"
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.textContent === 'Open'")


def test_a_bar_never_takes_the_focus(publish: Publish, visit: Visit) -> None:
    publish({**nps_bar(), "triggers": [{"on": "event", "name": "open"}]})
    page = visit(body="<input aria-label=Search>")
    page.get_by_label("Search").focus()
    page.evaluate("winback('track', 'open')")
    wait_until_shown(page)
    page.keyboard.type("chair")
    assert page.get_by_label("Search").input_value() == "chair"
    assert message(page).get_attribute("role") is None and message(page).evaluate("box => box.tagName") == "SECTION"


BLOCKS = [
    {"id": "done", "type": "progress"},
    {
        "id": "said",
        "type": "text",
        "text": words("Today"),
        "rich": {"en": [{"bold": ["Today"]}, {"list": [["free"], ["fast"]]}]},
    },
    {"id": "left", "type": "countdown", "text": words("Only until"), "mode": "visitor", "minutes": 1500},
    {"id": "agree", "type": "consent", "label": words("I agree that you keep my size."), "required": True},
]

ALL = {
    "offer": OFFER, "survey": SURVEY, "newsletter": NEWSLETTER, "bar": nps_bar(), "consent": consent_banner(),
    "consent popup": consent_banner(format="popup"),
    "slide-in": campaign("newsletter", step("one", heading(words("A letter a month", "한 달에 한 통")), ADDRESS, SEND), format="slide_in"),
    "fullscreen": campaign("survey", step("one", REASON, SEND), format="fullscreen", kind="survey"),
    "questions": campaign("survey", step("one", *EVERY_QUESTION, SEND), kind="survey"),
    "blocks": campaign("offer", step("one", *BLOCKS, SEND), kind="survey"),
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", list(ALL))
def test_axe_finds_nothing_to_complain_of(publish: Publish, visit: Visit, name: str, scheme: Any) -> None:
    asks = ALL[name]["kind"] == "consent"
    theme = {"accent": "#17694c", "scheme": "auto"}
    themed = {**ALL[name], "variants": {"a": {**ALL[name]["variants"]["a"], "theme": theme}}}
    publish(themed, mode="ask" if asks else "off")
    page = visit(color_scheme=scheme, reduced_motion="reduce", body="<main>Chairs</main>")
    wait_until_shown(page)
    assert faults(page) == []
    if asks:
        message(page).get_by_role("button", name="Let me choose").click()
        assert faults(page) == []


# axe looks for colours in the body alone, and a message stands beside it: what is beside is found unreadable by nobody.
INTO_BODY = """host => {
  const placed = document.querySelector(host);
  if (placed && !document.body.contains(placed)) document.body.moveBefore(placed, null);
}"""


def faults(page: Page) -> list[str]:
    """What axe has against the message: rule and element."""
    page.evaluate(AXE.read_text())
    page.evaluate(INTO_BODY, "winback-message")
    found = page.evaluate("axe.run({ include: [['winback-message']] })")
    return [f"{fault['id']}: {node['html']}" for fault in found["violations"] for node in fault["nodes"]]


def test_axe_would_find_a_fault(publish: Publish, visit: Visit) -> None:
    publish(OFFER)
    page = visit(reduced_motion="reduce")
    wait_until_shown(page)
    message(page).locator(".x").evaluate("cross => cross.removeAttribute('aria-label')")
    message(page).locator("h2").evaluate("title => title.style.setProperty('color', '#b9b9b9')")
    assert [fault.split(":")[0] for fault in faults(page)] == ["button-name", "color-contrast"]


@pytest.mark.parametrize(
    ("width", "height"), [(320, 256), (390, 780), (1280, 800)], ids=["at 400 % zoom", "on a phone", "on a desk"]
)
@pytest.mark.parametrize("name", list(ALL))
def test_everything_can_be_reached_and_pressed_at_every_size(
    publish: Publish, visit: Visit, name: str, width: int, height: int
) -> None:
    publish(ALL[name], mode="ask" if ALL[name]["kind"] == "consent" else "off")
    page = visit(viewport={"width": width, "height": height}, reduced_motion="reduce")
    wait_until_shown(page)
    box = message(page).bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height + 1
    assert message(page).evaluate("box => box.scrollWidth <= box.clientWidth")
    for control in message(page).locator("button:visible, a, label:not([for])").all():
        control.scroll_into_view_if_needed()
        size = control.bounding_box()
        least = 24 if control.inner_text().isdigit() else 40  # a score's cells share one row: see test_scale
        assert size and size["height"] >= 44 and size["width"] >= least, control.inner_text()
    for field in message(page).locator("input[type=email], textarea").all():
        assert field.evaluate("field => getComputedStyle(field).fontSize") == "16px"


LONG = [heading(words("Before you go"))] + [
    {"id": f"p{at}", "type": "text", "text": words("Free delivery until Sunday. " * 12)} for at in range(9)
]
# How far below the box's edge the way out stands, in pixels, once the box is scrolled to its end, and how far that was.
CROSS = """box => {
  box.scrollTop = 1e6;
  const [whole, cross] = [box, box.querySelector(".x")].map((one) => one.getBoundingClientRect());
  return [cross.top - whole.top, box.scrollTop];
}"""


@pytest.mark.engines
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("format", ["popup", "slide_in", "bar", "fullscreen"])
@pytest.mark.parametrize("width", [360, 1200])
def test_the_way_out_stays_in_sight_of_a_long_message(
    publish: Publish, visit: Visit, width: int, format: str, language: str
) -> None:
    blocks = [{**block, "text": {language: block["text"]["en"]}} for block in LONG]
    publish(campaign("long", step("one", *blocks, button("ok", words("Close"), "close")), format=format))
    page = visit(viewport={"width": width, "height": 600}, reduced_motion="reduce", lang=language)
    wait_until_shown(page)
    cross = message(page).locator(".x")
    box, before = message(page).bounding_box(), cross.bounding_box()
    top, scrolled = message(page).evaluate(CROSS)
    assert scrolled > 100, "it is long"
    assert top == pytest.approx(16 if format == "fullscreen" else 7 if width < 521 else 13, abs=1)
    assert box and before and before["y"] == pytest.approx(box["y"] + top, abs=1), "there from the beginning"
    assert (before["x"] < box["x"] + box["width"] / 2) == (language == "ar")
    cross.click()
    page.wait_for_selector("winback-message", state="detached")


FIRST = {
    "text": {"id": "said", "type": "text", "text": words("Free delivery until Sunday for all who order today. " * 4)},
    "rich": {
        "id": "said",
        "type": "text",
        "text": words("Free"),
        "rich": {"en": [{"bold": ["Free delivery until Sunday for all who order today. " * 4]}]},
    },
    "countdown": {
        "id": "said",
        "type": "countdown",
        "text": words("Only for a little while, until Sunday, for all who order today and tell others of it"),
        "mode": "fixed",
        "at": "2090-01-03T12:00:00.000Z",
    },
    "button": button("said", words("Order today what is delivered until Sunday"), "close"),
}
# How many lines of words, or edges of buttons, lie below the way out.
BELOW = """box => {
  const cross = box.querySelector(".x").getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(box.querySelector(".body"));
  const lies = ({ left, right, top, bottom }) =>
    left < cross.right && right > cross.left && top < cross.bottom && bottom > cross.top;
  const texts = document.createTreeWalker(box.querySelector(".body"), NodeFilter.SHOW_TEXT);
  const rects = [...box.querySelectorAll(".b")].map((one) => one.getBoundingClientRect());
  while (texts.nextNode()) {
    range.selectNodeContents(texts.currentNode);
    rects.push(...range.getClientRects());
  }
  return rects.filter(lies).length;
}"""


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize(
    ("first", "format"),
    [*[("text", other) for other in ("slide_in", "bar", "inline")], *[(one, "popup") for one in FIRST]],
)
def test_no_word_lies_below_the_way_out(publish: Publish, visit: Visit, first: str, format: str, width: int) -> None:
    made = campaign("offer", step("one", FIRST[first], {**FIRST["text"], "id": "more"}), format=format)
    made["variants"]["a"]["selector"] = "#place"
    publish(made)
    body = '<div id="place" style="height: 2000px"></div>'
    page = visit(viewport={"width": width, "height": 600}, body=body, reduced_motion="reduce")
    wait_until_shown(page)
    assert message(page).locator(".x").is_visible()
    assert message(page).evaluate(BELOW) == 0


def test_right_to_left_is_mirrored(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", step("s1", heading({"ar": "قبل أن تذهب"}), button("b", {"ar": "حسنا"}, "close"))))
    page = visit(lang="ar")
    wait_until_shown(page)
    box, cross = message(page).bounding_box(), message(page).locator(".x").bounding_box()
    assert message(page).get_attribute("dir") == "rtl"
    assert box and cross and cross["x"] < box["x"] + box["width"] / 2


@pytest.mark.parametrize(
    ("page_says", "own", "shown"),
    [
        ("DE", "en", "de"),
        ("de_AT", "en", "de"),
        ("pt-br", "en", "pt-BR"),
        ("pt", "en", "pt-BR"),
        ("zh-TW", "en", "zh-Hant"),
        ("iw", "en", "he"),
        ("fr", "zh-hk", "zh-Hant"),
        ("fr", "en", "en"),
    ],
)
def test_a_page_gets_the_words_that_its_reader_reads_best(
    publish: Publish, visit: Visit, page_says: str, own: str, shown: str
) -> None:
    texts = {code: f"Hello in {code}" for code in ("en", "de", "pt-BR", "zh-Hant", "he")}
    publish(campaign("offer", step("s1", heading(texts), button("b", texts, "close"))), language=own)
    page = visit(lang=page_says)
    wait_until_shown(page)
    assert message(page).get_by_role("heading").inner_text() == texts[shown]
    assert message(page).get_attribute("lang") == shown
    assert message(page).get_attribute("dir") == ("rtl" if shown == "he" else "ltr")


@pytest.mark.parametrize(("page_says", "shown"), [("KO-kr", "ko"), ("de_AT", "de"), ("pt", "en")])
def test_plain_languages_are_found_without_a_look_up(
    publish: Publish, visit: Visit, page_says: str, shown: str
) -> None:
    texts = {code: f"Hello in {code}" for code in ("en", "de", "ko")}
    publish(campaign("offer", step("s1", heading(texts), button("b", texts, "close"))))
    page = visit(lang=page_says)
    wait_until_shown(page)
    assert message(page).get_by_role("heading").inner_text() == texts[shown]


def test_nothing_moves_for_those_who_asked_for_less_motion(publish: Publish, visit: Visit) -> None:
    publish(OFFER)
    page = visit(reduced_motion="reduce")
    wait_until_shown(page)
    assert message(page).evaluate("box => box.getAnimations({ subtree: true }).length") == 0


def test_the_edge_stays_visible_in_forced_colours(publish: Publish, visit: Visit) -> None:
    publish(OFFER)
    page = visit(forced_colors="active")
    wait_until_shown(page)
    assert message(page).locator(".primary").evaluate("b => getComputedStyle(b).borderTopStyle") == "solid"


def test_korean_breaks_between_words(publish: Publish, visit: Visit) -> None:
    publish(NEWSLETTER)
    page = visit(lang="ko")
    wait_until_shown(page)
    assert message(page).evaluate("box => getComputedStyle(box).wordBreak") == "keep-all"


def test_the_page_is_told_once_it_is_really_on_the_screen(publish: Publish, visit: Visit) -> None:
    publish(OFFER)
    page = visit()
    wait_until_shown(page)
    assert message(page).is_visible()
    assert diary(page, "show") == [{"campaign": "offer", "arm": "a", "format": "popup"}]
