"""What a page can say to us, and hear of us: before the script is there, while it is, and after it was told to stop."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.widget.campaigns import NPS, SEND_SURVEY, THANKS, campaign, consent_banner, step
from tests.widget.conftest import Visit, diary, hide, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]

STUB = "<script>window.winback=window.winback||function(){(winback.q=winback.q||[]).push(arguments)}</script>"
EARLY = """<script>
window.heard = [];
for (const name of ["ready", "show", "answer", "conversion", "close"])
  winback("on", name, detail => heard.push([name, detail]));
winback("track", "wrong", null); winback("on"); winback(); winback("no_such_method", {});
winback("identify", "c-7", {traits: {plan: "gold"}});
winback("cart", {items: [{id: "chair", price: 40, quantity: 1}], currency: "EUR"});
winback("track", "looked_around", {n: 1});
winback("show", "score");
</script>"""
ASKS = campaign(
    "score", step("ask", NPS, SEND_SURVEY, leads_to="thanks"), THANKS, trigger={"on": "event", "name": "go"}
)


@pytest.mark.engines
def test_all_that_a_page_says_before_we_are_there_is_heard_and_what_follows_is_told(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    gold = campaign("gold", audience={"fact": "trait.plan", "op": "eq", "value": "gold"}, trigger={"on": "time"})
    publish(ASKS, gold, has_carts=True)
    page = visit(head=STUB + EARLY)
    wait_until_shown(page)
    message(page).get_by_role("radio", name="9").check()
    message(page).get_by_role("button", name="Send").click()
    page.clock.run_for(1500)
    page.evaluate("winback('track', 'purchase', {transaction_id: 'T1', value: 40, currency: 'EUR'})")
    page.evaluate("winback('close')")
    page.wait_for_function("heard.some(([name]) => name === 'close')")
    told = page.evaluate("heard")
    assert [name for name, _ in told] == ["ready", "show", "answer", "answer", "conversion", "close"]
    said = dict(told[:3])
    assert said["show"] == {"campaign": "score", "arm": "a", "format": "popup"}
    assert {key: said["answer"][key] for key in ("campaign", "name", "block", "value")} == {
        "campaign": "score",
        "name": "answer",
        "block": "score",
        "value": 9,
    }
    assert dict(told[4:]) == {
        "conversion": {"campaign": "score", "event": "purchase"},
        "close": {"campaign": "score", "how": "done"},
    }
    assert [one["failing"] for one in page.evaluate("winback('explain')")][1] != "audience", "its traits were heard"
    page.clock.run_for(6000)
    service.wait_for_event("looked_around")
    assert service.wait_for_event("exposure").properties["trigger"] == "api"
    assert service.wait_for_event("cart").properties["value"] == 40
    assert service.events("looked_around")[0].envelope["visitor"] == page.evaluate("winback('visitor')")


def test_once_told_to_stop_it_leaves_the_page_as_it_was(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    """No element, no room kept, nothing said or sent, whatever happens on the page; the next one is as ever."""
    bar = campaign("bar", trigger={"on": "event", "name": "go"}, format="bar", theme={"position": "above"})
    bar["variants"]["a"]["teaser"] = {"text": {"en": "Once more"}}
    publish(bar, campaign("offer", trigger={"on": "inactivity", "seconds": 2}))
    page = visit()
    page.evaluate("scrollTo({top: 900, behavior: 'instant'}); winback('track', 'go')")
    wait_until_shown(page)
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).paddingTop)") > 0
    service.wait_for_event("exposure")
    page.evaluate("winback('off')")
    assert page.evaluate("[...document.documentElement.children].map(({ tagName }) => tagName)") == ["HEAD", "BODY"]
    assert page.evaluate("document.documentElement.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).paddingTop") == "0px"
    sent, said = len(service.events()), page.evaluate("diary.length")
    page.evaluate("history.pushState({}, '', '/next'); winback('show', 'offer'); winback('cart', {value: 9})")
    hide(page, True)
    hide(page, False)
    page.clock.run_for(60_000)
    page.evaluate("winback('show', 'bar')")
    page.clock.run_for(1000)
    assert (len(service.events()), page.evaluate("diary.length")) == (sent, said)
    visit("/later", page=page)
    page.clock.run_for(6000)
    wait_until_shown(page)


def test_a_question_of_consent_can_be_opened_answered_and_withdrawn_by_the_page(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(consent_banner(), mode="ask")
    page = visit(body="<a href='#' data-winback-consent>Privacy</a>")
    wait_until_shown(page)
    assert page.evaluate("winback('visitor')") is None
    page.evaluate("winback('consent', {analytics: true, personalization: true})")
    service.wait_for(lambda: len(service.decisions) == 1)
    assert page.locator("winback-message").count() == 0, "what was answered is not asked on"
    assert len(page.evaluate("winback('visitor')")) == 32
    page.evaluate("winback('consent', 'show')")
    wait_until_shown(page, 2)
    message(page).get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Privacy", exact=True).click()
    message(page).get_by_role("button", name="Refuse all").click()
    service.wait_for(lambda: len(service.decisions) == 2)
    assert [decision["how"] for decision in service.decisions] == ["api", "click"]
    assert [set(told["purposes"].values()) for told in diary(page, "consent")] == [{True}, {False}]
    assert page.evaluate("winback('visitor')") is None


def test_told_to_stop_it_still_takes_an_answer_about_consent(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(consent_banner(), mode="ask")
    page = visit(head=STUB + "<script>winback('off')</script>")
    wait_until_shown(page)
    message(page).get_by_role("button", name="Refuse all").click()
    service.wait_for(lambda: service.decisions)
    page.get_by_role("button", name="Privacy choices").wait_for()
    assert service.events() == []


def test_a_page_that_tells_to_stop_before_the_tag_is_shown_nothing(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    """Nor is any of its routes."""
    publish(campaign("offer", trigger={"on": "page_load"}))
    page = visit(head=STUB + "<script>winback('off')</script>")
    page.clock.run_for(6000)
    page.evaluate("history.pushState({}, '', '/next')")
    page.clock.run_for(6000)
    page.evaluate("winback('close')")  # told once the second file is there, and has decided what fired before
    page.clock.run_for(1000)
    assert diary(page, "show") == [] and service.events() == []
