"""Where a press takes somebody in a form: on, back to the step before, or by a leap to another one."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...rules.ahead import ahead, asked_about
from ...rules.logic import run
from .links import State
from .progress import progress
from .reading import Form, questions

Step = Mapping[str, Any]
BUTTON = ":press"  # the field that says which button was pressed


def pressed(step: Step, form: Form) -> Mapping[str, Any] | None:
    """The step's button that was pressed; None where the form was sent by another way."""
    said = form.get(BUTTON, [""])[0]
    return next((block for block in step["blocks"] if block["type"] == "button" and block["id"] == said), None)


def begun(steps: Sequence[Step], state: State) -> State:
    """At its step, with no more of what is known than is asked about from there on."""
    asked = asked_about(ahead(steps, state.step))
    facts = {name: value for name, value in state.facts.items() if name in asked}
    come = progress(steps, [*state.path, state.step]) if state.step and _has_progress(steps) else 0
    return replace(state, facts=facts, furthest=max(state.furthest, come), page=secrets.token_urlsafe(6))


def onward(steps: Sequence[Step], state: State, values: Mapping[str, Any], facts: Mapping[str, Any], to: str) -> State:
    """The step was answered so; `facts` as its logic has left them."""
    given = {name: value for name, value in values.items() if value is not None}
    kept = {**_forgotten(steps, state), **given} if has_way_back(steps) else {}
    return begun(steps, replace(state, path=[*state.path, state.step], facts=dict(facts), answers=kept, step=to))


def leap(steps: Sequence[Step], state: State, to: str) -> State:
    """The step was left as it stood: what was typed into it is nobody's answer."""
    skipped = [*state.skipped, state.step] if has_way_back(steps) else []
    gone = replace(state, path=[*state.path, state.step], answers=_forgotten(steps, state), skipped=skipped, step=to)
    return begun(steps, gone)


def back(steps: Sequence[Step], state: State) -> State:
    """At the step before, as if what came after it had never been: its logic may have calculated something."""
    *path, before = state.path
    skipped = [name for name in state.skipped if name in path]
    left = replace(state, path=path, step=before, answers=_forgotten(steps, state), skipped=skipped)
    facts: dict[str, Any] = {f"answer.{block}": value for block, value in state.hidden.items()}
    for step in (_named(steps, name) for name in path if name not in skipped):
        given = {f"answer.{block['id']}": left.answers.get(block["id"]) for block in questions(step)}
        facts = run(step.get("logic") or [], facts | given).facts
    return begun(steps, replace(left, facts=facts))


def has_way_back(steps: Sequence[Step]) -> bool:
    return any(block.get("action") == "back" for step in steps for block in step["blocks"])


def _forgotten(steps: Sequence[Step], state: State) -> dict[str, Any]:
    """The answers without those of the step that is being left."""
    left = {block["id"] for block in questions(_named(steps, state.step))}
    return {name: value for name, value in state.answers.items() if name not in left}


def _named(steps: Sequence[Step], name: str) -> Step:
    return next(step for step in steps if step["id"] == name)


def _has_progress(steps: Sequence[Step]) -> bool:
    return any(block["type"] == "progress" for step in steps for block in step["blocks"])
