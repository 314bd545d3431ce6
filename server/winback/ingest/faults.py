"""When the database can't write at all: refused by name, and the service stays up."""

import sqlite3

import sqlalchemy as sa


class Busy(RuntimeError):
    """Not now: the same request will pass later."""


class ReadOnly(RuntimeError):
    """The database takes no writes: a full disk, a read-only file or server."""


class Conflict(RuntimeError):
    """Another process wrote the same at the same time: trying again settles it."""


_READ_ONLY = ("readonly", "read-only", "disk is full", "disk I/O error", "No space left", "unable to open")
_READ_ONLY_STATES = ("25006", "53100")  # read-only transaction, disk full
_CONFLICT_STATES = ("40001", "40P01")  # serialization failure, deadlock
# Lost, out of something, locked for too long, ended from outside, a system error: the same will pass later.
_BUSY_STATES = ("08", "25P03", "25P04", "53", "55P03", "57", "58")
# A file that is damaged or not the one it was: the operator's to mend, and no event's fault.
_BUSY = ("locked", "malformed", "not a database", "out of memory", "no such table", "interrupted")


def fault_of(error: Exception) -> Busy | ReadOnly | None:
    """What kind of inability the error is; None where the fault lies in what was to be written."""
    if isinstance(error, (Busy, ReadOnly)):
        return error
    if isinstance(error, sa.exc.TimeoutError) or is_conflict(error):
        return Busy(str(error))
    said = _drivers(error)
    if said is None:
        return None
    text, state = str(said), _state(said)
    if state in _READ_ONLY_STATES or any(each in text for each in _READ_ONLY):
        return ReadOnly(text)
    is_lost = isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated
    if is_lost or _is_unreachable(said) or state.startswith(_BUSY_STATES) or any(each in text for each in _BUSY):
        return Busy(text)
    return None


def is_conflict(error: Exception) -> bool:
    said = _drivers(error)
    return isinstance(error, Conflict) or (said is not None and _state(said) in _CONFLICT_STATES)


def _drivers(error: Exception) -> BaseException | None:
    """What the database's driver raised, by way of SQLAlchemy or past it."""
    if isinstance(error, sa.exc.DBAPIError):
        return error.orig
    return error if isinstance(error, sqlite3.Error) or hasattr(error, "sqlstate") else None


def _state(said: BaseException) -> str:
    """PostgreSQL's five characters; empty on SQLite, and where no server answered."""
    return str(getattr(said, "sqlstate", None) or "")


def _is_unreachable(said: BaseException) -> bool:
    """PostgreSQL's error without a state: not imported, as not every installation has its driver in use."""
    return (
        type(said).__name__ in ("OperationalError", "InterfaceError") and hasattr(said, "sqlstate") and not _state(said)
    )
