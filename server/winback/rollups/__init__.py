"""Counts beside the stored rows, in quarter-hours of UTC; and counting them again."""

from .counts import (
    LATE,
    AnswerKey,
    DropKey,
    EventKey,
    add_answers,
    add_drops,
    add_events,
    answer_keys,
    event_key,
    forget_events,
    quarter_at,
)
from .recount import Difference, recount_answers, recount_events

__all__ = [
    "LATE",
    "AnswerKey",
    "Difference",
    "DropKey",
    "EventKey",
    "add_answers",
    "add_drops",
    "add_events",
    "answer_keys",
    "event_key",
    "forget_events",
    "quarter_at",
    "recount_answers",
    "recount_events",
]
