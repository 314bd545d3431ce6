"""The shared tables of rules, limits and channels, row by row in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cases import analytics, cases, each, milliseconds, survey_frequency, survey_logic, survey_piping
from tests.widget.languages.asking import Ask
from winback.rules import search


@each(cases("rules"))
def test_a_rule_holds(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("rules", row["given"]) is row["expect"]["holds"]


@each(cases("frequency"))
def test_a_limit_forbids_by_name(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("frequency", row["given"]) == row["expect"]["check"]


@each(cases("frequency_merge"))
def test_two_tabs_remember_together(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("frequency_merge", row["given"]) == row["expect"]["merged"]


@each(cases("display_frequency", "recontact"))
def test_other_products_cases(row: dict[str, Any], ask: Ask) -> None:
    frequency, state, a_second_later = survey_frequency(row)
    now = milliseconds(row["given"]["now"])
    moments = [{"frequency": frequency, "state": kept, "now": now} for kept in (state, a_second_later)]
    at_once, a_second_less = ask("frequency", moments)
    assert (at_once is None) is row["expect"]["eligible"]
    if "at_exactly_one_second_less" in row["expect"]:
        assert (a_second_less is None) is row["expect"]["at_exactly_one_second_less"]


@each(cases("language_order"))
def test_whoever_wants_a_language_gets_what_serves_them_best(
    row: dict[str, Any], browser_says: Callable[..., Any]
) -> None:
    assert browser_says("language_order", row["given"]) == row["expect"]["order"]


@each(cases("language_direction"))
def test_the_script_says_which_way_a_language_runs(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("language_direction", row["given"]) == row["expect"]["direction"]


@each(cases("language_tag"))
def test_what_is_a_language(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("language_tag", row["given"]) == row["expect"]["is_one"]


@each(cases("step_logic"))
def test_what_logic_comes_to(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("step_logic", row["given"]) == row["expect"]


@each(cases("step_piping"))
def test_answers_in_a_text(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("step_piping", row["given"]) == row["expect"]["text"]


@each(cases("number_in"))
def test_a_number_as_people_write_it(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("number_in", row["given"]) == row["expect"]["value"]


@each(cases("field_fault"))
def test_what_a_field_refuses(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("field_fault", row["given"]) == row["expect"]


@each(cases("limit_written"))
def test_a_limit_in_words(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("limit_written", row["given"]) == row["expect"]["text"]


@each(cases("logic"))
def test_other_products_logic(row: dict[str, Any], ask: Ask) -> None:
    logic, facts, expected = survey_logic(row)
    (said,) = ask("step_logic", [{"logic": logic, "facts": facts}])
    assert {"jump": said.get("jump"), "jumps": "jump" in said, **said["facts"]}.items() >= expected.items()


@each(cases("piping"))
def test_other_products_piping(row: dict[str, Any], ask: Ask) -> None:
    text, of_each = survey_piping(row)
    assert ask("step_piping", [{"text": text, "facts": facts} for facts in of_each]) == row["expect"]["rendered"]


@pytest.mark.parametrize("row", analytics("channel"), ids=lambda row: row["id"])
def test_a_channel_by_the_worked_example(row: dict[str, Any], ask: Ask) -> None:
    rows = [
        [
            {key.removeprefix("utm_"): value for key, value in one.items() if key.startswith("utm_")},
            *(one.get(part, "") for part in ("referrer", "host", "click_id")),
        ]
        for one in row["input"]["rows"]
    ]
    assert ask("channel", rows) == row["expect"]


def test_a_visit_came_by_a_search(ask: Ask) -> None:
    table = cases("search")
    rows = [[search.engines(), row["given"]["landing"], row["given"]["referrer"]] for row in table]
    said = zip(table, ask("search", rows), strict=True)
    assert {row["id"]: found for row, found in said} == {row["id"]: row["expect"] for row in table}
