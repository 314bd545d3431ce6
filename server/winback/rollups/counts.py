"""Counts beside the stored rows: what counts as what, and adding to them in the transaction that changes the rows.

Only differences are ever written, so that processes can count side by side; `winback recount` proves the sums.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..clock import MINUTE, QUARTER_HOUR
from ..models import UNCOUNTED, AnswerCount, DropCount, EventCount

LATE = 5 * MINUTE  # a browser's event that was received longer after it happened is late


class EventKey(NamedTuple):
    """The key of `event_count`, in its order."""

    site_id: int
    quarter_at: int
    name: str
    source: str
    campaign_id: int
    arm: str
    flags: int
    is_anonymous: bool
    is_late: bool


class AnswerKey(NamedTuple):
    """The key of `answer_count`, in its order."""

    site_id: int
    quarter_at: int
    campaign_id: int
    variant: str
    kind: str
    block: str
    number: int
    is_last: bool


class DropKey(NamedTuple):
    """The key of `drop_count`, in its order."""

    site_id: int
    quarter_at: int
    reason: str


def quarter_at(time: int) -> int:
    """The first millisecond of the time's quarter-hour."""
    return time - time % QUARTER_HOUR


def event_key(site_id: int, event: Any, **changed: Any) -> EventKey:
    """As what an event counts: anything with the attributes of a stored one; `changed` says what it will be."""
    campaign_id, arm, flags = event.campaign_id, event.arm, event.flags
    if changed:
        campaign_id, arm, flags = (
            changed.get("campaign_id", campaign_id),
            changed.get("arm", arm),
            changed.get("flags", flags),
        )
    time, source = event.time, event.source
    return EventKey(
        site_id,
        time - time % QUARTER_HOUR,
        event.name,
        source,
        campaign_id or 0,
        arm or "",
        int(flags),
        event.visitor is None,
        source == "browser" and event.received_at - time > LATE,
    )


def count_events(site_id: int, events: Iterable[Any]) -> dict[EventKey, int]:
    """How many of them count as what: as `event_key` says, which would make a key for each of many alike."""
    alike: dict[tuple[Any, ...], int] = {}
    for event in events:
        time, source = event.time, event.source
        key = (
            time - time % QUARTER_HOUR,
            event.name,
            source,
            event.campaign_id,
            event.arm,
            event.flags,
            event.visitor is None,
            source == "browser" and event.received_at - time > LATE,
        )
        alike[key] = alike.get(key, 0) + 1
    counts: Counter[EventKey] = Counter()
    for (quarter, name, source, campaign_id, arm, flags, *rest), count in alike.items():
        counts[EventKey(site_id, quarter, name, source, campaign_id or 0, arm or "", int(flags), *rest)] += count
    return counts


def answer_keys(site_id: int, response: Mapping[str, Any], answers: Iterable[Mapping[str, Any]]) -> list[AnswerKey]:
    """As what the answers of one response count: those with a number, unless the response counts nowhere."""
    if response["flags"] & UNCOUNTED:
        return []
    numbers = sorted((a for a in answers if a["number"] is not None), key=lambda a: (a["answered_at"], a["block"]))
    last = {answer["kind"]: answer["block"] for answer in numbers}
    return [
        AnswerKey(
            site_id,
            quarter_at(a["answered_at"]),
            response["campaign_id"],
            response["variant"],
            a["kind"],
            a["block"],
            a["number"],
            last[a["kind"]] == a["block"],
        )
        for a in numbers
    ]


def add_events(connection: Connection, counts: Counter[EventKey]) -> None:
    _EVENTS.add(connection, counts)


def forget_events(connection: Connection, site_id: int, events: Iterable[Any]) -> None:
    """Stops counting stored events that the same transaction deletes: rows with the columns of `event`."""
    counts: Counter[EventKey] = Counter()
    counts.subtract(event_key(site_id, event) for event in events)
    add_events(connection, counts)


def add_answers(connection: Connection, counts: Counter[AnswerKey]) -> None:
    _ANSWERS.add(connection, counts)


def add_drops(connection: Connection, counts: Counter[DropKey]) -> None:
    """Counts of a site that is gone meanwhile are gone with it."""
    _DROPS.add(connection, counts)


class _Table:
    """A table of counts: its key, and the statements that add to it."""

    def __init__(self, model: Any, key: type[Any]) -> None:
        table = cast(sa.Table, model.__table__)
        names: Sequence[str] = key._fields
        columns, marks = ", ".join(names), ", ".join("?" * len(names))
        # By way of the site: a count of a deleted one would make the whole commit fail.
        self._add = (
            f"INSERT INTO {table.name} ({columns}, count) SELECT {marks}, ? FROM site WHERE id = ? "  # noqa: S608
            f"ON CONFLICT ({columns}) DO UPDATE SET count = {table.name}.count + excluded.count"
        )
        # No row says nothing: what fell back to none is as if it had never been.
        self._clear = f"DELETE FROM {table.name} WHERE count = 0 AND " + " AND ".join(f"{n} = ?" for n in names)  # noqa: S608

    def add(self, connection: Connection, counts: Counter[Any]) -> None:
        """Adds the differences, in the order of their keys: two processes wait for each other, never in a circle."""
        changed = sorted((key, count) for key, count in counts.items() if count)
        if changed:
            _run(connection, self._add, [(*key, count, key[0]) for key, count in changed])
        if less := [tuple(key) for key, count in changed if count < 0]:
            _run(connection, self._clear, less)


def _run(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if connection.dialect.name != "sqlite":
        statement = statement.replace("?", "%s")
    connection.exec_driver_sql(statement, rows)


_EVENTS = _Table(EventCount, EventKey)
_ANSWERS = _Table(AnswerCount, AnswerKey)
_DROPS = _Table(DropCount, DropKey)
