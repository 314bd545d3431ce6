"""How often one campaign shows, and all of them together, in one tab or several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, campaign
from tests.widget.conftest import (
    Visit,
    diary,
    message,
    prepared,
    probe,
    wait_until_shown,
)
from tests.widget.service import KEY, RecordingService

Publish = Callable[..., None]


@pytest.mark.engines
def test_once_a_session_holds_across_two_tabs(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", frequency={"per_session": 1}), PROBE)
    first = visit()
    wait_until_shown(first)
    first.clock.run_for(1500)
    second = visit("/second", page=prepared(first.context.new_page()))
    second.clock.run_for(5000)  # what shows elsewhere keeps the moment for itself
    assert probe(second) == "probe"


@pytest.mark.parametrize(("days", "standing"), [(29, "probe"), (31, "offer")])
def test_a_closed_offer_rests_for_thirty_days(publish: Publish, visit: Visit, days: int, standing: str) -> None:
    publish(campaign("offer", frequency={"after_close_days": 30}), PROBE)
    page = visit()
    wait_until_shown(page)
    page.get_by_role("button", name="Close").click()
    page.evaluate(
        "([key, days]) => { const memory = JSON.parse(localStorage[key]); memory.seen.offer.closed_at -= days * 864e5;"
        "localStorage[key] = JSON.stringify(memory) }",
        [f"winback:{KEY}:memory", days],
    )
    visit("/later", page=page)
    assert probe(page) == standing


@pytest.mark.engines
def test_caps_that_cannot_be_read_forbid_rather_than_allow(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", frequency={"per_session": 1, "after_close_days": 1}), PROBE)
    page = visit("/", body="")
    wait_until_shown(page)
    page.evaluate("key => { localStorage[key] = '{\"seen\": 7'; }", f"winback:{KEY}:memory")
    page.goto("about:blank")
    visit("/broken", page=page)
    assert probe(page) == "probe"


def test_what_two_tabs_have_counted_is_the_greater_of_each(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}, frequency={"max_total": 2}))
    page = visit()
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    page.clock.run_for(1500)
    # another tab writes what it knew before
    page.evaluate(
        """key => { const memory = JSON.parse(localStorage[key]);
        memory.seen.offer = { shown: 0, last_shown: 5, closed_at: 7e12 }; localStorage[key] = JSON.stringify(memory) }""",
        f"winback:{KEY}:memory",
    )
    page.evaluate("winback('track', 'anything')")
    seen = page.evaluate("key => JSON.parse(localStorage[key]).seen.offer", f"winback:{KEY}:memory")
    assert (seen["shown"], seen["session_shown"], seen["closed_at"]) == (1, 1, 7e12) and seen["last_shown"] > 5


def go(key: str, **more: Any) -> Any:
    return campaign(key, trigger={"on": "event", "name": key}, **more)


def close_what_was_seen(page: Page) -> None:
    page.clock.run_for(1500)
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('winback-message')")


def test_between_two_messages_there_is_a_pause(publish: Publish, visit: Visit) -> None:
    publish(go("first"), go("second"), manners={"gap_minutes": 10})
    page = visit()
    page.evaluate("winback('track', 'first')")
    wait_until_shown(page)
    close_what_was_seen(page)
    page.clock.fast_forward(9 * 60_000)
    assert page.evaluate("winback('explain')")[1]["failing"] == "fatigue"
    page.clock.fast_forward(2 * 60_000)
    page.evaluate("winback('track', 'second')")
    wait_until_shown(page, 2)
    assert diary(page, "show")[1]["campaign"] == "second"


@pytest.mark.parametrize(("limit", "days"), [("session", 0.03), ("day", 1), ("days_30", 30)])
def test_what_has_been_shown_uses_up_the_budget_for_so_long(
    publish: Publish, visit: Visit, limit: str, days: float
) -> None:
    publish(go("popup"), go("bar", format="bar"), manners={limit: 3})
    page = visit()
    page.evaluate("winback('track', 'popup')")
    wait_until_shown(page)
    close_what_was_seen(page)
    failing = {said["campaign"]: said["failing"] for said in page.evaluate("winback('explain')")}
    assert failing == {"popup": "fatigue", "bar": None}
    for _ in range(2):  # a clock takes at most 24 days at once
        page.clock.fast_forward(int(days * 43_200_000) + 1000)
    assert [said["failing"] for said in page.evaluate("winback('explain')")] == [None, None]


def test_a_budget_that_cannot_be_read_is_used_up(publish: Publish, visit: Visit) -> None:
    publish(go("popup"), manners={"day": 9})
    page = visit()
    page.evaluate(
        "key => { const memory = JSON.parse(localStorage[key]); memory.borne = [['x', 1]];"
        "localStorage[key] = JSON.stringify(memory) }",
        f"winback:{KEY}:memory",
    )
    assert page.evaluate("winback('explain')")[0]["failing"] == "fatigue"


def test_who_wants_no_message_ever_again_gets_none_of_any_campaign(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    from tests.widget.campaigns import button, heading, step, words

    asked = step(
        "s1", heading(words("Before you go")), button("n", words("Don't show messages again"), "never", "link")
    )
    publish(campaign("offer", asked, trigger={"on": "event", "name": "offer"}), go("other"))
    page = visit()
    page.evaluate("winback('track', 'offer')")
    wait_until_shown(page)
    message(page).get_by_role("button", name="Don't show").click()
    page.clock.run_for(7000)
    assert service.wait_for_event("click").properties["action"] == "never"
    visit("/later", page=page)
    assert [said["failing"] for said in page.evaluate("winback('explain')")] == ["fatigue", "fatigue"]
