"""The connections of a service, from the first to the last."""

import sqlite3
from pathlib import Path

import psycopg
import sqlalchemy as sa

from winback.db.engine import Database

FULL = 2  # of SQLite's `synchronous`


def test_a_connection_that_is_in_use_when_the_database_is_let_go_is_closed_once_it_is_given_back(
    database_url: str,
) -> None:
    database = Database(database_url)
    late, idle = database.read_engine.connect(), database.read_engine.connect()
    used, resting = (each.connection.dbapi_connection for each in (late, idle))
    idle.close()
    database.close()
    assert is_closed(resting), "nobody needs it"
    assert late.scalar(sa.text("SELECT 1")) == 1, "who is still at work is not interrupted"
    late.close()
    assert is_closed(used)


def test_the_log_of_a_file_that_is_reached_by_a_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "winback.db"
    link.symlink_to(tmp_path / "there" / "real.db")
    database = Database(f"sqlite:///{link}")
    with database.write_engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE one (id INTEGER)"))
    assert database.log_bytes() == (tmp_path / "there" / "real.db-wal").stat().st_size > 0
    database.close()


def test_a_commit_is_on_disk_when_it_is_told(database_url: str) -> None:
    """A killed process does not show it, as the system still has what was written: only a power cut does."""
    database = Database(database_url)
    with database.write_engine.connect() as connection:
        if database.is_sqlite:
            assert connection.scalar(sa.text("PRAGMA synchronous")) == FULL
            assert connection.scalar(sa.text("PRAGMA fullfsync")) == 1
        else:
            name = connection.scalar(sa.text("SELECT quote_ident(current_database())"))
            connection.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
            connection.commit()
            engine = sa.create_engine(database_url)
            with engine.connect() as anybody:
                assert anybody.scalar(sa.text("SHOW synchronous_commit")) == "off"
            engine.dispose()
    database.close()
    if not database.is_sqlite:
        database = Database(database_url)
        with database.write_engine.connect() as connection:
            connection.rollback()
            assert connection.scalar(sa.text("SHOW synchronous_commit")) == "on"
        database.close()


def is_closed(connection: object) -> bool:
    if isinstance(connection, psycopg.Connection):
        return connection.closed
    assert isinstance(connection, sqlite3.Connection)
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        return "closed" in str(error)
    return False
