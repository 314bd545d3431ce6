"""What a step's logic can ask about: questions that were asked by then, hidden fields, and what was calculated."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .words import BLOCKS

_NUMBERS = ("nps", "csat", "ces", "stars")
_KINDS = {
    **dict.fromkeys(("single_choice", "select"), "choice"),
    "multiple_choice": "choices",
    **dict.fromkeys(("checkbox", "consent", "email"), "tick"),
    **dict.fromkeys(_NUMBERS, "number"),
}
_LONGEST = 60


@dataclass(frozen=True)
class Asked:
    """A question, a hidden field or a variable: its fact, what it is called, how it is compared, and its answers."""

    fact: str
    name: str
    kind: str
    options: list[tuple[str, str]] = field(default_factory=list)


def asked_in(variant: dict[str, Any], step: dict[str, Any] | None) -> list[Asked]:
    """What is known after a step: its own questions first, then those of the steps before it; of no step, everything."""
    steps = variant["steps"]
    until = [*steps[: steps.index(step) + 1]][::-1] if step else steps
    blocks = [block for one in until for block in one["blocks"]]
    return [*(_of_block(block) for block in blocks if is_asked(block)), *_variables(variant)]


def is_asked(block: dict[str, Any]) -> bool:
    return is_question(block) or block["type"] == "hidden"


def is_question(block: dict[str, Any]) -> bool:
    return "label" in block and block["type"] != "coupon"


def said(text: Any) -> str:
    return next((words for words in (text or {}).values() if words), "")


def called(block: dict[str, Any]) -> str:
    """The question itself, cut where it is long; without words yet, what kind it is."""
    words = said(block.get("label")) or block.get("name") or str(BLOCKS.get(block["type"], block["type"]))
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _of_block(block: dict[str, Any]) -> Asked:
    is_number = block["type"] == "field" and block.get("kind") == "number"
    kind = "number" if is_number else _KINDS.get(block["type"], "text")
    options = [(option["id"], said(option.get("text")) or option["id"]) for option in block.get("options") or []]
    return Asked(f"answer.{block['id']}", called(block), kind, options)


def _variables(variant: dict[str, Any]) -> Iterator[Asked]:
    """Of a variable that is only ever made of texts one asks as of a text."""
    made: dict[str, list[dict[str, Any]]] = {}
    for step in variant["steps"]:
        for rule in step.get("logic") or []:
            for action in rule.get("then") or [] if isinstance(rule, dict) else ():
                if isinstance(action, dict) and isinstance(action.get("calculate"), str):
                    made.setdefault(action["calculate"], []).append(action)
    for name, actions in made.items():
        yield Asked(f"variable.{name}", name, "text" if all(map(_makes_text, actions)) else "number")


def _makes_text(action: dict[str, Any]) -> bool:
    return action.get("op") == "concat" or (action.get("op") == "assign" and isinstance(action.get("value"), str))
