"""Ways through a message: whoever goes on comes to an end, and what nothing leads to is said in the editor."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.admin.filled_in import SITE, content
from winback.targeting import ways
from winback.targeting.gate import problems, warnings

Json = dict[str, Any]


def step(key: str, leads_to: str | None = None, *buttons: str, **more: Any) -> Json:
    text = {"en": "Words", "ko": "문구"}
    drawn = [{"id": f"b{n}", "type": "button", "text": text, "action": action} for n, action in enumerate(buttons)]
    return {"id": key, "next": leads_to, "blocks": [{"id": "h", "type": "heading", "text": text}, *drawn], **more}


def refused(*steps: Json) -> list[str]:
    made = content("exit_offer")
    made["variants"]["a"]["steps"] = list(steps)
    return [problem.path for problem in problems(made, "message", SITE, 0) if problem.path.startswith("variants.a")]


CIRCLES: dict[str, tuple[list[Json], list[str]]] = {
    "two steps that follow each other": (
        [step("s1", "s2", "next"), step("s2", "s1", "next")],
        ["variants.a.steps.1.next"],
    ),
    "a step that follows itself": ([step("s1", "s1", "next")], ["variants.a.steps.0.next"]),
    "a circle behind the first step": (
        [step("s1", "s2", "next"), step("s2", "s3", "next"), step("s3", "s2", "next")],
        ["variants.a.steps.2.next"],
    ),
    "a circle by way of a jump": (
        [
            step("s1", "s3", "next", logic=[{"when": None, "then": [{"jump": "s2"}]}]),
            step("s2", "s1", "next"),
            step("s3"),
        ],
        ["variants.a.steps.1.next"],
    ),
    "a button that goes back": ([step("s1", "s2", "next"), step("s2", None, "goto:s1", "back", "next")], []),
    "a step before that leads on elsewhere": (
        [step("s1", "s3", "next"), step("s2", None, "next"), step("s3", "s2", "next")],
        [],
    ),
}


@pytest.mark.parametrize(("steps", "found"), CIRCLES.values(), ids=CIRCLES)
def test_nobody_is_led_round(steps: list[Json], found: list[str]) -> None:
    assert refused(*steps) == found


def test_a_step_that_nothing_leads_to_is_known() -> None:
    steps = [
        step(
            "s1",
            "s2",
            "next",
            "goto:s4",
            logic=[{"when": {"fact": "answer.q", "op": "is_set"}, "then": [{"jump": "s3"}]}],
        ),
        *(step(key) for key in ("s2", "s3", "s4")),
        step("s5", "s6"),
        step("s6"),
    ]
    assert ways.unreached({"steps": steps}) == {"s5", "s6"}
    assert ways.unreached({"steps": []}) == set()


def test_behind_a_jump_that_always_comes_nothing_is_reached() -> None:
    always = {"when": None, "then": [{"calculate": "n", "op": "add", "value": 1}, {"jump": "s3"}, {"jump": "s2"}]}
    asked = {"when": {"fact": "answer.q", "op": "is_set"}, "then": [{"jump": "s4"}]}
    steps = [step("s1", "s2", logic=[asked, always, {**asked, "then": [{"jump": "s5"}]}])]
    steps += [step(key) for key in ("s2", "s3", "s4", "s5")]
    assert ways.unreached({"steps": steps}) == {"s2", "s5"}


def test_a_launch_minds_no_step_that_nobody_comes_to_and_yet_it_is_said() -> None:
    made = content("exit_offer")
    made["variants"]["a"]["steps"] = [step("s1"), step("lost")]
    assert not [problem for problem in problems(made, "message", SITE, 0) if problem.path.startswith("variants.a.")]
    assert [warning.path for warning in warnings(made)] == ["variants.a.steps.1"]
