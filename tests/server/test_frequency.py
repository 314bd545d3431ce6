"""How often is enough. The rows are in tests/cases and run in the browser too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import cases, each, milliseconds, survey_frequency
from winback.rules.frequency import CHECKS, DEFAULTS, may_show, merge_state, with_defaults


@each(cases("frequency"))
def test_a_limit_forbids_by_name(row: dict[str, Any]) -> None:
    given = row["given"]
    assert may_show(given["frequency"], given["state"], given["now"]) == row["expect"]["check"]


@each(cases("frequency_merge"))
def test_two_tabs_remember_together(row: dict[str, Any]) -> None:
    merged = merge_state(row["given"]["one"], row["given"]["other"])
    assert merged == row["expect"]["merged"]
    assert merge_state(merged, row["given"]["one"]) == merged
    assert merge_state(row["given"]["other"], row["given"]["one"]) == merged


@each(cases("display_frequency", "recontact"))
def test_other_products_cases(row: dict[str, Any]) -> None:
    frequency, state, a_second_later = survey_frequency(row)
    now = milliseconds(row["given"]["now"])
    assert (may_show(frequency, state, now) is None) is row["expect"]["eligible"]
    if "at_exactly_one_second_less" in row["expect"]:
        assert (may_show(frequency, a_second_later, now) is None) is row["expect"]["at_exactly_one_second_less"]


def test_every_limit_has_rows() -> None:
    named = {row["expect"]["check"] for row in cases("frequency")}
    assert named == {*CHECKS, None}


@pytest.mark.parametrize("kind", DEFAULTS)
def test_an_owners_choice_wins_over_the_default(kind: str) -> None:
    assert with_defaults(kind, {}) == DEFAULTS[kind]
    assert with_defaults(kind, {"per_session": 3, "after_close_days": None}) == {
        **DEFAULTS[kind],
        "per_session": 3,
        "after_close_days": None,
    }


def test_a_message_is_shown_once_a_session_and_rests_a_month_after_it_was_closed() -> None:
    frequency, day = with_defaults("message", {}), 86_400_000
    assert may_show(frequency, {"session_shown": 1}, day) == "per_session"
    assert may_show(frequency, {"closed_at": 0}, 30 * day - 1) == "after_close_days"
    assert may_show(frequency, {"closed_at": 0}, 30 * day) is None
