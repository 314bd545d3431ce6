"""Browser and Python name the same limit, and merge what two tabs know alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.widget.languages.asking import Ask
from tests.widget.languages.batches import (
    BATCHES,
    Batch,
    batches,
    scalar,
)
from winback.rules.frequency import CHECKS, may_show, merge_state

kept = st.one_of(st.none(), st.integers(-1, 3), st.integers(0, 40 * 86_400_000), scalar)
state = st.dictionaries(st.sampled_from([*CHECKS.values()]), kept)
limits = st.dictionaries(st.sampled_from([*CHECKS]), st.one_of(st.none(), st.integers(0, 40), st.floats(0, 40)))
now = st.integers(0, 80 * 86_400_000)
showing = st.fixed_dictionaries({"frequency": limits, "state": st.one_of(st.none(), state), "now": now})


@given(batch=batches(showing))
@BATCHES
def test_both_languages_name_the_same_limit(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("frequency", batch), strict=True):
        assert may_show(row["frequency"], row["state"], row["now"]) == said, row


@given(batch=batches(st.fixed_dictionaries({"one": state, "other": state})))
@BATCHES
def test_both_languages_merge_alike(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("frequency_merge", batch), strict=True):
        assert merge_state(row["one"], row["other"]) == said, row
