"""What no single field shows: parts of a campaign that don't fit each other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ... import rules
from . import logic
from .problems import Errors, Said, bracketed
from .rule_tests import misfit

Found = Iterator[tuple[str, str]]

RESERVED = ("control", "holdout")
CONSENT_ACTIONS = ("accept", "refuse", "save")


def contradictions(content: dict[str, Any], kind: str) -> Errors:
    """All of them, in the order of the form; empty for a campaign that can be kept, complete or not."""
    found = [*_audience(content), *_schedule(content), *_languages(content), *_arms(content), *_tests(content)]
    for name, variant in content["variants"].items():
        path = f"variants.{name}"
        found += [*_ids(path, variant), *_targets(path, variant), *_consent_only(path, variant, kind)]
        found += logic.misfits(path, variant)
    return [{"path": path, "message": message} for path, message in found]


def _audience(content: dict[str, Any]) -> Found:
    if content["audience"] is None:
        return
    for problem in rules.check(content["audience"]) or rules.misfits(content["audience"]):
        yield bracketed(f"audience.{problem.path}".rstrip(".")), Said(problem.text, problem.values)


def _schedule(content: dict[str, Any]) -> Found:
    start, end = content["schedule"]["from"], content["schedule"]["to"]
    if start and end and end <= start:  # both in UTC and of one form, so text order is time order
        yield "schedule.to", "The end must be after the beginning."


def _languages(content: dict[str, Any]) -> Found:
    yield from _twice("languages", content["languages"])


def _arms(content: dict[str, Any]) -> Found:
    ids = [arm["id"] for arm in content["experiment"]["arms"]]
    yield from _twice("experiment.arms", ids, ".id")
    for index, name in enumerate(ids):
        if name != "control" and name not in content["variants"]:
            yield f"experiment.arms[{index}].id", f"There is no variant {name}."
    for name in content["variants"]:
        if name in RESERVED:
            yield f"variants.{name}", f"{name} is the name of an arm that is shown nothing."
        elif name not in ids:
            yield f"variants.{name}", f"The variant {name} is no arm of the experiment."


def _tests(content: dict[str, Any]) -> Found:
    yield from _twice("tests", [test["name"] for test in content["tests"]], ".name")
    for index, test in enumerate(content["tests"]):
        for fact, value in test["given"].items():
            if message := misfit(fact, value):
                yield f"tests[{index}].given", message
        if test.get("because") and test["then"] == "shown":
            yield f"tests[{index}].because", "A message that is shown has no failing check."


def _ids(path: str, variant: dict[str, Any]) -> Found:
    yield from _twice(f"{path}.steps", [step["id"] for step in variant["steps"]], ".id")
    seen: set[str] = set()
    for at, block in _blocks(path, variant):
        if block["id"] in seen:
            yield f"{at}.id", f"{block['id']} is there twice in this variant."
        seen.add(block["id"])
        yield from _twice(f"{at}.options", [option["id"] for option in block.get("options", [])], ".id")


def _targets(path: str, variant: dict[str, Any]) -> Found:
    known = {step["id"] for step in variant["steps"]}
    for index, step in enumerate(variant["steps"]):
        if step["next"] is not None and step["next"] not in known:
            yield f"{path}.steps[{index}].next", f"There is no step {step['next']}."
    for at, block in _blocks(path, variant):
        verb, _, target = block.get("action", "").partition(":")
        if verb == "goto" and target not in known:
            yield f"{at}.action", f"There is no step {target}."


def _consent_only(path: str, variant: dict[str, Any], kind: str) -> Found:
    if kind == "consent":
        return
    for at, block in _blocks(path, variant):
        if block["type"] == "purposes":
            yield f"{at}.type", "Purposes are chosen in consent campaigns only."
        if block.get("action") in CONSENT_ACTIONS:
            yield f"{at}.action", f"{block['action']} belongs to consent campaigns only."


def _blocks(path: str, variant: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for s, step in enumerate(variant["steps"]):
        for b, block in enumerate(step["blocks"]):
            yield f"{path}.steps[{s}].blocks[{b}]", block


def _twice(path: str, values: Iterable[str], tail: str = "") -> Found:
    count: Counter[str] = Counter()
    for index, value in enumerate(values):
        count[value] += 1
        if count[value] == 2:
            yield f"{path}[{index}]{tail}", f"{value} is there twice."
