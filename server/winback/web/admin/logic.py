"""A step's logic as the editor's form shows it: plain rules by selects, every other as it is.

A plain rule asks one question and goes somewhere: `{"when": {"fact": "answer.Q", "op": …}, "then": [{"jump": …}]}`.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from .words import BLOCKS

_SCALES = {"nps": range(11), "csat": range(1, 6), "ces": range(1, 8)}
_ANSWERED = {"is_set": _("anything"), "is_not_set": _("nothing")}
_NUMBERS = {"lte": _("at most"), "gte": _("at least"), "eq": _("exactly"), "ne": _("not")}
_ONE = {"eq": _("this"), "ne": _("not this")}
_MANY = {"contains": _("also this"), "not_contains": _("not this")}
_TEXTS = {"contains": _("with the words"), "not_contains": _("without the words"), "eq": _("exactly")}


@dataclass(frozen=True)
class Plain:
    """A rule's question, how it is asked, and what may be answered; `options` where there are only so many."""

    fact: str
    question: str
    op: str
    ops: list[tuple[str, str]]
    value: Any
    options: list[tuple[Any, str]]
    is_number: bool


def questions(variant: dict[str, Any], step: dict[str, Any]) -> list[tuple[str, str]]:
    """What can be asked about after a step: its own questions first, then those of the steps before it."""
    until = variant["steps"][: variant["steps"].index(step) + 1]
    blocks = [block for one in reversed(until) for block in one["blocks"] if is_question(block)]
    return [(f"answer.{block['id']}", _name(block)) for block in blocks]


def is_question(block: dict[str, Any]) -> bool:
    return "label" in block and block["type"] != "coupon"


def plain_rule(variant: dict[str, Any], rule: dict[str, Any]) -> Plain | None:
    """None for a rule that says more than the form can show."""
    when, then = rule.get("when"), rule.get("then")
    if not isinstance(when, dict) or not isinstance(then, list) or len(then) != 1 or "jump" not in then[0]:
        return None
    block = next((b for s in variant["steps"] for b in s["blocks"] if f"answer.{b['id']}" == when.get("fact")), None)
    if block is None or not is_question(block):
        return None
    ops = _ops(block)
    if when.get("op") not in ops or not _is_shown(block, when):
        return None
    is_asked = when["op"] not in _ANSWERED
    return Plain(
        fact=when["fact"],
        question=_name(block),
        op=when["op"],
        ops=[(op, str(said)) for op, said in ops.items()],
        value=when.get("value"),
        options=_options(block) if is_asked else [],
        is_number=_is_number(block),
    )


def _ops(block: dict[str, Any]) -> dict[str, Any]:
    match block["type"]:
        case "checkbox" | "email" | "consent":
            return _ANSWERED
        case "single_choice" | "select":
            return {**_ONE, **_ANSWERED}
        case "multiple_choice":
            return {**_MANY, **_ANSWERED}
    return {**(_NUMBERS if _is_number(block) else _TEXTS), **_ANSWERED}


def _is_number(block: dict[str, Any]) -> bool:
    return block["type"] in (*_SCALES, "stars") or (block["type"] == "field" and block.get("kind") == "number")


def _is_shown(block: dict[str, Any], when: dict[str, Any]) -> bool:
    """Whether the field can hold the rule's value: what it can't would be lost with the first change."""
    value = when.get("value")
    if when["op"] in _ANSWERED:
        return value is None
    options = _options(block)
    if options:
        return value in [key for key, _words in options]
    if _is_number(block):
        return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
    return isinstance(value, str)


def _options(block: dict[str, Any]) -> list[tuple[Any, str]]:
    return [(option["id"], _said(option.get("text")) or option["id"]) for option in block.get("options", [])]


def _name(block: dict[str, Any]) -> str:
    """The question itself, cut where it is long; without words yet, what kind it is."""
    said = _said(block["label"]) or str(BLOCKS.get(block["type"], block["type"]))
    return said if len(said) <= 60 else f"{said[:59]}…"


def _said(text: Any) -> str:
    return next((words for words in (text or {}).values() if words), "")
