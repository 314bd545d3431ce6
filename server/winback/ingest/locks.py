"""On PostgreSQL several processes derive at once: each locks what it is about to derive, all in one order."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from .arrival import Batch
from .purchases import visitors_of

_TAKE = sa.text(
    "SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(:keys AS bigint[])) WITH ORDINALITY AS t(k, n) ORDER BY n"
)


Visitor = tuple[int, UUID]  # of a site


def lock(connection: Connection, batches: list[Batch], others: Iterable[Visitor] = ()) -> None:
    """Holds everything that the batches touch, and these visitors too, until the transaction ends. SQLite has one writer
    and needs nothing.
    """
    if connection.dialect.name == "sqlite":
        return
    things: set[tuple[object, ...]] = set()
    visitors = set(others)
    transactions: dict[int, set[str]] = {}
    for batch in batches:
        for arrival in batch.arrivals:
            if arrival.visitor is not None:
                visitors.add((batch.site.id, arrival.visitor))
            elif arrival.exposure is not None:
                things.add((batch.site.id, "exposure", arrival.exposure))
            if arrival.transaction_id is not None:
                transactions.setdefault(batch.site.id, set()).add(arrival.transaction_id)
            if arrival.name == "subscribe":
                things.add((batch.site.id, "email", arrival.properties["email"]))
    things |= {(site, "transaction", each) for site, some in transactions.items() for each in some}
    take_locks(connection, things)
    # Whose purchase it was is certain only now; that visitor is moved too if the server's word beats the browser's.
    for site, some in transactions.items():
        visitors |= {(site, visitor) for visitor in visitors_of(connection, site, some)}
    take_locks(connection, visitors)


def take_locks(connection: Connection, things: Iterable[tuple[object, ...]]) -> None:
    """Waits for all of them, in the order of their numbers, so that two processes never wait in a circle."""
    if connection.dialect.name == "sqlite":
        return
    numbers = sorted({_number(thing) for thing in things})
    if numbers:
        connection.execute(_TAKE, {"keys": numbers})


def _number(thing: tuple[object, ...]) -> int:
    return int.from_bytes(hashlib.sha256(repr(thing).encode()).digest()[:8], signed=True)
