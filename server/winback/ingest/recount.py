"""Deriving purchases and parts in experiments again, by the writer's own code, a few at a time while it goes on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..db.engine import Database
from ..models import UNCOUNTED, Event, Participation, Purchase
from ..rollups import Difference
from .facts import SiteFacts, Sites
from .intake import Counts, Intake
from .locks import take_locks
from .participation import count_parts
from .purchases import settle_anew, visitors_of

MOST_TOGETHER = 200  # visitors or transactions a transaction: some tens of milliseconds

Keys = Sequence[Any]


Tell = Callable[[int], None]  # how many were looked at so far


@dataclass(frozen=True)
class Derived:
    """Rows of a model that are derived by key: what has to be held meanwhile, and how they are derived anew."""

    model: Any
    column: Any
    hold: Callable[[Connection, int, Keys], None]
    derive: Callable[[Intake, Keys], None]


def recount_purchases(
    db: Database, site: SiteFacts, *, mends: bool = True, tell: Tell = lambda done: None
) -> Iterator[Difference]:
    of_events = sa.select(Event.transaction_id).where(Event.site_id == site.id, Event.transaction_id.is_not(None))
    of_rows = sa.select(Purchase.transaction_id).where(Purchase.site_id == site.id)
    columns = (Event.transaction_id, Purchase.transaction_id)
    purchases = Derived(Purchase, Purchase.transaction_id, _hold_purchases, _settle)
    yield from _recount(db, site.id, pages(db, (of_events, of_rows), columns), purchases, mends, tell)


def recount_parts(
    db: Database, site: SiteFacts, *, mends: bool = True, tell: Tell = lambda done: None
) -> Iterator[Difference]:
    of_events = sa.select(Event.visitor).where(
        Event.site_id == site.id,
        Event.visitor.is_not(None),
        Event.campaign_id.is_not(None),
        sa.text(f"flags & {UNCOUNTED} = 0"),  # word for word as the index says it
    )
    of_rows = sa.select(Participation.visitor).where(Participation.site_id == site.id)
    columns = (Event.visitor, Participation.visitor)
    parts = Derived(
        Participation, Participation.visitor, hold_visitors, lambda intake, keys: count_parts(intake, list(keys))
    )
    yield from _recount(db, site.id, pages(db, (of_events, of_rows), columns), parts, mends, tell)


def hold_visitors(connection: Connection, site_id: int, visitors: Iterable[UUID]) -> None:
    take_locks(connection, {(site_id, visitor) for visitor in visitors})


def _hold_purchases(connection: Connection, site_id: int, transactions: Keys) -> None:
    take_locks(connection, {(site_id, "transaction", each) for each in transactions})
    hold_visitors(connection, site_id, visitors_of(connection, site_id, transactions))


def _settle(intake: Intake, transactions: Keys) -> None:
    settle_anew(intake, transactions)
    if intake.visitors_moved:
        count_parts(intake, sorted(intake.visitors_moved))


def pages(
    db: Database, sources: Sequence[sa.Select[Any]], columns: Sequence[Any], most: int = MOST_TOGETHER
) -> Iterator[Keys]:
    """All keys that any of the sources has, in their order, so many at a time."""
    last: Any = None
    while True:
        parts = []
        for source, column in zip(sources, columns, strict=True):
            beyond = source if last is None else source.where(column > last)
            some = beyond.with_only_columns(column.label("key")).distinct().order_by(column).limit(most)
            parts.append(sa.select(some.subquery().c.key))
        both = sa.union(*parts).subquery()
        with db.read_engine.connect() as connection:
            keys = list(connection.scalars(sa.select(both.c.key).order_by(both.c.key).limit(most)))
        if not keys:
            return
        yield keys
        last = keys[-1]


def _recount(
    db: Database, site_id: int, several: Iterable[Keys], what: Derived, mends: bool, tell: Tell
) -> Iterator[Difference]:
    sites, done = Sites(db), 0
    for keys in several:
        yield from _again(db, sites, site_id, what, keys, mends)
        done += len(keys)
        tell(done)


def _again(db: Database, sites: Sites, site_id: int, what: Derived, keys: Keys, mends: bool) -> list[Difference]:
    """What deriving the keys' rows anew changes. Without mending it is taken back."""
    with db.gate(), db.write_engine.connect() as connection, connection.begin() as transaction:
        what.hold(connection, site_id, keys)
        # Only now is it certain what the site has: a campaign launched since may have results already.
        site = sites.as_it_is(site_id)
        if site is None:
            return []
        intake = Intake(connection, site, [], Counts())
        before = _rows(connection, site, what, keys)
        what.derive(intake, keys)
        intake.counts.write(connection)
        after = _rows(connection, site, what, keys)
        if not mends:
            transaction.rollback()
    found = [
        Difference(what.model.__tablename__, key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys(), key=repr)
        if before.get(key) != after.get(key)
    ]
    return found + [Difference("event", key, 0, by) for key, by in intake.counts.events.items() if by]


def _rows(connection: Connection, site: SiteFacts, what: Derived, keys: Keys) -> dict[Any, Any]:
    table = what.model.__table__
    query = sa.select(table).where(table.c.site_id == site.id, what.column.in_(keys))
    names = [each.name for each in table.primary_key]
    found = [dict(row._mapping) for row in connection.execute(query)]
    return {tuple(row[name] for name in names): row for row in found}
