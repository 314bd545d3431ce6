"""A countdown: by the clock alone, for each visitor the same on every page, and still when it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import button, campaign, heading, step, words
from tests.widget.conftest import Visit, message, prepared, until, wait_until_shown

Publish = Callable[..., None]
Json = dict[str, Any]

# Keeps what moves on the page, and how much.
SHIFTS = """<script>shift = 0; new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) shift += value;
}).observe({ type: "layout-shift", buffered: true });</script>"""


def offer(format: str = "popup", **clock: Any) -> Json:
    block = {"id": "left", "type": "countdown", "text": words("Only until then", "마감까지 남은 시간"), **clock}
    return campaign(
        "offer",
        step("one", heading(words("Ten percent off")), block, button("ok", words("Fine"), "close")),
        format=format,
    )


def at(page: Page, moment: datetime) -> None:
    """Stops the page's clock there."""
    page.clock.pause_at(moment)


def clock(page: Page) -> str:
    return " ".join(message(page).get_by_role("timer").locator("b").all_inner_texts())


def reads(page: Page, text: str) -> None:
    """Waits until the clock says so: it is drawn once it is seen."""
    message(page).get_by_role("timer").filter(has_text=text.split()[-1]).wait_for()
    until(
        page,
        f"[...document.querySelector('winback-message').shadowRoot.querySelectorAll('.clock b')].map(b => b.textContent).join(' ') === {text!r}",
    )


def test_a_fixed_time_is_counted_down_to_by_the_second(publish: Publish, visit: Visit) -> None:
    publish(offer(mode="fixed", at="2030-01-03T12:00:00.000Z"))
    page = visit()
    wait_until_shown(page)
    at(page, datetime(2030, 1, 1, 11, 59, 50, tzinfo=UTC))
    reads(page, "02 00 00 10")
    page.clock.run_for(1000)
    reads(page, "02 00 00 09")
    page.clock.run_for(10_000)
    reads(page, "01 23 59 59")


def test_each_visitor_has_the_same_minutes_from_the_first_sight_on(publish: Publish, visit: Visit) -> None:
    publish(offer(mode="visitor", minutes=15))
    page = visit()
    wait_until_shown(page)
    at(page, datetime.fromtimestamp(page.evaluate("Date.now()") / 1000 + 60, UTC))
    said = clock(page)
    assert "13 5" in said or "14 00" in said, said
    page.clock.resume()
    page = visit("/p/2", page=page)
    wait_until_shown(page)
    assert clock(page)[:2] in ("13", "14"), "a reload gives no more time"
    memory = page.evaluate(
        "JSON.parse(localStorage.getItem(Object.keys(localStorage).find(k => k.endsWith(':memory'))))"
    )
    assert list(memory["clocks"]) == ["offer.left"]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2030, 6, 3, 15, 30, tzinfo=UTC), 30),  # Berlin is two hours ahead in summer
        (datetime(2030, 1, 3, 15, 0, tzinfo=UTC), 120),  # and one in winter
        (datetime(2030, 3, 31, 0, 30, tzinfo=UTC), 15 * 60 + 30),  # the night in which an hour is skipped
        (datetime(2030, 10, 27, 0, 30, tzinfo=UTC), 16 * 60 + 30),  # and the one that has an hour twice
    ],
    ids=["summer", "winter", "forward", "back"],
)
def test_a_time_of_the_day_is_that_of_the_site(
    publish: Publish, visit: Visit, new_page: Callable[..., Page], now: datetime, said: int
) -> None:
    publish(offer(mode="daily", time="18:00"))
    page = prepared(new_page(timezone_id="Asia/Seoul"))
    page.clock.set_system_time(now)
    visit(page=page)
    wait_until_shown(page)
    message(page).get_by_role("timer").wait_for()
    *hours, minutes, _ = map(int, clock(page).split())
    assert said - sum(hours) * 60 - minutes in (0, 1), clock(page)


def test_over_it_says_so_once_and_nothing_moves(publish: Publish, visit: Visit) -> None:
    publish(offer("bar", mode="visitor", minutes=1, end=words("Over for today", "오늘은 끝났습니다")))
    page = visit(head=SHIFTS)
    wait_until_shown(page)
    box = message(page)
    box.evaluate("box => Promise.all(box.getAnimations().map(({ finished }) => finished))")
    before = box.bounding_box()
    page.clock.run_for(61_000)
    box.get_by_role("status").filter(has_text="Over for today").wait_for()
    assert not box.get_by_role("timer").is_visible()
    assert box.bounding_box() == before
    assert page.evaluate("shift") == 0
    page = visit("/p/2", page=page)
    wait_until_shown(page)
    assert message(page).get_by_role("status").inner_text() == "Over for today"


def test_over_with_nothing_to_say_it_is_gone(publish: Publish, visit: Visit) -> None:
    publish(offer(mode="fixed", at="2020-01-01T00:00:00.000Z"))
    page = visit()
    wait_until_shown(page)
    assert message(page).get_by_role("heading").is_visible()
    assert not message(page).locator(".countdown").is_visible()


def test_nobody_is_told_each_second(publish: Publish, visit: Visit) -> None:
    publish(offer(mode="visitor", minutes=5))
    page = visit()
    wait_until_shown(page)
    timer = message(page).get_by_role("timer", name="Only until then")
    assert timer.get_attribute("aria-live") is None, "a timer is silent by itself"
    assert timer.locator("xpath=ancestor::*[@aria-live]").count() == 0


def test_digits_and_units_are_those_of_the_language(publish: Publish, visit: Visit) -> None:
    publish(offer(mode="visitor", minutes=90))
    page = visit(lang="ko")
    wait_until_shown(page)
    assert message(page).get_by_role("timer").locator("i").all_inner_texts() == ["시간", "분", "초"]


@pytest.mark.parametrize("text", [{}, words("", "")], ids=["no text", "an empty text"])
@pytest.mark.parametrize("end", [{}, words("Over", "끝났습니다")], ids=["nothing at the end", "words at the end"])
def test_without_a_title_it_has_the_pages_language_and_a_name_for_who_cannot_see_it(
    publish: Publish, visit: Visit, text: Json, end: Json
) -> None:
    publish(offer(mode="visitor", minutes=90, text=text, end=end))
    page = visit(lang="ko_KR")
    wait_until_shown(page)
    # our own words are linked in the languages of the texts that there are
    timer = message(page).get_by_role("timer", name="남은 시간" if text or end else "Time left")
    assert timer.locator("i").all_inner_texts() == ["시간", "분", "초"]
    assert message(page).locator(".countdown p:not(.over)").count() == 0


def test_without_a_title_it_counts_in_the_language_of_its_end(publish: Publish, visit: Visit) -> None:
    publish(offer(mode="visitor", minutes=90, text={}, end={"de": "Vorbei"}))
    page = visit(lang="ko")
    wait_until_shown(page)
    assert message(page).get_by_role("timer").locator("i").all_inner_texts() == ["Std.", "Min.", "Sek."]
