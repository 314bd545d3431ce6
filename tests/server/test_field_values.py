"""What goes into a field: how it may be written, and what is refused. The rows are run in the browser too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import cases, each
from winback.rules.fields import Fault, fault_in, number_in
from winback.web.hosted.written import point_of, written


@each(cases("number_in"))
def test_a_number_as_people_write_it(row: dict[str, Any]) -> None:
    found = number_in(**row["given"])
    assert found == row["expect"]["value"]
    assert found is None or isinstance(found, int) is float(found).is_integer()


@each(cases("field_fault"))
def test_what_a_field_refuses(row: dict[str, Any]) -> None:
    word = row["expect"]["word"]
    assert fault_in(**row["given"]) == (word and Fault(word, row["expect"].get("limit")))


@each(cases("limit_written"))
def test_a_limit_in_words(row: dict[str, Any]) -> None:
    """In the calendar that the field shows, and in digits that can be typed into it."""
    assert written(**row["given"]) == row["expect"]["text"]


@pytest.mark.parametrize(
    ("language", "point"), [("fa", "."), ("ar-EG", "."), ("de-EU", ","), ("es-EU", ","), ("de-12", ","), ("qqq", ".")]
)
def test_the_mark_of_decimals_is_the_one_of_browsers(language: str, point: str) -> None:
    assert point_of(language) == point


@pytest.mark.parametrize("value", [True, None, "5", [], {}, float("nan"), float("inf"), 10**400], ids=str)
def test_what_is_no_number_is_refused(value: Any) -> None:
    assert fault_in({"kind": "number"}, value) == Fault("number")


@pytest.mark.parametrize("kind", ["text", "name", "phone", "date"])
@pytest.mark.parametrize("value", [5, None, True, [], {"other": "x"}], ids=str)
def test_what_is_no_text_is_refused(kind: str, value: Any) -> None:
    assert fault_in({"kind": kind}, value) == Fault("check")


def test_a_text_ends_somewhere() -> None:
    assert fault_in({}, "가" * 200) is None
    assert fault_in({"kind": "name"}, "x" * 201) == Fault("check")
