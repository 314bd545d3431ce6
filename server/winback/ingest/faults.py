"""When the database can't write at all: refused by name, and the service stays up."""

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
_BUSY_STATES = ("53300", "57P01", "57P03", "08")  # too many connections, shutting down, starting up, lost


def fault_of(error: Exception) -> Busy | ReadOnly | None:
    """What kind of inability the error is; None where the fault lies in what was to be written."""
    if isinstance(error, (Busy, ReadOnly)):
        return error
    if isinstance(error, sa.exc.TimeoutError) or is_conflict(error):
        return Busy(str(error))
    if not isinstance(error, sa.exc.DBAPIError):
        return None
    text, state = str(error.orig), _state(error)
    if state in _READ_ONLY_STATES or any(said in text for said in _READ_ONLY):
        return ReadOnly(text)
    if error.connection_invalidated or _is_unreachable(error) or state.startswith(_BUSY_STATES) or "locked" in text:
        return Busy(text)
    return None


def is_conflict(error: Exception) -> bool:
    return isinstance(error, Conflict) or (isinstance(error, sa.exc.DBAPIError) and _state(error) in _CONFLICT_STATES)


def _state(error: sa.exc.DBAPIError) -> str:
    """PostgreSQL's five characters; empty on SQLite, and where no server answered."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def _is_unreachable(error: sa.exc.DBAPIError) -> bool:
    return isinstance(error, sa.exc.OperationalError) and hasattr(error.orig, "sqlstate") and not _state(error)
