"""Amounts of a cart in the site's currency: templates are written with those of euros or dollars."""

from typing import Any

# What costs about as much as one euro or dollar, where that is far from it.
_RATES = {"KRW": 1000, "JPY": 100, "CNY": 7, "TWD": 30, "INR": 100, "VND": 25_000, "IDR": 15_000, "HUF": 400, "CZK": 25}
_RATES |= {"SEK": 10, "NOK": 10, "DKK": 7, "ISK": 140, "PLN": 4, "THB": 35, "PHP": 60, "TRY": 40, "CLP": 1000}


def in_money(audience: dict[str, Any] | None, currency: str) -> None:
    """Turns what the conditions ask of the cart's value into the currency, in place."""
    for each in (audience or {}).get("all", []):
        if each.get("fact") == "cart.value":
            each["value"] *= _RATES.get(currency, 1)
