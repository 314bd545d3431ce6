"""Times that were typed into a form: in the site's zone, without saying so."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

_NAIVE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


def in_zone(data: Any, zone: str) -> Any:
    """The draft with the zone written into its schedule, as the schema wants it. Leaves alone what is no draft."""
    schedule = data.get("schedule") if isinstance(data, dict) else None
    if not isinstance(schedule, dict):
        return data
    return {**data, "schedule": {key: _instant(value, zone) for key, value in schedule.items()}}


def _instant(value: Any, zone: str) -> Any:
    if not isinstance(value, str) or not _NAIVE.fullmatch(value):
        return value
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone)).isoformat(timespec="seconds")
    except ValueError:
        return value
