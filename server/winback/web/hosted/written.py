"""Numbers and days in a form, as its language writes them: in the digits that every keyboard has, and in the calendar
that fields for a day have. The widget's fields/number.ts and date.ts do the same; tests/cases/field-cases.json has rows.
"""

from copy import copy
from datetime import date
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import NumberPattern, format_decimal, get_decimal_symbol, get_minus_sign_symbol


def point_of(language: str) -> str:
    """The mark before the decimals."""
    return get_decimal_symbol(_locale(language), numbering_system="latn")


def written(limit: Any, language: str) -> str:
    """What a field's value has to keep to: a number, or a day as `2026-11-22`."""
    locale = _locale(language)
    if isinstance(limit, str):
        return format_date(date.fromisoformat(limit), "medium", locale)
    sign = get_minus_sign_symbol(locale, numbering_system="latn") if limit < 0 else ""
    return sign + format_decimal(abs(limit), _pattern(locale), locale, numbering_system="latn")


def _pattern(locale: Locale) -> NumberPattern:
    """The language's own groups, and up to six decimals."""
    pattern: NumberPattern = copy(locale.decimal_formats[None])
    pattern.frac_prec = (0, 6)
    return pattern


def _locale(language: str) -> Locale:
    """As a browser takes it: without what it says behind a part that nobody knows."""
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        shorter = language.rpartition("-")[0]
        return _locale(shorter) if shorter else Locale("en")
