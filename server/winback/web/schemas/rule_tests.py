"""Rule tests on the wire: given these facts, when this happens, then it is shown or not."""

from typing import Any

from marshmallow import fields, validate

from ...rules.checking import VALUES
from ...rules.facts import find
from ...targeting.explain import CHECKS
from .fields import Instant, Strict, Whole, matching, one_of

MOST_TESTS = 50
MOST_FACTS = 60


class Days(fields.Float):
    """Days ago, also parts of one."""

    def __init__(self) -> None:
        super().__init__(allow_nan=False, validate=[validate.Range(0, 3650)])


class History(Strict):
    """What the browser remembers of the campaign: counts, and how many days ago something last happened."""

    shown = Whole(0, 10_000)
    session_shown = Whole(0, 10_000)
    last_shown_days = Days()
    closed_days = Days()
    answered_days = Days()
    later_days = Days()
    converted_days = Days()


class When(Strict):
    trigger = matching(r"^[a-z_]{1,40}$", "The name of a trigger, or api.")
    at = Instant()
    history = fields.Nested(History)


class RuleTest(Strict):
    name = matching(r"^[^\x00-\x1f\x7f]{1,120}$", "1 to 120 characters in one line.", required=True)
    given = fields.Dict(load_default=dict, validate=[validate.Length(max=MOST_FACTS)])
    when = fields.Nested(When, load_default=dict)
    then = one_of("shown", "not_shown", required=True)
    because = one_of(*CHECKS)


def misfit(name: object, value: Any) -> str | None:
    """Why a test can't give this fact this value; None when it can. null is an absent fact."""
    fact = find(name) if isinstance(name, str) and len(name) <= 100 and "\0" not in name else None
    if fact is None:
        return f"There is no fact {name}."
    if value is None:
        return None
    is_list = isinstance(value, list)
    if message := VALUES["in" if is_list else "eq"](value):
        return message
    fits = {
        "text": isinstance(value, str),
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        "flag": isinstance(value, bool),
        "list": is_list,
        "any": True,
    }
    return None if fits[fact.kind] else f"{name} is a {fact.kind}."
