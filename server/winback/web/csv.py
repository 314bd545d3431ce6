"""CSV that a spreadsheet only shows and never runs."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

# A cell that begins so is a formula for some spreadsheet; the fullwidth forms are folded to the others by some.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?", re.ASCII)


def neutral(value: Any) -> str:
    """The value as a cell that is no formula: `=1+1` → `'=1+1`, while `-3.5` stays a number."""
    text = "" if value is None else str(value)
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
    return cell[1:] if cell.startswith("'") and neutral(cell[1:]) == cell else cell
