"""Segments by the API: made, changed and removed; used by campaigns by their id, which alone leaves the server."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import DAY
from winback.models import Site

BUYERS = {"fact": "orders.count", "op": "gte", "value": 1}
FOR_VIPS = {"all": [{"fact": "visitor.segments", "op": "contains", "value": "vip"}]}


@pytest.fixture
def at(shop: Site) -> str:
    return f"/api/v1/sites/{shop.id}/segments"


def vip(person: Person, at: str, **parts: Any) -> Any:
    return person.api.post(at, json={"id": "vip", "name": "Our best", "rule": BUYERS, **parts})


def test_a_segment_is_made_read_changed_and_removed(alice: Person, bob: Person, at: str) -> None:
    made = vip(alice, at)
    assert made.status_code == 201
    assert made.json == {
        "id": "vip",
        "name": "Our best",
        "rule": BUYERS,
        "used_by": [],
        "created_at": "2026-11-20T12:00:00.000Z",
        "updated_at": "2026-11-20T12:00:00.000Z",
    }
    assert bob.api.get(f"{at}/vip").json == made.json
    lapsed = {"fact": "orders.days", "op": "gt", "value": 60}
    assert alice.api.patch(f"{at}/vip", json={**made.json, "name": "Gone", "rule": lapsed}).json["rule"] == lapsed
    assert [one["name"] for one in alice.api.get(at).json["items"]] == ["Gone"]
    assert alice.api.delete(f"{at}/vip").status_code == 204
    assert alice.api.get(f"{at}/vip").status_code == 404


def test_an_id_comes_from_the_name_and_is_the_sites_own(
    alice: Person, charlie: Person, at: str, elsewhere: Site
) -> None:
    names = ["Loyal buyers", "Loyal  Buyers!", "단골 고객"]
    made = [alice.api.post(at, json={"name": name, "rule": BUYERS}).json["id"] for name in names]
    assert made == ["loyal-buyers", "loyal-buyers-2", "segment"]
    taken = alice.api.post(at, json={"id": "segment", "name": "x", "rule": BUYERS})
    assert (taken.status_code, taken.json["reason"]) == (409, "conflict")
    assert vip(charlie, f"/api/v1/sites/{elsewhere.id}/segments").status_code == 201
    moved = alice.api.patch(f"{at}/segment", json={"id": "other"})
    assert (moved.status_code, moved.json["errors"][0]["path"]) == (422, "id")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no rule": ({}, "rule"),
    "a rule that is none": ({"rule": {"fact": "orders.count"}}, "rule.op"),
    "what only a page knows": ({"rule": {"fact": "cart.value", "op": "gt", "value": 1}}, "rule.fact"),
    "a segment in a segment": (
        {"rule": {"not": {"fact": "visitor.segments", "op": "contains", "value": "vip"}}},
        "rule.not.fact",
    ),
    "a question that makes no sense": (
        {"rule": {"any": [{"fact": "orders.value", "op": "contains", "value": "1"}]}},
        "rule.any[0].op",
    ),
    "no name": ({"rule": BUYERS, "name": " "}, "name"),
    "something more": ({"rule": BUYERS, "color": "red"}, "color"),
}


def test_what_makes_no_segment_is_refused_at_its_place(alice: Person, at: str) -> None:
    for why, (parts, path) in WRONG.items():
        answer = alice.api.post(at, json={"name": "x", **parts})
        assert (why, answer.status_code, [error["path"] for error in answer.json["errors"]]) == (why, 422, [path])
    assert alice.api.get(at).json["items"] == []


def test_a_segment_that_a_live_campaign_uses_stays(alice: Person, shop: Site, at: str) -> None:
    vip(alice, at)
    campaign(alice, shop, "thanks", {"a": OFFER}, audience=FOR_VIPS)
    assert alice.api.get(f"{at}/vip").json["used_by"] == ["thanks"]
    refused = alice.api.delete(f"{at}/vip")
    assert (refused.status_code, refused.json["reason"]) == (409, "in_use")
    assert "thanks" in refused.json["detail"]
    alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/thanks/pause")
    assert alice.api.delete(f"{at}/vip").status_code == 204


def test_a_campaign_for_a_segment_that_there_is_not_cannot_be_launched(alice: Person, shop: Site, at: str) -> None:
    vip(alice, at)
    path = f"/api/v1/sites/{shop.id}/campaigns"
    rule = {"any": [*FOR_VIPS["all"], {"fact": "visitor.segments", "op": "in", "value": ["vip", "lapsed", "gone"]}]}
    body = {"id": "c", "name": "c", "triggers": [{"on": "exit_intent"}], "variants": {"a": OFFER}, "audience": rule}
    assert alice.api.post(path, json=body).status_code == 201
    refused = alice.api.post(f"{path}/c/launch")
    assert refused.json["errors"] == [
        {"path": "audience.any[1].value", "message": "The site has no segment lapsed, gone."}
    ]


def test_the_script_has_the_segments_id_and_nothing_of_its_name_or_rule(
    alice: Person, shop: Site, at: str, client: FlaskClient
) -> None:
    secret = {"fact": "orders.value", "op": "gte", "value": 98765}
    vip(alice, at, name="Big spenders", rule=secret)
    campaign(alice, shop, "thanks", {"a": OFFER}, audience=FOR_VIPS)
    script = client.get(f"/w/{shop.key}.js").text
    assert '"vip"' in script
    assert not any(word in script for word in ("Big spenders", "98765", "orders.value"))


def test_a_size_says_how_many_of_the_last_90_days(alice: Person, shop: Site, at: str, clock: TestClock) -> None:
    vip(alice, at)
    told = Told(alice, shop)
    for number in range(4):
        told.add(visitor(number), "page_view", clock() - DAY)
    told.bought(visitor(0), 10, clock() - DAY, "T0")
    told.add(visitor(9), "page_view", clock() - 91 * DAY)
    told.send()
    said = alice.api.get(f"{at}/vip/size").json
    assert said == {"visitors": 1, "of": 4, "days": 90, "is_exact": True, "left_out": []}


def test_a_rule_test_says_which_segments_the_visitor_is_in(alice: Person, shop: Site, at: str) -> None:
    vip(alice, at)
    rule = {"all": [{"not": FOR_VIPS["all"][0]}, {"not": {"fact": "visitor.country", "op": "eq", "value": "DE"}}]}
    tests: list[dict[str, Any]] = [
        {"name": "in", "given": {"visitor.segments": ["vip"]}, "when": {}, "then": "not_shown", "because": "audience"},
        {"name": "out", "given": {"visitor.segments": ["other"]}, "when": {}, "then": "shown"},
        {"name": "none", "given": {}, "when": {}, "then": "shown"},
        {"name": "there", "given": {"visitor.country": "DE"}, "when": {}, "then": "not_shown"},
        {"name": "no answer", "given": {"visitor.segments": None}, "when": {}, "then": "not_shown"},
    ]
    campaign(alice, shop, "others", {"a": OFFER}, audience=rule, tests=tests)
    checked = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/others/check").json
    assert [(one["name"], one["passes"]) for one in checked["tests"]] == [(test["name"], True) for test in tests]
    silent = next(one for one in checked["tests"] if one["name"] == "no answer")
    needs = next(one["needs"] for one in silent["checks"] if one["check"] == "audience")
    assert needs == {"fact": "visitor.segments", "op": "is_set", "seen": None}
