"""The Net Promoter Score against a count by hand, and its interval against what it promises."""

from __future__ import annotations

from math import comb
from typing import Any

import pytest

from tests.server.api.story import NPS, OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.clock import DAY, HOUR, rfc3339
from winback.models.site import Site
from winback.reports.nps import interval

SCORES = [10, 9, 9, 8, 7, 6, 3, 0, 10, 9]


def report(person: Person, site: Site, **question: Any) -> dict[str, Any]:
    answer = person.api.post(f"/api/v1/sites/{site.id}/reports/nps", json=question)
    assert answer.status_code == 200, answer.json
    return answer.json


def ask(told: Told, number: int, score: int | None, at: int, arm: str = "a", **page: Any) -> str:
    who = visitor(number)
    exposure = told.met(who, "nps", arm, at, **page)
    told.saw(who, exposure, arm, at + 1000, **page)
    if score is not None:
        told.answered(who, exposure, score, at + 5000, **page)
    return exposure


def launch(person: Person, site: Site, **variants: Any) -> None:
    campaign(person, site, "nps", variants or {"a": NPS}, kind="survey")


def test_numbers_equal_a_count_by_hand(alice: Person, shop: Site) -> None:
    launch(alice, shop)
    told = Told(alice, shop)
    for number, score in enumerate([*SCORES, None, None, None, None, None]):
        ask(told, number, score, NOON - 3 * DAY + number * HOUR)
    told.send()
    found = report(alice, shop)
    assert (found["asked"], found["responses"]) == (15, 10)
    assert (found["promoters"], found["passives"], found["detractors"]) == (5, 2, 3)
    assert found["score"] == pytest.approx(20)
    assert found["response_rate"] == pytest.approx(10 / 15)
    low, high = found["interval"]
    assert low < 20 < high


def test_who_is_asked_twice_counts_twice_and_answers_once(alice: Person, shop: Site) -> None:
    launch(alice, shop)
    told = Told(alice, shop)
    ask(told, 1, None, NOON - 2 * DAY)
    exposure = ask(told, 1, 3, NOON - DAY)
    told.saw(visitor(1), exposure, "a", NOON - DAY + 2000)  # shown again after a reload
    told.answered(visitor(1), exposure, 10, NOON - DAY + 60_000)  # and thought better of
    told.send()
    found = report(alice, shop)
    assert (found["asked"], found["responses"], found["promoters"], found["detractors"]) == (2, 1, 1, 0)
    assert found["interval"] is None


def test_nobody_asked_has_no_score(alice: Person, shop: Site) -> None:
    launch(alice, shop)
    nothing = report(alice, shop)
    assert (nothing["asked"], nothing["score"], nothing["interval"], nothing["response_rate"]) == (0, None, None, None)
    assert (nothing["by_period"], nothing["breakdown"]) == ([], [])


def test_other_messages_and_other_questions_are_no_nps(alice: Person, shop: Site) -> None:
    launch(alice, shop, a=NPS, b=OFFER)
    told = Told(alice, shop)
    ask(told, 1, 9, NOON - DAY)
    ask(told, 2, None, NOON - DAY, arm="b")
    exposure = ask(told, 3, None, NOON - DAY)
    told.answered(visitor(3), exposure, "Because", NOON - DAY + 9000, block="why")
    told.met(visitor(4), "nps", "control", NOON - DAY)
    told.send()
    found = report(alice, shop)
    assert (found["asked"], found["responses"]) == (2, 1)


def test_parts_add_up_to_the_whole(alice: Person, shop: Site) -> None:
    launch(alice, shop, a=NPS, b=NPS)
    told = Told(alice, shop)
    pages = ["https://shop.example/p/1", "https://shop.example/p/2?utm_source=x", "https://shop.example"]
    for number, score in enumerate([*SCORES, None, None]):
        lang = "ko" if number % 3 == 0 else "en"
        ask(told, number, score, NOON - 4 * DAY + number * HOUR, "ab"[number % 2], url=pages[number % 3], lang=lang)
    told.send()
    for breakdown, keys in {"variant": {"a", "b"}, "language": {"en", "ko"}, "path": {"/p/1", "/p/2", "/"}}.items():
        found = report(alice, shop, breakdown=breakdown)
        assert {part["key"] for part in found["breakdown"]} == keys
        for name in ("asked", "responses", "promoters", "passives", "detractors"):
            assert sum(part[name] for part in found["breakdown"]) == found[name]
    assert report(alice, shop, campaign="nps")["asked"] == 12
    assert report(alice, shop, campaign="other")["asked"] == 0


def test_time_is_cut_into_days_weeks_and_months(alice: Person, shop: Site) -> None:
    launch(alice, shop)
    told = Told(alice, shop)
    ask(told, 1, 10, NOON - 20 * DAY)  # Saturday, 31 October
    ask(told, 2, 0, NOON - 18 * DAY)  # Monday, 2 November
    ask(told, 3, 10, NOON - 12 * DAY)  # Sunday, 8 November
    ask(told, 4, 10, NOON - 11 * DAY)  # Monday, 9 November
    told.send()

    def cut(by: str) -> dict[str, int]:
        return {part["start"]: part["responses"] for part in report(alice, shop, by=by)["by_period"]}

    assert cut("month") == {"2026-10-01": 1, "2026-11-01": 3}
    assert cut("week") == {"2026-10-26": 1, "2026-11-02": 2, "2026-11-09": 1}
    assert len(cut("day")) == 10
    assert sum(cut("day").values()) == 4


def test_only_what_lies_in_the_period_counts(alice: Person, shop: Site) -> None:
    launch(alice, shop)
    told = Told(alice, shop)
    for day in range(4):
        ask(told, day, 9, NOON - day * DAY)
    told.send()
    assert report(alice, shop, **{"from": "2026-11-18", "to": "2026-11-20"})["responses"] == 2
    assert report(alice, shop, as_of=rfc3339(NOON - DAY))["responses"] == 2


def probability(promoters: int, detractors: int, n: int, p: float, d: float) -> float:
    ways = comb(n, promoters) * comb(n - promoters, detractors)
    return float(ways * p**promoters * d**detractors * (1 - p - d) ** (n - promoters - detractors))


@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize(("p", "d"), [(0.5, 0.2), (0.8, 0.05), (0.9, 0.02), (0.3, 0.3), (0.1, 0.6)])
def test_the_interval_holds_its_level_even_for_few_responses(n: int, p: float, d: float) -> None:
    """Every possible outcome, weighted by its probability: the true score lies inside about 95 times in 100.

    (The plain interval does so 40 times in 100 for five responses and a score of 88.)
    """
    covered = 0.0
    for promoters in range(n + 1):
        for detractors in range(n - promoters + 1):
            low, high = interval(promoters, detractors, n) or (0, 0)
            if low <= 100 * (p - d) <= high:
                covered += probability(promoters, detractors, n, p, d)
    assert covered > 0.91


def test_the_interval_stays_on_the_scale_and_holds_the_score() -> None:
    for n in range(2, 40):
        for promoters in range(n + 1):
            low, high = interval(promoters, n - promoters, n) or (0, 0)
            assert -100 <= low <= 100 * (2 * promoters - n) / n <= high <= 100
    assert interval(1, 0, 1) is None


def test_many_responses_bring_it_near_the_plain_interval() -> None:
    low, high = interval(5000, 2000, 10000) or (0, 0)
    half = 1.96 * (0.7 - 0.09) ** 0.5  # of p + d − (p − d)², over 100 = √10000
    assert (low, high) == (pytest.approx(30 - half, abs=0.05), pytest.approx(30 + half, abs=0.05))
