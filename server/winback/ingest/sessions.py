"""Sessions by the server's rule: 30 minutes of silence end one, and 24 hours at most. No cut at midnight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ..ids import uuid7
from ..models import Event, Flag, Visit
from . import decisions
from .arrival import Arrival
from .ask import Question
from .intake import Intake
from .prolong import IDLE, LONGEST, Known, prolong, write_visits
from .rows import grouped, portions, update, upsert

_WITHOUT_SESSION = int(Flag.bot | Flag.staff)
# A stretch of more events than any person brings about is not cut anew: a flood in one visitor's name must not make each
# late event of it slower.
MOST_MOMENTS = 2000

_VISITS = Question(
    "SELECT id, visitor, started_at, last_at, landing_url, referrer FROM session "
    "WHERE site_id = {site} AND visitor = {visitor} AND started_at >= {since} ORDER BY started_at",
    {"visitor": "uuid", "since": "bigint"},
    "uuid uuid int int text text",
)
_EVENTS = Question(
    "SELECT visitor, id, time, session_id, url, referrer, name, exposure FROM event "  # noqa: S608
    "WHERE site_id = {site} AND visitor = {visitor} AND time >= {low} AND time <= {high} AND session_id IS NOT NULL "
    f"LIMIT {MOST_MOMENTS + 1}",
    {"visitor": "uuid", "low": "bigint", "high": "bigint"},
    "uuid uuid int uuid text text text uuid",
)


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
    visits: dict[UUID, Known]
    moments: list[Moment] = field(default_factory=list)


def attend_sessions(intake: Intake) -> None:
    """Gives new events their session, and cuts anew what came late or shuffled."""
    coming = grouped((a for a in intake.fresh if _is_behaviour(a)), _visitor)
    visits = _visits(intake, coming)
    plain = {visitor: prolong(intake, visits.get(visitor, []), some) for visitor, some in coming.items()}
    write_visits(intake, [visit for changed in plain.values() for visit in changed or ()])
    shuffled = [visitor for visitor, changed in plain.items() if changed is None]
    if shuffled:
        stretches = {visitor: _stretch(visitor, coming[visitor], visits[visitor]) for visitor in shuffled}
        _fill(intake, stretches)
        for visitor, each in list(stretches.items()):
            if len(each.moments) > MOST_MOMENTS:
                _put_in_place(coming[visitor], each)
                del stretches[visitor]
            else:
                each.moments += [_moment(a) for a in coming[visitor]]
        write_cuts(intake, cut(intake, list(stretches.values())))


def _put_in_place(coming: list[Arrival], flooded: Stretch) -> None:
    """Gives each of the events the visit that it falls into, or else the nearest, and changes no visit."""
    for arrival in coming:
        nearest = min(
            flooded.visits.values(),
            key=lambda v: (max(v.started_at - arrival.time, arrival.time - v.last_at, 0), v.started_at),
        )
        arrival.session_id = nearest.id


def _is_behaviour(arrival: Arrival) -> bool:
    """Whether it is something that a visitor did. What our script noted of itself begins no visit and prolongs none."""
    return arrival.visitor is not None and not arrival.flags & _WITHOUT_SESSION and arrival.name != decisions.NAME


def _visitor(arrival: Arrival) -> UUID:
    assert arrival.visitor is not None  # noqa: S101 - the caller leaves out those without
    return arrival.visitor


def _moment(a: Arrival) -> Moment:
    return Moment(a.time, a.id, None, a.place.url, a.place.referrer, arrival=a)


def _visits(intake: Intake, coming: dict[UUID, list[Arrival]]) -> dict[UUID, list[Known]]:
    """Each visitor's visits that new events may touch, and all later ones, in their order."""
    # A visit is no longer than LONGEST, so that an earlier one ended too long ago.
    keys = [(visitor, min(a.time for a in some) - IDLE - LONGEST) for visitor, some in coming.items()]
    found = _VISITS.ask(intake.connection, intake.site.id, keys)
    return grouped((Known(*row) for row in found), lambda visit: visit.visitor)


def _stretch(visitor: UUID, coming: list[Arrival], visits: Sequence[Known]) -> Stretch:
    low = min(a.time for a in coming)
    return stretch(visitor, low, max(a.time for a in coming), [v for v in visits if v.last_at >= low - IDLE])


def stretch(visitor: UUID, low: int, high: int, visits: Sequence[Known]) -> Stretch:
    """The stretch that events from `low` to `high` touch. `visits` ascend.

    A session's start depends on earlier events only, so it begins with the session that `low` falls into or prolongs;
    it ends where 30 minutes of silence follow.
    """
    start, end = low, high
    touched: dict[UUID, Known] = {}
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
    keys = [(s.visitor, s.start, s.end) for s in stretches.values() if s.visits]
    for visitor, event_id, time, session_id, url, referrer, name, exposure in _EVENTS.ask(
        intake.connection, intake.site.id, keys
    ):
        answers = exposure if name in ("answer", "response") else None
        stretches[visitor].moments.append(Moment(time, event_id, session_id, url, referrer, answers=answers))


@dataclass
class Cuts:
    """What cutting time lines anew changes: visits to write and to delete, and events that have another."""

    visits: list[dict[str, Any]] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)


def cut(intake: Intake, stretches: list[Stretch]) -> Cuts:
    cuts = Cuts()
    for each in stretches:
        kept: set[UUID] = set()
        for session_id, moments in _sessions(each):
            kept.add(session_id)
            row = _visit(intake.site.id, each.visitor, session_id, moments)
            if _differs(each.visits.get(session_id), row):
                cuts.visits.append(row)
            cuts.moved += _move(intake, session_id, moments)
        cuts.gone += each.visits.keys() - kept
    return cuts


def _sessions(each: Stretch) -> Iterator[tuple[UUID, list[Moment]]]:
    """The sessions of a stretch. One keeps the id that its earliest event had, where no earlier one took it."""
    if not each.moments:
        return
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


def _differs(old: Known | None, row: dict[str, Any]) -> bool:
    return old is None or any(getattr(old, name) != row[name] for name in row if name != "site_id")


def _move(intake: Intake, session_id: UUID, moments: list[Moment]) -> list[dict[str, Any]]:
    """Tells new events their session; returns the changes of stored ones."""
    changes = []
    for moment in moments:
        if moment.arrival is not None:
            moment.arrival.session_id = session_id
        elif moment.session_id != session_id:
            changes.append({"session_id": session_id, "site_id": intake.site.id, "id": moment.id})
            if moment.answers is not None:
                intake.exposures_answered.add(moment.answers)
    return changes


def write_cuts(intake: Intake, cuts: Cuts) -> None:
    site_id = intake.site.id
    for some in portions(cuts.gone):
        intake.connection.execute(sa.delete(Visit).where(Visit.site_id == site_id, Visit.id.in_(some)))
    upsert(intake.connection, Visit, cuts.visits)
    update(intake.connection, Event, cuts.moved)
