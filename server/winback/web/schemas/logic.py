"""A step's logic on the wire, and what in it does not fit its variant: refused when it is saved, with the place."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from ... import rules
from ...rules.fitting import leaves
from ...rules.logic import OPS, piped
from .fields import Strict, identifier, matching, one_of
from .problems import Said, bracketed

FACT = r"^(answer|variable)\.[A-Za-z][A-Za-z0-9_-]{0,39}$"
LONGEST_VALUE = 200
LARGEST_VALUE = 1e12
Found = Iterator[tuple[str, str]]


class Named(Strict):
    fact = matching(FACT, "answer.BLOCK or variable.NAME.", required=True)


class Operand(fields.Field[Any]):
    """A number, a text, or `{"fact": name}`."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, dict):
            return Named().load(value)
        if isinstance(value, str) and len(value) <= LONGEST_VALUE and "\0" not in value:
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST_VALUE:
            return value
        raise ValidationError('A number, a text up to 200 characters, or {"fact": name}.')


class Jump(Strict):
    jump = identifier(required=True, allow_none=True)


class Require(Strict):
    require = identifier(required=True)


class Calculate(Strict):
    calculate = identifier(required=True)
    op = one_of(*OPS, required=True)
    value = Operand(required=True)


ACTIONS = {"jump": Jump, "require": Require, "calculate": Calculate}


class Action(fields.Field[Any]):
    """An object whose one verb says what it is."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        verb = next((verb for verb in ACTIONS if isinstance(value, dict) and verb in value), None)
        if verb is None:
            raise ValidationError("An object with jump, require or calculate.")
        return ACTIONS[verb]().load(value)


class Logic(Strict):
    when = fields.Dict(allow_none=True, load_default=None)
    then = fields.List(Action(), validate=[validate.Length(1, 10)], required=True)


def misfits(path: str, variant: dict[str, Any]) -> Found:
    """What a variant's logic and texts name that is not there, and ways that lead round in a circle."""
    steps = {step["id"] for step in variant["steps"]}
    blocks = {block["id"] for step in variant["steps"] for block in step["blocks"]}
    variables = {action["calculate"] for _, action in _actions(path, variant) if "calculate" in action}
    facts = {f"answer.{block}" for block in blocks} | {f"variable.{name}" for name in variables}
    for at, action in _actions(path, variant):
        if action.get("jump") is not None and action["jump"] not in steps:
            yield f"{at}.jump", f"There is no step {action['jump']}."
        if "require" in action and action["require"] not in blocks:
            yield f"{at}.require", f"There is no block {action['require']}."
        if isinstance(action.get("value"), dict) and action["value"]["fact"] not in facts:
            yield f"{at}.value.fact", _nothing(action["value"]["fact"])
    yield from _rules(path, variant, facts)
    yield from _texts(path, variant, facts)
    yield from _circles(path, variant)


def _rules(path: str, variant: dict[str, Any], facts: set[str]) -> Found:
    for s, step in enumerate(variant["steps"]):
        for n, logic in enumerate(step.get("logic") or []):
            at = f"{path}.steps[{s}].logic[{n}].when"
            if logic["when"] is None:
                continue
            problems = rules.check(logic["when"])
            for problem in problems:
                yield bracketed(f"{at}.{problem.path}".rstrip(".")), Said(problem.text, problem.values)
            if not problems:
                for _, leaf in leaves(logic["when"]):
                    if leaf["fact"] not in facts:
                        yield at, _nothing(leaf["fact"])


def _texts(path: str, variant: dict[str, Any], facts: set[str]) -> Found:
    for s, step in enumerate(variant["steps"]):
        for b, block in enumerate(step["blocks"]):
            for name, words in block.items():
                for language, text in words.items() if isinstance(words, dict) else ():
                    for fact in piped(text) if isinstance(text, str) else ():
                        if fact not in facts:
                            yield f"{path}.steps[{s}].blocks[{b}].{name}.{language}", _nothing(fact)


def _circles(path: str, variant: dict[str, Any]) -> Found:
    """Only where there is logic: a step's own `next` alone always was the marketer's to choose."""
    index = {step["id"]: s for s, step in enumerate(variant["steps"])}
    ways = {step["id"]: {w for w in _ways(step) if w in index} for step in variant["steps"]}
    for step in variant["steps"]:
        if step.get("logic") and step["id"] in _reached(ways, step["id"]):
            yield f"{path}.steps[{index[step['id']]}].logic", f"From the step {step['id']} a way leads back to it."


def _ways(step: dict[str, Any]) -> list[str]:
    jumps = [action.get("jump") for logic in step.get("logic") or [] for action in logic["then"]]
    return [way for way in (step["next"], *jumps) if way is not None]


def _reached(ways: dict[str, set[str]], start: str) -> set[str]:
    """Every step that some way leads to, after the start."""
    reached: set[str] = set()
    left = list(ways[start])
    while left:
        step = left.pop()
        if step not in reached:
            reached.add(step)
            left += ways[step]
    return reached


def _actions(path: str, variant: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for s, step in enumerate(variant["steps"]):
        for n, logic in enumerate(step.get("logic") or []):
            for a, action in enumerate(logic["then"]):
                yield f"{path}.steps[{s}].logic[{n}].then[{a}]", action


def _nothing(fact: str) -> str:
    return f"Nothing in this variant is {fact}."
