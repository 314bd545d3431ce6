"""Sessions by the server's rule: 30 minutes of silence end one, and 24 hours at most. No cut at midnight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ..clock import HOUR, MINUTE
from ..ids import uuid7
from ..models import Event, Flag, Visit
from .arrival import Arrival
from .intake import Intake
from .rows import EVENT, grouped, portions, upsert

IDLE = 30 * MINUTE
LONGEST = 24 * HOUR
_WITHOUT_SESSION = int(Flag.bot | Flag.staff)


def sessionize(times: Sequence[int]) -> list[int]:
    """Where sessions begin in an ascending list of milliseconds: the indexes of their first events."""
    starts: list[int] = []
    for index, time in enumerate(times):
        if not starts or time - times[index - 1] > IDLE or time - times[starts[-1]] > LONGEST:
            starts.append(index)
    return starts


@dataclass(frozen=True)
class Moment:
    """One event as sessions see it. `session_id` is what it had so far."""

    time: int
    id: UUID
    session_id: UUID | None
    url: str | None
    referrer: str | None
    arrival: Arrival | None = None
    answers: UUID | None = None


@dataclass
class Stretch:
    """The part of a visitor's time line that new events may cut differently. Nothing outside it changes."""

    visitor: UUID
    start: int
    end: int
    visits: dict[UUID, Any]
    moments: list[Moment] = field(default_factory=list)


def attend_sessions(intake: Intake) -> None:
    """Gives new events their session, and cuts anew what came late or shuffled."""
    coming = grouped((a for a in intake.fresh if a.visitor and not a.flags & _WITHOUT_SESSION), _visitor)
    for some in portions(coming):
        stretches = _stretches(intake, {visitor: coming[visitor] for visitor in some})
        _fill(intake, stretches)
        for visitor in some:
            stretches[visitor].moments += [_moment(a) for a in coming[visitor]]
        _cut(intake, list(stretches.values()))


def _visitor(arrival: Arrival) -> UUID:
    assert arrival.visitor is not None  # noqa: S101 - the caller leaves out those without
    return arrival.visitor


def _moment(a: Arrival) -> Moment:
    return Moment(a.time, a.id, None, a.place.url, a.place.referrer, arrival=a)


def _stretches(intake: Intake, coming: dict[UUID, list[Arrival]]) -> dict[UUID, Stretch]:
    spans = {visitor: (min(a.time for a in some), max(a.time for a in some)) for visitor, some in coming.items()}
    query = sa.select(
        Visit.id, Visit.visitor, Visit.started_at, Visit.last_at, Visit.landing_url, Visit.referrer
    ).where(
        Visit.site_id == intake.site.id,
        Visit.visitor.in_(list(coming)),
        Visit.last_at >= min(low for low, _ in spans.values()) - IDLE,
    )
    visits = grouped(intake.connection.execute(query.order_by(Visit.started_at)), lambda row: row.visitor)
    return {visitor: stretch(visitor, low, high, visits.get(visitor, [])) for visitor, (low, high) in spans.items()}


def stretch(visitor: UUID, low: int, high: int, visits: Sequence[Any]) -> Stretch:
    """The stretch that events from `low` to `high` touch. `visits` ascend.

    A session's start depends on earlier events only, so it begins with the session that `low` falls into or prolongs;
    it ends where 30 minutes of silence follow.
    """
    start, end = low, high
    touched: dict[UUID, Any] = {}
    for visit in visits:
        if visit.started_at <= low and visit.last_at >= low - IDLE:
            start = visit.started_at
            touched = {}  # a later one that also began before `low` is the one it falls into
        elif visit.started_at < low or visit.started_at > end + IDLE:
            continue
        touched[visit.id] = visit
        end = max(end, visit.last_at)
    return Stretch(visitor, start, end, touched)


def _fill(intake: Intake, stretches: dict[UUID, Stretch]) -> None:
    """Reads the stored events of the stretches."""
    old = [s for s in stretches.values() if s.visits]
    if not old:
        return
    query = sa.select(
        Event.id, Event.visitor, Event.time, Event.session_id, Event.url, Event.referrer, Event.name, Event.exposure
    ).where(
        Event.site_id == intake.site.id,
        Event.visitor.in_([s.visitor for s in old]),
        Event.time >= min(s.start for s in old),
        Event.time <= max(s.end for s in old),
        Event.session_id.is_not(None),
    )
    for row in intake.connection.execute(query):
        within = stretches[row.visitor]
        if within.start <= row.time <= within.end:
            answers = row.exposure if row.name in ("answer", "response") else None
            within.moments.append(Moment(row.time, row.id, row.session_id, row.url, row.referrer, answers=answers))


def _cut(intake: Intake, stretches: list[Stretch]) -> None:
    visits: list[dict[str, Any]] = []
    gone: list[UUID] = []
    moved: list[dict[str, Any]] = []
    for each in stretches:
        kept: set[UUID] = set()
        for session_id, moments in _sessions(each):
            kept.add(session_id)
            row = _visit(intake.site.id, each.visitor, session_id, moments)
            if _differs(each.visits.get(session_id), row):
                visits.append(row)
            moved += _move(intake, session_id, moments)
        gone += each.visits.keys() - kept
    _write(intake, visits, gone, moved)


def _sessions(each: Stretch) -> Iterator[tuple[UUID, list[Moment]]]:
    """The sessions of a stretch. One keeps the id that its earliest event had, where no earlier one took it."""
    moments = sorted(each.moments, key=lambda m: (m.time, m.id))
    starts = sessionize([m.time for m in moments])
    free = set(each.visits)
    for start, end in zip(starts, [*starts[1:], len(moments)], strict=True):
        own = moments[start:end]
        session_id = next((m.session_id for m in own if m.session_id in free), None) or uuid7(own[0].time)
        free.discard(session_id)
        yield session_id, own


def _visit(site_id: int, visitor: UUID, session_id: UUID, moments: list[Moment]) -> dict[str, Any]:
    landing = next((m for m in moments if m.url), None)
    return {
        "site_id": site_id,
        "id": session_id,
        "visitor": visitor,
        "started_at": moments[0].time,
        "last_at": moments[-1].time,
        "landing_url": landing and landing.url,
        "referrer": landing and landing.referrer,
    }


def _differs(old: Any, row: dict[str, Any]) -> bool:
    return old is None or any(getattr(old, name) != row[name] for name in row if name != "site_id")


def _move(intake: Intake, session_id: UUID, moments: list[Moment]) -> list[dict[str, Any]]:
    """Tells new events their session; returns the changes of stored ones."""
    changes = []
    for moment in moments:
        if moment.arrival is not None:
            moment.arrival.session_id = session_id
        elif moment.session_id != session_id:
            changes.append({"an_id": moment.id, "a_session": session_id})
            if moment.answers is not None:
                intake.exposures_answered.add(moment.answers)
    return changes


def _write(intake: Intake, visits: list[dict[str, Any]], gone: list[UUID], moved: list[dict[str, Any]]) -> None:
    site_id = intake.site.id
    for some in portions(gone):
        intake.connection.execute(sa.delete(Visit).where(Visit.site_id == site_id, Visit.id.in_(some)))
    upsert(intake.connection, Visit, visits)
    if moved:
        statement = (
            sa.update(EVENT)
            .where(Event.site_id == site_id, Event.id == sa.bindparam("an_id"))
            .values(session_id=sa.bindparam("a_session"))
        )
        intake.connection.execute(statement, moved)
