"""A step's logic on the wire, and what in it does not fit its variant: refused when it is saved, with the place."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from ... import rules
from ...rules.fitting import leaves
from ...rules.logic import OPS, piped
from ...targeting import ways
from .fields import Strict, identifier, matching, one_of
from .problems import Said, bracketed

FACT = r"^(answer|variable)\.[A-Za-z][A-Za-z0-9_-]{0,39}$"
LONGEST_VALUE = 200
LARGEST_VALUE = 1e12
NOT_SAID = "Say which value."
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
    value = Operand(required=True, error_messages={"null": NOT_SAID})


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
                is_missing = problem.path.endswith("value") and _at(logic["when"], problem.path) is None
                text = NOT_SAID if is_missing else Said(problem.text, problem.values)
                yield bracketed(f"{at}.{problem.path}".rstrip(".")), text
            if not problems:
                for way, leaf in leaves(logic["when"]):
                    if leaf["fact"] not in facts:
                        yield bracketed(".".join(map(str, (at, *way, "fact")))), _nothing(leaf["fact"])


def _at(rule: Any, path: str) -> Any:
    """What stands there; None where nothing does."""
    for key in path.split("."):
        rule = rule[int(key)] if isinstance(rule, list) else rule.get(key)
    return rule


def _texts(path: str, variant: dict[str, Any], facts: set[str]) -> Found:
    for s, step in enumerate(variant["steps"]):
        for b, block in enumerate(step["blocks"]):
            for name, words in block.items():
                for language, text in words.items() if isinstance(words, dict) else ():
                    for fact in piped(text) if isinstance(text, str) else ():
                        if fact not in facts:
                            yield f"{path}.steps[{s}].blocks[{b}].{name}.{language}", _nothing(fact)


def _circles(path: str, variant: dict[str, Any]) -> Found:
    """Only where there is logic: what `next` alone makes of a draft, its launch refuses."""
    leads = ways.onward(variant)
    for s, step in enumerate(variant["steps"]):
        if step.get("logic") and step["id"] in ways.reached(leads, step["id"]):
            text = f"From the step {step['id']} a way leads back to it."
            jumps = [at for at, action in _actions(path, variant, s) if _leads_back(leads, step["id"], action)]
            yield from ((f"{at}.jump", text) for at in jumps)
            if not jumps:
                yield f"{path}.steps[{s}].logic", text


def _leads_back(leads: dict[str, set[str]], start: str, action: dict[str, Any]) -> bool:
    jump = action.get("jump")
    return jump is not None and jump in leads and start in {jump, *ways.reached(leads, jump)}


def _actions(path: str, variant: dict[str, Any], only: int | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Those of all steps, or only of one."""
    for s, step in enumerate(variant["steps"]):
        for n, logic in enumerate(step.get("logic") or [] if only in (None, s) else []):
            for a, action in enumerate(logic["then"]):
                yield f"{path}.steps[{s}].logic[{n}].then[{a}]", action


def _nothing(fact: str) -> str:
    return f"Nothing in this variant is {fact}."
