"""What lies ahead of a step in a message, and which of the answers given so far it asks about."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .fitting import leaves
from .logic import piped

Step = Mapping[str, Any]


def ahead(steps: Sequence[Step], start: str | None) -> list[Step]:
    """The step named, and all that some way leads to from there."""
    by_id = {step["id"]: step for step in steps}
    found: dict[str, Step] = {}
    left = [start]
    while left:
        name = left.pop()
        if name is not None and name in by_id and name not in found:
            found[name] = by_id[name]
            left += _ways(by_id[name])
    return list(found.values())


def asked_about(steps: Sequence[Step]) -> set[str]:
    """The facts that these steps' logic and texts name, and whether each of their blocks must be answered."""
    return {fact for step in steps for fact in (*_in_logic(step), *_in_texts(step))}


def _ways(step: Step) -> list[str | None]:
    jumps = [action.get("jump") for action in _actions(step)]
    actions = (block.get("action") or "" for block in step["blocks"])
    return [step["next"], *jumps, *(action.removeprefix("goto:") for action in actions if action.startswith("goto:"))]


def _actions(step: Step) -> Iterator[Mapping[str, Any]]:
    for logic in step.get("logic") or []:
        yield from logic["then"]


def _in_logic(step: Step) -> Iterator[str]:
    for logic in step.get("logic") or []:
        if logic.get("when") is not None:
            yield from (leaf["fact"] for _, leaf in leaves(logic["when"]))
    for action in _actions(step):
        if "calculate" in action:
            yield f"variable.{action['calculate']}"
            if isinstance(action["value"], Mapping):
                yield action["value"]["fact"]


def _in_texts(step: Step) -> Iterator[str]:
    for block in step["blocks"]:
        yield f"required.{block['id']}"
        for words in (*_texts(block), *(words for option in block.get("options") or [] for words in _texts(option))):
            yield from piped(words)


def _texts(part: Mapping[str, Any]) -> Iterator[str]:
    for words in part.values():
        if isinstance(words, Mapping):
            yield from (text for text in words.values() if isinstance(text, str))
