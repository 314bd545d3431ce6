"""What comes up beside the page is told to screen readers, and gives the focus back to where it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget.campaigns import NPS, SEND_SURVEY, campaign, consent_banner, ends, step
from tests.widget.conftest import Visit, diary, message, wait_until_shown

Publish = Callable[..., None]

SHOP = "<button id=opener onclick=\"winback('show', 'offer')\">Ask</button><div id=place style='height:400px'></div>"
CALLED = {"on": "event", "name": "never"}


def offer(format: str, **more: Any) -> Any:
    made = campaign("offer", trigger=CALLED, format=format, **more)
    if format == "inline":
        made["variants"]["a"]["selector"] = "#place"
    return made


def regions(page: Page) -> list[tuple[str, str]]:
    """Of each live region in the browser's own tree: how it is told, and its words."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def said(node: Any) -> str:
        own = node.get("name", {}).get("value", "") if node["role"]["value"] == "StaticText" else ""
        return own + "".join(said(by_id[child]) for child in node["childIds"] if child in by_id)

    return [
        (live["value"]["value"], said(node))
        for node in nodes
        for live in node.get("properties", [])
        if live["name"] == "live" and node["role"]["value"] == "status"
    ]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.localName"))


@pytest.mark.parametrize("format", ["bar", "slide_in", "inline"])
def test_a_message_beside_the_page_is_told_and_gives_the_focus_back(
    publish: Publish, visit: Visit, format: str
) -> None:
    publish(offer(format))
    page = visit(body=SHOP)
    page.locator("#opener").focus()
    page.keyboard.press("Enter")
    wait_until_shown(page)
    assert regions(page) == [("polite", "")], "it stands there before its words"
    page.clock.run_for(500)
    assert regions(page) == [("polite", "Before you go")]
    assert focused(page) == "opener"
    page.keyboard.press("Tab")
    assert focused(page) == "winback-message"
    page.keyboard.press("Escape")
    assert (focused(page), diary(page, "close")) == ("opener", [{"campaign": "offer", "how": "esc"}])
    assert regions(page) == []


def test_who_opened_it_may_be_gone_and_who_is_elsewhere_is_left_there(publish: Publish, visit: Visit) -> None:
    publish(offer("slide_in"))
    page = visit(body=f"{SHOP}<button id=last>Last</button>")
    page.locator("#opener").focus()
    page.keyboard.press("Enter")
    wait_until_shown(page)
    page.locator("#last").focus()
    page.keyboard.press("Tab")
    page.evaluate("document.querySelector('#opener').remove()")
    page.keyboard.press("Escape")
    assert focused(page) == "last", "the way in is the way out"
    page.evaluate("winback('show', 'offer')")
    wait_until_shown(page, 2)
    page.evaluate("winback('close')")
    message(page).wait_for(state="detached")
    assert focused(page) == "last"


@pytest.mark.parametrize("beside", [[], [offer("popup")]], ids=["the one file", "the engine"])
def test_who_asks_for_the_privacy_choices_is_taken_there_and_back(
    publish: Publish, visit: Visit, beside: list[Any]
) -> None:
    publish(consent_banner(), *beside, mode="ask")
    page = visit(body=SHOP)
    wait_until_shown(page)
    page.clock.run_for(500)
    assert regions(page) == [("polite", "May we learn from your visit?")]
    assert focused(page) == "body"
    message(page).get_by_role("button", name="Refuse all").click()
    choices = page.get_by_role("button", name="Privacy choices")
    choices.focus()
    page.keyboard.press("Enter")
    wait_until_shown(page, 2)
    assert focused(page) == "winback-message"
    page.keyboard.press("Escape")
    assert focused(page) == "winback-privacy"


def test_the_ends_of_a_scale_describe_it(publish: Publish, visit: Visit) -> None:
    publish(campaign("survey", step("one", NPS, {**ends("csat"), "id": "other"}, SEND_SURVEY), kind="survey"))
    page = visit()
    wait_until_shown(page)
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    told = [node.get("description", {}).get("value") for node in nodes if node["role"]["value"] == "radiogroup"]
    assert told == ["Not at all likely Extremely likely", "Very bad Very good"]


LIBRARY = """<main><h1>Chairs</h1><a href=#>One</a></main><nav id=menu><a href=#>Menu</a></nav>
<div id=decor>* * *</div><div id=sheet><button id=size>M</button></div>"""


@pytest.mark.parametrize(
    ("marked", "has_focus", "waits"),
    [
        ("main inert", "#size", True),
        ("main aria-hidden", "#size", True),
        ("#menu inert", "#size", False),
        ("#decor aria-hidden", "#size", False),
        ("main aria-hidden", "main a", False),
    ],
    ids=["all else is inert", "all else is hidden", "a closed menu", "decoration", "a mark that was left over"],
)
@pytest.mark.parametrize("kind", ["message", "consent"])
def test_a_dialog_that_only_marks_what_lies_behind_it_comes_first(
    publish: Publish, visit: Visit, kind: str, marked: str, has_focus: str, waits: bool
) -> None:
    selector, name = marked.split()
    mark = f"document.querySelector('{selector}').setAttribute('{name}', 'true')"
    focus = f"document.querySelector('{has_focus}').focus()"
    publish(
        *([offer("popup")] if kind == "message" else [consent_banner("popup")]),
        mode="off" if kind == "message" else "ask",
    )
    page = visit(body=LIBRARY + f"<script>{mark}; {focus}</script>")
    page.evaluate("winback('show', 'offer')" if kind == "message" else "winback('show', 'consent')")
    page.clock.run_for(1000)
    if waits:
        expect(message(page)).to_have_count(0)
    else:
        wait_until_shown(page)
