"""Counting again from the stored rows, and mending what differs, while the service goes on.

Reading takes no lock. Only where something differs it is counted once more in a short writing transaction, and the
difference is added: what other processes count meanwhile stays right.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..clock import QUARTER_HOUR
from ..db.engine import Database
from ..models import UNCOUNTED, Answer, AnswerCount, Event, EventCount, Response
from .counts import LATE, AnswerKey, EventKey, add_answers, add_events, quarter_at

MOST_TOGETHER = 20_000  # events a transaction: some tens of milliseconds
_ONE_RECOUNT = 0x77B_C0047  # the advisory lock of PostgreSQL: two that add the same difference would add it twice


class Difference(NamedTuple):
    """`was` is what the table said, `is_now` what the rows say."""

    table: str
    key: Any
    was: Any
    is_now: Any


Compare = Callable[[Connection], list[Difference]]


def recount_events(db: Database, site_id: int, *, mends: bool = True) -> Iterator[Difference]:
    for start, end in windows(db, site_id):
        yield from settle(db, lambda c, s=start, e=end: _event_differences(c, site_id, s, e), _mend_events, mends)  # type: ignore[misc]


def recount_answers(db: Database, site_id: int, *, mends: bool = True) -> Iterator[Difference]:
    yield from settle(db, lambda c: _answer_differences(c, site_id), _mend_answers, mends)


def settle(
    db: Database,
    compare: Compare,
    mend: Callable[[Connection, list[Difference]], None],
    mends: bool,
    lock: Callable[[Connection], None] = lambda connection: None,
) -> list[Difference]:
    with one_moment(db) as connection:
        found = compare(connection)
    if not found or not mends:
        return found
    with db.gate(), db.write_engine.connect() as connection, connection.begin():
        if not db.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_RECOUNT)))
        lock(connection)
        found = compare(connection)
        mend(connection, found)
    return found


@contextmanager
def one_moment(db: Database) -> Iterator[Connection]:
    """A reader that sees nothing of what others commit meanwhile, also in its second statement."""
    with db.read_engine.connect() as connection:
        yield connection if db.is_sqlite else connection.execution_options(isolation_level="REPEATABLE READ")


def _mend_events(connection: Connection, found: list[Difference]) -> None:
    add_events(connection, Counter({each.key: each.is_now - each.was for each in found}))


def _mend_answers(connection: Connection, found: list[Difference]) -> None:
    add_answers(connection, Counter({each.key: each.is_now - each.was for each in found}))


def windows(db: Database, site_id: int) -> Iterator[tuple[int, int]]:
    """Stretches of whole quarter-hours that hold everything of the site, each with few events."""
    start = 0
    while True:
        with db.read_engine.connect() as connection:
            times = sa.select(Event.time).where(Event.site_id == site_id, Event.time >= start).order_by(Event.time)
            beyond = connection.scalar(times.offset(MOST_TOGETHER).limit(1))
        if beyond is None:
            yield start, 2**62
            return
        end = quarter_at(beyond)
        if end <= start:  # one quarter-hour with more than that is counted whole
            end = quarter_at(beyond) + QUARTER_HOUR
        yield start, end
        start = end


def _event_differences(connection: Connection, site_id: int, start: int, end: int) -> list[Difference]:
    e, c = Event, EventCount
    # A literal: PostgreSQL takes two parameters of one value for two different things to group by.
    quarter = e.time - e.time % sa.literal_column(str(QUARTER_HOUR))
    key: tuple[Any, ...] = (
        e.site_id,
        quarter,
        e.name,
        e.source,
        sa.func.coalesce(e.campaign_id, sa.literal_column("0")),
        sa.func.coalesce(e.arm, sa.literal_column("''")),
        e.flags,
        e.visitor.is_(None),
        sa.and_(e.source == "browser", e.received_at - e.time > LATE),
    )
    labelled: list[Any] = [column.label(name) for column, name in zip(key, EventKey._fields, strict=True)]
    rows = sa.select(*labelled).where(e.site_id == site_id, e.time >= start, e.time < end).subquery()
    truth = sa.select(*rows.c, sa.func.count().label("is_now"), sa.literal(0).label("was")).group_by(*rows.c)
    kept = sa.select(*[getattr(c, name) for name in EventKey._fields], sa.literal(0), c.count).where(
        c.site_id == site_id, c.quarter_at >= start, c.quarter_at < end
    )
    return _differences(connection, "event_count", EventKey, truth, kept)


def _answer_differences(connection: Connection, site_id: int) -> list[Difference]:
    a, r, c = Answer, Response, AnswerCount
    latest_first = sa.func.row_number().over(
        partition_by=(a.exposure, a.kind), order_by=(a.answered_at.desc(), _by_bytes(connection, a.block).desc())
    )
    rows = (
        sa.select(
            a.site_id,
            (a.answered_at - a.answered_at % sa.literal_column(str(QUARTER_HOUR))).label("quarter_at"),
            r.campaign_id,
            r.variant,
            a.kind,
            a.block,
            a.number,
            (latest_first == 1).label("is_last"),
        )
        .join_from(a, r, sa.and_(r.site_id == a.site_id, r.exposure == a.exposure))
        .where(a.site_id == site_id, a.number.is_not(None), r.flags.op("&")(UNCOUNTED) == 0)
        .subquery()
    )
    truth = sa.select(*rows.c, sa.func.count().label("is_now"), sa.literal(0).label("was")).group_by(*rows.c)
    kept = sa.select(*[getattr(c, name) for name in AnswerKey._fields], sa.literal(0), c.count).where(
        c.site_id == site_id
    )
    return _differences(connection, "answer_count", AnswerKey, truth, kept)


def _by_bytes(connection: Connection, text: Any) -> Any:
    """In the order in which Python sorts; a PostgreSQL may sort by some language's."""
    return text if connection.dialect.name == "sqlite" else sa.collate(text, "C")


def _differences(connection: Connection, table: str, key: Any, *counts: sa.Select[Any]) -> list[Difference]:
    """Where the sums of what is and of what was differ, in one statement, so that both are of one moment."""
    both = sa.union_all(*counts).subquery()
    columns: Sequence[Any] = [both.c[name] for name in key._fields]
    is_now, was = sa.func.sum(both.c.is_now), sa.func.sum(both.c.was)
    query = sa.select(*columns, was, is_now).group_by(*columns).having(is_now != was).order_by(*columns)
    return [Difference(table, key(*row[:-2]), int(row[-2]), int(row[-1])) for row in connection.execute(query)]
