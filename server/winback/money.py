"""Money crosses the wire as decimals and is stored as integer minor units (cents, won)."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# ISO 4217: every currency has two decimals but these.
_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
MOST_MINOR = 10**15  # far above any cart, far below 2**63


def exponent(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for KRW, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def to_minor(value: float | int | Decimal, currency: str) -> int:
    """Integer minor units of a decimal amount, half up. Raises ValueError beyond ±10**15 and for NaN."""
    try:
        scaled = Decimal(str(value)).scaleb(exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(f"{value!r} is no amount of money") from None
    if scaled.is_nan() or abs(scaled) > MOST_MINOR:
        raise ValueError(f"{value!r} is beyond what an amount can be")
    return int(scaled)


def to_decimal(minor: int, currency: str) -> Decimal:
    """The decimal amount of integer minor units: 1999, EUR → 19.99."""
    return Decimal(minor).scaleb(-exponent(currency))
