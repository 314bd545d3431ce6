"""The campaign report against a count by hand over the raw events."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.clock import DAY, HOUR, MINUTE
from winback.models.site import Site

BERLIN = ZoneInfo("Europe/Berlin")
ARMS = {"arms": [{"id": "control", "weight": 0.2}, {"id": "a", "weight": 0.4}, {"id": "b", "weight": 0.4}]}
COUNTED = ("exposed", "shown", "clicked", "answered", "converted", "revenue")


def report(person: Person, site: Site, **question: Any) -> list[dict[str, Any]]:
    answer = person.api.post(f"/api/v1/sites/{site.id}/reports/campaigns", json=question)
    assert answer.status_code == 200, answer.json
    return answer.json


def raw(person: Person, site: Site) -> list[dict[str, Any]]:
    rows, cursor = [], None
    while True:
        query = {"limit": 200, **({"cursor": cursor} if cursor else {})}
        page = person.api.get(f"/api/v1/sites/{site.id}/events", query_string=query).json
        rows += page["items"]
        if (cursor := page["next"]) is None:
            return rows


def millis(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def tell_a_history(person: Person, site: Site) -> None:
    """60 visitors over five days, in every arm, doing more or less of everything."""
    told = Told(person, site)
    for number in range(60):
        who, arm = visitor(number), ("control", "a", "b", "holdout")[number % 4]
        at = NOON - 5 * DAY + number * 2 * HOUR
        exposure = told.met(who, "offer", arm, at)
        if arm in ("a", "b") and number % 3:
            told.saw(who, exposure, arm, at + 2000)
            if number % 2 == 0 or arm == "b":
                told.add(who, "click", at + 4000, exposure=exposure, block="go", action="link")
        if number % 5 == 0:
            told.bought(who, 10 + number / 100, at + 3 * HOUR, f"order-{number}")
        if number % 15 == 0:
            told.bought(who, 99, at + 8 * DAY if at + 8 * DAY < NOON else at - HOUR, f"outside-{number}")
    told.met(visitor(1), "offer", "a", NOON - HOUR)  # seen again later: still one visitor
    told.send()


def count_by_hand(rows: list[dict[str, Any]]) -> dict[tuple[str, str], Counter[str]]:
    """(day of the first exposure, arm) → numbers, out of nothing but the raw events."""
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["name"] == "exposure":
            first.setdefault(row["visitor"], row)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for who, exposure in first.items():
        day = datetime.fromtimestamp(millis(exposure["time"]) / 1000, BERLIN).date().isoformat()
        own = [row for row in rows if row["visitor"] == who]
        names = {row["name"] for row in own}
        since = millis(exposure["time"])
        bought = [row for row in own if row["name"] == "purchase" and since <= millis(row["time"]) <= since + 7 * DAY]
        counts[day, exposure["arm"]].update(
            exposed=1,
            shown="impression" in names,
            clicked="click" in names,
            answered="answer" in names,
            converted=bool(bought),
            revenue=sum((Decimal(str(row["value"])) for row in bought), Decimal(0)),
        )
    return counts


def test_numbers_equal_a_count_by_hand(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER, "b": OFFER}, experiment=ARMS)
    tell_a_history(alice, shop)
    counted = count_by_hand(raw(alice, shop))
    (numbers,) = report(alice, shop)
    assert [arm["arm"] for arm in numbers["arms"]] == ["control", "a", "b", "holdout"]
    for arm in numbers["arms"]:
        by_hand: Counter[str] = sum((c for (_, name), c in counted.items() if name == arm["arm"]), Counter())
        assert {n: pytest.approx(float(by_hand[n])) for n in COUNTED} == {n: arm[n] for n in COUNTED}, arm["arm"]
    for day in numbers["by_day"]:
        for arm in day["arms"]:
            by_hand = counted[day["day"], arm["arm"]]
            assert {n: pytest.approx(float(by_hand[n])) for n in COUNTED} == {n: arm[n] for n in COUNTED}
    assert sum(arm["exposed"] for arm in numbers["arms"]) == 60
    assert sum(arm["converted"] for arm in numbers["arms"]) == 12
    assert numbers["currency"] == "EUR"


def test_days_add_up_to_the_total(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER, "b": OFFER}, experiment=ARMS)
    tell_a_history(alice, shop)
    (numbers,) = report(alice, shop, **{"from": "2026-11-16", "to": "2026-11-19"})
    assert [day["day"] for day in numbers["by_day"]] == ["2026-11-16", "2026-11-17", "2026-11-18"]
    for index, arm in enumerate(numbers["arms"]):
        for name in COUNTED:
            assert sum(day["arms"][index][name] for day in numbers["by_day"]) == pytest.approx(arm[name])


def test_a_day_is_one_of_the_sites_zone(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    told = Told(alice, shop)
    midnight = int(datetime(2026, 11, 18, tzinfo=BERLIN).timestamp() * 1000)
    told.met(visitor(1), "offer", "a", midnight - 1)
    told.met(visitor(2), "offer", "a", midnight)
    told.send()

    def exposed(**question: Any) -> dict[str, int]:
        (numbers,) = report(alice, shop, **question)
        days = {day["day"]: sum(arm["exposed"] for arm in day["arms"]) for day in numbers["by_day"]}
        assert sum(days.values()) == sum(arm["exposed"] for arm in numbers["arms"])
        return days

    assert exposed() == {"2026-11-17": 1, "2026-11-18": 1}
    assert exposed(zone="UTC") == {"2026-11-17": 2}
    assert exposed(zone="Asia/Kolkata") == {"2026-11-18": 2}
    assert exposed(**{"from": "2026-11-18", "to": "2026-11-20"}) == {"2026-11-18": 1, "2026-11-19": 0}
    assert exposed(**{"from": "2026-11-17T22:59:59.999Z", "to": "2026-11-17T23:00:00Z"}) == {"2026-11-17": 1}


def test_a_day_has_23_or_25_hours_where_clocks_change(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    told = Told(alice, shop)
    start = int(datetime(2026, 10, 25, tzinfo=BERLIN).timestamp() * 1000)
    for hour in range(26):
        told.met(visitor(hour), "offer", "a", start + hour * HOUR)
    told.send()
    (numbers,) = report(alice, shop, **{"from": "2026-10-25", "to": "2026-10-27"})
    assert [sum(arm["exposed"] for arm in day["arms"]) for day in numbers["by_day"]] == [25, 1]


def test_whoever_was_in_two_arms_is_in_none(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER, "b": OFFER}, experiment=ARMS)
    told = Told(alice, shop)
    told.met(visitor(1), "offer", "a", NOON - 2 * HOUR)
    told.met(visitor(1), "offer", "b", NOON - HOUR)
    told.met(visitor(2), "offer", "b", NOON - HOUR)
    told.send()
    (numbers,) = report(alice, shop)
    assert {arm["arm"]: arm["exposed"] for arm in numbers["arms"]} == {"control": 0, "a": 0, "b": 1, "holdout": 0}


def test_a_visitor_of_two_epochs_counts_once_by_the_first(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER, "b": OFFER}, experiment=ARMS)
    other = {"arms": [{"id": "a", "weight": 0.1}, {"id": "b", "weight": 0.9}]}
    alice.api.patch(f"/api/v1/sites/{shop.id}/campaigns/offer", json={"experiment": other})
    relaunched = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/offer/launch").json
    assert [epoch["id"] for epoch in relaunched["experiment"]["epochs"]] == [1, 2]
    told = Told(alice, shop)
    told.met(visitor(1), "offer", "a", NOON - 2 * DAY)
    told.met(visitor(1), "offer", "b", NOON - DAY, epoch=2)
    told.met(visitor(2), "offer", "b", NOON - DAY, epoch=2)
    told.send()
    (numbers,) = report(alice, shop)
    assert {arm["arm"]: arm["exposed"] for arm in numbers["arms"]} == {"a": 1, "b": 1, "control": 0, "holdout": 0}


def test_what_came_after_is_not_in_yesterdays_numbers(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    told = Told(alice, shop)
    for number in range(4):
        exposure = told.met(visitor(number), "offer", "a", NOON - 2 * DAY + number * MINUTE)
        told.saw(visitor(number), exposure, "a", NOON - 2 * DAY + number * MINUTE + 1000)
    told.bought(visitor(0), 20, NOON - DAY, "early")
    told.send()
    yesterday = {"from": "2026-11-18", "to": "2026-11-19", "as_of": "2026-11-20T00:00:00Z"}
    before = report(alice, shop, **yesterday)
    told.bought(visitor(0), 30, NOON - HOUR, "late")
    told.bought(visitor(1), 40, NOON - HOUR, "late too")
    told.met(visitor(9), "offer", "a", NOON - HOUR)
    told.send()
    assert report(alice, shop, **yesterday) == before
    assert [(arm["exposed"], arm["converted"], arm["revenue"]) for arm in before[0]["arms"] if arm["arm"] == "a"] == [
        (4, 1, 20.0)
    ]
    now = report(alice, shop)[0]["arms"]
    assert [(arm["exposed"], arm["converted"], arm["revenue"]) for arm in now if arm["arm"] == "a"] == [(5, 2, 90.0)]


def test_won_has_no_decimals(alice: Person, shop: Site) -> None:
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"currency": "KRW"})
    campaign(alice, shop, "offer", {"a": OFFER})
    told = Told(alice, shop)
    told.met(visitor(1), "offer", "a", NOON - HOUR)
    told.add(visitor(1), "purchase", NOON, value=39000, currency="KRW", transaction_id="1")
    told.send()
    (numbers,) = report(alice, shop)
    assert numbers["currency"] == "KRW"
    assert next(arm for arm in numbers["arms"] if arm["arm"] == "a")["revenue"] == 39000


def test_only_launched_campaigns_are_listed_and_one_can_be_named(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    campaign(alice, shop, "second", {"a": OFFER})
    alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json={"name": "Draft"})
    assert [one["campaign"] for one in report(alice, shop)] == ["offer", "second"]
    assert [one["campaign"] for one in report(alice, shop, campaign="second")] == ["second"]
    assert report(alice, shop, campaign="nobody") == []
    assert report(alice, shop)[0]["by_day"] == []


WRONG = {
    "a day that isn't": ({"from": "2026-02-30"}, "from"),
    "a time without its zone": ({"from": "2026-02-03T10:00:00"}, "from"),
    "another way to write a day": ({"to": "03.02.2026"}, "to"),
    "an end that is no later": ({"from": "2026-02-03", "to": "2026-02-03"}, "to"),
    "an unknown zone": ({"zone": "Europe/Atlantis"}, "zone"),
    "a path for a zone": ({"zone": "../../etc/passwd"}, "zone"),
    "more days than a report has": ({"from": "1970-01-02", "to": "2026-01-01"}, "to"),
    "an unknown question": ({"segment": "all"}, "segment"),
}


@pytest.mark.parametrize(("question", "path"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_question_is_refused_at_its_field(alice: Person, shop: Site, question: dict[str, Any], path: str) -> None:
    answer = alice.api.post(f"/api/v1/sites/{shop.id}/reports/campaigns", json=question)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [path]


def test_the_short_address_asks_the_same(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    assert alice.api.post(f"/api/v1/reports/campaigns?site={shop.id}", json={}).json == report(alice, shop)
    assert alice.api.post("/api/v1/reports/campaigns", json={}).json == report(alice, shop)
