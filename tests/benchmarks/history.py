"""A large table, filled fast: the demo's simulated visitors, recorded as they come, and then copied in SQL.

Every copy of a visitor is another visitor, with ids, sessions, purchases and answers of its own, at the same times.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.running import database_in
from winback.clock import DAY, now_ms
from winback.db.engine import Database
from winback.db.migrate import upgrade
from winback.demo import history
from winback.demo.folder import Wishes, furnish
from winback.models import Site

DAYS = 90
MOST_VISITORS = 1500  # simulated; a larger table holds copies of them
EVENTS_A_VISITOR = 12
SHOP = "https://shop.example"
# Tables whose rows are somebody's, and how a copy's texts that must be unique differ. Counts are multiplied instead.
COPIED = {
    "event": {"transaction_id": "{column} || '-' || {copy}"},
    "session": {},
    "purchase": {"transaction_id": "{column} || '-' || {copy}"},
    "participation": {},
    "response": {},
    "answer": {},
    "subscriber": {"email": "{copy} || {column}"},
}
COUNTS = ("event_count", "answer_count")


@dataclass(frozen=True)
class Large:
    """`bytes_an_event` is the whole file by the number of events: indexes, sessions and roll-ups included."""

    site_id: str
    site_key: str
    token: str
    events: int
    bytes_an_event: float


def fill(folder: Path, rows: int) -> Large:
    """Makes the folder's database with some `rows` events."""
    visitors = min(MOST_VISITORS, max(10, rows // EVENTS_A_VISITOR))
    folder.mkdir(parents=True, exist_ok=True)
    db = Database(database_in(folder))
    upgrade(db)
    now = now_ms()
    with db.writing() as session:
        demo = furnish(session, Wishes("http://127.0.0.1:1", SHOP, "off", DAYS), None, now)
    with db.reading() as session:
        site = session.get_one(Site, int(demo.site))
        world = history.world_of(session, site, SHOP)
    events = history.record_history(db, now_ms, site.id, world, history.Span(7, now - DAYS * DAY, now, visitors))
    db.close()
    file = folder / "winback.db"
    copies = max(0, round(rows / events) - 1)
    if copies:
        copy(file, copies)
    return Large(
        demo.site, demo.site_key, demo.api_token, events * (copies + 1), file.stat().st_size / (events * (copies + 1))
    )


def copy(file: Path, copies: int) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.create_function("another", 2, another, deterministic=True)
    for pragma in (
        "synchronous=OFF",
        "journal_mode=OFF",
        "cache_size=-500000",
        "temp_store=MEMORY",
        "foreign_keys=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TEMP TABLE copies (n INTEGER)")
    connection.executemany("INSERT INTO copies VALUES (?)", [(n,) for n in range(1, copies + 1)])
    # Indexes that are made afterwards are sorted once, and as compact as those of a table that grew in order.
    again = _without_indexes(connection)
    for table, texts in COPIED.items():
        _copy_table(connection, table, texts)
    for table in COUNTS:
        connection.execute(f"UPDATE {table} SET count = count * {copies + 1}")
    again()
    connection.execute("ANALYZE")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def another(value: bytes | None, number: int) -> bytes | None:
    """The UUID of a copy: as old, and not the same."""
    if value is None:
        return None
    return value[:10] + ((int.from_bytes(value[10:12]) + number) & 0xFFFF).to_bytes(2) + value[12:]


def _copy_table(connection: sqlite3.Connection, table: str, texts: dict[str, str]) -> None:
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    key = [name for _, name, *_, place in sorted(columns, key=lambda column: column[5]) if place]
    values = {name: _value(name, kind, texts) for _, name, kind, *_ in columns}
    connection.execute(f"CREATE TEMP TABLE originals AS SELECT * FROM main.{table}")
    connection.execute(
        f"INSERT INTO main.{table} ({', '.join(values)}) "
        f"SELECT {', '.join(f'{value} AS {name}' for name, value in values.items())} FROM originals, copies "
        f"ORDER BY {', '.join(str(list(values).index(name) + 1) for name in key)}"
    )
    connection.execute("DROP TABLE originals")


def _value(name: str, kind: str, texts: dict[str, str]) -> str:
    if name in texts:
        return texts[name].format(column=name, copy="n")
    return f"another({name}, n)" if kind == "BLOB" else name


def _without_indexes(connection: sqlite3.Connection) -> Callable[[], None]:
    """Drops the indexes of the copied tables. Returns what makes them again."""
    asked = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    found = [row for row in connection.execute(asked) if row[1] in COPIED]
    for name, _, _ in found:
        connection.execute(f"DROP INDEX {name}")

    def again() -> None:
        for _, _, sql in found:
            connection.execute(sql)

    return again
