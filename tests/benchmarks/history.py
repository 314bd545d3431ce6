"""A large table, filled fast: the demo's simulated visitors, recorded as they come, and then copied in SQL.

Every copy of a visitor is another visitor, with ids, sessions, purchases and answers of its own, some hours or days
earlier: the quarter-hours of a busy shop are all different, and the roll-ups as long as there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import progress
from tests.benchmarks.running import database_in
from winback.clock import DAY, QUARTER_HOUR, now_ms
from winback.db.engine import Database
from winback.db.migrate import upgrade
from winback.demo import history
from winback.demo.folder import Wishes, furnish
from winback.models import Site
from winback.rollups import AMOUNTS, count_days_anew

DAYS = 90
MOST_VISITORS = 1500  # simulated; a larger table holds copies of them
EVENTS_A_VISITOR = 12
SHOP = "https://shop.example"
# Tables whose rows are somebody's, and how a copy's texts that must be unique differ.
COPIED = {
    "event": {"transaction_id": "{column} || '-' || {copy}"},
    "session": {},
    "purchase": {"transaction_id": "{column} || '-' || {copy}"},
    "participation": {},
    "response": {},
    "answer": {},
    "subscriber": {"email": "{copy} || {column}"},
}
TIMES = frozenset(
    "time received_at started_at last_at completed_at answered_at subscribed_at first_exposed_at shown_at clicked_at "
    "converted_at".split()
)
# Counts of the copies are added up with those of the originals; the days come of the quarter-hours.
COUNTS = {"event_count": ("count",), "answer_count": ("count",), "campaign_count": AMOUNTS}
# How much earlier a copy happened: some number of quarter-hours, up to a week, alike for no two that follow each other.
EARLIER = f"(n * 37 % 672 * {QUARTER_HOUR})"


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
    progress.say(f"the large table: a history of {visitors:,} visitors")
    events = history.record_history(db, now_ms, site.id, world, history.Span(7, now - DAYS * DAY, now, visitors))
    db.close()
    file = folder / "winback.db"
    copies = max(0, round(rows / events) - 1)
    if copies:
        copy(file, copies)
        db = Database(database_in(folder))
        progress.say("the large table: its days counted")
        with db.writing() as session:
            count_days_anew(session.connection(), int(demo.site))
        db.empty_log()
        db.close()
    progress.say("")
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
        "temp_store=FILE",
        "foreign_keys=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TEMP TABLE copies (n INTEGER)")
    connection.executemany("INSERT INTO copies VALUES (?)", [(n,) for n in range(1, copies + 1)])
    # Indexes that are made afterwards are sorted once, and as compact as those of a table that grew in order.
    again = _without_indexes(connection)
    for table, texts in COPIED.items():
        progress.say(f"the large table: {copies} copies of {table}")
        _copy_table(connection, table, texts)
    for table, sums in COUNTS.items():
        _count_table(connection, table, sums)
    progress.say("the large table: its indexes")
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
    # In the order of the originals' keys: those of the copies are next to them, and need not be sorted.
    key = [name for _, name, *_, place in sorted(columns, key=lambda column: column[5]) if place]
    values = {name: _value(name, kind, texts) for _, name, kind, *_ in columns}
    connection.execute(f"CREATE TEMP TABLE originals AS SELECT * FROM main.{table} ORDER BY {', '.join(key)}")
    connection.execute(
        f"INSERT INTO main.{table} ({', '.join(values)}) "
        f"SELECT {', '.join(f'{value} AS {name}' for name, value in values.items())} FROM originals CROSS JOIN copies"
    )
    connection.execute("DROP TABLE originals")


def _count_table(connection: sqlite3.Connection, table: str, sums: tuple[str, ...]) -> None:
    columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    key = [name for name in columns if name not in sums]
    values = {name: f"quarter_at - {EARLIER}" if name == "quarter_at" else name for name in columns}
    connection.execute(f"CREATE TEMP TABLE originals AS SELECT * FROM main.{table}")
    connection.execute(
        f"INSERT INTO main.{table} ({', '.join(columns)}) "
        f"SELECT {', '.join(values.values())} FROM originals CROSS JOIN copies WHERE true "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(f'{n} = {n} + excluded.{n}' for n in sums)}"
    )
    connection.execute("DROP TABLE originals")


def _value(name: str, kind: str, texts: dict[str, str]) -> str:
    if name in TIMES:
        return f"{name} - {EARLIER}"
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
