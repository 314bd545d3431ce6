"""A step's logic when a campaign is saved: what is kept, and what is refused with its place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cast import Person
from winback.models import Site


def content(logic: list[Any], text: str = "Hello", action: str = "next") -> dict[str, Any]:
    ask = {"id": "score", "type": "nps"}
    go = {"id": "go", "type": "button", "text": {"en": text}, "action": action}
    steps = [
        {"id": "one", "blocks": [ask, go], "next": "two", "logic": logic},
        {"id": "two", "blocks": [{"id": "why", "type": "open_text"}], "next": "three"},
        {"id": "three", "blocks": [{"id": "thanks", "type": "heading"}], "next": None},
    ]
    return {"variants": {"a": {"format": "popup", "steps": steps}}}


def save(alice: Person, shop: Site, body: dict[str, Any]) -> Any:
    return alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json={"name": "Survey", "kind": "survey", **body})


GOOD: list[list[Any]] = [
    [{"when": {"fact": "answer.score", "op": "lte", "value": 6}, "then": [{"jump": "three"}]}],
    [{"when": None, "then": [{"jump": None}, {"require": "why"}]}],
    [
        {"then": [{"calculate": "n", "op": "add", "value": {"fact": "answer.score"}}]},
        {
            "when": {"fact": "variable.n", "op": "gt", "value": 5},
            "then": [{"calculate": "t", "op": "concat", "value": "x"}],
        },
    ],
]


@pytest.mark.parametrize("logic", GOOD)
def test_logic_is_kept(alice: Person, shop: Site, logic: list[Any]) -> None:
    made = save(alice, shop, content(logic, "You gave {{answer.score|none}}", "back"))
    assert made.status_code == 201, made.json
    kept = made.json["variants"]["a"]["steps"][0]["logic"]
    assert kept == [{"when": None, **each} for each in logic]


STEP = "variants.a.steps[0]"
BAD: dict[str, tuple[Any, str]] = {
    "no step": ({"then": [{"jump": "nine"}]}, f"{STEP}.logic[0].then[0].jump"),
    "no block": ({"then": [{"require": "nine"}]}, f"{STEP}.logic[0].then[0].require"),
    "nothing to do": ({"then": []}, f"{STEP}.logic[0].then"),
    "unknown verb": ({"then": [{"explode": True}]}, f"{STEP}.logic[0].then[0]"),
    "unknown op": ({"then": [{"calculate": "n", "op": "power", "value": 1}]}, f"{STEP}.logic[0].then[0].op"),
    "a value too large": (
        {"then": [{"calculate": "n", "op": "add", "value": 1e300}]},
        f"{STEP}.logic[0].then[0].value",
    ),
    "a list for a value": ({"then": [{"calculate": "n", "op": "add", "value": [1]}]}, f"{STEP}.logic[0].then[0].value"),
    "a fact that is none": (
        {"then": [{"calculate": "n", "op": "add", "value": {"fact": "cart.value"}}]},
        f"{STEP}.logic[0].then[0].value.fact",
    ),
    "a block that is gone": (
        {"when": {"fact": "answer.gone", "op": "is_set"}, "then": [{"jump": None}]},
        f"{STEP}.logic[0].when.fact",
    ),
    "a block that is gone, in a group": (
        {
            "when": {
                "any": [
                    {"fact": "answer.score", "op": "is_set"},
                    {"not": {"all": [{"fact": "answer.gone", "op": "is_set"}]}},
                ]
            },
            "then": [{"jump": None}],
        },
        f"{STEP}.logic[0].when.any[1].not.all[0].fact",
    ),
    "a score without its number": (
        {"when": {"fact": "answer.score", "op": "lte", "value": None}, "then": [{"jump": None}]},
        f"{STEP}.logic[0].when.value",
    ),
    "a sum of nothing": (
        {"then": [{"calculate": "n", "op": "add", "value": None}]},
        f"{STEP}.logic[0].then[0].value",
    ),
    "no rule": ({"when": {"nonsense": 1}, "then": [{"jump": None}]}, f"{STEP}.logic[0].when"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused_with_its_place(alice: Person, shop: Site, name: str) -> None:
    logic, path = BAD[name]
    answer = save(alice, shop, content([logic]))
    assert answer.status_code == 422
    assert next(error["path"].replace(".0", "[0]") for error in answer.json["errors"]).startswith(path), answer.json
    if name in ("a score without its number", "a sum of nothing"):
        assert answer.json["errors"][0]["message"] == "Say which value."


def test_a_circle_is_refused(alice: Person, shop: Site) -> None:
    body = content([])
    body["variants"]["a"]["steps"][1]["logic"] = [{"then": [{"jump": "one"}]}]
    answer = save(alice, shop, body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == ["variants.a.steps[1].logic[0].then[0].jump"]


def test_a_text_that_names_nothing_is_refused(alice: Person, shop: Site) -> None:
    answer = save(alice, shop, content([], "Dear {{answer.name|friend}}"))
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == ["variants.a.steps[0].blocks[1].text.en"]
