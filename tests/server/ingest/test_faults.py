"""Whose fault it is that a write failed: what will pass later is never held against an event."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa

from winback.ingest.faults import Busy, ReadOnly, fault_of


def of_postgresql(state: str) -> psycopg.Error:
    return psycopg.errors.lookup(state)("said so")


def wrapped(error: Exception) -> sa.exc.DBAPIError:
    """As SQLAlchemy hands it on."""
    return sa.exc.DBAPIError("INSERT", {}, error)


@pytest.mark.parametrize(
    "state", ["08006", "25P03", "53200", "53300", "53400", "55P03", "57014", "57P01", "57P03", "58030", "40P01"]
)
def test_what_postgresql_may_do_a_moment_later_is_busy(state: str) -> None:
    assert isinstance(fault_of(of_postgresql(state)), Busy)
    assert isinstance(fault_of(wrapped(of_postgresql(state))), Busy)


@pytest.mark.parametrize(
    "error", [psycopg.OperationalError("away"), psycopg.InterfaceError("the connection is closed")]
)
def test_a_postgresql_that_is_away_is_busy(error: psycopg.Error) -> None:
    assert isinstance(fault_of(error), Busy)


@pytest.mark.parametrize(
    "text",
    [
        "database is locked",
        "database disk image is malformed",
        "file is not a database",
        "out of memory",
        "interrupted",
    ],
)
def test_what_sqlite_is_itself_in_trouble_with_is_busy(text: str) -> None:
    assert isinstance(fault_of(wrapped(sqlite3.OperationalError(text))), Busy)


@pytest.mark.parametrize(
    "error", [of_postgresql("53100"), of_postgresql("25006"), sqlite3.OperationalError("disk is full")]
)
def test_a_full_disk_takes_no_writes(error: Exception) -> None:
    assert isinstance(fault_of(wrapped(error)), ReadOnly)


@pytest.mark.parametrize(
    "error",
    [of_postgresql("22003"), of_postgresql("23514"), sqlite3.IntegrityError("CHECK"), OverflowError("too large")],
)
def test_what_no_database_takes_is_the_events_own_fault(error: Exception) -> None:
    assert fault_of(error) is None
