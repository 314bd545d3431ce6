"""Times that were typed into a form: in the site's zone, without saying so."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

_NAIVE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


def in_zone(data: Any, zone: str) -> Any:
    """The draft with the zone written into its schedule and its countdowns, as the schema wants it.

    Leaves alone what is no draft.
    """
    if not isinstance(data, dict):
        return data
    data = {**data}
    if isinstance(data.get("schedule"), dict):
        data["schedule"] = {key: instant(value, zone) for key, value in data["schedule"].items()}
    if isinstance(data.get("variants"), dict):
        data["variants"] = _with_countdowns(data["variants"], zone)
    return data


def _with_countdowns(part: Any, zone: str) -> Any:
    """Variants, their steps or their blocks, whatever else is in them."""
    if isinstance(part, list):
        return [_with_countdowns(one, zone) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "countdown":
        return {**part, "at": instant(part.get("at"), zone)}
    return {key: _with_countdowns(value, zone) if key != "rich" else value for key, value in part.items()}


def instant(value: Any, zone: str) -> Any:
    """What a form says of a time, with its zone; what is no such time stays."""
    if not isinstance(value, str) or not _NAIVE.fullmatch(value):
        return value
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone)).isoformat(timespec="seconds")
    except ValueError:
        return value
