"""Rows that nobody thought of, so many at a time."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

# a batch is one call to the page; shrinking a batch takes minutes, and the row that differs says enough
BATCHES = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large, HealthCheck.too_slow],
)


class Batch(list[Any]):
    def __repr__(self) -> str:
        return f"{len(self)} rows"  # the one that differs is named by its own assertion


def batches(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Batch]:
    return st.lists(of, min_size=200, max_size=200).map(Batch)


any_text = st.text(st.characters(exclude_categories=()), max_size=12)
short_text = st.text("abA/5é🙂\ud83d* .\n", max_size=4)
number = st.one_of(
    st.integers(-3, 3), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.just(10**400)
)
scalar = st.one_of(short_text, any_text, number, st.booleans(), st.none())
value = st.one_of(scalar, st.lists(scalar, max_size=4), st.just({}), st.lists(st.lists(scalar, max_size=2), max_size=2))
pattern = st.lists(
    st.sampled_from(
        [*"abA5é. /", r"\d", r"\w", r"\s", r"\.", "[ab]", "[^a]", "[a-z]", "(a|b)", "(ab)?", "a*", ".+", "b?", "a{2}"]
    ),
    max_size=6,
).map("".join)
anchored = st.builds(
    lambda start, middle, end: start + middle + end, st.sampled_from(["", "^"]), pattern, st.sampled_from(["", "$"])
)
