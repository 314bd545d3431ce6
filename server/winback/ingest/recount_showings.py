"""Telling each message's first impression from its repetitions anew, and comparing that with what is stored."""

from collections.abc import Callable, Iterator
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..db.engine import Database
from ..models import Event
from ..rollups import Difference, one_moment
from .ask import Question
from .corrections import correct
from .facts import SiteFacts, Sites
from .intake import Counts, Intake
from .locks import take_locks
from .recount import Keys, hold_visitors, pages
from .rows import grouped
from .showings import flags_among

_IMPRESSIONS = Question(
    "SELECT exposure, id, flags, visitor FROM event WHERE site_id = {site} AND exposure = {exposure} "
    "AND exposure IS NOT NULL AND name = 'impression' AND campaign_id IS NOT NULL AND flags & 7 = 0 ORDER BY time, id",
    {"exposure": "uuid"},
    "uuid uuid int uuid",
)


class _Wrong(NamedTuple):
    exposure: UUID
    event_id: UUID
    visitor: UUID | None
    was: int
    is_now: int


def recount_showings(
    db: Database, site: SiteFacts, *, mends: bool = True, tell: Callable[[int], None] = lambda done: None
) -> Iterator[Difference]:
    """Reads without a lock, a few messages at a time; only where something differs are they read once more and marked."""
    shown = sa.select(Event.exposure).where(Event.site_id == site.id, Event.exposure.is_not(None))
    sites, done = Sites(db), 0
    for exposures in pages(db, (shown.where(Event.named("impression")),), (Event.exposure,)):
        with one_moment(db) as connection:
            wrong = _compared(connection, site.id, exposures)
        if wrong and mends:
            wrong = _mended(db, sites, site.id, exposures, wrong)
        for each in wrong:
            yield Difference("event", (site.id, each.event_id), {"flags": each.was}, {"flags": each.is_now})
        done += len(exposures)
        tell(done)


def _mended(db: Database, sites: Sites, site_id: int, exposures: Keys, found: list[_Wrong]) -> list[_Wrong]:
    with db.gate(), db.write_engine.connect() as connection, connection.begin():
        take_locks(connection, {(site_id, "exposure", each.exposure) for each in found if each.visitor is None})
        hold_visitors(connection, site_id, {each.visitor for each in found if each.visitor is not None})
        site = sites.as_it_is(site_id)
        if site is None:  # deleted meanwhile
            return []
        intake = Intake(connection, site, [], Counts())
        wrong = _compared(connection, site_id, exposures)
        correct(intake, {each.event_id: {"flags": each.is_now} for each in wrong})
        intake.counts.write(connection)
    return wrong


def _compared(connection: Connection, site_id: int, exposures: Keys) -> list[_Wrong]:
    rows = _IMPRESSIONS.ask(connection, site_id, [(exposure,) for exposure in exposures])
    wrong: list[_Wrong] = []
    for exposure, of_message in grouped(rows, lambda row: row[0]).items():
        stored = {event_id: flags for _, event_id, flags, _ in of_message}
        visitors = {event_id: visitor for _, event_id, _, visitor in of_message}
        right = flags_among(of_message[0][1], stored)
        wrong += [_Wrong(exposure, each, visitors[each], stored[each], flags) for each, flags in right.items()]
    return wrong
