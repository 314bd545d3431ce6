"""A text's tree as the server writes it down for the editor, and as the editor reads it: the same, whatever is in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.widget.languages.asking import Ask
from tests.widget.languages.batches import BATCHES, Batch, batches
from winback.web.admin.markup import as_markup, tidy

CASES = json.loads((Path(__file__).resolve().parents[2] / "cases" / "rich-cases.json").read_text("utf-8"))
WRITTEN, TYPED = CASES["written"], CASES["typed"]


def test_the_server_writes_each_tree_of_the_table() -> None:
    assert {case["name"]: as_markup(case["tree"]) for case in WRITTEN} == {
        case["name"]: case["markup"] for case in WRITTEN
    }


def test_the_editor_reads_each_text_of_the_table(ask: Ask) -> None:
    every = WRITTEN + TYPED
    read = dict(zip([case["name"] for case in every], ask("rich", [case["markup"] for case in every]), strict=True))
    assert read == {case["name"]: case["tree"] for case in every}


# what marks, ends or keeps something, and little else
text = st.text("ab 1.-*_[]()\\|\n\t한", min_size=1, max_size=6)
address = st.text("ab/()\\* ]", min_size=1, max_size=6)


def marks(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(inside, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda some: {"bold": some}, parts),
        st.builds(lambda some: {"italic": some}, parts),
        st.builds(lambda some, url: {"link": some, "url": url}, parts, address),
    )


words = st.recursive(text, marks, max_leaves=6)
items = st.lists(st.lists(words, max_size=2), min_size=1, max_size=3)
lists = st.builds(lambda some, ordered: {"list": some} | ordered, items, st.sampled_from([{}, {"ordered": True}]))
trees = st.lists(st.one_of(words, words, lists), max_size=5)


@given(batch=batches(trees))
@BATCHES
def test_every_tree_is_read_as_it_was_written(ask: Ask, batch: Batch) -> None:
    trees = [tidy(tree) for tree in batch]
    written = [as_markup(tree) for tree in batch]
    assert ask("rich", written) == trees
    assert [as_markup(tree) for tree in trees] == written


@given(batch=batches(st.text("ab 1.-*_[]()\\|\n", max_size=12)))
@BATCHES
def test_whatever_is_typed_is_the_same_when_it_comes_back(ask: Ask, batch: Batch) -> None:
    read = ask("rich", batch)
    assert ask("rich", [as_markup(tree) for tree in read]) == [tidy(tree) for tree in read]
