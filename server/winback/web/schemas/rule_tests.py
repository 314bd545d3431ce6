"""Rule tests on the wire: given these facts, when this happens, then it is shown or not."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate

from ...rules.checking import VALUES
from ...rules.facts import find
from ...rules.manners import COSTS
from ...targeting.explain import CHECKS
from .fields import Flag, Instant, Strict, Whole, matching, one_of

MOST_TESTS = 50
MOST_FACTS = 60


class Days(fields.Float):
    """Days ago, also parts of one."""

    def __init__(self) -> None:
        super().__init__(allow_nan=False, validate=[validate.Range(0, 3650)])


class Before(Strict):
    """A message of any campaign that was shown so many minutes ago."""

    minutes = fields.Float(required=True, allow_nan=False, validate=[validate.Range(0, 60 * 24 * 366)])
    format = one_of(*COSTS, required=True)


class History(Strict):
    """What the browser remembers of the campaign: counts, and how many days ago something last happened.

    `messages` are those of all campaigns together, `never` that the visitor wanted none any more.
    """

    messages = fields.List(fields.Nested(Before), validate=[validate.Length(max=100)])
    never = Flag()

    shown = Whole(0, 10_000)
    session_shown = Whole(0, 10_000)
    last_shown_days = Days()
    closed_days = Days()
    answered_days = Days()
    later_days = Days()
    converted_days = Days()


_NAME = re.compile(r"[a-z_]{1,40}")


class Fired(fields.Raw):
    """The name of a trigger, or of several in the order in which they fired."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not 1 <= len(names) <= 20:
            raise ValidationError("The name of a trigger, or api.")
        if not all(isinstance(name, str) and _NAME.fullmatch(name) for name in names):
            raise ValidationError("The name of a trigger, or api.")
        return value


class When(Strict):
    trigger = Fired(
        metadata={
            "oneOf": [
                {"type": "string", "pattern": "^[a-z_]{1,40}$"},
                {
                    "type": "array",
                    "items": {"type": "string", "pattern": "^[a-z_]{1,40}$"},
                    "minItems": 1,
                    "maxItems": 20,
                },
            ]
        }
    )
    country = matching(r"^[A-Z]{2}$", "A country's code of two capital letters.")
    open = Flag()
    at = Instant()
    history = fields.Nested(History)


class Situation(Strict):
    """Given these facts, when this happens."""

    given = fields.Dict(load_default=dict, validate=[validate.Length(max=MOST_FACTS)])
    when = fields.Nested(When, load_default=dict)


class RuleTest(Situation):
    name = matching(r"^[^\x00-\x1f\x7f]{1,120}$", "1 to 120 characters in one line.", required=True)
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
