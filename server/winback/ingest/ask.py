"""Statements that every batch runs, past SQLAlchemy: there the types and results cost several times the statement.

The text is one for both databases. Errors are the driver's own; `faults` knows them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.engine import Connection

Row = tuple[Any, ...]

# `{epoch}`: what an exposure says of its epoch, on SQLite and on PostgreSQL.
_EPOCH = ("json_extract(properties, '$.epoch')", "(properties->>'epoch')::int")


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


class Question:
    """A select asked for each of many keys: `{site}` and the names of `keys` stand in its text.

    SQLite is asked again and again, which costs 2 µs a time; PostgreSQL once, as each question is a journey.
    `keys` maps names to PostgreSQL's types; `answers` are the types of the columns, of which only `uuid` matters.
    """

    def __init__(self, text: str, keys: dict[str, str], answers: str) -> None:
        names = list(keys)
        self.sqlite = text.format(site="?1", epoch=_EPOCH[0], **{name: f"?{n}" for n, name in enumerate(names, 2)})
        arrays = ", ".join(f"%s::{kind}[]" for kind in keys.values())
        inner = text.format(site="%s", epoch=_EPOCH[1], **{name: f"k.{name}" for name in names})
        self._sites = text.count("{site}")
        self.postgresql = f"SELECT q.* FROM unnest({arrays}) AS k({', '.join(names)}), LATERAL ({inner}) AS q"  # noqa: S608
        self._uuid_keys = [n for n, kind in enumerate(keys.values(), 1) if kind == "uuid"]
        self._uuids = [n for n, kind in enumerate(answers.split()) if kind == "uuid"]

    def ask(self, connection: Connection, site_id: int, keys: Sequence[Row]) -> Iterator[Row]:
        """All answers, those to one key together and in the order of the text."""
        if not keys:
            return iter(())
        cursor = connection.connection.cursor()
        if is_sqlite(connection):
            return self._ask_each(cursor, site_id, keys)
        cursor.execute(self.postgresql, (*map(list, zip(*keys, strict=True)), *[site_id] * self._sites))
        return iter(cursor.fetchall())

    def _ask_each(self, cursor: Any, site_id: int, keys: Sequence[Row]) -> Iterator[Row]:
        met: dict[bytes, UUID] = {}  # most answers name whom they were asked about
        for key in keys:
            asked = [site_id, *key]
            for n in self._uuid_keys:
                value: UUID = asked[n]
                asked[n] = value.int.to_bytes(16, "big")
                met[asked[n]] = value
            for row in cursor.execute(self.sqlite, asked).fetchall():
                said = list(row)
                for n in self._uuids:
                    found = said[n]
                    if found is not None:
                        said[n] = met.get(found) or UUID(bytes=found)
                yield tuple(said)


def write(connection: Connection, statement: str, rows: Sequence[Row]) -> int:
    """Runs the statement, its parameters marked by `?`, for each row. Returns how many rows of the table it touched."""
    if not rows:
        return 0
    cursor = connection.connection.cursor()
    if not is_sqlite(connection):
        statement = statement.replace("?", "%s")
    cursor.executemany(statement, rows)
    return int(cursor.rowcount)


def uuid_value(connection: Connection) -> Callable[[UUID | None], Any]:
    """What a UUID is as a parameter of `write`."""
    return _bytes if is_sqlite(connection) else _same


def _bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.int.to_bytes(16, "big")


def _same(value: UUID | None) -> UUID | None:
    return value


def json_value(value: Any) -> str | None:
    """What JSON is as a parameter of `write`."""
    return None if value is None else orjson.dumps(value).decode()


def from_json(value: Any) -> Any:
    """What a JSON column's value says: SQLite gives text, PostgreSQL's driver what it means."""
    return orjson.loads(value) if isinstance(value, str) else value
