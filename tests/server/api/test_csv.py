"""CSV cells that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winback.web.csv import lines, neutral, original

CELLS = {
    "=1+1": "'=1+1",
    "+1+1": "'+1+1",
    "-1+1": "'-1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t=1",
    "\r=1": "'\r=1",
    "\n=1": "'\n=1",
    "＝1+1": "'＝1+1",
    "＋1": "'＋1",
    "－1": "'－1",
    "＠A": "'＠A",
    " =1+1": "' =1+1",
    "-": "'-",
    "+82-10-1234": "'+82-10-1234",
    "-1e5": "'-1e5",
    "-3.5": "-3.5",
    "+3,5": "+3,5",
    "-７": "'-７",
    "": "",
    "plain": "plain",
    "a=b": "a=b",
    "'quoted": "'quoted",
    "fine;=1+1": "fine;'=1+1",
    'fine; "=1': "fine; \"'=1",
    "fine;'@A": "fine;''@A",
    "=1;-2": "'=1;'-2",
    "a; b": "a; b",
}


@pytest.mark.parametrize(("value", "cell"), CELLS.items(), ids=map(repr, CELLS))
def test_a_cell_is_guarded_where_it_must_be(value: str, cell: str) -> None:
    assert neutral(value) == cell


def test_numbers_and_nothing_stay_what_they_are() -> None:
    assert [neutral(value) for value in (-3, 2.5, None, 0)] == ["-3", "2.5", "", "0"]


def test_headers_are_guarded_too() -> None:
    assert "".join(lines(["=evil", "b"], [["@x", 'say "hi", you']])) == '\'=evil,b\r\n\'@x,"say ""hi"", you"\r\n'


@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_what_was_written_is_read_back(cells: list[str]) -> None:
    text = "".join(lines(cells, [cells]))
    for row in csv.reader(io.StringIO(text, newline="")):
        assert row == [neutral(cell) for cell in cells]
        assert [original(cell) for cell in row] == [original(cell) for cell in map(neutral, cells)]


@given(st.text() | st.text("a;='\" "))
def test_a_guarded_cell_gives_its_text_back(value: str) -> None:
    assert original(neutral(value)) == value or value.startswith("'")
