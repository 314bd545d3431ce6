"""Deriving purchases and parts in experiments again, by the writer's own code, a few at a time while it goes on."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..db.engine import Database
from ..models import UNCOUNTED, Event, Participation, Purchase
from ..rollups import Difference
from .facts import SiteFacts
from .intake import Counts, Intake
from .locks import take_locks
from .participation import count_parts
from .purchases import settle_anew, visitors_of

MOST_TOGETHER = 200  # visitors or transactions a transaction: some tens of milliseconds

Keys = Sequence[Any]


Tell = Callable[[int], None]  # how many were looked at so far


def recount_purchases(
    db: Database, site: SiteFacts, *, mends: bool = True, tell: Tell = lambda done: None
) -> Iterator[Difference]:
    def derive(intake: Intake, transactions: Keys) -> None:
        take_locks(intake.connection, {(site.id, "transaction", each) for each in transactions})
        take_locks(
            intake.connection, {(site.id, each) for each in visitors_of(intake.connection, site.id, transactions)}
        )
        settle_anew(intake, transactions)
        if intake.visitors_moved:
            count_parts(intake, sorted(intake.visitors_moved))

    of_events = sa.select(Event.transaction_id).where(Event.site_id == site.id, Event.transaction_id.is_not(None))
    of_rows = sa.select(Purchase.transaction_id).where(Purchase.site_id == site.id)
    columns = (Event.transaction_id, Purchase.transaction_id)
    done = 0
    for keys in pages(db, (of_events, of_rows), columns):
        yield from _again(db, site, Purchase, Purchase.transaction_id, keys, derive, mends)
        done += len(keys)
        tell(done)


def recount_parts(
    db: Database, site: SiteFacts, *, mends: bool = True, tell: Tell = lambda done: None
) -> Iterator[Difference]:
    def derive(intake: Intake, visitors: Keys) -> None:
        take_locks(intake.connection, {(site.id, visitor) for visitor in visitors})
        count_parts(intake, list(visitors))

    of_events = sa.select(Event.visitor).where(
        Event.site_id == site.id,
        Event.visitor.is_not(None),
        Event.campaign_id.is_not(None),
        sa.text(f"flags & {UNCOUNTED} = 0"),  # word for word as the index says it
    )
    of_rows = sa.select(Participation.visitor).where(Participation.site_id == site.id)
    done = 0
    for keys in pages(db, (of_events, of_rows), (Event.visitor, Participation.visitor)):
        yield from _again(db, site, Participation, Participation.visitor, keys, derive, mends)
        done += len(keys)
        tell(done)


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


def _again(
    db: Database,
    site: SiteFacts,
    model: Any,
    column: Any,
    keys: Keys,
    derive: Callable[[Intake, Keys], None],
    mends: bool,
) -> list[Difference]:
    """What deriving the keys' rows anew changes. Without mending it is taken back."""
    with db.gate(), db.write_engine.connect() as connection, connection.begin() as transaction:
        intake = Intake(connection, site, [], Counts())
        before = _rows(connection, site, model, column, keys)
        derive(intake, keys)
        intake.counts.write(connection)
        after = _rows(connection, site, model, column, keys)
        if not mends:
            transaction.rollback()
    found = [
        Difference(model.__tablename__, key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys(), key=repr)
        if before.get(key) != after.get(key)
    ]
    return found + [Difference("event", key, 0, by) for key, by in intake.counts.events.items() if by]


def _rows(connection: Connection, site: SiteFacts, model: Any, column: Any, keys: Keys) -> dict[Any, Any]:
    table = model.__table__
    query = sa.select(table).where(table.c.site_id == site.id, column.in_(keys))
    names = [each.name for each in table.primary_key]
    found = [dict(row._mapping) for row in connection.execute(query)]
    return {tuple(row[name] for name in names): row for row in found}
