"""Blocks that count down, show progress or products, ask for consent, and texts with more than words in them."""

from __future__ import annotations

from typing import Any

import pytest

from winback.web.admin.formats import as_markup
from winback.web.schemas.campaign import read_content
from winback.web.schemas.problems import Malformed

AT = "variants.a.steps[0].blocks[0]"


def message(block: dict[str, Any]) -> dict[str, Any]:
    steps = [{"id": "s1", "blocks": [{"id": "b", **block}]}]
    return {"variants": {"a": {"format": "popup", "steps": steps}}}


def kept(block: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = read_content(message(block), "message", "offer")["variants"]["a"]["steps"][0]["blocks"][0]
    return read


def rich(*parts: Any) -> dict[str, Any]:
    return {"type": "text", "rich": {"en": list(parts)}}


def deep(levels: int) -> Any:
    return ["x"] if levels == 0 else [{"bold": deep(levels - 1)}]


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a hidden field of a cookie": ({"type": "hidden", "source": "cookie"}, f"{AT}.source"),
    "a hidden field without bounds": ({"type": "hidden", "name": "x" * 65}, f"{AT}.name"),
    "a hidden field by a rule": ({"type": "hidden", "name": "utm_*"}, f"{AT}.name"),
    "an end without its zone": ({"type": "countdown", "at": "2030-01-01T00:00:00"}, f"{AT}.at"),
    "no minutes": ({"type": "countdown", "mode": "visitor", "minutes": 0}, f"{AT}.minutes"),
    "more than a month": ({"type": "countdown", "mode": "visitor", "minutes": 43201}, f"{AT}.minutes"),
    "a time that no clock shows": ({"type": "countdown", "mode": "daily", "time": "24:00"}, f"{AT}.time"),
    "a countdown that begins anew": ({"type": "countdown", "mode": "again"}, f"{AT}.mode"),
    "a consent that differs by visitor": (
        {"type": "consent", "label": {"en": "I am {{answer.b|somebody}}"}},
        f"{AT}.label.en",
    ),
    "a permission that differs by visitor": (
        {"type": "email", "consent_text": {"en": "Write to {{answer.b|me}}"}},
        f"{AT}.consent_text.en",
    ),
    "a consent that is ticked": ({"type": "consent", "checked": True}, f"{AT}.checked"),
    "a least number above the most": ({"type": "field", "kind": "number", "min": 1.5, "max": 1}, f"{AT}.max"),
    "steps of nothing": ({"type": "field", "kind": "number", "step": 0}, f"{AT}.step"),
    "steps that are too fine": ({"type": "field", "kind": "number", "step": 0.0000015}, f"{AT}.step"),
    "a bound in words": ({"type": "field", "kind": "number", "min": "1"}, f"{AT}.min"),
    "a day that no calendar has": ({"type": "field", "kind": "date", "latest": "2026-02-30"}, f"{AT}.latest"),
    "a day in words": ({"type": "field", "kind": "date", "earliest": "today"}, f"{AT}.earliest"),
    "a latest day before the earliest": (
        {"type": "field", "kind": "date", "earliest": "2026-02-02", "latest": "2026-02-01"},
        f"{AT}.latest",
    ),
    "a password filled in": ({"type": "field", "autocomplete": "current-password"}, f"{AT}.autocomplete"),
    "products of somebody else": ({"type": "products", "source": "wishlist"}, f"{AT}.source"),
    "too many products": ({"type": "products", "max": 7}, f"{AT}.max"),
    "a script as a link": (rich({"link": ["x"], "url": "javascript:alert(1)"}), f"{AT}.rich.en.url"),
    "data as a link in a list": (
        rich({"list": [[{"link": ["x"], "url": "data:text/html,x"}]]}),
        f"{AT}.rich.en.url",
    ),
    "a link to nowhere": (rich({"link": ["x"]}), f"{AT}.rich.en.url"),
    "an unknown kind of part": (rich({"script": ["x"]}), f"{AT}.rich.en[0]"),
    "an attribute": (rich({"bold": ["x"], "onclick": "alert(1)"}), f"{AT}.rich.en.onclick"),
    "a number": (rich(7), f"{AT}.rich.en[0]"),
    "NUL": (rich("a\x00"), f"{AT}.rich.en[0]"),
    "parts too deep": (rich(*deep(8)), f"{AT}.rich.en[0]"),
    "too many parts": (rich(*["x"] * 301), f"{AT}.rich.en[0]"),
    "a list of too many items": (rich("hi ", {"list": [[]] * 301}), f"{AT}.rich.en"),
    "too many items in lists": (rich(*[{"list": [[]] * 100}] * 3), f"{AT}.rich.en"),
    "too many blanks": (rich("a", " " * 5000), f"{AT}.rich.en"),
    "too many words": (rich("x" * 5001), f"{AT}.rich.en[0]"),
    "no table": ({"type": "text", "rich": "x"}, f"{AT}.rich"),
    "no language": ({"type": "text", "rich": {"english": ["x"]}}, f"{AT}.rich"),
}


@pytest.mark.parametrize(("block", "path"), FAULTS.values(), ids=FAULTS)
def test_is_refused_at_its_field(block: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_content(message(block), "message", "offer")
    assert [error["path"].removesuffix("[0]") for error in refused.value.errors] == [path.removesuffix("[0]")]


@pytest.mark.parametrize(
    ("mode", "member"), [("fixed", "at"), ("visitor", "minutes"), ("daily", "time")], ids=["fixed", "visitor", "daily"]
)
def test_a_countdown_keeps_the_one_end_that_it_has(mode: str, member: str) -> None:
    every = {"at": "2030-01-01T01:00:00+01:00", "minutes": 20, "time": "18:00"}
    block = kept({"type": "countdown", "mode": mode, **every})
    assert set(block) & set(every) == {member}
    assert block[member] == {**every, "at": "2030-01-01T00:00:00.000Z"}[member]


OPTIONS = {"min": 0, "max": 1.5, "step": 0.25, "earliest": "2026-01-01", "latest": "2026-12-31"}


@pytest.mark.parametrize(
    ("kind", "autocomplete", "kept_of_it"),
    [
        ("number", "off", {"min", "max", "step", "autocomplete"}),
        ("date", "bday", {"earliest", "latest", "autocomplete"}),
        ("text", "postal-code", {"autocomplete"}),
        ("name", "given-name", {"autocomplete"}),
        ("phone", "bday", set()),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_field_keeps_what_its_kind_has(kind: str, autocomplete: str, kept_of_it: set[str]) -> None:
    given = {**OPTIONS, "autocomplete": autocomplete}
    block = kept({"type": "field", "kind": kind, **given})
    assert {name: block[name] for name in given if name in block} == {name: given[name] for name in kept_of_it}


TREE: list[Any] = [
    "Now ",
    {"bold": ["ten ", {"italic": ["percent"]}]},
    {"list": [["on ", {"link": ["chairs"], "url": "/chairs"}], ["on lamps"]]},
    {"list": [["one"]], "ordered": True},
]


def test_a_rich_text_says_the_same_words_plainly() -> None:
    block = kept({**rich(*TREE), "text": {"en": "something else", "ko": "지금"}})
    assert block["text"] == {"en": "Now ten percent\non chairs\non lamps\n\none", "ko": "지금"}
    assert block["rich"] == {"en": TREE}
    assert kept(block) == block


def test_a_rich_text_with_nothing_in_it_is_a_plain_one() -> None:
    assert "rich" not in kept({"type": "text", "text": {"en": "Hello"}, "rich": {"en": []}})


def test_a_rich_text_is_typed_with_a_few_marks() -> None:
    assert as_markup(TREE) == "Now **ten *percent*\\|**\n- on [chairs](/chairs)\n- on lamps\n1. one"
