"""Cutting every visitor's time line anew, and comparing the visits with those that are stored."""

from collections.abc import Callable, Iterator
from uuid import UUID

import sqlalchemy as sa

from ..db.engine import Database
from ..models import Event, Visit
from ..rollups import Difference, one_moment
from .ask import Question
from .facts import SiteFacts, Sites
from .intake import Counts, Intake
from .prolong import Known
from .recount import hold_visitors, pages
from .responses import write_responses
from .sessions import Cuts, Moment, Stretch, cut, write_cuts

MOST_TOGETHER = 100  # visitors: with some tens of events each, some tens of milliseconds

_VISITS = Question(
    "SELECT id, visitor, started_at, last_at, landing_url, referrer FROM session "
    "WHERE site_id = {site} AND visitor = {visitor} ORDER BY started_at",
    {"visitor": "uuid"},
    "uuid uuid int int text text",
)
# Bots and staff have no visits.
_EVENTS = Question(
    "SELECT visitor, id, time, session_id, url, referrer, name, exposure FROM event "
    "WHERE site_id = {site} AND visitor = {visitor} AND flags & 3 = 0",
    {"visitor": "uuid"},
    "uuid uuid int uuid text text text uuid",
)


def recount_sessions(
    db: Database, site: SiteFacts, *, mends: bool = True, tell: Callable[[int], None] = lambda done: None
) -> Iterator[Difference]:
    """Reads without a lock, a few visitors at a time; only where something differs is it cut once more and written."""
    of_events = sa.select(Event.visitor).where(Event.site_id == site.id, Event.visitor.is_not(None))
    of_visits = sa.select(Visit.visitor).where(Visit.site_id == site.id)
    sites, done = Sites(db), 0
    for visitors in pages(db, (of_events, of_visits), (Event.visitor, Visit.visitor), MOST_TOGETHER):
        with one_moment(db) as connection:
            found = _compared(Intake(connection, site, [], Counts()), list(visitors))[1]
        if found and mends:
            found = _mended(db, sites, site.id, list(visitors))
        yield from found
        done += len(visitors)
        tell(done)


def _mended(db: Database, sites: Sites, site_id: int, visitors: list[UUID]) -> list[Difference]:
    with db.gate(), db.write_engine.connect() as connection, connection.begin():
        hold_visitors(connection, site_id, visitors)
        site = sites.as_it_is(site_id)  # only now: a campaign launched since may have answers already
        if site is None:
            return []
        intake = Intake(connection, site, [], Counts())
        cuts, found = _compared(intake, visitors)
        write_cuts(intake, cuts)
        write_responses(intake)  # those of events that have another visit now
        intake.counts.write(connection)
    return found


def _compared(intake: Intake, visitors: list[UUID]) -> tuple[Cuts, list[Difference]]:
    site_id, keys = intake.site.id, [(visitor,) for visitor in visitors]
    stretches = {visitor: Stretch(visitor, 0, 0, {}) for visitor in visitors}
    for row in _VISITS.ask(intake.connection, site_id, keys):
        visit = Known(*row)
        stretches[visit.visitor].visits[visit.id] = visit
    had: dict[UUID, UUID | None] = {}
    for visitor, event_id, time, session_id, url, referrer, name, exposure in _EVENTS.ask(
        intake.connection, site_id, keys
    ):
        answers = exposure if name in ("answer", "response") else None
        had[event_id] = session_id
        stretches[visitor].moments.append(Moment(time, event_id, session_id, url, referrer, answers=answers))
    cuts = cut(intake, list(stretches.values()))
    return cuts, _differences(site_id, cuts, stretches, had)


def _differences(
    site_id: int, cuts: Cuts, stretches: dict[UUID, Stretch], had: dict[UUID, UUID | None]
) -> list[Difference]:
    stored = {visit.id: visit for each in stretches.values() for visit in each.visits.values()}
    written = [
        Difference("session", (site_id, row["id"]), _plain(stored.get(row["id"])), _times(row)) for row in cuts.visits
    ]
    gone = [Difference("session", (site_id, each), _plain(stored[each]), None) for each in cuts.gone]
    moved = [
        Difference("event", (site_id, row["id"]), {"session_id": had[row["id"]]}, {"session_id": row["session_id"]})
        for row in cuts.moved
    ]
    return [*written, *gone, *moved]


def _plain(visit: Known | None) -> dict[str, object] | None:
    return None if visit is None else _times(vars(visit))


def _times(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("started_at", "last_at", "landing_url", "referrer")}
