"""Whether those who turned to leave really left, among the visitors to whom nothing was shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.clock import DAY, MINUTE
from winback.models.site import Site
from winback.stats.proportion import wilson

ARMS = {"arms": [{"id": "control", "weight": 0.5}, {"id": "a", "weight": 0.5}]}
AT = NOON - DAY


def report(person: Person, site: Site, **question: Any) -> list[dict[str, Any]]:
    answer = person.api.post(f"/api/v1/sites/{site.id}/reports/exits", json=question)
    assert answer.status_code == 200, answer.json
    return answer.json


def of(person: Person, site: Site, **question: Any) -> dict[str, tuple[int, int]]:
    """trigger → (left, visitors)"""
    (found,) = report(person, site, campaign="offer", **question)
    return {one["trigger"]: (one["left"], one["visitors"]) for one in found["triggers"]}


@pytest.fixture
def told(alice: Person, shop: Site) -> Told:
    campaign(alice, shop, "offer", {"a": OFFER}, experiment=ARMS)
    told = Told(alice, shop)
    told.add(None, "page_view", NOON - MINUTE)  # the site goes on telling
    return told


def test_who_does_nothing_for_half_a_minute_has_left(alice: Person, shop: Site, told: Told) -> None:
    for number, more in enumerate(["page_leave", "page_view", "add_to_cart", "exposure", None]):
        who = visitor(number)
        told.met(who, "offer", "control", AT)
        if more == "exposure":
            told.met(who, "offer", "control", AT + 5000)
        elif more:
            told.add(who, more, AT + 30_000)
    told.send()
    assert of(alice, shop) == {"exit_intent": (3, 5)}


def test_half_a_minute_is_half_a_minute(alice: Person, shop: Site, told: Told) -> None:
    for number, after in enumerate([-1, 1, 30_000, 30_001]):
        told.met(visitor(number), "offer", "control", AT)
        told.add(visitor(number), "page_view", AT + after)
    told.send()
    assert of(alice, shop) == {"exit_intent": (2, 4)}


@pytest.mark.parametrize(
    ("left_after", "visible_ms", "is_gone"),
    [
        (2000, 60_000, True),
        (90_000, 90_000, False),
        (90_000, 60_001, False),
        (90_000, 59_000, True),
        (90_000, 3_000_000_000, False),
    ],
    ids=[
        "gone at once",
        "read on for a minute and a half",
        "in view when the half minute was over",
        "came back later",
        "in view for weeks",
    ],
)
def test_who_reads_on_without_a_word_has_stayed(
    alice: Person, shop: Site, told: Told, left_after: int, visible_ms: int, is_gone: bool
) -> None:
    told.met(visitor(1), "offer", "control", AT)
    told.add(visitor(1), "page_leave", AT + left_after, visible_ms=visible_ms, scroll_pct=40)
    told.send()
    assert of(alice, shop) == {"exit_intent": (int(is_gone), 1)}


def test_only_those_who_were_shown_nothing_are_asked_each_once_and_by_trigger(
    alice: Person, shop: Site, told: Told
) -> None:
    told.met(visitor(1), "offer", "a", AT)
    told.met(visitor(2), "offer", "holdout", AT, trigger="inactivity")
    told.met(visitor(3), "offer", "control", AT)
    told.met(visitor(3), "offer", "control", AT + 10 * MINUTE, trigger="inactivity")
    told.add(visitor(3), "page_view", AT + 9 * MINUTE)
    told.send()
    assert of(alice, shop) == {"exit_intent": (1, 1), "inactivity": (1, 1)}


def test_what_is_not_half_a_minute_past_cannot_be_judged(alice: Person, shop: Site, told: Told) -> None:
    told.met(visitor(1), "offer", "control", AT)
    told.add(visitor(1), "page_view", AT + 20_000)
    told.met(visitor(2), "offer", "control", NOON - MINUTE - 29_999)
    told.met(visitor(3), "offer", "control", NOON - MINUTE - 30_000)
    told.send()
    assert of(alice, shop) == {"exit_intent": (1, 2)}
    assert report(alice, shop, as_of="2026-11-19T12:00:29Z") == []


def test_another_site_s_owner_hears_nothing(charlie: Person, shop: Site) -> None:
    assert charlie.api.post(f"/api/v1/sites/{shop.id}/reports/exits", json={}).status_code == 404


@pytest.mark.parametrize(
    ("some", "all_of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(some: int, all_of: int, low: float, high: float) -> None:
    """R. Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    assert wilson(some, all_of) == pytest.approx((low, high), abs=5e-5)
    assert wilson(all_of - some, all_of) == pytest.approx((1 - high, 1 - low), abs=5e-5)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) is None


def scores(alice: Person, shop: Site) -> list[dict[str, Any]]:
    (found,) = report(alice, shop, campaign="offer")
    (leaving,) = found["triggers"]
    bands: list[dict[str, Any]] = leaving["bands"]
    return bands


def test_the_surer_the_sign_the_more_really_left(alice: Person, shop: Site, told: Told) -> None:
    seen = [(0, "stays"), (19, "leaves"), (20, "stays"), (45, "stays"), (59, "leaves"), (80, "leaves"), (100, "leaves")]
    for number, (score, what) in enumerate(seen):
        told.met(visitor(number), "offer", "control" if number % 2 else "holdout", AT, score=score)
        if what == "stays":
            told.add(visitor(number), "page_view", AT + 10_000)
    told.met(visitor(70), "offer", "control", AT)  # an older script
    told.met(visitor(71), "offer", "a", AT, score=90)  # was shown something
    told.send()
    bands = scores(alice, shop)
    assert [(band["from"], band["to"], band["left"], band["visitors"]) for band in bands] == [
        (0, 19, 1, 2),
        (20, 39, 0, 1),
        (40, 59, 1, 2),
        (60, 79, 0, 0),
        (80, 100, 2, 2),
    ]
    surer = [band["surer"] for band in bands]
    assert [(one["left"], one["visitors"]) for one in surer] == [(4, 7), (3, 5), (3, 4), (2, 2), (2, 2)]
    assert [one["kept"] for one in surer] == pytest.approx([1, 5 / 7, 4 / 7, 2 / 7, 2 / 7])
    assert bands[0]["share"] == 0.5 and bands[0]["interval"] == pytest.approx(wilson(1, 2))
    assert (bands[3]["share"], bands[3]["interval"]) == (None, None)
    assert of(alice, shop) == {"exit_intent": (5, 8)}


def test_a_least_score_would_have_met_the_first_moment_that_is_sure_enough(
    alice: Person, shop: Site, told: Told
) -> None:
    told.met(visitor(1), "offer", "control", AT, score=30)
    told.add(visitor(1), "page_view", AT + 5 * MINUTE)
    told.met(visitor(1), "offer", "control", AT + 6 * MINUTE, score=85)
    told.met(visitor(1), "offer", "control", AT + 7 * MINUTE, score=50, trigger="inactivity")
    told.met(visitor(2), "offer", "control", AT, score=90)
    told.add(visitor(2), "page_view", AT + 10_000)
    told.met(visitor(2), "offer", "control", AT + MINUTE, score=95)
    told.send()
    bands = scores(alice, shop)
    assert [(band["left"], band["visitors"]) for band in bands] == [(0, 0), (1, 1), (0, 0), (0, 0), (0, 1)]
    assert [(band["surer"]["left"], band["surer"]["visitors"]) for band in bands] == [(1, 2)] * 5


def test_where_no_score_was_told_there_are_no_bands(alice: Person, shop: Site, told: Told) -> None:
    told.met(visitor(1), "offer", "control", AT)
    told.send()
    assert scores(alice, shop) == []
