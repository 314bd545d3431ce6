"""What a rule says, and which rules may be saved. The rows are in tests/cases and run in the browser too."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cases import bucketing, cases, each, hostile
from winback.rules import check, evaluate, misfits
from winback.rules.checking import VALUES
from winback.rules.facts import FACTS, FAMILIES, OPS_BY_KIND
from winback.rules.meaning import OPS
from winback.rules.patterns import MATCHED_LENGTH, matches, why_refused


@each(cases("rules"))
def test_a_rule_holds(row: dict[str, Any]) -> None:
    given = row["given"]
    facts = given["facts"] | {name: float(number) for name, number in given.get("not_json", {}).items()}
    assert evaluate(given["rule"], facts) is row["expect"]["holds"]


@each(cases("rules_check"))
def test_a_rule_is_checked_before_it_is_saved(row: dict[str, Any]) -> None:
    problems = check(row["given"]["rule"])
    assert [problem.path for problem in problems] == row["expect"]["paths"]
    assert all(problem.message for problem in problems)


def test_every_op_has_a_row_a_meaning_and_a_check() -> None:
    used = {row["given"]["rule"].get("op") for row in cases("rules")}
    assert OPS.keys() == VALUES.keys()
    assert OPS.keys() <= used


def test_a_rule_too_deep_for_the_stack_is_refused_by_name() -> None:
    rule: dict[str, Any] = {"fact": "cart.value", "op": "is_set"}
    for _ in range(5000):
        rule = {"not": rule}
    assert [problem.message for problem in check(rule)] == ["is nested deeper than 10"]


def test_a_rule_with_very_many_leaves_is_refused_quickly() -> None:
    rule = {"all": [{"any": [{"fact": "f", "op": "nonsense"}] * 1000}] * 1000}
    started = time.process_time()
    assert "has more than 200 conditions" in {problem.message for problem in check(rule)}
    assert time.process_time() - started < 2


# ---- the catalogue of facts ----

QUESTIONS: dict[str, tuple[Any, Any, Any, str | None]] = {
    "a number is compared": ("cart.value", "gte", 50, None),
    "a number is no text": ("cart.value", "eq", "50", "value"),
    "a number has no part": ("cart.value", "contains", 5, "op"),
    "a text has no order": ("page.path", "gt", 5, "op"),
    "a text is no number": ("page.path", "eq", 5, "value"),
    "a text among numbers": ("page.path", "in", ["/", 5], "value"),
    "a flag is no number": ("visitor.returning", "eq", 1, "value"),
    "a number is no flag": ("session.pages", "eq", True, "value"),
    "a flag is yes or no": ("device.touch", "eq", False, None),
    "a list is looked into": ("cart.items", "contains", "tea", None),
    "a list shares a member": ("cart.items", "in", ["tea", 7], None),
    "a list is not equal": ("cart.items", "eq", "tea", "op"),
    "a value that there is": ("device.type", "in", ["phone", "tablet"], None),
    "a value that never is": ("device.type", "eq", "mobile", "value"),
    "a part of a value": ("device.type", "starts_with", "ph", None),
    "whether it is known": ("session.source", "is_set", None, None),
    "a fact with a typing error": ("cart.valu", "gte", 50, "fact"),
    "a fact of another product": ("visitor_type", "eq", "new", "fact"),
    "a family without a name": ("trait.", "eq", "gold", "fact"),
    "a trait of any kind": ("trait.plan", "contains", "gold", None),
    "a trait that is a number": ("trait.age", "gte", 18, None),
    "a part of the query": ("page.query.utm_source", "eq", "mail", None),
    "a count of events": ("event.search", "gte", 2, None),
    "an event is counted": ("event.search", "eq", "tea", "value"),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_fits_its_fact(question: tuple[Any, Any, Any, str | None]) -> None:
    fact, op, value, at = question
    leaf = {"fact": fact, "op": op} | ({} if value is None else {"value": value})
    rule = {"all": [{"any": []}, {"not": leaf}]}
    assert check(rule) == []
    problems = misfits(rule)
    assert [problem.path for problem in problems] == ([f"all.1.not.{at}"] if at else [])
    assert all(fact in problem.message for problem in problems)


def test_a_typing_error_is_answered_with_what_was_meant() -> None:
    (problem,) = misfits({"fact": "cart.valu", "op": "gte", "value": 50})
    assert problem.message == "There is no fact cart.valu. Did you mean cart.value?"


def test_every_op_of_every_fact_is_one_of_the_language() -> None:
    asked = {op for fact in [*FACTS.values(), *FAMILIES] for op in OPS_BY_KIND[fact.kind]}
    assert asked == set(OPS)


# ---- matches ----

HOSTILE_PATTERNS = [pattern for row in hostile() if row["id"] == "X04" for pattern in row["variants"]]


@pytest.mark.parametrize("pattern", HOSTILE_PATTERNS)
def test_a_hostile_pattern_is_refused_and_says_why(pattern: str) -> None:
    problems = check({"fact": "page.path", "op": "matches", "value": pattern})
    assert [problem.path for problem in problems] == ["value"]
    assert matches(pattern, "a" * MATCHED_LENGTH) is False


DEAREST = [
    ("a?a?a*b", "a"),
    (".*" + "a" * 30 + "b", "a"),
    (r"^.*,.*,$", ","),
    (r"[a-z]+[0-9]", "a"),
    (r"\w+@\w+", "a"),
    (r"(a|ab)a*c", "a"),
    (r"a{25}a*b", "a"),
]


@pytest.mark.parametrize(("pattern", "letter"), DEAREST, ids=[pattern[:20] for pattern, _ in DEAREST])
def test_the_dearest_patterns_that_are_allowed_stay_quick(pattern: str, letter: str) -> None:
    assert why_refused(pattern) is None
    started = time.process_time()
    matches(pattern, letter * 5000)
    assert time.process_time() - started < 2  # the browser's limit, 50 ms, is measured there


# ---- the folder of cases ----


def test_a_second_table_of_the_same_form_runs_as_it_is(tmp_path: Path) -> None:
    more = {"id": "one more", "area": "rules", "given": {"rule": {"all": []}, "facts": {}}, "expect": {"holds": True}}
    (tmp_path / "any-name.json").write_text(json.dumps({"format": 1, "cases": [more]}))
    (tmp_path / "vectors.json").write_text(json.dumps({"hash": [["", "a", 1, 0.22]], "run": [["name", {}, {}, 0]]}))
    (tmp_path / "something-else.json").write_text('[{"area": "rules"}]')
    assert cases("rules", folder=tmp_path) == [more]
    assert bucketing("hash", folder=tmp_path) == [["", "a", 1, 0.22]]
    assert bucketing("run", folder=tmp_path) == [["name", {}, {}, 0]]
