"""From what a rule test tells to the moment that is decided on: what follows from the given facts is filled in."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from ..assign import Holdout, assign, in_holdout
from ..models import Site
from ..rules.frequency import DAY_MS
from ..rules.globs import glob
from ..rules.manners import MINUTE_MS, Shown, cost_of
from ..rules.times import time_in
from .came_from import came_from
from .explain import PURPOSE, Moment, Subject, instant
from .server_facts import SEGMENTS

_DAYS = ("last_shown", "closed", "answered", "later", "converted")
_FIELDS = {"closed": "closed_at", "answered": "answered_at", "later": "later_at", "converted": "converted_at"}


def moment(subject: Subject, given: Mapping[str, Any], when: Mapping[str, Any], visitor: str | None = None) -> Moment:
    """The moment that a test's `given` and `when` describe; `visitor`, an id, decides the arm."""
    now = instant(when.get("at")) or _within(subject.content["schedule"])
    history = when.get("history") or {}
    country = when.get("country") or given.get("visitor.country")
    mode = subject.site.consent_policy.mode_for(country) if country else subject.site.consent_mode
    fired = when.get("trigger") or ()
    return Moment(
        _facts(subject, given, when, mode),
        now,
        _state(history, now),
        (fired,) if isinstance(fired, str) else tuple(fired),
        is_open=bool(when.get("open")),
        mode=mode,
        has_chosen=given.get("consent.purposes") is not None or (subject.kind != "consent" and mode not in _UNASKED),
        borne=_borne(history, now),
        never_again=now if history.get("never") else None,
        visit_began=_began(given.get("session.seconds"), now),
        arm=arm_of(subject, visitor) if visitor else None,
    )


def _began(seconds: Any, now: int) -> int:
    """When the visit did: a day ago where the test tells nothing of it."""
    return now - (DAY_MS if seconds is None else round(seconds * 1000))


# where a visitor who has chosen nothing is counted all the same
_UNASKED = ("optout", "off")


def arm_of(subject: Subject, visitor: str) -> str:
    """The arm that this visitor falls into, `holdout`, or `none` outside of the campaign's coverage."""
    if subject.kind == "consent":
        return next(iter(subject.content["variants"]), "none")
    if in_holdout(cast(Holdout, subject.site.holdout), visitor):
        return "holdout"
    return assign(subject.content["experiment"], visitor) or "none"


def _within(schedule: Mapping[str, Any]) -> int:
    """A test that names no time is not about the dates: it happens while the campaign runs."""
    start, end = instant(schedule.get("from")), instant(schedule.get("to"))
    if start is not None:
        return start
    return (DAY_MS if end is None else end) - 1


def _facts(subject: Subject, given: Mapping[str, Any], when: Mapping[str, Any], mode: str) -> dict[str, Any]:
    at = instant(when.get("at"))
    facts = {
        **_granted(subject, mode),
        SEGMENTS: [],
        **({} if at is None else time_in(subject.site.zone or "UTC", at)),
        **_of_address(given.get("page.url")),
        **given,
    }
    if "page.path" in facts and "page.group" not in facts:
        facts["page.group"] = _groups(facts["page.path"], subject.site)
    facts = {**came_from(facts), **facts}
    return {name: value for name, value in facts.items() if value is not None}


def _granted(subject: Subject, mode: str) -> dict[str, Any]:
    """A test that says nothing of permission means a visitor who has given it, or who is not asked for it."""
    if mode == "off":
        return {}
    if mode == "optout":
        return {"consent.purposes": [purpose["key"] for purpose in subject.site.purposes]}
    return {} if subject.kind == "consent" else {"consent.purposes": [PURPOSE]}


def _borne(history: Mapping[str, Any], now: int) -> tuple[Shown, ...]:
    told = ((now - one["minutes"] * MINUTE_MS, cost_of([one["format"]])) for one in history.get("messages") or [])
    return tuple(sorted(told))


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
