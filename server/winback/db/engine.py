"""Connections: many readers, and one gate through which every writer passes."""

import gc
import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

_PATIENCE_SECONDS = 30  # for another process that writes
_LARGEST_LOG = 16 * 1024 * 1024  # bytes that SQLite's log keeps when it is empty
_OPENED_AGAIN_AFTER_SECONDS = 2.0
# Raised where the database does not answer, or not now.
UNREACHABLE = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
# A server that is gone without a word is noticed in seconds, not when the system gives up after a quarter-hour.
_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 15_000, "keepalives_idle": 30, "keepalives_interval": 5}

# Python's driver asks of every value but numbers and texts how it is to be adapted, and hears by way of an exception
# that it needs no adapting: that cost a fifth of each statement. These answers are found in a table.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), {None: None}.get)


class Database:
    """One database. SQLite: readers that can't write, and writers one at a time. PostgreSQL: one pool."""

    def __init__(self, url: str, threads: int = 32) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._gate = threading.RLock()
        self._opened_again_at = -_OPENED_AGAIN_AFTER_SECONDS
        options: dict[str, Any] = {"json_serializer": _to_json, "json_deserializer": _from_json}
        # SQLAlchemy's own pool of 5 + 10 makes the other request threads wait 30 s. Each thread may need a second one,
        # as for a page that reads while a form is being written: none may wait for a thread that waits for it.
        pool: dict[str, Any] = {"pool_size": threads + 2, "max_overflow": threads, "pool_timeout": 10}
        if self.is_sqlite:
            self.write_engine = _sqlite(url, "BEGIN IMMEDIATE", options, {"pool_size": 2, "max_overflow": 0})
            self.read_engine = _sqlite(url, "BEGIN", options, pool, query_only=True)
            sa.event.listen(self.write_engine, "handle_error", self._note_read_only)
        else:
            self.write_engine = sa.create_engine(url, pool_pre_ping=True, connect_args=_PATIENCE, **options, **pool)
            sa.event.listen(self.write_engine, "connect", _wait_for_the_disk)
            self.read_engine = self.write_engine
        self._readers: dict[int, float] = {}  # since when each connection is in use
        sa.event.listen(self.read_engine, "checkout", lambda _, record, __: self._note_reader(record))
        sa.event.listen(self.read_engine, "checkin", lambda _, record: self._readers.pop(id(record), None))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one consistent snapshot; on SQLite a write in it fails."""
        with Session(self.read_engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self, patience_seconds: float | None = None) -> Iterator[Session]:
        """A session that commits at the end, or rolls back whole. Keep it short: on SQLite others wait.

        With `patience_seconds` it gives up on SQLite's other writers after so long: raises one of UNREACHABLE.
        """
        with self.gate(patience_seconds), self.write_engine.connect() as connection:
            if self.is_sqlite and patience_seconds is not None:
                _wait_for_lock(connection, patience_seconds)
            try:
                with Session(connection, expire_on_commit=False) as session, session.begin():
                    yield session
            finally:
                if self.is_sqlite and patience_seconds is not None and not connection.invalidated:
                    _wait_for_lock(connection, _PATIENCE_SECONDS)

    @contextmanager
    def gate(self, patience_seconds: float | None = None) -> Iterator[None]:
        """Waits until this thread may write. Free on PostgreSQL, which has its own ways."""
        if not self.is_sqlite:
            yield
            return
        if not self._gate.acquire(timeout=-1 if patience_seconds is None else patience_seconds):
            raise sa.exc.TimeoutError("another thread writes for too long")
        try:
            yield
        finally:
            self._gate.release()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection for migrations alone. SQLite must not enforce foreign keys while a table is rebuilt:
        dropping the old parent table would delete its children.
        """
        if not self.is_sqlite:
            with self.write_engine.connect() as connection:
                yield connection
            return
        engine = _sqlite(self.url, "BEGIN IMMEDIATE", {}, {"pool_size": 1, "max_overflow": 0}, foreign_keys=False)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def empty_log(self, patience_seconds: float = 0) -> bool:
        """Brings what is in SQLite's write-ahead log into the file, and the log to no length.

        False where somebody still reads from it after so long, which is for how long all writers wait.
        """
        with self.gate(), self.write_engine.connect() as connection:
            _wait_for_lock(connection, patience_seconds)
            try:
                cursor = connection.connection.cursor()
                is_busy: int = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.OperationalError:
                return False
            finally:
                _wait_for_lock(connection, _PATIENCE_SECONDS)
            return not is_busy

    def log_bytes(self) -> int:
        """How long SQLite's write-ahead log is. It lies beside the file itself, and not beside a link to it."""
        if not self.is_sqlite:
            return 0
        try:
            return os.stat(os.path.realpath(self.url.removeprefix("sqlite:///")) + "-wal").st_size
        except OSError:
            return 0  # made by the first write

    def oldest_reader_seconds(self) -> float:
        """For how long somebody in this process has been reading."""
        return time.monotonic() - min(list(self._readers.values()), default=time.monotonic())

    def open_again(self) -> None:
        """For a SQLite file that could only be opened for reading: whoever has it open would stay with that."""
        now = time.monotonic()
        if self.is_sqlite and now - self._opened_again_at > _OPENED_AGAIN_AFTER_SECONDS:
            self._opened_again_at = now
            self.read_engine.dispose()
            self.write_engine.dispose()
            # A cursor in the traceback of a failure that is over keeps its connection open, and one is enough for SQLite to go on as it
            # is: the connections of a process share one map of the log.
            gc.collect()

    def _note_reader(self, record: Any) -> None:
        self._readers[id(record)] = time.monotonic()

    def _note_read_only(self, context: sa.engine.ExceptionContext) -> None:
        context.is_disconnect = context.is_disconnect or "readonly" in str(context.original_exception)

    def close(self) -> None:
        """Lets go of every connection; those that are still in use as soon as they are given back."""
        for engine in {self.read_engine, self.write_engine}:
            sa.event.listen(engine.pool, "checkin", lambda _, record: record.invalidate())
            engine.dispose()


def read_only_engine(url: str, seconds: float) -> Engine:
    """One connection that can't write, for a process that only counts. What it reads in a transaction is one snapshot.

    PostgreSQL ends a statement that runs longer than `seconds`: a killed client alone would leave it running.
    """
    options: dict[str, Any] = {"json_serializer": _to_json, "json_deserializer": _from_json}
    pool: dict[str, Any] = {"pool_size": 1, "max_overflow": 0}
    if url.startswith("sqlite"):
        return _sqlite(url, "BEGIN", options, pool, query_only=True)
    settings = f"-c default_transaction_read_only=on -c statement_timeout={round(seconds * 1000)}"
    return sa.create_engine(
        url,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        connect_args={"options": settings},
        **options,
        **pool,
    )


def _wait_for_lock(connection: Connection, seconds: float) -> None:
    """From now on, on this connection of SQLite's. Past SQLAlchemy, which would begin a transaction first."""
    connection.connection.cursor().execute(f"PRAGMA busy_timeout={round(seconds * 1000)}")


def _wait_for_the_disk(connection: Any, record: Any) -> None:
    """A commit of ours is on disk when it is told, also on a PostgreSQL that was told to be quicker than that."""
    with connection.cursor() as cursor:
        if cursor.execute("SHOW synchronous_commit").fetchone()[0] == "off":
            cursor.execute("SET synchronous_commit TO on")
    connection.commit()  # else it would be taken back with the first transaction that is


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _from_json(text: Any) -> Any:
    # SQLite gives a column declared JSON the affinity of numbers: the text `9` comes back as the integer.
    return orjson.loads(text) if isinstance(text, (str, bytes)) else text


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sqlite(
    url: str,
    begin: str,
    options: dict[str, Any],
    pool: dict[str, Any],
    query_only: bool = False,
    foreign_keys: bool = True,
) -> Engine:
    engine = sa.create_engine(
        url, poolclass=sa.QueuePool, connect_args={"timeout": _PATIENCE_SECONDS}, **options, **pool
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # else Python commits behind our back and DDL is not transactional
        connection.create_function("md5", 1, _md5, deterministic=True)  # as PostgreSQL has it
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA fullfsync=ON")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.execute("PRAGMA cache_size=-32000")
        # After a long reader the log may be large: it is cut when it is begun again.
        cursor.execute(f"PRAGMA journal_size_limit={_LARGEST_LOG}")
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
