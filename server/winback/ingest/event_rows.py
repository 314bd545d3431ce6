"""The events themselves: which are there already, and those that are not."""

from collections.abc import Callable, Sequence
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
    if write(intake.connection, _INSERT, _rows(intake)) != len(intake.fresh):
        # Another process stored one of them for another visitor meanwhile: what was derived here is of no use.
        raise Conflict("an event was stored by another process")


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
