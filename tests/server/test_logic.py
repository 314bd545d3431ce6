"""A step's logic, and answers in texts. The rows are in tests/cases and run in the browser too."""

from __future__ import annotations

from typing import Any

from tests.cases import cases, each, survey_logic, survey_piping
from winback.rules.logic import OPS, pipe, piped, run


@each(cases("step_logic"))
def test_what_logic_comes_to(row: dict[str, Any]) -> None:
    outcome = run(row["given"]["logic"], row["given"]["facts"])
    assert outcome.facts == row["expect"]["facts"]
    assert outcome.jumps is ("jump" in row["expect"])
    assert outcome.jump == row["expect"].get("jump")


@each(cases("step_piping"))
def test_answers_in_a_text(row: dict[str, Any]) -> None:
    assert pipe(row["given"]["text"], row["given"]["facts"]) == row["expect"]["text"]


@each(cases("logic"))
def test_other_products_logic(row: dict[str, Any]) -> None:
    logic, facts, expected = survey_logic(row)
    outcome = run(logic, facts)
    assert {"jump": outcome.jump, "jumps": outcome.jumps, **outcome.facts}.items() >= expected.items()


@each(cases("piping"))
def test_other_products_piping(row: dict[str, Any]) -> None:
    text, of_each = survey_piping(row)
    assert [pipe(text, facts) for facts in of_each] == row["expect"]["rendered"]


def test_a_text_says_what_it_names() -> None:
    assert piped("{{answer.a|x}} and {{ variable.b }}, not {{cart.c}}") == ["answer.a", "variable.b"]


def test_every_operation_has_a_row() -> None:
    used = {a.get("op") for row in cases("step_logic") for each in row["given"]["logic"] for a in each["then"]}
    assert set(OPS) <= used
