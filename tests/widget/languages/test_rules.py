"""Browser and Python agree on rules that nobody thought of, and none of them holds up the page."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.widget.languages.asking import Ask
from tests.widget.languages.batches import (
    BATCHES,
    Batch,
    anchored,
    batches,
    number,
    short_text,
    value,
)
from winback.rules import evaluate
from winback.rules.facts import FACTS, FAMILIES
from winback.rules.fitting import leaves
from winback.rules.meaning import OPS
from winback.rules.patterns import MATCHED_LENGTH, why_refused
from winback.rules.wanting import wanting


@st.composite
def leaf(draw: st.DrawFn) -> dict[str, Any]:
    op = draw(st.sampled_from([*OPS, "nonsense", "constructor"]))
    # a pattern that saving refuses is never asked of the browser
    wanted = draw(anchored.filter(lambda one: not why_refused(one)) if op == "matches" else value)
    return {"fact": draw(st.sampled_from("fgh")), "op": op, "value": wanted}


rule = st.recursive(
    leaf(),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
facts = st.dictionaries(st.sampled_from("fgh"), value, max_size=3)


@given(batch=batches(st.fixed_dictionaries({"rule": rule, "facts": facts})))
@BATCHES
def test_both_languages_agree_on_any_rule(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("rules", batch), strict=True):
        assert evaluate(row["rule"], row["facts"]) is said, row


# rules as marketers write them: real facts, asked as their kind allows, nested as deep as saving allows
of_kind: dict[str, st.SearchStrategy[Any]] = {
    "text": st.one_of(short_text, st.sampled_from(["/p/1", "/p/*", "Email", "mon"])),
    "number": st.one_of(number, st.sampled_from([0, 0.1 + 0.2, 2**53, 49.99])),
    "flag": st.booleans(),
    "list": st.one_of(short_text, st.integers(-3, 3)),
    "any": st.one_of(short_text, number, st.booleans()),
}
NAMED = {**FACTS, "trait.plan": FAMILIES[-1].fact("trait.plan")}


@st.composite
def fitting_leaf(draw: st.DrawFn) -> dict[str, Any]:
    fact = draw(st.sampled_from([*NAMED.values()]))
    op = draw(st.sampled_from(fact.ops))
    if op in ("is_set", "is_not_set"):
        return {"fact": fact.name, "op": op}
    wanted = st.sampled_from(fact.values) if fact.values else of_kind[fact.kind]
    if op == "matches":
        wanted = anchored.filter(lambda one: not why_refused(one))
    if op in ("starts_with", "ends_with", "glob"):
        wanted = of_kind["text"]
    value = draw(st.lists(wanted, max_size=4) if op in ("in", "not_in") else wanted)
    return {"fact": fact.name, "op": op, "value": value}


def nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=4)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=4)),
        st.builds(lambda part: {"not": part}, inner),
    )


fitting_rule = st.recursive(fitting_leaf(), nested, max_leaves=20)


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """A rule and facts that it asks about, so that few leaves are decided by an absent one."""
    wanted = draw(fitting_rule)
    names = sorted({leaf["fact"] for _, leaf in leaves(wanted)})
    known: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(names), unique=True)) if names else []:
        fact = NAMED[name]
        one = st.sampled_from(fact.values) if fact.values else of_kind[fact.kind]
        known[name] = draw(st.lists(one, max_size=3) if fact.kind == "list" else st.one_of(one, st.none()))
    return {"rule": wanted, "facts": known}


@given(batch=batches(asked()))
@BATCHES
def test_both_languages_agree_on_rules_over_real_facts(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("rules", batch), strict=True):
        assert evaluate(row["rule"], row["facts"]) is said, row


@given(batch=batches(asked()))
@BATCHES
def test_both_languages_want_the_same_of_a_rule(ask: Ask, batch: Batch) -> None:
    rows = [row for row in batch if str(10**400) not in json.dumps(row)]  # an answer in JSON has no infinity
    for row, said in zip(rows, ask("wanting", rows), strict=True):
        wants = wanting(row["rule"], row["facts"])
        assert json.loads(json.dumps(wants), parse_int=float) == said, row


DEAREST = ["a?a?a*b", ".*" + "a" * 30 + "b", "(a|ab)a*c", "a{25}a*b", r"[a-z]+[0-9]", r"\w+@\w+"]


def test_the_dearest_patterns_that_are_allowed_take_less_than_50_ms(ask: Ask) -> None:
    facts = {"f": "a" * 5 * MATCHED_LENGTH}
    rows = [{"rule": {"fact": "f", "op": "matches", "value": one}, "facts": facts} for one in DEAREST]
    took = dict(zip(DEAREST, ask("milliseconds", rows), strict=True))
    assert not {one: why for one in DEAREST if (why := why_refused(one))}
    assert {one: ms for one, ms in took.items() if ms >= 50} == {}
