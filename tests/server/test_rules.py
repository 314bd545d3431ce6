"""What a rule says, and which rules may be saved. The rows are in tests/cases and run in the browser too."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cases import bucketing, cases, each, hostile
from winback.rules import check, evaluate
from winback.rules.checking import VALUES
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
