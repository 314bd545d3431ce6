"""How often is enough: which cap forbids showing a campaign again. Times are milliseconds since 1970, UTC.

What a browser remembers of one campaign (`state`): `session_shown` and `shown` are counts, in this session and ever;
`last_shown closed_at later_at answered_at converted_at` are times. A missing one has not happened. One that is no
number, or below zero, is damaged and forbids: nobody is asked twice for our fault. A time in the future waits too.
A day is 86,400 seconds; at exactly N days after, the campaign may be shown. widget/src/frequency.ts is the same.
"""

import sys
from collections.abc import Mapping

DAY_MS = 86_400_000

Frequency = Mapping[str, float | None]  # a missing or null limit is no limit
State = Mapping[str, object]

COUNTS = {"per_session": "session_shown", "max_total": "shown"}
WAITS = {
    "every_days": "last_shown",
    "after_close_days": "closed_at",
    "after_later_days": "later_at",
    "after_answer_days": "answered_at",
    "after_conversion_days": "converted_at",
}
CHECKS = {**COUNTS, **WAITS}  # in the order in which they are asked

# a survey has no goal to be spared after; a consent prompt is asked until it is answered
DEFAULTS: Mapping[str, Frequency] = {
    "message": {
        "per_session": 1,
        "after_close_days": 30,
        "after_later_days": 7,
        "after_answer_days": 90,
        "after_conversion_days": 365,
    },
    "survey": {"per_session": 1, "after_close_days": 30, "after_later_days": 7, "after_answer_days": 90},
    "consent": {},
}


def with_defaults(kind: str, chosen: Frequency) -> dict[str, float | None]:
    """The limits in force for a campaign of this kind; null chosen by its owner stays "no limit"."""
    return {**DEFAULTS[kind], **chosen}


def may_show(frequency: Frequency, state: State | None, now_ms: float) -> str | None:
    """The name of the first check that forbids showing, or None."""
    for check, field in CHECKS.items():
        limit = frequency.get(check)
        kept = (state or {}).get(field)
        if limit is not None and _forbids(check, limit, kept, now_ms):
            return check
    return None


def _forbids(check: str, limit: float, kept: object, now_ms: float) -> bool:
    if check in COUNTS:
        return _sound(0 if kept is None else kept) >= limit
    return kept is not None and now_ms - _sound(kept) < limit * DAY_MS


def _sound(kept: object) -> float:
    """What is no count and no time counts as endless, and survives JSON as such."""
    if isinstance(kept, bool) or not isinstance(kept, (int, float)) or not kept >= 0:
        return sys.float_info.max
    return float(min(kept, sys.float_info.max))


def merge_state(one: State, other: State) -> dict[str, float]:
    """What two tabs remember, as one: the greater of each."""
    merged: dict[str, float] = {}
    for field in CHECKS.values():
        kept = [_sound(state[field]) for state in (one, other) if state.get(field) is not None]
        if kept:
            merged[field] = max(kept)
    return merged
