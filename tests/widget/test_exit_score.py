"""How sure a leaving is: told where a campaign asks for it, and what it takes to be sure enough."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, campaign, config, exit_offer
from tests.widget.conftest import Visit, diary, hide, leave_by_the_top, prepared, probe, wait_until_shown
from tests.widget.service import RecordingService
from tests.widget.test_cart_and_triggers import FULL
from tests.widget.test_exit_intent import PHONE, scroll_to
from tests.widget.test_loading import brotli_bytes
from winback.targeting import parts

Publish = Callable[..., None]

OPENED_AND_READ = 40  # a page that fits the screen, open for more than a minute


def scored(least: int = 0, on: str = "exit_intent", **more: Any) -> Any:
    return campaign("exit-offer", trigger={"on": on, "min_score": least, **more})


@pytest.fixture
def stand_still(visit: Visit) -> Callable[..., Page]:
    """A short page, open for more than a minute; from now on time goes on only when it is told to."""

    def open_page(body: str = "", **browser: Any) -> Page:
        page = visit(body=body, **browser)
        page.mouse.move(640, 500)
        page.evaluate("winback('explain')")  # the second file is there
        page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 90)
        return page

    return open_page


def move(page: Page, *strokes: tuple[int, int]) -> None:
    """To a height, after so many milliseconds."""
    for y, ms in strokes:
        page.clock.run_for(ms)
        page.mouse.move(640, y)


def score(page: Page, service: RecordingService, count: int = 1) -> int:
    """Of the exposure, once it has come."""
    while not service.comes(lambda: len(service.events("exposure")) >= count, 0.02):
        page.clock.run_for(5)
    return int(service.events("exposure")[count - 1].properties["score"])


@pytest.mark.parametrize(
    ("strokes", "points"),
    [
        ([(300, 0), (100, 50), (-20, 50)], 60),
        ([(160, 0), (100, 50), (40, 50), (-20, 50)], 20 + 40 * 0.6),
        ([(60, 0), (50, 200), (20, 50), (-20, 50)], 20 + 40 * 0.35),
        ([(40, 0), (30, 100), (10, 100), (-20, 100)], 20 + 40 * 0.15),
    ],
    ids=["shot up", "walked up", "only the last stroke counts", "drifted over the edge"],
)
def test_the_faster_up_the_surer(
    publish: Publish,
    stand_still: Callable[..., Page],
    service: RecordingService,
    strokes: list[tuple[int, int]],
    points: float,
) -> None:
    publish(scored())
    page = stand_still()
    move(page, *strokes)
    assert score(page, service) == round(points + OPENED_AND_READ)


def test_a_page_just_opened_and_hardly_read_makes_less_sure(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(scored())
    before = time.time() * 1000
    page = visit()
    opened = page.evaluate("Date.now()")
    page.mouse.move(640, 500)
    page.evaluate("winback('explain')")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 30)
    seen = page.evaluate("Math.round(innerHeight / document.documentElement.scrollHeight * 100)")
    move(page, (300, 0), (100, 50), (-20, 50))
    now = page.evaluate("Date.now()")
    assert seen < 30
    # the script's clock of the page began between the two
    least, most = (round(60 + seen * 0.2 + (now - began) / 3000) for began in (opened, before))
    assert least <= score(page, service) <= most


def test_in_control_it_is_told_all_the_same(
    publish: Publish, stand_still: Callable[..., Page], service: RecordingService
) -> None:
    publish(campaign("exit-offer", trigger={"on": "exit_intent", "min_score": 0}, weights={"a": 0, "control": 1}))
    page = stand_still()
    move(page, (300, 0), (100, 50), (-20, 50))
    assert score(page, service) == 100
    assert service.events("exposure")[0].properties["arm"] == "control"


def test_where_nothing_was_seen_of_the_movement_it_counts_as_middling(
    publish: Publish, visit: Visit, new_context: Any, service: RecordingService
) -> None:
    publish(scored())
    context = new_context(viewport={"width": 1280, "height": 800})
    # then the second file comes only with the moment itself
    context.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { get: () => true })")
    page = visit(page=prepared(context.new_page()), body="")
    page.clock.run_for(70_000)
    leave_by_the_top(page)
    assert score(page, service) == 40 + OPENED_AND_READ


@pytest.mark.parametrize(("step", "points"), [(200, 60), (60, 20 + 40 * 0.6)], ids=["as fast as counts", "slower"])
def test_a_flick_is_as_sure_as_it_is_fast(
    publish: Publish, stand_still: Callable[..., Page], service: RecordingService, step: int, points: float
) -> None:
    publish(scored())
    page = stand_still(body="<div style='height: 4000px'></div>", **PHONE)
    scroll_to(page, 4000)
    for top in range(3000, 2300, -step):
        page.clock.run_for(50)
        scroll_to(page, top)
    assert score(page, service) == round(points + OPENED_AND_READ)


@pytest.mark.parametrize("on", ["exit_intent", "cart_abandonment"])
def test_coming_back_is_no_movement(
    publish: Publish, stand_still: Callable[..., Page], service: RecordingService, on: str
) -> None:
    publish(scored(on=on))
    page = stand_still(**PHONE)
    page.evaluate(FULL)
    hide(page, True)
    page.clock.run_for(4000)
    hide(page, False)
    assert score(page, service) == 30 + OPENED_AND_READ


def test_neither_is_standing_still(
    publish: Publish, stand_still: Callable[..., Page], service: RecordingService
) -> None:
    publish(scored(on="cart_abandonment", idle_seconds=60))
    page = stand_still()
    page.evaluate(FULL)
    page.mouse.move(640, 300)
    page.clock.run_for(61_000)
    assert score(page, service) == 30 + OPENED_AND_READ


def test_a_leaving_that_is_not_sure_enough_is_none_and_the_next_one_may_be(
    publish: Publish, stand_still: Callable[..., Page], service: RecordingService
) -> None:
    publish(scored(least=80), PROBE)
    page = stand_still()
    move(page, (40, 0), (30, 100), (10, 100), (-20, 100))
    page.clock.run_for(100)
    move(page, (500, 1000), (300, 500), (100, 50), (-20, 50))
    assert score(page, service) == 100
    assert len(service.events("exposure")) == 1


def test_below_the_least_score_another_moment_takes_its_turn(
    publish: Publish, stand_still: Callable[..., Page]
) -> None:
    publish(scored(least=100), PROBE)
    page = stand_still()
    move(page, (40, 0), (30, 100), (10, 100), (-20, 100))
    page.clock.resume()
    assert probe(page) == "probe"


def test_shown_by_the_page_itself_it_has_no_score(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(scored(least=100))
    page = visit()
    page.evaluate("winback('show', 'exit-offer')")
    wait_until_shown(page)
    assert "score" not in service.wait_for_event("exposure").properties
    assert diary(page, "error") == []


def test_only_campaigns_that_ask_carry_it(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(exit_offer(), campaign("other", trigger={"on": "cart_abandonment", "min_score": 0}))
    page = visit()
    page.clock.run_for(2000)
    leave_by_the_top(page)
    wait_until_shown(page)
    assert "score" not in service.wait_for_event("exposure").properties


def test_an_explanation_says_how_sure_it_was_and_how_sure_it_has_to_be(
    publish: Publish, stand_still: Callable[..., Page]
) -> None:
    publish(scored(least=99))
    page = stand_still()

    def check(fired: list[str] | None = None) -> Any:
        (found,) = page.evaluate("fired => winback.explain('exit-offer', fired ?? undefined)", fired)
        by_name = {one["check"]: one for one in found["checks"]}
        return found["failing"], by_name["score"]["seen"], by_name["score"]["needs"]

    assert check() == (None, None, None)
    move(page, (40, 0), (30, 100), (10, 100), (-20, 100))
    page.clock.run_for(1000)
    assert check() == ("score", 66, {"gte": 99})
    assert check(["exit_intent"]) == ("score", 66, {"gte": 99})


def test_it_costs_those_who_ask_half_a_kilobyte_and_nobody_else_anything() -> None:
    def engine(trigger: Any) -> bytes:
        return parts.engine(config("https://winback.example", campaign("x", trigger=trigger)), has_carts=False)

    plain = engine({"on": "exit_intent"})
    assert plain == engine({"on": "exit_intent", "min_score": None}) == engine({"on": "page_load"})
    assert 0 < brotli_bytes(engine({"on": "exit_intent", "min_score": 0})) - brotli_bytes(plain) <= 500
