"""CSV that a spreadsheet only shows and never runs."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

# A cell that begins so is a formula for some spreadsheet; the fullwidth forms are folded to the others by some.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# Where decimals have a comma, a spreadsheet parts cells at semicolons, also within ours: what comes after one begins a cell.
_PARTED = r"""(;[ \u00a0\u3000"']*)"""
_INSIDE = re.compile(rf"{_PARTED}(?=[=+\-@＝＋－＠])")
_GUARDED = re.compile(rf"{_PARTED}'(?=[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?", re.ASCII)


class Verbatim(str):
    """A cell that stays as it is: who makes one has looked at it."""

    __slots__ = ()


def neutral(value: Any) -> str:
    """The value as a cell that is no formula: `=1+1` → `'=1+1`, `a;=1` → `a;'=1`, while `-3.5` stays a number."""
    if isinstance(value, Verbatim):
        return value
    text = _INSIDE.sub(r"\1'", "" if value is None else str(value))
    # Spreadsheets skip blanks at the front before they look for a formula.
    if _FORMULA.match(text.lstrip(" \u00a0\u3000")) or _FORMULA.match(text):
        return text if _NUMBER.fullmatch(text) else f"'{text}"
    return text


def lines(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """RFC 4180 lines, the header's cells as guarded as the others: a column's name may come from outside."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in chain([header], rows):
        writer.writerow([neutral(cell) for cell in row])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def original(cell: str) -> str:
    """The text that `neutral` made this cell of."""
    text = _GUARDED.sub(r"\1", cell)
    if text.startswith("'") and neutral(text[1:]) == cell:
        return text[1:]
    return text if neutral(text) == cell else cell
