"""Small helpers for many rows at once, alike on both databases."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from ..models import Event

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


def insert_new(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> int:
    """Inserts what isn't there yet. Returns how many rows were really inserted."""
    if not rows:
        return 0
    statement = _insert(connection, model).on_conflict_do_nothing()
    if connection.dialect.name == "sqlite":
        return connection.execute(statement, rows).rowcount  # many at once, which costs half; PostgreSQL says -1
    first_key = next(iter(model.__table__.primary_key))
    return len(connection.scalars(statement.returning(first_key), rows).all())


def upsert(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts the rows, or replaces everything but the key of those that are there."""
    if not rows:
        return
    table: sa.Table = model.__table__
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection, model)
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=replaced), rows)


def _insert(connection: Connection, model: Any) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(model.__table__)
