"""What these rules would have done with phones that came from a search: held back where the log can say so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.api.story import NPS, OFFER, Told, campaign, visitor
from tests.server.reports.test_replay import ALL_SHOWN, EXIT, LOAD, NO_LIMITS, draft, stops, tried
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import HOUR
from winback.models import Site

Json = dict[str, Any]
GOOGLE = "https://www.google.com/"
SCROLL, CLICK = {"on": "scroll", "percent": 10}, {"on": "click", "selector": "#more"}
WAIT = {"on": "time", "seconds": 5}


def view(**more: Any) -> Json:
    return {"id": "8f14e45fceea167a5a36dedd4bea2543", "pages": 1, "phone": True, "eased": False, **more}


@pytest.fixture
def told(alice: Person, shop: Site, clock: TestClock) -> Told:
    """For weeks an offer that covers the page has come wherever visitors turned to leave; nobody is held out."""
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"holdout": {"share": 0}})
    campaign(alice, shop, "offer", {"a": OFFER}, frequency=NO_LIMITS, **ALL_SHOWN)
    clock.advance(days=14)
    return Told(alice, shop)


def outcome(found: Json) -> str:
    got = {**stops(found), "shown": found["shown"]["count"], "unknown": found["cannot_say"]["count"]}
    (name,) = (name for name, count in got.items() if count)
    return name


VISITS: dict[str, tuple[str, Json]] = {
    "a phone from a search": ("search", {"_view": view()}),
    "that went on to a second page": ("shown", {"_view": view(pages=2)}),
    "from somewhere else": ("shown", {"_view": view(), "referrer": "https://blog.example/"}),
    "from nowhere": ("shown", {"_view": view(), "referrer": None}),
    "by an advertisement": ("shown", {"_view": view(), "url": "https://shop.example/p/1?gclid=x"}),
    "no phone": ("shown", {"_view": view(phone=False)}),
    "no phone, by a rule's fact": ("shown", {"_view": {"id": view()["id"]}, "_facts": {"device.type": "desktop"}}),
    "another channel, by a rule's fact": ("shown", {"_view": view(), "_facts": {"session.channel": "Email"}}),
    "nobody measured it": ("unknown", {}),
}


@pytest.mark.parametrize(("expected", "said"), VISITS.values(), ids=VISITS)
def test_who_is_held_back(told: Told, alice: Person, shop: Site, clock: TestClock, expected: str, said: Json) -> None:
    told.add(visitor(1), "decision", clock() - HOUR, **{"referrer": GOOGLE, "offer": "audience", **said})
    told.send()
    draft(alice, shop)
    assert outcome(tried(alice, shop)) == expected


MOMENTS: dict[str, tuple[str, Json, Json]] = {
    "it came before one could scroll": ("search", LOAD, {}),
    "it came by the scroll": ("shown", SCROLL, {"_view": view(eased=True, scroll_pct=40)}),
    "a live one was held back at that moment": (
        "search",
        EXIT,
        {"offer": "search", "_fired": {"offer": "exit_intent"}},
    ),
    "a live one passed at that moment": ("shown", EXIT, {"offer": "shown", "_fired": {"offer": "exit_intent"}}),
    "it may have come before the scroll": ("unknown", WAIT, {"_view": view(eased=True, visible_ms=5000)}),
    "it was still held back at the end": ("search", WAIT, {"offer": "search", "_view": {"id": view()["id"]}}),
    "no moment came, and it had scrolled": ("trigger", WAIT, {"_view": view(eased=True, visible_ms=1)}),
    "no moment came, and it had not": ("search", WAIT, {"_view": view(eased=False, visible_ms=1)}),
}


@pytest.mark.parametrize(("expected", "trigger", "said"), MOMENTS.values(), ids=MOMENTS)
def test_at_which_moment(
    told: Told, alice: Person, shop: Site, clock: TestClock, expected: str, trigger: Json, said: Json
) -> None:
    usual = {"referrer": GOOGLE, "offer": "audience", "_fired": {}, "_view": view(eased=True)}
    told.add(visitor(1), "decision", clock() - HOUR, **(usual | said))
    told.send()
    draft(alice, shop, triggers=[trigger], priority=60)
    assert outcome(tried(alice, shop)) == expected


def test_of_two_moments_the_one_that_passes_is_enough(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    told.add(
        visitor(1), "decision", clock() - HOUR, referrer=GOOGLE, offer="audience", _view=view(eased=True, scroll_pct=40)
    )
    told.send()
    draft(alice, shop, triggers=[LOAD, SCROLL])
    assert outcome(tried(alice, shop)) == "shown"


@pytest.mark.parametrize("parts", [{"search_safe": False}, {"variants": {"a": NPS}}], ids=["allowed", "a bar"])
def test_what_need_not_be_held_back_is_not(
    told: Told, alice: Person, shop: Site, clock: TestClock, parts: Json
) -> None:
    told.add(visitor(1), "decision", clock() - HOUR, referrer=GOOGLE, offer="search", _view=view())
    told.send()
    draft(alice, shop, **parts)
    assert outcome(tried(alice, shop)) == "shown"


def test_a_site_may_switch_it_off(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    told.add(visitor(1), "decision", clock() - HOUR, referrer=GOOGLE, offer="audience", _view=view())
    told.send()
    draft(alice, shop)
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"manners": {"search_safe": False}})
    assert outcome(tried(alice, shop)) == "shown"


def test_what_is_missing_is_named(told: Told, alice: Person, shop: Site, clock: TestClock) -> None:
    told.add(visitor(1), "decision", clock() - HOUR, referrer=GOOGLE, offer="audience")
    told.send()
    draft(alice, shop)
    assert [(one["name"], one["count"]) for one in tried(alice, shop)["missing"]] == [("search", 1)]


@pytest.mark.parametrize("said", [{"_view": None}, {"_view": view(pages=None)}], ids=["no view", "no page"])
def test_a_view_of_which_nothing_is_said_breaks_no_report(
    told: Told, alice: Person, shop: Site, clock: TestClock, said: Json
) -> None:
    told.add(visitor(1), "decision", clock() - HOUR, offer="audience", **said)
    told.send()
    draft(alice, shop)
    assert outcome(tried(alice, shop)) == "shown"
    report = alice.api.post(f"/api/v1/sites/{shop.id}/reports/decisions", json={"campaign": "offer"})
    assert report.json["visitors"] == 1
