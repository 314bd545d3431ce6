"""What a field takes: how a number or a phone number may be written, and what a value is refused for.

- A number is a JSON number of at most eleven digits and six decimals. It stands on the steps from `min` (or 0) on; without
  a `step` it is whole.
- A number may be written as people do: with spaces or apostrophes between its groups, in wide or Arabic digits, and with a
  point or a comma for its decimals. Where a single mark stands before three digits, as in `1,234`, the language decides.
- A phone number has 6 to 15 digits, as E.164 wants, perhaps a `+` first, and between them spaces and `-.()/`.
- A day is written `2026-11-22`, and lies within `earliest` and `latest`.

tests/cases/field-cases.json has a row for each of these sentences, and widget/src/message/fields says the same.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

LONGEST = 200  # characters
LARGEST = 99_999_999_999

# What the browser may fill in by itself (HTML's names for it), by the kind of a field.
AUTOCOMPLETE: dict[str, tuple[str, ...]] = {
    "text": (
        "off",
        "honorific-prefix",
        "given-name",
        "additional-name",
        "family-name",
        "nickname",
        "username",
        "organization",
        "organization-title",
        "address-line1",
        "address-line2",
        "address-level2",
        "address-level1",
        "postal-code",
        "country-name",
    ),
    "name": ("off", "given-name", "family-name", "nickname"),
    "phone": ("off", "tel-national"),
    "number": ("off",),
    "date": ("off", "bday"),
}

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ARABIC = {start + digit: str(digit) for start in (0x0660, 0x06F0) for digit in range(10)}
_PLAIN: dict[int, int | str] = {**_WIDE, **_ARABIC, ord("−"): "-"}
# The blanks are JavaScript's: Python's own \s has some more.
_UNSEEN = re.compile("[\t-\r \u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff'’٬]")
_MARK = re.compile("[.,٫]")
_WHOLE = re.compile("[+-]?([0-9]*|[0-9]{1,3}([.,][0-9]{2,3})+)")
_THOUSANDS = re.compile("[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_PHONE = re.compile(r"\+?[0-9()./‐-―-]+")


@dataclass(frozen=True)
class Fault:
    """Why a value is refused: the name of the word of ours that says so, and the limit that is put into it."""

    word: str
    limit: Any = None


def number_in(text: str, point: str) -> int | float | None:
    """The number that is written there; None where it is none. `point`: the language's own mark of decimals."""
    said = _plain(text)
    before, after = _parted(said, point)
    if not _WHOLE.fullmatch(before) or not re.fullmatch("[0-9]*", after) or not re.search("[0-9]", said):
        return None
    number = float(f"{re.sub('[.,]', '', before)}.{after or 0}")
    return int(number) if number.is_integer() else number


def fault_in(block: Mapping[str, Any], value: Any) -> Fault | None:
    """Why the field can't have this value, as it is told; None where it can."""
    kind = block.get("kind", "text")
    if kind == "number":
        return _fault_in_number(block, value)
    if not isinstance(value, str) or len(value) > LONGEST:
        return Fault("check")
    if kind == "phone":
        return None if is_phone(value) else Fault("phone")
    return _fault_in_day(block, value) if kind == "date" else None


def is_phone(text: str) -> bool:
    said = _plain(text)
    return bool(_PHONE.fullmatch(said)) and 6 <= len(re.findall("[0-9]", said)) <= 15


def _fault_in_number(block: Mapping[str, Any], value: Any) -> Fault | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
        return Fault("number")
    least, most, step = (block.get(name) for name in ("min", "max", "step"))
    # no browser writes 5.0 for a whole number
    if not _stands_on(value, least or 0, step or 1) or (isinstance(value, float) and not step):
        return Fault("check" if step else "whole")
    if least is not None and value < least:
        return Fault("least", least)
    return Fault("most", most) if most is not None and value > most else None


def _stands_on(value: float, least: float, step: float) -> bool:
    made = _millionths(value)
    return made / 1e6 == value and math.fmod(made - _millionths(least), _millionths(step)) == 0


def _millionths(number: float) -> float:
    """Whole, as JavaScript's Math.round has it; from 2 to the 52nd on every number is, and half a one more is another."""
    made = number * 1e6
    return made if abs(made) >= 2**52 else float(math.floor(made + 0.5))


def _fault_in_day(block: Mapping[str, Any], value: str) -> Fault | None:
    earliest, latest = block.get("earliest"), block.get("latest")
    if not is_day(value):
        return Fault("check")
    if earliest and value < earliest:
        return Fault("earliest", earliest)
    return Fault("latest", latest) if latest and value > latest else None


def is_day(text: str) -> bool:
    """As a browser's date field gives it: `2026-11-22`."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _plain(text: str) -> str:
    return _UNSEEN.sub("", text.translate(_PLAIN))


def _parted(said: str, point: str) -> tuple[str, str]:
    """What stands before the decimals, and they."""
    marks = _MARK.findall(said)
    last = marks[-1] if marks else ""
    is_grouping = last != "٫" and (
        (len(marks) > 1 and len(set(marks)) == 1) or bool(_THOUSANDS.fullmatch(said) and last != point)
    )
    if not last or is_grouping:
        return said, ""
    before, _, after = said.rpartition(last)
    return (before, after) if last not in before else ("?", "")
