"""Small helpers for many rows at once, alike on both databases."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..db.types import Uuid16
from ..models import Event
from .ask import json_value, uuid_value, write

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

# The table itself: an update of the class with a list of parameters would be the ORM's, by primary key.
EVENT = cast(sa.Table, Event.__table__)

_MOST_PARAMETERS = 500


def portions(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists short enough for one statement."""
    left = list(values)
    for start in range(0, len(left), _MOST_PARAMETERS):
        yield left[start : start + _MOST_PARAMETERS]


def grouped(values: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups


def insert_new(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts what isn't there yet. All rows have the same columns."""
    if rows:
        insert, _, encoders = _statements(model, tuple(rows[0]))
        write(connection, insert + " DO NOTHING", _encoded(connection, rows, encoders))


def upsert(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts the rows, or replaces everything but the key of those that are there. All have the same columns."""
    if rows:
        insert, replace, encoders = _statements(model, tuple(rows[0]))
        write(connection, insert + replace, _encoded(connection, rows, encoders))


def update(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Changes the rows with these keys. All rows have the same columns, the key's last."""
    if rows:
        keys = [column.name for column in model.__table__.primary_key]
        encoders = _encoders(model, tuple(rows[0]))
        changed = ", ".join(f"{name} = ?" for name in rows[0] if name not in keys)
        which = " AND ".join(f"{name} = ?" for name in rows[0] if name in keys)
        statement = f"UPDATE {model.__table__.name} SET {changed} WHERE {which}"  # noqa: S608
        write(connection, statement, _encoded(connection, rows, encoders))


@cache
def _statements(model: Any, columns: tuple[str, ...]) -> tuple[str, str, tuple[Any, ...]]:
    table: sa.Table = model.__table__
    keys = [column.name for column in table.primary_key]
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT"  # noqa: S608
    replaced = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
    return insert, f" ({', '.join(keys)}) DO UPDATE SET {replaced}", _encoders(model, columns)


@cache
def _encoders(model: Any, columns: tuple[str, ...]) -> tuple[Any, ...]:
    """For each column how its values are written; None where they are as they are."""
    return tuple(_encoder(model.__table__.columns[name].type) for name in columns)


def _encoder(kind: Any) -> Any:
    if isinstance(kind, Uuid16):
        return uuid_value
    return json_value if isinstance(kind, sa.JSON) else None


def _encoded(connection: Connection, rows: Sequence[dict[str, Any]], encoders: tuple[Any, ...]) -> list[Any]:
    key = uuid_value(connection)
    ways = [key if encoder is uuid_value else encoder for encoder in encoders]
    return [tuple(way(value) if way else value for way, value in zip(ways, row.values(), strict=True)) for row in rows]
