"""What these rules would have done: limits hold for each visitor, and what the log does not know is not guessed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import DAY, HOUR, MINUTE
from winback.db.engine import Database
from winback.models import Site
from winback.rules.unknown import judge

Json = dict[str, Any]
LOAD, EXIT = {"on": "page_load"}, {"on": "exit_intent"}
ALL_SHOWN = {"experiment": {"arms": [{"id": "a", "weight": 1}]}}


@pytest.fixture
def told(alice: Person, shop: Site, clock: TestClock) -> Told:
    """For weeks a bar has stood wherever visitors turned to leave; the holdout is empty."""
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"holdout": {"share": 0}})
    campaign(alice, shop, "bar", {"a": OFFER}, priority=50, frequency=NO_LIMITS, **ALL_SHOWN)
    clock.advance(days=14)
    return Told(alice, shop)


NO_LIMITS = dict.fromkeys(
    ("per_session", "after_close_days", "after_later_days", "after_answer_days", "after_conversion_days")
)


def draft(person: Person, site: Site, slug: str = "new", **parts: Any) -> None:
    body = {
        "id": slug,
        "name": slug,
        "triggers": [LOAD],
        "frequency": {},
        "variants": {"a": OFFER},
        **ALL_SHOWN,
        **parts,
    }
    body["frequency"] = NO_LIMITS | parts.get("frequency", {})
    made = person.api.post(f"/api/v1/sites/{site.id}/campaigns", json=body)
    assert made.status_code == 201, made.json


def tried(person: Person, site: Site, slug: str = "new", **more: Any) -> Json:
    answer = person.api.post(f"/api/v1/sites/{site.id}/campaigns/{slug}/replay", json=more)
    assert answer.status_code == 200, answer.json
    found: Json = answer.json
    return found


def stops(found: Json) -> dict[str, int]:
    return {one["name"]: one["count"] for one in found["stopped"]}


def test_limits_are_kept_for_each_visitor_in_the_order_of_time(
    told: Told, alice: Person, shop: Site, clock: TestClock
) -> None:
    now = clock()
    for minutes in (0, 10, 60, 120):
        told.add(visitor(1), "decision", now - DAY + minutes * MINUTE, bar="trigger")
    told.add(visitor(2), "decision", now - DAY, bar="trigger")
    told.send()
    draft(alice, shop, frequency={"per_session": 1})
    found = tried(alice, shop)
    # the page ten minutes later is of the same visit
    assert (found["shown"]["count"], found["shown_visitors"]["count"], stops(found)) == (4, 2, {"frequency": 1})
    draft(alice, shop, "once", frequency={"max_total": 1})
    assert tried(alice, shop, "once")["shown"]["count"] == 2
    draft(alice, shop, "rested", frequency={"after_close_days": 30})
    assert tried(alice, shop, "rested")["shown"]["count"] == 2


def test_what_was_shown_before_the_period_counts_against_the_limits(
    told: Told, alice: Person, shop: Site, clock: TestClock
) -> None:
    now = clock()
    exposure = told.met(visitor(1), "bar", "a", now - 2 * DAY)
    told.saw(visitor(1), exposure, "a", now - 2 * DAY)
    for number in (1, 2):
        told.add(visitor(number), "decision", now - HOUR, bar="trigger", _fired={"bar": "exit_intent"})
    told.send()
    path = f"/api/v1/sites/{shop.id}/campaigns/bar"
    alice.api.patch(path, json={"frequency": {**NO_LIMITS, "max_total": 1}})
    found = tried(alice, shop, "bar", **{"from": "2026-12-04"})
    assert (found["shown"]["count"], stops(found)) == (1, {"frequency": 1})
    assert (found["before"]["count"], found["logged"]["count"]) == (2, 0)


def test_conditions_are_judged_by_what_was_logged_and_the_rest_is_named(
    told: Told, alice: Person, shop: Site, clock: TestClock
) -> None:
    for number, facts in enumerate([{"cart.value": 80}, {"cart.value": 20}, {"cart.value": None}, {}]):
        told.add(visitor(number), "decision", clock() - HOUR, bar="trigger", _facts=facts)
    told.send()
    rich = {"fact": "cart.value", "op": "gte", "value": 50}
    draft(alice, shop, audience={"all": [rich, {"fact": "page.path", "op": "starts_with", "value": "/p/"}]})
    found = tried(alice, shop)
    assert (found["shown"]["count"], stops(found)) == (1, {"audience": 2})
    assert (found["cannot_say"]["count"], found["cannot_say_share"]) == (1, 0.25)
    assert [(one["name"], one["count"]) for one in found["missing"]] == [("cart.value", 1)]
    draft(alice, shop, "elsewhere", audience={"all": [rich, {"fact": "page.path", "op": "eq", "value": "/"}]})
    # another condition settles it, whatever the cart was
    assert tried(alice, shop, "elsewhere")["cannot_say"]["count"] == 0


@pytest.mark.parametrize(
    ("fact", "op", "shown", "stopped", "unknown"),
    [
        ("trait.plan", "is_set", 1, 1, 1),
        ("trait.plan", "is_not_set", 1, 1, 1),
        ("trait.plan", "ne", 0, 1, 2),
        ("page.query.ref", "ne", 2, 1, 0),
    ],
)
def test_of_what_stays_in_the_browser_only_whether_it_is_there_is_known(
    told: Told, alice: Person, shop: Site, clock: TestClock, fact: str, op: str, shown: int, stopped: int, unknown: int
) -> None:
    for number, facts in enumerate([{fact: True}, {fact: None}, {}]):
        page = "https://shop.example/p/1?ref=mail"
        told.add(visitor(number), "decision", clock() - HOUR, url=page, bar="trigger", _facts=facts)
    told.send()
    draft(alice, shop, audience={"all": [{"fact": fact, "op": op, **({"value": "x"} if op == "ne" else {})}]})
    found = tried(alice, shop)
    assert found["shown"]["count"] == shown
    assert (stops(found).get("audience", 0), found["cannot_say"]["count"]) == (stopped, unknown)


MOMENTS: dict[str, tuple[Json, Json, str]] = {
    "opens": (LOAD, {}, "shown"),
    "long enough in view": ({"on": "time", "seconds": 5}, {"_view": {"visible_ms": 5000}}, "shown"),
    "too short in view": ({"on": "time", "seconds": 6}, {"_view": {"visible_ms": 5000}}, "trigger"),
    "nobody measured it": ({"on": "time", "seconds": 6}, {}, "unknown"),
    "far enough down": ({"on": "scroll", "percent": 50}, {"_view": {"scroll_pct": 50}}, "shown"),
    "an early page": ({"on": "pages", "count": 3}, {"_view": {"pages": 2}}, "trigger"),
    "as the live one told": (EXIT, {"_fired": {"bar": "exit_intent"}}, "shown"),
    "as the live one did not tell": (EXIT, {"_fired": {}}, "trigger"),
    "other signals than the live one's": ({**EXIT, "idle": True}, {"_fired": {"bar": "exit_intent"}}, "unknown"),
    "left too soon to rest": ({"on": "inactivity", "seconds": 60}, {"_view": {"ms": 9000}}, "trigger"),
    "perhaps rested": ({"on": "inactivity", "seconds": 60}, {"_view": {"ms": 99_000}}, "unknown"),
    "nothing tracked": ({"on": "event", "name": "searched"}, {"_view": {"ms": 9000}}, "trigger"),
    "tracked on this page": ({"on": "event", "name": "found"}, {"_view": {"ms": 9000}}, "shown"),
    "tracked long before": ({"on": "event", "name": "found"}, {"_view": {"ms": 900}}, "trigger"),
}


@pytest.mark.parametrize(("trigger", "said", "outcome"), MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_moment_came_where_the_log_says_so(
    told: Told, alice: Person, shop: Site, clock: TestClock, trigger: Json, said: Json, outcome: str
) -> None:
    view = {"_view": {"id": visitor(9), **said["_view"]}} if "_view" in said else {}
    told.add(visitor(1), "found", clock() - HOUR - 2000)
    told.add(visitor(1), "decision", clock() - HOUR, bar="trigger", **said | view)
    told.send()
    draft(alice, shop, triggers=[trigger])
    found = tried(alice, shop)
    got = {**stops(found), "shown": found["shown"]["count"], "unknown": found["cannot_say"]["count"]}
    assert [name for name, count in got.items() if count] == [outcome]


def test_quiet_pages_and_refusals_keep_it_away(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    now = clock()
    checkout = "https://shop.example/checkout/1"
    told.add(visitor(1), "decision", now - HOUR, url=checkout, bar="page")
    told.add(visitor(2), "decision", now - HOUR, bar="consent")
    told.add(visitor(3), "decision", now - HOUR, bar="fatigue", _seen={"bar": "never"})
    told.send()
    draft(alice, shop)
    found = tried(alice, shop)
    assert stops(found) == {"page": 1, "consent": 1, "fatigue": 1}
    assert (found["shown"]["count"], found["on_quiet_pages"]["count"], found["on_checkout"]["count"]) == (0, 0, 0)
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"quiet_paths": []})
    found = tried(alice, shop)
    assert (found["shown"]["count"], found["on_checkout"]["count"]) == (1, 1)
    assert [(one["name"], one["count"]) for one in found["paths"]] == [("/checkout/1", 1)]


def test_showings_to_those_who_had_closed_something_are_told(
    told: Told, alice: Person, shop: Site, clock: TestClock
) -> None:
    now = clock()
    for number, ago in ((1, 2 * HOUR), (2, 9 * DAY), (3, 40 * DAY)):
        exposure = told.met(visitor(number), "bar", "a", now - ago)
        told.add(visitor(number), "dismissal", now - ago + MINUTE, exposure=exposure, how="close")
    for number in (1, 2, 3, 4):
        told.add(visitor(number), "decision", now - HOUR, bar="frequency")
    told.send()
    draft(alice, shop)
    declined = {name: one["count"] for name, one in tried(alice, shop)["declined"].items()}
    assert declined == {"refused": 0, "dismissed": 2, "dismissed_day": 1}


@pytest.mark.parametrize(("priority", "wins", "by"), [(60, 1, "priority"), (40, 0, "priority"), (50, 0, "id")])
def test_who_takes_a_moment_that_two_could_have_is_published(
    told: Told, alice: Person, shop: Site, clock: TestClock, priority: int, wins: int, by: str
) -> None:
    said = {"bar": "shown", "_fired": {"bar": "exit_intent"}}
    told.add(visitor(1), "decision", clock() - HOUR, **said)
    told.send()
    draft(alice, shop, triggers=[EXIT], priority=priority)
    found = tried(alice, shop)
    (rival,) = found["rivals"]
    assert (rival["campaign"], rival["moments"]["count"], rival["wins"]["count"], rival["by"]) == ("bar", 1, wins, [by])
    assert (found["shown"]["count"], stops(found)) == ((1, {}) if wins else (0, {"open": 1}))
    (conflict,) = found["conflicts"]
    winner = "new" if priority > 50 else "bar"
    expected = ("bar", "same_people", ["exit_intent"], winner)
    assert tuple(conflict[name] for name in ("campaign", "kind", "moments", "wins")) == expected


def test_at_different_moments_of_a_page_both_may_stand(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    told.add(visitor(1), "decision", clock() - HOUR, bar="shown", _fired={"bar": "exit_intent"})
    told.send()
    draft(alice, shop)
    found = tried(alice, shop)
    (rival,) = found["rivals"]
    assert (rival["overlaps"]["count"], rival["moments"]["count"], found["shown"]["count"]) == (1, 0, 1)
    assert found["conflicts"] == []


def test_all_messages_together_have_their_limits_here_too(
    told: Told, alice: Person, shop: Site, clock: TestClock
) -> None:
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"manners": {"day": 3}})
    now = clock()
    told.add(visitor(1), "decision", now - 3 * HOUR, bar="shown")
    for hours in (2, 1):
        told.add(visitor(1), "decision", now - hours * HOUR, bar="frequency")
    told.send()
    draft(alice, shop)
    # a popup costs 2: of a budget of 3, one fits; what is shown first takes it
    found = tried(alice, shop)
    assert (found["shown"]["count"], stops(found)) == (1, {"fatigue": 2})


def test_groups_that_are_shown_nothing_are_left_out(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    for number in range(40):
        told.add(visitor(number), "decision", clock() - HOUR, bar="trigger", _rate=0.5)
    told.send()
    draft(alice, shop, experiment={"arms": [{"id": "control", "weight": 0.5}, {"id": "a", "weight": 0.5}]})
    found = tried(alice, shop)
    assert found["shown"]["count"] + stops(found)["arm"] == 80
    assert 0 < found["shown"]["sampled"] < 40 and found["shown"]["margin"] > 0


def test_a_banner_has_nothing_to_be_tried_on_and_charlie_nothing_to_try(
    told: Told, alice: Person, charlie: Person, shop: Site
) -> None:
    draft(alice, shop)
    body = {"id": "ask", "name": "ask", "kind": "consent", "variants": {"a": OFFER}}
    alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json=body)
    base = f"/api/v1/sites/{shop.id}/campaigns"
    assert alice.api.post(f"{base}/ask/replay").status_code == 409
    assert charlie.api.post(f"{base}/new/replay").status_code == 404


KNOWN: Json = {"a": 1, "b": None}
IS_A, IS_B, IS_C = ({"fact": name, "op": "eq", "value": 1} for name in "abc")


@pytest.mark.parametrize(
    ("rule", "verdict", "needed"),
    [
        (IS_A, True, set()),
        (IS_B, False, set()),
        (IS_C, None, {"c"}),
        ({"not": IS_C}, None, {"c"}),
        ({"all": [IS_C, IS_B]}, False, set()),
        ({"any": [IS_C, IS_A]}, True, set()),
        ({"all": [IS_A, IS_C]}, None, {"c"}),
        ({"any": [IS_B, {"not": IS_C}]}, None, {"c"}),
        ({"all": []}, True, set()),
        ({"any": []}, False, set()),
    ],
)
def test_a_rule_over_facts_of_which_some_are_unknown(rule: Json, verdict: bool | None, needed: set[str]) -> None:
    missing: set[str] = set()
    assert (judge(rule, KNOWN, missing), missing) == (verdict, needed)


def test_the_logs_of_others_are_not_read(told: Told, alice: Person, shop: Site, db: Database) -> None:
    draft(alice, shop)
    found = tried(alice, shop)
    assert (found["views"]["count"], found["rates"], found["cannot_say_share"]) == (0, None, None)
