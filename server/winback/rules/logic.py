"""What a step's logic comes to: where the visitor goes next, what must be answered, what is calculated.

Logic is a list of `{"when": rule, "then": [action, …]}`; a rule that is null holds. Its facts are `answer.BLOCK`,
`variable.NAME` and `required.BLOCK`. All rules that hold act, in their order, and each sees what those before it calculated.

- `{"jump": step}` goes there, `{"jump": null}` to the end; the first jump wins.
- `{"require": block}`: the block, of this step or a later one, must be answered from now on.
- `{"calculate": name, "op": op, "value": value}`: `add subtract multiply divide assign concat`, by a number, a text or
  `{"fact": name}`. A variable that nobody has set is 0, and for `concat` the empty text. Where an operation has no meaning (a
  text is no number, something divided by 0), the variable stays as it is.

`pipe` puts answers into texts: `{{answer.score|no score}}` is the answer, or the words behind the bar where there is none. 0 is
an answer, an empty text is none. A list is joined by commas; an answer in one's own words is those words.

tests/cases/logic-cases.json has a row for each of these sentences, and widget/src/message/logic says the same.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from winback.rules.meaning import Facts, evaluate

Logic = Mapping[str, Any]

_PLACE = re.compile(r"\{\{\s*((?:answer|variable)\.[A-Za-z0-9_-]+)\s*(?:\|([^{}]*))?\}\}")
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "add": lambda old, by: old + by,
    "subtract": lambda old, by: old - by,
    "multiply": lambda old, by: old * by,
    "divide": lambda old, by: old / by if by else math.nan,
}
OPS = (*_ARITHMETIC, "assign", "concat")


@dataclass
class Outcome:
    """`jumps`: whether there is a jump; `jump`: its step, None for the end. `facts`: as they are now."""

    facts: dict[str, Any]
    jump: str | None = None
    jumps: bool = field(default=False)


def run(logic: Iterable[Logic], given: Facts) -> Outcome:
    """What the logic comes to; for logic that was checked when it was saved."""
    outcome = Outcome(dict(given))
    for each in logic:
        if each.get("when") is None or evaluate(each["when"], outcome.facts):
            for action in each["then"]:
                _act(action, outcome)
    return outcome


def pipe(text: str, facts: Facts) -> str:
    """The text with the answers and variables that it names."""
    return _PLACE.sub(lambda found: _spoken(facts.get(found[1])) or (found[2] or "").strip(), text)


def piped(text: str) -> list[str]:
    """The facts that the text names."""
    return [found[1] for found in _PLACE.finditer(text)]


def _act(action: Mapping[str, Any], outcome: Outcome) -> None:
    facts = outcome.facts
    if "jump" in action:
        if not outcome.jumps:
            outcome.jumps, outcome.jump = True, action["jump"]
    elif "require" in action:
        facts[f"required.{action['require']}"] = True
    else:
        name = f"variable.{action['calculate']}"
        value = action["value"]
        by = facts.get(value["fact"]) if isinstance(value, Mapping) else value
        made = _calculated(action["op"], facts.get(name), by)
        if made is not None:
            facts[name] = made


def _calculated(op: str, old: Any, by: Any) -> Any:
    if op == "assign":
        return by if _is_plain(by) else old
    if op == "concat":
        return _spoken(old) + _spoken(by) if _is_plain(by) and (old is None or _is_plain(old)) else old
    start = 0 if old is None else old
    if not (_is_number(start) and _is_number(by) and op in _ARITHMETIC):
        return old
    try:
        made = _ARITHMETIC[op](float(start), float(by))
    except OverflowError:
        return old
    return made if math.isfinite(made) else old


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_plain(value: Any) -> bool:
    return _is_number(value) or isinstance(value, str)


def _spoken(value: Any) -> str:
    """As JavaScript writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return ", ".join(filter(None, map(_spoken, value)))
        case {"other": other}:
            return _spoken(other)
        case int() | float():
            return _number_text(float(value))
    return str(value)


def _number_text(number: float) -> str:
    if number == 0:
        return "0"
    if 1e-6 <= abs(number) < 1e21:
        return format(Decimal(repr(number)), "f").removesuffix(".0")
    return re.sub(r"e([+-])0*", r"e\1", repr(number))
