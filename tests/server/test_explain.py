"""Why a campaign shows or does not: each check by its name, with what it saw and what would make it pass."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winback.clock import DAY
from winback.models import Site
from winback.rules import evaluate
from winback.rules.meaning import OPS
from winback.rules.wanting import wanting
from winback.targeting.explain import CHECKS, Explanation, Moment, Subject, explain

NOW = 400 * DAY
SITE = Site(consent_mode="ask", quiet_paths=["/checkout*"])
OFFER: dict[str, Any] = {
    "triggers": [{"on": "exit_intent"}, {"on": "cart_abandonment"}],
    "audience": {"all": [{"fact": "cart.value", "op": "gte", "value": 50}]},
    "schedule": {"from": "1971-01-01T00:00:00Z", "to": "1972-01-01T00:00:00Z"},
    "frequency": {"per_session": 1, "after_close_days": 30},
    "variants": {"a": {"format": "popup"}},
}
FACTS = {"consent.purposes": ["personalization"], "page.path": "/p/1", "cart.value": 60, "cart.count": 1}


def explained(
    kind: str = "message", site: Site = SITE, moment: dict[str, Any] | None = None, **facts: Any
) -> Explanation:
    known = {name: value for name, value in (FACTS | facts).items() if value is not None}
    return explain(Subject("offer", kind, OFFER, site), Moment(known, **{"now": NOW, **(moment or {})}))


def test_a_campaign_that_shows_has_passed_every_check() -> None:
    found = explained(moment={"fired": ("exit_intent",)})
    assert (found.campaign, found.shows, found.failing, found.reason) == ("offer", True, None, None)
    assert [check.check for check in found.checks] == list(CHECKS)
    assert {check.needs for check in found.checks} == {None}


FAILING: dict[str, tuple[dict[str, Any], dict[str, Any], str, Any]] = {
    "nobody was asked": (
        {"consent.purposes": None},
        {},
        "consent",
        {"purpose": "personalization"},
    ),
    "the visitor said no": ({"consent.purposes": ["analytics"]}, {}, "consent", {"purpose": "personalization"}),
    "it is too early": ({}, {"now": 364 * DAY}, "schedule", {"from": 365 * DAY}),
    "it is over at its very end": ({}, {"now": 730 * DAY}, "schedule", {"to": 730 * DAY}),
    "the page is quiet": ({"page.path": "/checkout/pay"}, {}, "page", {"not_on": "/checkout*"}),
    "the cart is too small": (
        {"cart.value": 49.99},
        {},
        "audience",
        {"fact": "cart.value", "op": "gte", "value": 50, "seen": 49.99},
    ),
    "the cart is unknown": (
        {"cart.value": None},
        {},
        "audience",
        {"fact": "cart.value", "op": "gte", "value": 50, "seen": None},
    ),
    "it was shown in this visit": (
        {},
        {"state": {"session_shown": 1}},
        "frequency",
        {"limit": "per_session", "allowed": 1, "from": "next_visit"},
    ),
    "it was closed yesterday": (
        {},
        {"state": {"closed_at": NOW - DAY}},
        "frequency",
        {"limit": "after_close_days", "allowed": 30, "from": NOW + 29 * DAY},
    ),
    "what is remembered is damaged": (
        {},
        {"state": {"closed_at": "yesterday"}},
        "frequency",
        {"limit": "after_close_days", "allowed": 30, "from": None},
    ),
    "another moment came": ({}, {"fired": ("scroll",)}, "trigger", {"any": ["exit_intent", "cart_abandonment"]}),
    "something stands already": ({}, {"is_open": True}, "open", {"open": False}),
}


@pytest.mark.parametrize("failing", FAILING.values(), ids=FAILING)
def test_what_stands_in_the_way_is_named(failing: tuple[dict[str, Any], dict[str, Any], str, Any]) -> None:
    facts, moment, check, needs = failing
    found = explained(moment=moment, **facts)
    assert (found.shows, found.failing) == (False, check)
    assert found.reason and found.reason.needs == needs


def test_an_abandoned_cart_has_something_in_it() -> None:
    rule = OFFER | {"audience": None}
    for facts, fails in (({"cart.count": 0}, True), ({"cart.count": 2}, False), ({"cart.value": 9.5}, False)):
        found = explain(
            Subject("offer", "message", rule, Site(consent_mode="off", quiet_paths=[])),
            Moment(facts, NOW, fired=("cart_abandonment",)),
        )
        assert (found.failing == "cart") is fails, facts


def test_every_check_is_made_even_after_the_first_has_failed() -> None:
    found = explained(moment={"is_open": True}, **{"consent.purposes": [], "cart.value": 1})
    assert [check.check for check in found.checks if not check.passes] == ["consent", "audience", "open"]


def test_what_a_page_asks_for_passes_rules_and_limits_but_not_a_refusal() -> None:
    moment = {"fired": ("api",), "state": {"session_shown": 9}}
    assert explained(moment=moment, **{"cart.value": 0, "page.path": "/checkout"}).shows
    assert explained(moment=moment, **{"consent.purposes": []}).failing == "consent"


@pytest.mark.parametrize(
    ("mode", "purposes", "asks", "shows"),
    [
        ("ask", None, True, False),
        ("ask", ["personalization"], False, True),
        ("ask", [], False, False),
        ("optout", None, True, True),
        ("optout", [], False, False),
        ("exempt", None, True, False),
        ("off", None, False, True),
    ],
)
def test_consent_by_the_mode_of_the_site(mode: str, purposes: Any, asks: bool, shows: bool) -> None:
    site = Site(consent_mode=mode, quiet_paths=["*"])
    prompt = explain(
        Subject("c", "consent", OFFER | {"audience": None}, site), Moment({"consent.purposes": purposes}, NOW)
    )
    message = explain(Subject("m", "message", OFFER, site), Moment({"consent.purposes": purposes}, NOW))
    assert (prompt.shows, message.checks[0].passes) == (asks, shows)


# ---- what a rule still wants ----

scalar = st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from(["", "a", "ab"]))
leaf = st.fixed_dictionaries(
    {
        "fact": st.sampled_from("fgh"),
        "op": st.sampled_from([*OPS]),
        "value": st.one_of(scalar, st.lists(scalar, max_size=2)),
    }
)
rule = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)
facts = st.dictionaries(st.sampled_from("fgh"), st.one_of(scalar, st.lists(scalar, max_size=2)), max_size=3)


@given(rule, facts)
@settings(deadline=None, derandomize=True, max_examples=400)
def test_nothing_is_wanted_exactly_where_the_rule_holds(rule: dict[str, Any], facts: dict[str, Any]) -> None:
    wants = wanting(rule, facts)
    assert (wants is None) is evaluate(rule, facts)
    if wants is not None:
        assert evaluate(wants, facts) is False


def test_only_what_has_to_change_is_wanted() -> None:
    rule = {
        "all": [
            {"fact": "page.path", "op": "glob", "value": "/p/*"},
            {
                "any": [
                    {"fact": "cart.value", "op": "gt", "value": 50},
                    {"fact": "trait.plan", "op": "eq", "value": "gold"},
                ]
            },
            {"not": {"all": [{"fact": "device.touch", "op": "eq", "value": True}, {"fact": "f", "op": "is_not_set"}]}},
            {"not": {"any": [{"fact": "visitor.sessions", "op": "gte", "value": 3}]}},
        ]
    }
    seen = {"page.path": "/p/1", "cart.value": 20, "device.touch": True, "visitor.sessions": 4}
    assert wanting(rule, seen) == {
        "all": [
            {
                "any": [
                    {"fact": "cart.value", "op": "gt", "value": 50, "seen": 20},
                    {"fact": "trait.plan", "op": "eq", "value": "gold", "seen": None},
                ]
            },
            {
                "any": [
                    {"not": {"fact": "device.touch", "op": "eq", "value": True, "seen": True}},
                    {"not": {"fact": "f", "op": "is_not_set", "seen": None}},
                ]
            },
            {"not": {"fact": "visitor.sessions", "op": "gte", "value": 3, "seen": 4}},
        ]
    }
