"""Rules of a step's logic in plain words: a line above each, and in the place of what the form can't show."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal, lazy_gettext
from flask_babel import gettext as _

from .logic_facts import Asked, called, is_question, said

Known = Mapping[str, Asked]

_OPS = {
    "eq": lazy_gettext("%(asked)s is %(value)s"),
    "ne": lazy_gettext("%(asked)s is not %(value)s"),
    "lte": lazy_gettext("%(asked)s is at most %(value)s"),
    "gte": lazy_gettext("%(asked)s is at least %(value)s"),
    "lt": lazy_gettext("%(asked)s is less than %(value)s"),
    "gt": lazy_gettext("%(asked)s is more than %(value)s"),
    "in": lazy_gettext("%(asked)s is one of %(value)s"),
    "not_in": lazy_gettext("%(asked)s is none of %(value)s"),
    "contains": lazy_gettext("%(asked)s contains %(value)s"),
    "not_contains": lazy_gettext("%(asked)s does not contain %(value)s"),
    "starts_with": lazy_gettext("%(asked)s starts with %(value)s"),
    "ends_with": lazy_gettext("%(asked)s ends with %(value)s"),
    "glob": lazy_gettext("%(asked)s fits the pattern %(value)s"),
    "matches": lazy_gettext("%(asked)s fits the pattern %(value)s"),
    "is_set": lazy_gettext("%(asked)s is answered"),
    "is_not_set": lazy_gettext("%(asked)s is not answered"),
}
CALCULATIONS = {
    "add": lazy_gettext("add"),
    "subtract": lazy_gettext("take away"),
    "multiply": lazy_gettext("multiply by"),
    "divide": lazy_gettext("divide by"),
    "assign": lazy_gettext("set to"),
    "concat": lazy_gettext("append the text"),
}
_CALCULATED = {
    "add": lazy_gettext("add %(value)s to %(name)s"),
    "subtract": lazy_gettext("take %(value)s away from %(name)s"),
    "multiply": lazy_gettext("multiply %(name)s by %(value)s"),
    "divide": lazy_gettext("divide %(name)s by %(value)s"),
    "assign": lazy_gettext("set %(name)s to %(value)s"),
    "concat": lazy_gettext("append %(value)s to %(name)s"),
}
_NOTHING = "…"


def rule_in_words(rule: Any, variant: dict[str, Any], known: Known) -> str:
    """If …: go to step 3; add 1 to score."""
    rule = rule if isinstance(rule, dict) else {}
    then = rule.get("then") if isinstance(rule.get("then"), list) else []
    done = "; ".join(action_in_words(action, variant, known) for action in then) or _NOTHING
    if rule.get("when") is None:
        return str(_("Always: %(done)s.", done=done))
    return str(_("If %(when)s: %(done)s.", when=when_in_words(rule["when"], known), done=done))


def when_in_words(node: Any, known: Known, *, inner: bool = False) -> str:
    """`inner`: within another group, where a group of several needs brackets."""
    if not isinstance(node, dict):
        return _NOTHING
    for mode, joint, empty in (("all", _(" and "), _("always")), ("any", _(" or "), _("never"))):
        if isinstance(node.get(mode), list):
            parts = [when_in_words(part, known, inner=True) for part in node[mode]]
            words = joint.join(parts) or empty
            return f"({words})" if inner and len(parts) > 1 else words
    if "not" in node:
        return str(_("not (%(when)s)", when=when_in_words(node["not"], known)))
    return _leaf_in_words(node, known)


def action_in_words(action: Any, variant: dict[str, Any], known: Known) -> str:
    match action:
        case {"jump": None}:
            return str(_("close the message"))
        case {"jump": step}:
            return str(_("go to step %(number)s", number=_number_of(step, variant)))
        case {"require": block}:
            return str(_("ask for an answer to %(asked)s", asked=name_of(f"answer.{block}", known, quoted=True)))
        case {"calculate": name, "op": op, "value": value} if op in _CALCULATED:
            return str(_CALCULATED[op]) % {"name": name or _NOTHING, "value": _value(value, None, known)}
    return _NOTHING


def name_of(fact: str, known: Known, *, quoted: bool = False) -> str:
    """What is asked about, as its owner calls it."""
    asked = known.get(fact)
    if asked is None:
        return str(_("something that is gone (%(name)s)", name=fact.partition(".")[2]))
    return f"“{asked.name}”" if quoted and fact.startswith("answer.") else asked.name


def may_be_required(variant: dict[str, Any], step: dict[str, Any]) -> list[tuple[str, str]]:
    """The questions of this step and of those after it, then the others: what was passed is asked no more."""
    steps = variant["steps"]
    at = steps.index(step)
    blocks = [block for one in (*steps[at:], *steps[:at]) for block in one["blocks"] if is_question(block)]
    return [(block["id"], called(block)) for block in blocks]


def steps_named(variant: dict[str, Any], here: dict[str, Any], chosen: Any) -> list[tuple[str, str]]:
    """The steps by their number and their first words."""
    named = [
        (step["id"], f"{_('Step %(number)s', number=n)} {_first_words(step)}".strip())
        for n, step in enumerate(variant["steps"], 1)
        if step is not here or step["id"] == chosen
    ]
    if not chosen or chosen in dict(named):
        return named
    return [*named, (chosen, str(_("something that is gone (%(name)s)", name=chosen)))]


def _first_words(step: dict[str, Any]) -> str:
    words = next((words for block in step["blocks"] if (words := said(block.get("text") or block.get("label")))), "")
    return f"· {words if len(words) <= 40 else f'{words[:39]}…'}" if words else ""


def _leaf_in_words(leaf: dict[str, Any], known: Known) -> str:
    fact, op = leaf.get("fact"), leaf.get("op")
    if not isinstance(fact, str) or not isinstance(op, str) or op not in _OPS:
        return _NOTHING
    asked = name_of(fact, known, quoted=True)
    return str(_OPS[op]) % {"asked": asked, "value": _value(leaf.get("value"), known.get(fact), known)}


def _value(value: Any, asked: Asked | None, known: Known) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one, asked, known) for one in value) or _NOTHING
    if isinstance(value, dict) and isinstance(value.get("fact"), str):
        return name_of(value["fact"], known, quoted=True)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(format_decimal(value, "#,##0.######"))
    if not isinstance(value, str) or not value:
        return _NOTHING
    return f"“{dict(asked.options).get(value, value) if asked else value}”"


def _number_of(step: Any, variant: dict[str, Any]) -> Any:
    return next((n for n, one in enumerate(variant["steps"], 1) if one["id"] == step), _NOTHING)
