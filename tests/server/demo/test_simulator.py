"""The simulated history has the effects that effects.py says, counted by hand from its raw events."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client

from winback.assign import assign, in_holdout
from winback.clock import DAY, HOUR, MINUTE
from winback.demo import campaigns, effects
from winback.demo.shop import create_shop
from winback.demo.simulator import Shown, World, simulate
from winback.ingest.decisions import check_decision
from winback.ingest.envelope import ServerEvent
from winback.models import Site
from winback.reports.exit_scores import band_of

END = 1_795_176_000_000  # 20 November 2026, noon
START = END - 60 * DAY
HOLDOUT = {"seed": "holdout:test", "share": 0.05}
WINDOW = 7 * DAY
MOST_SIGMA = 4  # one in 16,000 by chance, and the seed is fixed anyway


def the_world() -> World:
    site = Site(name="Shop", origins=["http://shop.example"], language="en", consent_mode="off", currency="EUR")
    shown = {}
    for plan in campaigns.PLANS:
        content = campaigns.campaign_of(plan, site, START).content
        epoch = {"id": 1, **content["experiment"], "holdout": HOLDOUT}
        shown[plan.slug] = Shown.of(plan.slug, 1, epoch, content)
    return World("http://shop.example", campaigns=shown)


@pytest.fixture(scope="module")
def world() -> World:
    return the_world()


@pytest.fixture(scope="module")
def history(world: World) -> list[ServerEvent]:
    return simulate(world, 7, START, END, 6000)


def exposed(history: list[ServerEvent], campaign: str) -> dict[str, tuple[str, int]]:
    """Visitor → arm and time of the first exposure, of those whose window is over."""
    first: dict[str, tuple[str, int]] = {}
    for event in history:
        if event.name == "exposure" and event.properties["campaign"] == campaign:
            first.setdefault(str(event.visitor), (event.properties["arm"], int(event.time)))
    return {visitor: (arm, at) for visitor, (arm, at) in first.items() if at < END - WINDOW}


def converted(history: list[ServerEvent], campaign: str) -> dict[str, tuple[int, int]]:
    """Arm → visitors exposed, and those of them who bought within the window."""
    bought = defaultdict(list)
    for event in history:
        if event.name == "purchase":
            bought[str(event.visitor)].append(int(event.time))
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for visitor, (arm, at) in exposed(history, campaign).items():
        counts[arm][0] += 1
        counts[arm][1] += any(at <= time <= at + WINDOW for time in bought[visitor])
    return {arm: (n, k) for arm, (n, k) in counts.items()}


def sigmas_off(count: int, of: int, truth: float) -> float:
    return abs(count / of - truth) / math.sqrt(truth * (1 - truth) / of)


def difference(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """One share less the other, and its standard error."""
    (n, k), (m, j) = one, other
    p, q = k / n, j / m
    return p - q, math.sqrt(p * (1 - p) / n + q * (1 - q) / m)


def together(*arms: tuple[int, int]) -> tuple[int, int]:
    return sum(n for n, _ in arms), sum(k for _, k in arms)


def test_the_same_seed_tells_the_same_history(world: World) -> None:
    assert simulate(world, 3, START, END, 200) == simulate(world, 3, START, END, 200)
    assert simulate(world, 3, START, END, 200) != simulate(world, 4, START, END, 200)


def test_it_is_as_large_as_a_small_shop_and_in_order(history: list[ServerEvent]) -> None:
    assert 60_000 <= len(history) <= 90_000
    times = [int(event.time) for event in history]
    assert times == sorted(times)
    assert times[0] >= START - DAY
    assert times[-1] < END
    assert len({event.id for event in history}) == len(history)
    assert {event.id.version for event in history} == {7}


def test_every_arm_is_the_one_that_the_visitor_falls_into(world: World, history: list[ServerEvent]) -> None:
    exposures = [event for event in history if event.name == "exposure"]
    for event in exposures:
        epoch: Any = world.campaigns[event.properties["campaign"]].epoch
        held_out = in_holdout(epoch["holdout"], event.visitor)
        assert event.properties["arm"] == ("holdout" if held_out else assign(epoch, event.visitor))
    assert Counter(event.properties["arm"] for event in exposures).keys() == {"holdout", "control", "a", "b"}


def test_only_who_was_shown_something_reacts_to_it(history: list[ServerEvent]) -> None:
    shown = {str(e.id) for e in history if e.name == "exposure" and e.properties["arm"] in ("a", "b")}
    reactions = {"impression", "click", "dismissal", "answer", "response", "subscribe"}
    assert {e.properties["exposure"] for e in history if e.name in reactions} <= shown


@pytest.mark.parametrize("arm", ["control", "a", "b"])
def test_the_cart_saver_wins_back_as_many_as_is_written(history: list[ServerEvent], arm: str) -> None:
    of, count = converted(history, "cart-saver")[arm]
    assert of > 150
    assert sigmas_off(count, of, effects.CART_SAVER[arm]) < MOST_SIGMA


def test_the_cart_savers_better_variant_beats_control_beyond_chance(history: list[ServerEvent]) -> None:
    arms = converted(history, "cart-saver")
    lift, error = difference(arms["b"], arms["control"])
    assert lift / error > 3
    assert abs(lift - (effects.CART_SAVER["b"] - effects.CART_SAVER["control"])) < MOST_SIGMA * error


def test_the_offer_adds_what_is_written_and_free_delivery_nothing(history: list[ServerEvent]) -> None:
    arms = converted(history, "exit-offer")
    unshown = together(arms["control"], arms["holdout"])
    lift, error = difference(arms["a"], together(unshown, arms["b"]))
    assert lift > 2 * error
    assert abs(lift - effects.EXIT_OFFER_ADDS["a"]) < 2 * error
    lift, error = difference(arms["b"], unshown)
    assert abs(lift) < 2 * error


def test_the_newsletter_sells_nothing(history: list[ServerEvent]) -> None:
    arms = converted(history, "newsletter")
    lift, error = difference(together(arms["a"], arms["b"]), together(arms["control"], arms["holdout"]))
    assert abs(lift) < 2 * error
    assert error < 0.025


def test_the_scores_amount_to_the_written_nps(history: list[ServerEvent]) -> None:
    scores = [e.properties["value"] for e in history if e.name == "answer" and e.properties["block"] == "score"]
    assert len(scores) > 100
    points = [100 if score >= 9 else -100 if score <= 6 else 0 for score in scores]
    mean = sum(points) / len(points)
    error = math.sqrt(sum((p - mean) ** 2 for p in points)) / len(points)
    assert abs(mean - effects.nps()) < MOST_SIGMA * error


def test_people_write_in_their_own_language_and_seldom_the_same(history: list[ServerEvent]) -> None:
    texts = defaultdict(list)
    for event in history:
        value = event.properties.get("value")
        if event.name == "answer" and isinstance(value, str) and " " in value:
            texts[event.page.lang if event.page else None].append(value)
    assert texts.keys() == {"en", "ko"}
    for language, written in texts.items():
        is_korean = [any("가" <= letter <= "힣" for letter in text) for text in written]
        assert all(is_korean) if language == "ko" else not any(is_korean)
        assert len(set(written)) > len(written) / 4


def test_shopping_follows_hours_weekdays_channels_and_devices(history: list[ServerEvent]) -> None:
    hours = Counter(int(event.time) // HOUR % 24 for event in history if event.page and event.page.lang == "en")
    assert hours[19] > 5 * hours[3]
    sources = Counter(urlsplit(str(e.page.url)).query.partition("&")[0] for e in history if e.page and e.page.url)
    assert {"utm_source=google", "utm_source=newsletter", "utm_source=naver"} <= sources.keys()
    assert any("google" in str(event.page.referrer) for event in history if event.page)


def test_every_page_that_was_visited_is_in_the_shop(history: list[ServerEvent]) -> None:
    visitor = Client(create_shop())
    paths = {urlsplit(str(event.page.url)).path for event in history if event.page}
    assert all(visitor.get(path).status_code in (200, 303) for path in paths if "/thanks/" not in path)


def test_a_visit_never_overlaps_another_of_the_same_visitor(history: list[ServerEvent]) -> None:
    last: dict[str, int] = {}
    gaps = []
    for event in history:
        if event.name == "page_view":
            gaps.append(int(event.time) - last.get(str(event.visitor), 0))
            last[str(event.visitor)] = int(event.time)
    assert not [gap for gap in gaps if 30 * MINUTE < gap < HOUR]


def test_orders_are_unique_and_about_log_normal(history: list[ServerEvent]) -> None:
    orders = {e.properties["transaction_id"]: e.properties["value"] for e in history if e.name == "purchase"}
    assert len(orders) == sum(event.name == "purchase" for event in history)
    logs = [math.log(value) for value in orders.values()]
    mean = sum(logs) / len(logs)
    spread = math.sqrt(sum((log - mean) ** 2 for log in logs) / len(logs))
    skew = sum(((log - mean) / spread) ** 3 for log in logs) / len(logs)
    assert 40 < math.exp(mean) < 110
    assert abs(skew) < 0.5


# ---- why, page by page ----

MET = ("shown", "live", "arm")


@pytest.fixture(scope="module")
def noted(world: World) -> list[ServerEvent]:
    """A part of the history, with what was decided on every page."""
    everybody = {"seed": "log:test", "share": 1}
    return simulate(replace(world, log=everybody, quiet=("/checkout*", "/ko/checkout*")), 7, START, END, 1500)


def test_noting_why_changes_nothing_of_what_visitors_do(world: World, noted: list[ServerEvent]) -> None:
    plain = simulate(world, 7, START, END, 1500)
    assert [event for event in noted if event.name != "decision"] == plain
    tenth = simulate(replace(world, log={"seed": "log:test", "share": 0.1}), 7, START, END, 1500)
    visitors = {event.visitor for event in tenth if event.name == "decision"}
    whole = [event.visitor for event in noted if event.name == "decision" and event.visitor in visitors]
    assert Counter(whole) == Counter(event.visitor for event in tenth if event.name == "decision")
    assert 100 < len(visitors) < 200


def test_each_page_has_one_word_on_each_campaign_that_agrees_with_what_happened(noted: list[ServerEvent]) -> None:
    decisions = [event for event in noted if event.name == "decision"]
    assert len(decisions) == sum(event.name == "page_view" for event in noted if int(event.time) < END - DAY) + sum(
        int(event.time) >= END - DAY for event in decisions
    )
    said = set()
    for event in decisions:
        check_decision(event.properties)
        words = {name: word for name, word in event.properties.items() if not name.startswith("_")}
        assert words.keys() == {plan.slug for plan in campaigns.PLANS}
        said |= {(event.visitor, name) for name, word in words.items() if word in MET}
    exposures = {(e.visitor, e.properties["campaign"]) for e in noted if e.name == "exposure" and e.time < END - DAY}
    assert exposures <= said
    found = {word for event in decisions for word in event.properties.values() if isinstance(word, str)}
    assert found == {"audience", "frequency", "trigger", "open", "page", *MET} | (found & {"search"})


def test_every_leaving_has_a_score_and_those_shown_nothing_have_all_kinds(history: list[ServerEvent]) -> None:
    exposures = [event for event in history if event.name == "exposure"]
    scored = [event.properties for event in exposures if "score" in event.properties]
    assert {one["trigger"] for one in scored} == {"exit_intent"}
    assert len(scored) == sum(event.properties["trigger"] == "exit_intent" for event in exposures)
    assert all(0 <= one["score"] <= 100 for one in scored)
    unshown = [one["score"] for one in scored if one["campaign"] == "cart-saver" and one["arm"] == "control"]
    assert {band_of(score) for score in unshown} == {1, 2, 3, 4}, "the least that any movement is worth is 20"
