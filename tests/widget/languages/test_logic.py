"""Browser and Python agree on logic and texts that nobody thought of."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.widget.languages.asking import Ask
from tests.widget.languages.batches import BATCHES, Batch, batches, short_text
from winback.rules.logic import OPS, pipe, run

# what a campaign or an answer may say: ingest and saving refuse larger ones
number = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))
NAMES = ["answer.a", "answer.b", "variable.a", "variable.b", "required.a"]
plain = st.one_of(number, short_text, st.booleans(), st.none(), st.just(0), st.sampled_from([1e-7, 1e-5, 1e21, 2.5e-9]))
said = st.one_of(plain, st.lists(plain, max_size=3), st.builds(lambda text: {"other": text}, short_text))
facts = st.dictionaries(st.sampled_from(NAMES), said, max_size=4)
value = st.one_of(number, short_text, st.builds(lambda name: {"fact": name}, st.sampled_from(NAMES)))
action: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(lambda step: {"jump": step}, st.sampled_from(["s1", "s2", None])),
    st.builds(lambda block: {"require": block}, st.sampled_from("ab")),
    st.builds(
        lambda name, op, by: {"calculate": name, "op": op, "value": by},
        st.sampled_from("ab"),
        st.sampled_from([*OPS]),
        value,
    ),
)
leaf = st.builds(
    lambda fact, op, value: {"fact": fact, "op": op, "value": value},
    st.sampled_from(NAMES),
    st.sampled_from(["eq", "ne", "gt", "lte", "contains", "is_set", "is_not_set"]),
    st.one_of(number, short_text),
)
one = st.builds(
    lambda when, then: {"when": when, "then": then}, st.one_of(st.none(), leaf), st.lists(action, max_size=3)
)


@given(batch=batches(st.fixed_dictionaries({"logic": st.lists(one, max_size=4), "facts": facts})))
@BATCHES
def test_both_languages_agree_on_any_logic(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("step_logic", batch), strict=True):
        outcome = run(row["logic"], row["facts"])
        assert outcome.facts == said["facts"], row
        assert (outcome.jumps, outcome.jump) == ("jump" in said, said.get("jump")), row


part = st.one_of(
    short_text, st.sampled_from(["{{answer.a}}", "{{ variable.b | nobody }}", "{{answer.b|}}", "{{", "|", "}}"])
)


@given(batch=batches(st.fixed_dictionaries({"text": st.lists(part, max_size=5).map("".join), "facts": facts})))
@BATCHES
def test_both_languages_put_answers_into_any_text(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("step_piping", batch), strict=True):
        assert pipe(row["text"], row["facts"]) == said, row
