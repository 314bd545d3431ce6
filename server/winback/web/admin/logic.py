"""A step's logic as the editor's form shows it: conditions in one or two levels by selects, whatever says more in words.

What the form can't show is never written by it: only the fields that it has drawn change the draft.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _

from . import logic_words
from .logic_facts import Asked, asked_in
from .logic_words import CALCULATIONS, rule_in_words, when_in_words

_SET = {"is_set": _("is answered"), "is_not_set": _("is not answered")}
_ASKED: dict[str, dict[str, Any]] = {
    "number": {
        "lte": _("is at most"),
        "gte": _("is at least"),
        "lt": _("is less than"),
        "gt": _("is more than"),
        "eq": _("is exactly"),
        "ne": _("is not"),
        **_SET,
    },
    "choice": {"eq": _("is"), "ne": _("is not"), **_SET},
    "choices": {"contains": _("has among them"), "not_contains": _("does not have among them"), **_SET},
    "text": {
        "contains": _("contains"),
        "not_contains": _("does not contain"),
        "eq": _("is exactly"),
        "ne": _("is not"),
        **_SET,
    },
    "tick": _SET,
}
_GROUPS = ("all", "any")
VERBS = {"jump": _("Go to"), "require": _("Ask for"), "calculate": _("Calculate")}


@dataclass(frozen=True)
class Leaf:
    """One condition: what is asked about, how, and what may be compared with it."""

    fact: str
    op: str
    value: Any
    kind: str
    ops: list[tuple[str, Any]]
    options: list[tuple[str, str]]

    @property
    def takes_value(self) -> bool:
        return self.op not in _SET


@dataclass(frozen=True)
class Part:
    """A condition, or a group of them, with its path; with neither leaf nor mode it is shown in words alone."""

    at: str
    words: str
    leaf: Leaf | None = None
    mode: str | None = None
    parts: list["Part"] = field(default_factory=list)


@dataclass(frozen=True)
class Act:
    """What is done: its verb, None where only the API could have made it so."""

    at: str
    verb: str | None
    words: str
    action: dict[str, Any]


class Builder:
    """What the builder shows of the logic of one step."""

    VERBS = VERBS
    CALCULATIONS = CALCULATIONS

    def __init__(self, variant: dict[str, Any], step: dict[str, Any]) -> None:
        self._variant, self._step = variant, step
        self.asked = asked_in(variant, step)
        self._known = {one.fact: one for one in asked_in(variant, None)}
        self.required = logic_words.may_be_required(variant, step)

    def facts(self, chosen: str) -> list[tuple[str, str]]:
        """What can be asked about here; what is asked already stays there to be chosen."""
        offered = [(one.fact, one.name) for one in self.asked]
        if chosen in dict(offered):
            return offered
        return [*offered, (chosen, logic_words.name_of(chosen, self._known))]

    def variables(self) -> list[str]:
        return [fact.partition(".")[2] for fact in self._known if fact.startswith("variable.")]

    def ways(self, chosen: Any) -> list[tuple[str, str]]:
        """Where a rule may lead; what is chosen now stays there, also where that is this step or one that is gone."""
        return [("", _("The end: close")), *logic_words.steps_named(self._variant, self._step, chosen)]

    def gone(self, block: Any) -> str:
        return logic_words.name_of(f"answer.{block}", self._known)

    def words(self, rule: Any) -> str:
        return rule_in_words(rule, self._variant, self._known)

    def when(self, at: str, rule: Any) -> Part | None:
        """The conditions of a rule; None where it always holds."""
        when = rule.get("when") if isinstance(rule, dict) else None
        return None if when is None else self._part(at, when, depth=2)

    def acts(self, at: str, rule: Any) -> list[Act]:
        then = rule.get("then") if isinstance(rule, dict) else None
        return [
            Act(f"{at}.{n}", _verb_of(action), logic_words.action_in_words(action, self._variant, self._known), action)
            for n, action in enumerate(then if isinstance(then, list) else [])
        ]

    def _part(self, at: str, node: Any, depth: int) -> Part:
        words = when_in_words(node, self._known)
        mode = next((name for name in _GROUPS if isinstance(node, dict) and isinstance(node.get(name), list)), None)
        if mode is None:
            return Part(at, words, leaf=self._leaf(node))
        if not depth or not node[mode] or len(node) > 1:
            return Part(at, words)
        parts = [self._part(f"{at}.{mode}.{n}", part, depth - 1) for n, part in enumerate(node[mode])]
        return Part(at, words, mode=mode, parts=parts)

    def _leaf(self, node: Any) -> Leaf | None:
        if not isinstance(node, dict) or not isinstance(node.get("fact"), str):
            return None
        op, value = node.get("op"), node.get("value")
        asked = self._known.get(node["fact"]) or _gone(node["fact"], op, value)
        ops = _ASKED[asked.kind]
        if not isinstance(op, str) or op not in ops or not _is_shown(asked, op, value):
            return None
        return Leaf(node["fact"], op, value, asked.kind, list(ops.items()), asked.options)


def _gone(fact: str, op: Any, value: Any) -> Asked:
    """What is asked about no more: of the kind that the condition takes it for, so that another can be chosen for it."""
    is_number = op in ("lte", "gte", "lt", "gt") or isinstance(value, int | float)
    return Asked(fact, "", "number" if is_number else "text")


def _is_shown(asked: Asked, op: str, value: Any) -> bool:
    """Whether the field can hold the value: what it can't would be lost with the first change."""
    if op in _SET:
        return value is None
    if asked.options:
        return value in [key for key, _words in asked.options]
    if asked.kind == "number":
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    return _is_line(value)


def _is_line(value: Any) -> bool:
    """A field of one line drops the ends of lines: what has some is no text for it."""
    return isinstance(value, str) and not re.search(r"[\r\n]", value)


def _verb_of(action: Any) -> str | None:
    """None where the form's fields can't hold it."""
    if not isinstance(action, dict):
        return None
    verb = next((verb for verb in VERBS if verb in action), None)
    if verb != "calculate":
        return verb
    value = action.get("value")
    is_known = isinstance(value, dict) and isinstance(value.get("fact"), str)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_held = value is None or is_number or is_known or _is_line(value)
    return verb if action.get("op") in CALCULATIONS and is_held else None
