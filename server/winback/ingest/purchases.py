"""Purchases: one a transaction, however often and by whomever it is told, less what was refunded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..models import UNCOUNTED, Event, Flag, Purchase
from .corrections import correct
from .customers import is_customer
from .intake import Intake
from .rows import grouped, portions, upsert

GOAL = "purchase"


@dataclass(frozen=True)
class Told:
    """A purchase or refund as one event tells it. `value_minor` is None for a refund of everything."""

    id: UUID
    name: str
    transaction_id: str
    time: int
    source: str
    visitor: UUID | None
    value_minor: int | None
    currency: str
    flags: int


@dataclass(frozen=True)
class Settled:
    """What a transaction comes to, and which of its events only repeat it."""

    purchase: dict[str, Any]
    repeated: frozenset[UUID]


def settle(told: Sequence[Told]) -> Settled | None:
    """All that is told of one transaction, in any order; None where nobody tells of a purchase.

    The server's word beats the browser's, the earlier the later; the same holds for refunds as a whole.
    """
    purchases = sorted((t for t in told if t.name == "purchase"), key=_precedence)
    if not purchases:
        return None
    word = purchases[0]
    purchase = {
        "transaction_id": word.transaction_id,
        "event_id": word.id,
        "source": word.source,
        "visitor": _buyer(purchases),
        "time": word.time,
        "value_minor": word.value_minor or 0,
        "refunded_minor": _refunded(word, [t for t in told if t.name == "refund"]),
        "currency": word.currency,
    }
    return Settled(purchase, frozenset(t.id for t in purchases[1:]))


def _precedence(told: Told) -> tuple[bool, int, UUID]:
    return told.source != "server", told.time, told.id


def _buyer(purchases: list[Told]) -> UUID | None:
    """A server that knows only its customer does not know better than the browser which browser it was."""
    word = purchases[0]
    if word.source == "server" and (word.visitor is None or is_customer(word.visitor)):
        return next((t.visitor for t in purchases if t.source != "server" and t.visitor), word.visitor)
    return word.visitor


def _refunded(word: Told, refunds: list[Told]) -> int:
    value = word.value_minor or 0
    counted = [r for r in refunds if r.source == "server"] or refunds
    same = [r for r in counted if r.currency == word.currency]
    return min(value, sum(value if r.value_minor is None else r.value_minor for r in same))


def settle_purchases(intake: Intake) -> None:
    """Settles anew each transaction that a new event tells of."""
    touched = {a.transaction_id for a in intake.fresh if a.transaction_id is not None and not a.flags & UNCOUNTED}
    for some in portions(sorted(touched)):
        known = {row.transaction_id: row for row in _known(intake.connection, intake.site.id, some)}
        rows = []
        for told in grouped(_told(intake.connection, intake.site.id, some), lambda t: t.transaction_id).values():
            settled = settle([t for t in told if not t.flags & UNCOUNTED])
            if settled is None:
                continue
            rows.append({"site_id": intake.site.id, "goal": GOAL, **settled.purchase})
            correct(intake, _found_repeated(told, settled.repeated))
            _move(intake, known.get(told[0].transaction_id), settled.purchase)
        upsert(intake.connection, Purchase, rows)


def _move(intake: Intake, old: Any, new: dict[str, Any]) -> None:
    for visitor in (old and old.visitor, new["visitor"]):
        if visitor is not None:
            intake.visitors_moved.add(visitor)


def _found_repeated(told: list[Told], repeated: frozenset[UUID]) -> dict[UUID, dict[str, int]]:
    """The events whose mark of repetition is not what it should be, with the flags that they should have."""
    right = {
        t.id: t.flags | Flag.repeated_transaction if t.id in repeated else t.flags & ~Flag.repeated_transaction
        for t in told
    }
    return {t.id: {"flags": int(right[t.id])} for t in told if right[t.id] != t.flags}


def visitors_of(connection: Connection, site_id: int, transactions: Iterable[str]) -> set[UUID]:
    """Everybody to whom one of the transactions is, or may yet be, counted."""
    found: set[UUID | None] = set()
    for some in portions(sorted(transactions)):
        found |= {told.visitor for told in _told(connection, site_id, some)}
        found |= {row.visitor for row in _known(connection, site_id, some)}
    return {visitor for visitor in found if visitor is not None}


def _known(connection: Connection, site_id: int, transactions: list[str]) -> Sequence[Any]:
    query = sa.select(Purchase.transaction_id, Purchase.visitor).where(
        Purchase.site_id == site_id, Purchase.goal == GOAL, Purchase.transaction_id.in_(transactions)
    )
    return connection.execute(query).all()


def _told(connection: Connection, site_id: int, transactions: list[str]) -> list[Told]:
    query = sa.select(
        Event.id,
        Event.name,
        Event.transaction_id,
        Event.time,
        Event.source,
        Event.visitor,
        Event.value_minor,
        Event.currency,
        Event.flags,
    ).where(Event.site_id == site_id, Event.transaction_id.in_(transactions))
    return [Told(**row._mapping) for row in connection.execute(query)]
