"""Responses read back, each with the way that led to it, and found by what one asks for."""

from __future__ import annotations

from tests.server.api.story import NPS, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.clock import DAY, HOUR
from winback.models.site import Site


def base(site: Site, path: str) -> str:
    return f"/api/v1/sites/{site.id}/{path}"


def test_a_response_shows_its_answers_and_the_way_there(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    told.add(visitor(1), "page_view", NOON - 3 * DAY)  # an earlier visit
    told.add(visitor(1), "page_view", NOON - HOUR, url="https://shop.example/")
    exposure = told.met(visitor(1), "nps", "a", NOON - HOUR + 1000)
    told.saw(visitor(1), exposure, "a", NOON - HOUR + 2000)
    told.answered(visitor(1), exposure, 9, NOON - HOUR + 3000)
    told.answered(visitor(1), exposure, "Quick delivery", NOON - HOUR + 4000, block="why")
    told.add(visitor(1), "response", NOON - HOUR + 5000, exposure=exposure, complete=True, path=["ask"])
    told.bought(visitor(1), 50, NOON - HOUR + 60_000, "o1")
    told.add(visitor(2), "page_view", NOON - HOUR)
    told.send()
    (listed,) = alice.api.get(base(shop, "responses")).json["items"]
    assert (listed["id"], listed["campaign"], listed["variant"], listed["complete"]) == (exposure, "nps", "a", True)
    assert listed["steps"] == ["ask"]
    answers = [(answer["block"], answer["type"], answer["value"]) for answer in listed["answers"]]
    assert answers == [("score", "nps", 9), ("why", "open_text", "Quick delivery")]
    one = alice.api.get(base(shop, f"responses/{exposure}")).json
    assert {key: value for key, value in one.items() if key != "path"} == listed
    names = [step["name"] for step in one["path"]]
    assert names == ["page_view", "exposure", "impression", "answer", "answer", "response", "purchase"]
    assert {step["visitor"] for step in one["path"]} == {visitor(1)}


def test_responses_of_one_millisecond_come_each_once_through_pages(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    ids = set()
    for number in range(5):
        exposure = told.met(visitor(number), "nps", "a", NOON - HOUR)
        told.answered(visitor(number), exposure, number, NOON - HOUR + 1000)
        ids.add(exposure)
    told.send()
    seen: list[str] = []
    page = alice.api.get(base(shop, "responses?limit=2")).json
    seen += [row["id"] for row in page["items"]]
    while page["next"]:
        page = alice.api.get(base(shop, f"responses?limit=2&cursor={page['next']}")).json
        seen += [row["id"] for row in page["items"]]
    assert len(seen) == 5
    assert set(seen) == ids


def test_a_response_of_nobody_in_particular_has_a_way_too(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    exposure = told.met(None, "nps", "a", NOON - HOUR)
    told.answered(None, exposure, 2, NOON - HOUR + 3000)
    told.met(None, "nps", "a", NOON - HOUR)
    told.send()
    one = alice.api.get(base(shop, f"responses/{exposure}")).json
    assert one["visitor"] is None
    assert [step["name"] for step in one["path"]] == ["exposure", "answer"]


def test_responses_are_found_by_campaign_completeness_and_time(alice: Person, shop: Site) -> None:
    for slug in ("nps", "other"):
        campaign(alice, shop, slug, {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    for number in range(8):
        slug = ("nps", "other")[number % 2]
        at = NOON - number * DAY
        exposure = told.met(visitor(number), slug, "a", at)
        told.answered(visitor(number), exposure, 5, at + 1000)
        if number < 3:
            told.add(visitor(number), "response", at + 2000, exposure=exposure, complete=True, path=["ask"])
    told.send()

    def found(**query: str) -> list[str]:
        return [row["started_at"] for row in alice.api.get(base(shop, "responses"), query_string=query).json["items"]]

    assert len(found()) == 8
    assert found() == sorted(found(), reverse=True)
    assert len(found(campaign="other")) == 4
    assert len(found(complete="true")) == 3
    assert len(found(complete="false", campaign="nps")) == 2
    assert len(found(**{"from": "2026-11-15", "to": "2026-11-17"})) == 2
    first = alice.api.get(base(shop, "responses?limit=5")).json
    rest = alice.api.get(base(shop, f"responses?limit=5&cursor={first['next']}")).json
    assert [row["started_at"] for row in first["items"] + rest["items"]] == found()
    assert rest["next"] is None
