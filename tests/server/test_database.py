"""The connections of a service, from the first to the last."""

import sqlite3

import psycopg
import sqlalchemy as sa

from winback.db.engine import Database


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


def is_closed(connection: object) -> bool:
    if isinstance(connection, psycopg.Connection):
        return connection.closed
    assert isinstance(connection, sqlite3.Connection)
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        return "closed" in str(error)
    return False
