"""Values of the page that go with the answers, seen by nobody, and spoken of in texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import WISH, button, campaign, heading, step, words
from tests.widget.conftest import Visit, diary, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]

CAME = {"id": "came", "type": "hidden", "source": "url", "name": "utm_campaign"}
PLAN = {"id": "plan", "type": "hidden", "source": "variable", "name": "plan"}
VARIABLES = [{"name": "plan", "from": "js", "at": "shop.plan", "kind": "text"}]
HELLO = heading(words("Hello, {{answer.came|friend}} on {{ answer.plan | no plan }}"))
SEND = button("send", words("Send"), "next")


TRAIT = {"id": "tier", "type": "hidden", "source": "trait", "name": "tier"}


def survey(*hidden: Any) -> Any:
    return campaign("ask", step("one", HELLO, WISH, *hidden, SEND), trigger={"on": "event", "name": "ask"})


def asked(publish: Publish, visit: Visit, path: str, plan: str = "null") -> Page:
    publish(survey(CAME, PLAN), variables=VARIABLES)
    page = visit(path, head=f"<script>window.shop = {{plan: {plan}}}</script>")
    page.evaluate("winback('track', 'ask')")
    wait_until_shown(page)
    return page


def answered(page: Page, service: RecordingService) -> dict[str, Any]:
    """What the service was told, by block."""
    message(page).get_by_role("textbox").fill("More chairs")
    message(page).get_by_role("button", name="Send").click()
    page.clock.run_for(7000)
    service.wait_for_event("response")
    assert diary(page, "error") == []
    return {event.properties["block"]: event.properties["value"] for event in service.events("answer")}


def test_values_of_the_page_go_with_the_answers_and_into_texts(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    page = asked(publish, visit, "/?utm_campaign=Spring%20%26%20more&gclid=1", plan="'gold'")
    assert message(page).get_by_role("heading").inner_text() == "Hello, Spring & more on gold"
    assert answered(page, service) == {"wish": "More chairs", "came": "Spring & more", "plan": "gold"}


def test_what_the_page_does_not_say_is_no_answer_and_the_text_says_its_other_words(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    page = asked(publish, visit, "/?utm_campaign=%20")
    assert message(page).get_by_role("heading").inner_text() == "Hello, friend on no plan"
    assert answered(page, service) == {"wish": "More chairs"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "<img src=x onerror=alert(1)>"),
        ("a%00b%0A%0Ac", "a b c"),
        ("%F0%9F%A6%8A" * 300, "🦊" * 200),
        ("{{answer.plan}}", "{{answer.plan}}"),
    ],
    ids=["markup", "signs that no text has", "too long", "a place of a text"],
)
def test_a_value_is_one_bounded_line_of_text_whatever_it_looks_like(
    publish: Publish, visit: Visit, service: RecordingService, given: str, kept: str
) -> None:
    page = asked(publish, visit, f"/?utm_campaign={given}", plan="'gold'")
    assert message(page).get_by_role("heading").inner_text() == f"Hello, {kept} on gold"
    assert message(page).locator("img").count() == 0
    assert answered(page, service)["came"] == kept


@pytest.mark.parametrize(
    ("traits", "kept"),
    [
        ('{ tier: "gold" }', "gold"),
        ("{ tier: 0 }", "0"),
        ("{ tier: ['gold', 7, {}, null, true] }", "gold, 7, true"),
        ("{ tier: { name: 'gold' } }", None),
        ("{ level: 'gold' }", None),
        ("{ tier: 'go\\nld' }", "go ld"),
    ],
    ids=["a word", "nothing in number", "a list", "an object", "another trait", "two lines"],
)
def test_what_the_shop_says_of_the_visitor_goes_along(
    publish: Publish, visit: Visit, service: RecordingService, traits: str, kept: str | None
) -> None:
    hello = heading(words("Hello, {{answer.tier|friend}}"))
    publish(campaign("ask", step("one", hello, WISH, TRAIT, SEND), trigger={"on": "event", "name": "ask"}))
    page = visit()
    page.evaluate(f"winback('identify', 'c-1', {{ traits: {traits} }}), winback('track', 'ask')")
    wait_until_shown(page)
    assert message(page).get_by_role("heading").inner_text() == f"Hello, {kept or 'friend'}"
    assert answered(page, service).get("tier") == kept


def test_the_customer_is_a_trait_and_where_the_shop_says_nothing_there_is_none(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(survey(CAME, PLAN, {**TRAIT, "id": "who", "name": "customer"}, TRAIT), variables=VARIABLES)
    page = visit()
    page.evaluate("winback('identify', 'c-1'), winback('track', 'ask')")
    wait_until_shown(page)
    assert answered(page, service) == {"wish": "More chairs", "who": "c-1"}
