"""Why visitors see a campaign or do not: everybody once, where they got furthest, scaled by the share that was logged."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import DAY, HOUR, MINUTE
from winback.db.engine import Database
from winback.models import Event, Site
from winback.reports import decision_log
from winback.reports.decisions import _kept
from winback.reports.period import Period
from winback.rules.checks import OUTCOMES

PERIOD = {"from": "2026-11-01", "to": "2026-12-01"}
RICH_ENOUGH = {
    "all": [
        {"fact": "cart.value", "op": "gte", "value": 50},
        {"not": {"fact": "visitor.country", "op": "eq", "value": "FR"}},
    ]
}


@pytest.fixture
def told(alice: Person, shop: Site, clock: TestClock) -> Told:
    """The offer has been live for a week."""
    campaign(alice, shop, "offer", {"a": OFFER}, audience=RICH_ENOUGH)
    clock.advance(days=7)
    return Told(alice, shop)


def report(person: Person, site: Site, **more: Any) -> dict[str, Any]:
    answer = person.api.post(f"/api/v1/sites/{site.id}/reports/decisions", json={"campaign": "offer", **PERIOD, **more})
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def stopped(found: dict[str, Any], unit: str = "visitors") -> dict[str, int]:
    return {step["check"]: step[unit] for step in found["steps"] if step["sampled"]}


def test_a_visitor_counts_once_where_they_got_furthest(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    now = clock()
    for minutes, outcome in enumerate(["audience", "shown", "frequency", "frequency"]):
        told.add(visitor(1), "decision", now - HOUR + minutes * MINUTE, offer=outcome)
    told.add(visitor(2), "decision", now - HOUR, offer="trigger", other="shown")
    told.add(visitor(3), "decision", now - HOUR, other="shown")
    told.add(None, "decision", now - HOUR, offer="trigger")
    told.send()
    found = report(alice, shop)
    assert stopped(found) == {"trigger": 1, "shown": 1}
    assert (found["visitors"], found["margin"], found["views"], found["rates"]) == (2, 0, 5, {"least": 1, "most": 1})
    assert [step["check"] for step in found["steps"]] == list(OUTCOMES)
    reached = {step["check"]: step["reached"]["visitors"] for step in found["steps"]}
    assert (reached["consent"], reached["trigger"], reached["open"], reached["shown"]) == (2, 2, 1, 1)
    examples = {step["check"]: step["examples"] for step in found["steps"] if step["examples"]}
    assert examples == {"trigger": [visitor(2)], "shown": [visitor(1)]}


def test_each_day_of_the_sites_zone_has_its_own(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    now = clock()
    told.add(visitor(1), "decision", now - DAY, offer="shown")
    told.add(visitor(1), "decision", now, offer="frequency")
    told.send()
    by_day = {day["day"]: day["checks"] for day in report(alice, shop)["by_day"] if day["checks"]}
    assert {day: [(one["check"], one["visitors"]) for one in checks] for day, checks in by_day.items()} == {
        "2026-11-26": [("shown", 1)],
        "2026-11-27": [("frequency", 1)],
    }


def test_a_share_is_scaled_and_says_how_sure_that_is(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    for number in range(40):
        told.add(visitor(number), "decision", clock() - HOUR, offer="shown", _rate=0.1)
    told.send()
    found = report(alice, shop)
    # 1.96 · √(40 · 0.9 / 0.1²)
    assert (found["visitors"], found["margin"], found["sampled"]) == (400, 118, 40)
    told.add(visitor(1), "decision", clock(), offer="shown", _rate=0.5)
    told.send()
    assert report(alice, shop)["visitors"] == 392


def test_a_page_that_is_told_twice_counts_with_its_last_word(
    told: Told, alice: Person, shop: Site, clock: TestClock
) -> None:
    view = {"id": visitor(99)}
    told.add(visitor(1), "decision", clock() - 2 * MINUTE, offer="shown", _view=view)
    told.add(visitor(1), "decision", clock() - MINUTE, offer="trigger", _view=view)
    told.send()
    found = report(alice, shop)
    assert (found["views"], stopped(found)) == (1, {"trigger": 1})


def test_the_conditions_that_failed_are_named_with_the_values_seen(
    told: Told, alice: Person, shop: Site, clock: TestClock
) -> None:
    seen: list[dict[str, Any]] = [
        {"cart.value": 40, "visitor.country": "FR"},
        {"cart.value": 40, "visitor.country": None},
        {"cart.value": None, "visitor.country": "KR"},
        {"visitor.country": "KR"},
        {"cart.value": 60, "visitor.country": "FR"},
    ]
    for number, facts in enumerate(seen):
        told.add(visitor(number), "decision", clock() - HOUR, offer="audience", _facts=facts)
    told.send()
    rich, plan = report(alice, shop)["conditions"]
    assert [rich[name] for name in ("fact", "op", "value", "is_turned", "visitors")] == [
        *("cart.value", "gte", 50, False, 4)
    ]
    assert [(one["value"], one["visitors"]) for one in rich["values"]] == [(40, 2), (None, 1)]
    assert rich["not_logged"]["visitors"] == 1
    assert [plan[name] for name in ("fact", "op", "value", "is_turned", "visitors")] == [
        *("visitor.country", "eq", "FR", True, 2)
    ]


def test_the_words_of_a_reason_are_counted(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    for number, word in enumerate(["per_session", "per_session", "after_close_days"]):
        told.add(visitor(number), "decision", clock() - HOUR, offer="frequency", _seen={"offer": word})
    told.send()
    (step,) = [step for step in report(alice, shop)["steps"] if step["check"] == "frequency"]
    assert [(one["reason"], one["visitors"]) for one in step["reasons"]] == [
        ("per_session", 2),
        ("after_close_days", 1),
    ]


def test_of_more_than_can_be_looked_at_some_visitors_are_taken_whole(
    told: Told, alice: Person, shop: Site, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(200):
        told.add(visitor(number), "decision", clock() - 2 * HOUR, offer="audience")
        told.add(visitor(number), "decision", clock() - HOUR, offer="shown")
    told.send()
    assert report(alice, shop)["visitors"] == 200
    monkeypatch.setattr(decision_log.read_log, "__defaults__", (200,))
    found = report(alice, shop)
    assert stopped(found).keys() == {"shown"}
    assert found["views"] == 2 * found["sampled"] < 300
    assert found["margin"] > 0 and abs(found["visitors"] - 200) <= 2 * found["margin"]


def test_a_stored_share_next_to_nothing_counts_as_a_thousand_visitors_at_most(
    told: Told, alice: Person, shop: Site, db: Database, clock: TestClock
) -> None:
    told.add(visitor(1), "decision", clock() - HOUR, offer="shown", _rate=0.5)
    told.send()
    with db.writing() as session:
        session.execute(sa.update(Event).values(properties={"offer": "shown", "_rate": 1e-200}))
    assert report(alice, shop)["visitors"] == 1000


def test_ids_that_a_sender_chose_crowd_nobody_out(
    told: Told, alice: Person, shop: Site, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision_log, "MOST_OF_ONE", 3)
    for number in range(60):
        told.add(visitor(number), "decision", clock() - 2 * HOUR, offer="audience")
    for number in range(1, 301):
        told.add(f"{number:032x}", "decision", clock() - HOUR, offer="shown")
        told.add(f"{0:032x}", "decision", clock() - HOUR, offer="trigger")
    told.send()
    monkeypatch.setattr(decision_log.read_log, "__defaults__", (330,))
    found = report(alice, shop)
    # half of the visitors are looked at, whatever their ids are, and of one with hundreds no more than three
    assert 120 < found["sampled"] < 240 and found["views"] <= found["sampled"] + 2
    monkeypatch.setattr(decision_log.read_log, "__defaults__", (1,))
    assert report(alice, shop)["views"] <= 2


def test_of_what_a_sender_makes_up_nothing_is_held(
    told: Told, alice: Person, shop: Site, db: Database, clock: TestClock
) -> None:
    made_up = {f"c{number}": "shown" for number in range(50)}
    seen = dict.fromkeys(made_up, "word")
    facts: dict[str, Any] = {"cart.value": 40, "made.up": "x"}
    told.add(visitor(1), "decision", clock() - HOUR, offer="audience", _facts=facts, _seen=seen, **made_up)
    told.add(visitor(2), "decision", clock() - HOUR, offer="shown", _facts=facts, _seen=seen, **made_up)
    told.send()
    with db.reading() as session:
        kept = _kept("offer", [(0, RICH_ENOUGH)])
        period = Period(None, None, "UTC")
        log = decision_log.read_log(session, session.get_one(Site, shop.id), period, kept, has_pages=False)
    assert sorted((view.said for view in log.views), key=str) == [
        {"offer": "audience", "_facts": {"cart.value": 40}, "_rate": 1},
        {"offer": "shown", "_rate": 1},
    ]


def test_a_value_that_stays_in_the_browser_is_told_as_not_logged(alice: Person, shop: Site, clock: TestClock) -> None:
    plan = {"fact": "trait.plan", "op": "eq", "value": "pro"}
    anonymous = {"fact": "trait.name", "op": "is_not_set"}
    campaign(alice, shop, "offer", {"a": OFFER}, audience={"all": [plan, anonymous]})
    told = Told(alice, shop)
    told.add(visitor(1), "decision", clock(), offer="audience", _facts={"trait.plan": True, "trait.name": True})
    told.send()
    name, found = report(alice, shop)["conditions"]
    assert (name["fact"], name["values"][0]["value"], name["not_logged"]["sampled"]) == ("trait.name", True, 0)
    assert (found["fact"], found["values"], found["not_logged"]["sampled"]) == ("trait.plan", [], 1)


def test_charlie_learns_nothing_of_it(told: Told, charlie: Person, shop: Site, app: Flask) -> None:
    told.add(visitor(1), "decision", 0, offer="shown")
    told.send()
    base = f"/api/v1/sites/{shop.id}"
    body = {"campaign": "offer", **PERIOD}
    assert charlie.api.post(f"{base}/reports/decisions", json=body).status_code == 404
    assert charlie.api.get(f"{base}/visitors/{visitor(1)}/trail").status_code == 404


def test_a_campaign_that_is_none_is_not_found(told: Told, alice: Person, shop: Site) -> None:
    answer = alice.api.post(f"/api/v1/sites/{shop.id}/reports/decisions", json={"campaign": "nothing"})
    assert answer.status_code == 404


def test_a_trail_is_all_that_is_known_in_time_order(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    now = clock()
    for minutes, name in enumerate(["page_view", "view_item", "page_view"]):
        told.add(visitor(1), name, now - DAY + minutes * MINUTE)
    told.add(visitor(1), "decision", now - DAY + 5 * MINUTE, offer="trigger")
    told.add(visitor(1), "page_view", now - HOUR, url="https://shop.example/p/2")
    told.add(visitor(2), "page_view", now - HOUR)
    told.send()
    path = f"/api/v1/sites/{shop.id}/visitors/{visitor(1)}/trail"
    whole = alice.api.get(path).json
    names = [one["name"] for one in whole["items"]]
    assert names == ["page_view", "view_item", "page_view", "decision", "page_view"]
    assert (whole["visit_count"], len(whole["visits"]), whole["next"]) == (2, 2, None)
    first, second = whole["visits"]
    assert second["landing_url"] == "https://shop.example/p/2"
    assert [one["session"] for one in whole["items"]] == [*[first["id"]] * 3, None, second["id"]]
    latest = alice.api.get(path, query_string={"limit": 2}).json
    before = alice.api.get(path, query_string={"limit": 3, "cursor": latest["next"]}).json
    assert before["items"] + latest["items"] == whole["items"] and before["next"] is None
    for nobody in (visitor(3), "nonsense"):
        assert alice.api.get(f"/api/v1/sites/{shop.id}/visitors/{nobody}/trail").status_code == 404
