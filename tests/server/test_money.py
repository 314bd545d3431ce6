"""Decimals on the wire, integer minor units in storage."""

from __future__ import annotations

from decimal import Decimal

import pytest

from winback.money import to_decimal, to_minor


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        (19.99, "EUR", 1999),
        (0.1 + 0.2, "EUR", 30),
        (1.005, "EUR", 101),
        (12000, "KRW", 12000),
        (12000.5, "KRW", 12001),
        (1.2345, "KWD", 1235),
        (-5, "EUR", -500),
        (0, "JPY", 0),
    ],
)
def test_amounts_become_minor_units_half_up(value: float, currency: str, minor: int) -> None:
    assert to_minor(value, currency) == minor


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300, 10**16])
def test_what_is_no_amount_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="amount"):
        to_minor(value, "EUR")


def test_minor_units_read_back_as_written() -> None:
    assert to_decimal(1999, "EUR") == Decimal("19.99")
    assert to_decimal(12000, "KRW") == Decimal(12000)
