"""From what a rule test tells to the moment that is decided on: what follows from the given facts is filled in."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..models import Site
from ..rules.frequency import DAY_MS
from ..rules.globs import glob
from ..rules.times import time_in
from .explain import PURPOSE, Moment, Subject, instant
from .server_facts import SEGMENTS

_DAYS = ("last_shown", "closed", "answered", "later", "converted")
_FIELDS = {"closed": "closed_at", "answered": "answered_at", "later": "later_at", "converted": "converted_at"}


def moment(subject: Subject, given: Mapping[str, Any], when: Mapping[str, Any]) -> Moment:
    """The moment that a test's `given` and `when` describe."""
    now = instant(when.get("at")) or _within(subject.content["schedule"])
    return Moment(_facts(subject, given, when), now, _state(when.get("history") or {}, now), when.get("trigger"))


def _within(schedule: Mapping[str, Any]) -> int:
    """A test that names no time is not about the dates: it happens while the campaign runs."""
    start, end = instant(schedule.get("from")), instant(schedule.get("to"))
    if start is not None:
        return start
    return (DAY_MS if end is None else end) - 1


def _facts(subject: Subject, given: Mapping[str, Any], when: Mapping[str, Any]) -> dict[str, Any]:
    granted = {} if subject.kind == "consent" else {"consent.purposes": [PURPOSE]}
    at = instant(when.get("at"))
    facts = {
        **granted,
        SEGMENTS: [],
        **({} if at is None else time_in(subject.site.zone or "UTC", at)),
        **_of_address(given.get("page.url")),
        **given,
    }
    if "page.path" in facts and "page.group" not in facts:
        facts["page.group"] = _groups(facts["page.path"], subject.site)
    return {name: value for name, value in facts.items() if value is not None}


def _of_address(url: Any) -> dict[str, Any]:
    if not isinstance(url, str):
        return {}
    try:
        parts = urlsplit(url)
    except ValueError:
        return {}
    query = {f"page.query.{key}": value for key, value in parse_qsl(parts.query, keep_blank_values=True)}
    return {**query, "page.path": parts.path or "/", "page.host": parts.netloc}


def _groups(path: Any, site: Site) -> list[str]:
    named = site.page_groups or []
    return [group["name"] for group in named if any(glob(pattern, str(path)) for pattern in group["paths"])]


def _state(history: Mapping[str, Any], now: int) -> dict[str, float]:
    """What the browser would remember: counts as they are, days ago as times."""
    counts = {name: history[name] for name in ("shown", "session_shown") if history.get(name) is not None}
    ago = {name: history.get(f"{name}_days") for name in _DAYS}
    times = {_FIELDS.get(name, name): now - days * DAY_MS for name, days in ago.items() if days is not None}
    return {**counts, **{name: max(0, time) for name, time in times.items()}}
