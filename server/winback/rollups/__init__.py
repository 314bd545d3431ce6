"""Counts beside the stored rows, in quarter-hours of UTC; and counting them again."""

from .campaigns import AMOUNTS, Amount, add_campaigns, count_part, nps_group
from .counts import (
    LATE,
    AnswerKey,
    DropKey,
    EventKey,
    add_answers,
    add_drops,
    add_events,
    answer_keys,
    count_events,
    event_key,
    forget_events,
    quarter_at,
)
from .recount import Difference, one_moment, recount_answers, recount_events
from .recount_campaigns import count_days_anew, recount_campaigns

__all__ = [
    "AMOUNTS",
    "LATE",
    "Amount",
    "AnswerKey",
    "Difference",
    "DropKey",
    "EventKey",
    "add_answers",
    "add_campaigns",
    "add_drops",
    "add_events",
    "answer_keys",
    "count_days_anew",
    "count_events",
    "count_part",
    "event_key",
    "forget_events",
    "nps_group",
    "one_moment",
    "quarter_at",
    "recount_answers",
    "recount_campaigns",
    "recount_events",
]
