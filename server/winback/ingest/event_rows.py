"""The events themselves: which are there already, and those that are not."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Connection

from .arrival import Arrival
from .ask import Row, is_sqlite, json_value, uuid_value, write
from .faults import Conflict
from .intake import Intake

_COLUMNS = (
    "site_id, id, name, time, received_at, source, visitor, session_id, exposure, campaign_id, arm, url, path, "
    "referrer, title, language, transaction_id, value_minor, currency, flags, properties"
)
_MARKS = ", ".join("?" * len(_COLUMNS.split(",")))
_INSERT = f"INSERT INTO event ({_COLUMNS}) VALUES ({_MARKS}) ON CONFLICT DO NOTHING"  # noqa: S608
_MOST_IDS = 512

# PostgreSQL takes many rows for a quarter of our time by COPY, which knows no conflicts: so by way of a table of this
# connection alone. Below so many rows the journeys cost more than that saves.
COPIES_FROM = 64
_WAITING = "CREATE TEMPORARY TABLE IF NOT EXISTS event_waiting (LIKE event) ON COMMIT DELETE ROWS"
_COPY = f"COPY event_waiting ({_COLUMNS}) FROM STDIN"
_TAKE_OVER = f"INSERT INTO event ({_COLUMNS}) SELECT {_COLUMNS} FROM event_waiting ORDER BY id ON CONFLICT DO NOTHING"  # noqa: S608


def stored_ids(connection: Connection, site_id: int, ids: Sequence[UUID]) -> set[UUID]:
    """Which of the events are stored."""
    if not ids:
        return set()
    cursor = connection.connection.cursor()
    if not is_sqlite(connection):
        cursor.execute("SELECT id FROM event WHERE site_id = %s AND id = ANY(%s)", (site_id, list(ids)))
        return {row[0] for row in cursor.fetchall()}
    by_bytes = {each.int.to_bytes(16, "big"): each for each in ids}
    left = list(by_bytes)
    found: set[UUID] = set()
    for start in range(0, len(left), _MOST_IDS):
        some = left[start : start + _MOST_IDS]
        # Few different lengths, so that the driver finds the statement prepared.
        size = 1 << (len(some) - 1).bit_length()
        marks = ", ".join("?" * size)
        some += [some[-1]] * (size - len(some))
        rows = cursor.execute(f"SELECT id FROM event WHERE site_id = ? AND id IN ({marks})", (site_id, *some))  # noqa: S608
        found.update(by_bytes[row[0]] for row in rows)
    return found


def insert(intake: Intake) -> None:
    """Inserts the new events."""
    rows = _rows(intake)
    is_copied = len(rows) >= COPIES_FROM and not is_sqlite(intake.connection)
    stored = _copy(intake.connection, rows) if is_copied else write(intake.connection, _INSERT, rows)
    if stored != len(rows):
        # One of them is there already, unknown to us: stored by another process meanwhile, perhaps for another visitor, or
        # longer ago than we remember. What was derived here is of no use.
        raise Conflict("an event was stored already")


def _copy(connection: Connection, rows: list[Row]) -> int:
    cursor: Any = connection.connection.cursor()
    cursor.execute(_WAITING)
    cursor.execute("TRUNCATE event_waiting")  # of the site before in this transaction
    with cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(_TAKE_OVER)
    return int(cursor.rowcount)


def _rows(intake: Intake) -> list[Row]:
    site_id, key = intake.site.id, uuid_value(intake.connection)
    return [_row(site_id, arrival, key) for arrival in intake.fresh]


def _row(site_id: int, a: Arrival, key: Callable[[UUID | None], object]) -> Row:
    place = a.place
    return (
        site_id,
        key(a.id),
        a.name,
        a.time,
        a.received_at,
        a.source,
        key(a.visitor),
        key(a.session_id),
        key(a.exposure),
        a.campaign_id,
        a.arm,
        place.url,
        place.path,
        place.referrer,
        place.title,
        place.language,
        a.transaction_id,
        a.value_minor,
        a.currency,
        int(a.flags),
        json_value(a.properties) if a.properties else "{}",
    )
