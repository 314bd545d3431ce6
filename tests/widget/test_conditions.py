"""Read in one's own colours, without motion, from right to left, and magnified."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.widget.campaigns import (
    EVERY_QUESTION,
    NPS,
    SEND_SURVEY,
    button,
    campaign,
    consent_banner,
    heading,
    step,
    words,
)
from tests.widget.conftest import Visit, message, wait_until_shown

Publish = Callable[..., None]

ALL_CONTROLS = campaign("survey", step("one", NPS, *EVERY_QUESTION, SEND_SURVEY), kind="survey", format="fullscreen")

# Whose edge cannot be told from what is around it: no border, or one in the colour of the ground.
UNSEEN = """box => [...box.querySelectorAll('.b, .x, input:not([type=radio],[type=checkbox]), select, textarea, .scores span')]
    .filter(control => control.offsetParent)
    .filter(control => { const edge = getComputedStyle(control); const ground = getComputedStyle(box).backgroundColor;
        return !control.matches('.x') && (edge.borderTopStyle === 'none' || edge.borderTopColor === ground) })
    .map(control => control.outerHTML)"""
CHOSEN = """([one, other]) => { const look = radio => { const style = getComputedStyle(radio.nextElementSibling);
    return [style.backgroundColor, style.borderTopColor, style.borderTopWidth, style.outlineStyle].join() };
    return look(one) !== look(other) }"""


def test_in_forced_colours_each_control_has_an_edge_and_the_chosen_one_is_told_apart(
    publish: Publish, visit: Visit
) -> None:
    publish(ALL_CONTROLS)
    page = visit(forced_colors="active", reduced_motion="reduce")
    wait_until_shown(page)
    box = message(page)
    assert box.evaluate(UNSEEN) == []
    scores = box.locator(".nps input")
    scores.nth(9).check()
    both = [scores.nth(9).element_handle(), scores.nth(2).element_handle()]
    assert page.evaluate(CHOSEN, both)
    ticks = [box.locator(".many span").nth(at) for at in (0, 1)]
    box.locator(".many input").first.check()
    assert [tick.evaluate("tick => getComputedStyle(tick, '::before').content") for tick in ticks] == ['"✓"', '""']


MOVING = [
    campaign("popup"), campaign("bar", format="bar", theme={"position": "above"}), campaign("slide", format="slide_in"),
    campaign("full", format="fullscreen"), consent_banner(),
]  # fmt: skip


# What was moving of ours each time that something of ours was shown or closed.
MOVED = """<script>window.moved = [];
const note = () => moved.push([...document.querySelectorAll("winback-message, winback-teaser")]
    .flatMap(({ shadowRoot }) => shadowRoot.getAnimations()).length);
document.addEventListener("winback:show", note);
document.addEventListener("winback:close", () => setTimeout(note));</script>"""


def test_in_no_format_anything_moves_for_those_who_asked_for_less(publish: Publish, visit: Visit) -> None:
    """And for those who did not, something does: the test sees what moves."""
    shown = [{**one, "triggers": [{"on": "event", "name": one["id"]}]} for one in MOVING]
    teaser = {"text": words("Once more")}
    shown[0]["variants"] = {"a": {**shown[0]["variants"]["a"], "teaser": teaser}}
    publish(*shown)
    page = visit(reduced_motion="reduce", head=MOVED)
    for number, one in enumerate(shown[:4], start=1):
        page.evaluate("name => winback('track', name)", one["id"])
        wait_until_shown(page, number)
        message(page).get_by_role("button", name="Close").click()
        expect(page.locator("winback-teaser")).to_have_count(1)  # the popup's, also once the others have closed
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate("winback('track', 'slide')")
    wait_until_shown(page, 5)
    *still, moved = page.evaluate("moved")
    assert len(still) == 8 and not any(still) and moved


@pytest.mark.parametrize(
    ("direction", "lang", "default", "text", "written"),
    [
        ("rtl", "he", "en", {"he": "לפני שתלכו", "en": "Before you go"}, "rtl"),
        ("", "en", "ar", {"ar": "قبل أن تذهب"}, "rtl"),
        ("rtl", "ar", "en", {"en": "Before you go"}, "ltr"),
    ],
    ids=["the page's language", "the site's own language", "a language of its own on a page from right to left"],
)
def test_a_message_is_written_the_way_its_own_words_are(
    publish: Publish, visit: Visit, direction: str, lang: str, default: str, text: dict[str, str], written: str
) -> None:
    ask = {**NPS, "label": text}
    made = campaign("nps", step("s1", heading(text), ask, button("b", text, "close")), format="slide_in")
    publish(made, language=default)
    page = visit(
        lang=lang, head=f"<script>document.documentElement.dir = '{direction}'</script>", reduced_motion="reduce"
    )
    wait_until_shown(page)
    box = message(page)
    spoken = next(name for name, said in text.items() if said == box.locator("h2").inner_text())
    assert (box.get_attribute("dir"), box.get_attribute("lang")) == (written, spoken)
    whole, cross = box.bounding_box(), box.locator(".x").bounding_box()
    low, high = (box.locator(".scores label").nth(at).bounding_box() for at in (0, 10))
    assert whole and cross and low and high
    is_mirrored = written == "rtl"
    assert (cross["x"] < whole["x"] + whole["width"] / 2) == (low["x"] > high["x"]) == is_mirrored
    assert (whole["x"] < 640) == is_mirrored, "in the corner where its reading ends"


@pytest.mark.parametrize("style", ["html{font-size:62.5%;zoom:2}", "body{zoom:2}", "html{font-size:300%}"])
@pytest.mark.parametrize("format", ["popup", "bar"])
def test_on_a_page_that_magnifies_itself_it_can_be_read_and_closed(
    publish: Publish, visit: Visit, style: str, format: str
) -> None:
    publish(campaign("survey", step("one", NPS, SEND_SURVEY), format=format, kind="survey"))
    page = visit(head=f"<style>{style}</style>", viewport={"width": 640, "height": 512}, reduced_motion="reduce")
    wait_until_shown(page)
    box = message(page).bounding_box()
    assert (
        box and box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= 641 and box["y"] + box["height"] <= 513
    )
    message(page).get_by_role("button", name="Send").scroll_into_view_if_needed()
    message(page).get_by_role("button", name="Close").click()
    assert page.locator("winback-message").count() == 0
