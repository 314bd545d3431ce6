"""GrowthBook's buckets, so that a shop that uses it keeps every visitor's arm. Hashes run over UTF-16
code units, as JavaScript's strings do. Version 2 is for every new campaign: buckets of 1/10,000, seed first, hashed
twice. Version 1 (1/1,000, seed last) is measurably uneven and exists for imported experiments only.
"""

from collections.abc import Iterable, Sequence

Range = tuple[float, float]  # from, below


def hash_unit(seed: str, value: str, version: int) -> float | None:
    """A bucket in [0, 1); None in a version nobody knows."""
    if version == 2:
        return hash_v2(seed, value)
    return _hash_v1(seed, value) if version == 1 else None


def _hash_v1(seed: str, value: str) -> float:
    return _fnv1a(value + seed) % 1000 / 1000


def hash_v2(seed: str, value: str) -> float:
    return _fnv1a(str(_fnv1a(seed + value))) % 10_000 / 10_000


def _fnv1a(text: str) -> int:
    """32-bit FNV-1a with each UTF-16 code unit taken as one step."""
    total = 0x811C9DC5
    for unit in _code_units(text):
        total = (total ^ unit) * 0x01000193 & 0xFFFFFFFF
    return total


def _code_units(text: str) -> Iterable[int]:
    if text.isascii():
        return text.encode("ascii")
    units = text.encode("utf-16-le", "surrogatepass")
    return (low | high << 8 for low, high in zip(units[::2], units[1::2], strict=True))


def bucket_ranges(count: int, coverage: float, weights: Sequence[float] | None = None) -> list[Range]:
    """Each arm's range. It starts where its full weight starts, so that a wider coverage moves nobody to another arm."""
    share = min(1.0, max(0.0, coverage))
    start = 0.0
    ranges: list[Range] = []
    for weight in _fair_weights(count, weights or ()):
        ranges.append((start, start + share * weight))
        start += weight
    return ranges


def _fair_weights(count: int, weights: Sequence[float]) -> Sequence[float]:
    """As everywhere where GrowthBook's buckets are used, weights that do not fit count as equal."""
    total = sum_in_order(weights)
    return weights if len(weights) == count and 0.99 <= total <= 1.01 else equal_weights(count)


def sum_in_order(numbers: Sequence[float]) -> float:
    """Plain addition: sum() of Python 3.12 corrects its rounding, and JavaScript does not."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def equal_weights(count: int) -> list[float]:
    return [1 / count] * count if count > 0 else []


def in_range(bucket: float, within: Sequence[float]) -> bool:
    return within[0] <= bucket < within[1]


def choose_variation(bucket: float, ranges: Sequence[Sequence[float]]) -> int:
    """The index of the range that holds the bucket, -1 when none does."""
    return next((index for index, within in enumerate(ranges) if in_range(bucket, within)), -1)


def in_namespace(unit: str, namespace: tuple[str, float, float]) -> bool:
    name, start, below = namespace
    return in_range(_hash_v1(f"__{name}", unit), (start, below))
