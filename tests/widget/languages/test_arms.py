"""Browser and Python draw the same arm, also for conditions that were imported."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.widget.languages.asking import Ask
from tests.widget.languages.batches import (
    BATCHES,
    Batch,
    any_text,
    batches,
)
from winback.assign import assign, hash_unit
from winback.assign.conditions import passes


@given(batch=batches(st.tuples(any_text, any_text, st.sampled_from([1, 2, 3]))))
@BATCHES
def test_both_languages_hash_any_text_alike(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("hash", batch), strict=True):
        assert hash_unit(*row) == said, row


weights = (
    st.lists(st.integers(0, 9), min_size=1, max_size=5)
    .filter(any)
    .map(lambda parts: [one / sum(parts) for one in parts])
)


@st.composite
def assignment(draw: st.DrawFn) -> dict[str, Any]:
    arms = [{"id": f"arm{index}", "weight": weight} for index, weight in enumerate(draw(weights))]
    experiment = {"seed": draw(any_text), "hash_version": draw(st.sampled_from([1, 2, 3])), "arms": arms}
    return {
        "experiment": {**experiment, "coverage": draw(st.floats(0, 1))},
        "unit": draw(st.one_of(st.none(), any_text)),
    }


@given(batch=batches(assignment()))
@BATCHES
def test_both_languages_choose_the_same_arm(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("assign", batch), strict=True):
        assert assign(row["experiment"], row["unit"]) == said, row


plain = st.one_of(
    st.text("ab15. -", max_size=4), st.integers(-20, 20), st.floats(-1e25, 1e25), st.booleans(), st.none()
)
attribute = st.one_of(plain, st.lists(plain, max_size=3), st.dictionaries(st.sampled_from("ab"), plain, max_size=2))
compared = st.sampled_from(
    ["$eq", "$ne", "$lt", "$lte", "$gt", "$gte", "$veq", "$vne", "$vlt", "$vlte", "$vgt", "$vgte"]
)
listing = st.sampled_from(["$in", "$nin", "$ini", "$nini", "$all", "$alli"])
test = st.recursive(
    st.one_of(
        attribute,
        st.dictionaries(compared, attribute, min_size=1, max_size=2),
        st.dictionaries(listing, st.lists(plain, max_size=3), min_size=1, max_size=1),
        st.dictionaries(st.just("$exists"), st.booleans(), min_size=1),
    ),
    lambda inner: st.dictionaries(st.sampled_from(["$not", "$size"]), inner, min_size=1, max_size=2),
    max_leaves=4,
)
clause = st.dictionaries(st.sampled_from(["a", "b", "a.b", "a.0"]), test, max_size=2)
condition = st.recursive(
    clause,
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(["$and", "$or", "$nor"]), st.lists(inner, max_size=3), min_size=1, max_size=2),
        st.builds(lambda part: {"$not": part}, inner),
    ),
    max_leaves=4,
)
question = st.fixed_dictionaries(
    {"condition": condition, "attributes": st.dictionaries(st.sampled_from("ab"), attribute, max_size=2)}
)


@given(batch=batches(question))
@BATCHES
def test_both_languages_agree_on_any_imported_condition(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("imported_condition", batch), strict=True):
        assert passes(row["attributes"], row["condition"], {}) is said, row
