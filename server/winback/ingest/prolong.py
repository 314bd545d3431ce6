"""The plain cases of a session: an event inside it, after it, or a little before it. They need no other event.

What they come to is what cutting the visitor's time line anew would come to; where they can't know, they say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..clock import HOUR, MINUTE
from ..ids import uuid7
from ..models import Visit
from .arrival import Arrival
from .ask import Question
from .intake import Intake
from .rows import insert_new, update

IDLE = 30 * MINUTE
LONGEST = 24 * HOUR

_FIRST = Question(
    "SELECT url FROM event WHERE site_id = {site} AND visitor = {visitor} AND time >= {time} "
    "AND session_id IS NOT NULL ORDER BY time, id LIMIT 1",
    {"visitor": "uuid", "time": "bigint"},
    "text",
)


@dataclass
class Known:
    """A visit, as stored and as it becomes."""

    id: UUID
    visitor: UUID
    started_at: int
    last_at: int
    landing_url: str | None
    referrer: str | None
    is_new: bool = False
    is_changed: bool = False
    is_moved: bool = False  # in more than its end: the start is in an index, which costs as much again
    starts_on_page: bool | None = None  # its first event has an address, which is the landing's; None: not looked up
    ends_new: bool = False  # its last event is one of those that come now


def prolong(intake: Intake, visits: Sequence[Known], coming: Sequence[Arrival]) -> list[Known] | None:
    """Puts new events of one visitor into these visits or new ones, and returns what to write.

    None, and nothing done, where that is not plain.
    """
    known = [_copy(visit) for visit in visits]
    found: list[tuple[Arrival, UUID]] = []
    for arrival in sorted(coming, key=lambda a: (a.time, a.id.int)):
        visit = _take(intake, known, arrival)
        if visit is None:
            return None
        found.append((arrival, visit.id))
    for arrival, session_id in found:
        arrival.session_id = session_id
    return [visit for visit in known if visit.is_new or visit.is_changed]


def write_visits(intake: Intake, visits: Sequence[Known]) -> None:
    new, moved, longer = [], [], []
    for visit in visits:
        key = {"site_id": intake.site.id, "id": visit.id}
        if visit.is_new:
            new.append({**_values(visit), **key, "visitor": visit.visitor})
        elif visit.is_moved:
            moved.append({**_values(visit), **key})
        else:
            longer.append({"last_at": visit.last_at, **key})
    insert_new(intake.connection, Visit, new)
    update(intake.connection, Visit, moved)
    update(intake.connection, Visit, longer)


def _take(intake: Intake, known: list[Known], arrival: Arrival) -> Known | None:
    time = arrival.time
    if not known or known[-1].last_at < time or (known[-1].ends_new and known[-1].last_at == time):
        return _after(known, arrival)
    for number, visit in enumerate(known):
        if visit.started_at < time <= visit.last_at:
            return visit if _keeps_landing(intake, visit) else None
        if time < visit.started_at:
            before = known[number - 1] if number else None
            return _before(before, visit, arrival)
    return None


def _after(known: list[Known], arrival: Arrival) -> Known:
    """Behind everything: prolongs the last visit, or begins one."""
    time, page = arrival.time, arrival.place
    last = known[-1] if known else None
    if last is None or time - last.last_at > IDLE or time - last.started_at > LONGEST:
        assert arrival.visitor is not None  # noqa: S101 - only visitors have visits
        new = Known(uuid7(time), arrival.visitor, time, time, None, None, is_new=True, ends_new=True)
        if page.url:
            new.landing_url, new.referrer, new.starts_on_page = page.url, page.referrer, True
        known.append(new)
        return new
    last.last_at, last.is_changed, last.ends_new = time, True, True
    if last.landing_url is None and page.url:
        last.landing_url, last.referrer, last.is_moved = page.url, page.referrer, True
    return last


def _before(before: Known | None, visit: Known, arrival: Arrival) -> Known | None:
    """A little before a visit that it does not join to the one before, nor makes too long."""
    time, page = arrival.time, arrival.place
    if visit.started_at - time > IDLE or visit.last_at - time > LONGEST:
        return None
    if not page.url or (before is not None and time - before.last_at <= IDLE):
        return None
    visit.started_at, visit.is_changed, visit.is_moved, visit.starts_on_page = time, True, True, True
    visit.landing_url, visit.referrer = page.url, page.referrer
    return visit


def _keeps_landing(intake: Intake, visit: Known) -> bool:
    if visit.starts_on_page is None:
        first = _FIRST.ask(intake.connection, intake.site.id, [(visit.visitor, visit.started_at)])
        visit.starts_on_page = any(url for (url,) in first)
    return visit.starts_on_page


def _copy(v: Known) -> Known:
    return Known(v.id, v.visitor, v.started_at, v.last_at, v.landing_url, v.referrer)


def _values(v: Known) -> dict[str, Any]:
    return {
        "started_at": v.started_at,
        "last_at": v.last_at,
        "landing_url": v.landing_url,
        "referrer": v.referrer,
    }
