"""What a clock and a calendar on the shop's wall say: the facts about time. widget/src/facts/clock.ts is the same."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .facts import WEEKDAYS

# A day before the end of the calendar: later ones are beyond it in a zone east of here.
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


def time_in(zone: str, now: int) -> dict[str, Any]:
    """The facts of a moment (milliseconds since 1970) in an IANA time zone."""
    there = min(datetime.fromtimestamp(now // 1000, UTC), _LAST).astimezone(ZoneInfo(zone))
    return {
        "time.hour": there.hour,
        "time.weekday": WEEKDAYS[there.weekday()],
        "time.date": there.date().isoformat(),
    }
