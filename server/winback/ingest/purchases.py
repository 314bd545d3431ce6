"""Purchases: one a transaction, however often and by whomever it is told, less what was refunded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..models import UNCOUNTED, Event, Flag, Purchase
from .ask import Question
from .corrections import correct
from .customers import is_customer
from .intake import Intake
from .rows import grouped, portions, upsert

GOAL = "purchase"
# Of one transaction only so much is ever looked at, the first ones of each source: a flood that names it must not make
# each later event of it slower.
MOST_TOLD = 100

_BUYERS = Question(
    "SELECT transaction_id, visitor FROM purchase "
    "WHERE site_id = {site} AND goal = 'purchase' AND transaction_id = {transaction}",
    {"transaction": "text"},
    "text uuid",
)
_COLUMNS = "id, name, transaction_id, time, source, visitor, value_minor, currency, flags"
_OF_SOURCE = (
    f"SELECT * FROM (SELECT {_COLUMNS} FROM event WHERE site_id = {{{{site}}}} AND transaction_id = {{{{transaction}}}} "  # noqa: S608
    f"AND transaction_id IS NOT NULL AND source = '{{source}}' AND flags & {UNCOUNTED} = 0 "
    f"ORDER BY time, id LIMIT {MOST_TOLD}) AS of_{{source}}"
)
_EVENTS = Question(
    " UNION ALL ".join(_OF_SOURCE.format(source=source) for source in ("server", "browser")),
    {"transaction": "text"},
    "uuid text text int text uuid int text int",
)


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
    settle_transactions(
        intake, {a.transaction_id for a in intake.fresh if a.transaction_id is not None and not a.flags & UNCOUNTED}
    )


def settle_transactions(intake: Intake, transactions: Iterable[str]) -> None:
    for some in portions(sorted(transactions)):
        known = _known(intake.connection, intake.site.id, some)
        rows = []
        for told in grouped(_told(intake.connection, intake.site.id, some), lambda t: t.transaction_id).values():
            settled = settle(told)
            if settled is None:
                continue
            rows.append({"site_id": intake.site.id, "goal": GOAL, **settled.purchase})
            correct(intake, _found_repeated(told, settled.repeated))
            _mark_those_beyond(intake, told)
            _move(intake, known.get(told[0].transaction_id), settled.purchase["visitor"])
        upsert(intake.connection, Purchase, rows)


def settle_anew(intake: Intake, transactions: Iterable[str]) -> None:
    """The same where events may be gone: a purchase of which nobody tells any more goes too."""
    wanted = set(transactions)
    for some in portions(sorted(wanted)):
        mine = sa.and_(Event.site_id == intake.site.id, Event.transaction_id.in_(some), Event.name == "purchase")
        told = sa.select(Event.transaction_id).where(mine, Event.flags.op("&")(UNCOUNTED) == 0)
        silent = set(some) - set(intake.connection.scalars(told.where(Event.transaction_id.is_not(None))))
        known = _known(intake.connection, intake.site.id, sorted(silent))
        intake.visitors_moved.update(visitor for visitor in known.values() if visitor is not None)
        gone = sa.and_(Purchase.site_id == intake.site.id, Purchase.transaction_id.in_(silent))
        intake.connection.execute(sa.delete(Purchase).where(gone))
    settle_transactions(intake, wanted)


def _move(intake: Intake, old: UUID | None, new: UUID | None) -> None:
    intake.visitors_moved.update(visitor for visitor in (old, new) if visitor is not None)


def _found_repeated(told: list[Told], repeated: frozenset[UUID]) -> dict[UUID, dict[str, int]]:
    """The events whose mark of repetition is not what it should be, with the flags that they should have."""
    right = {
        t.id: t.flags | Flag.repeated_transaction if t.id in repeated else t.flags & ~Flag.repeated_transaction
        for t in told
    }
    return {t.id: {"flags": int(right[t.id])} for t in told if right[t.id] != t.flags}


def _mark_those_beyond(intake: Intake, told: list[Told]) -> None:
    """A new purchase that is none of the first ones repeats them."""
    if len(told) < MOST_TOLD:
        return
    looked_at, transaction = {t.id for t in told}, told[0].transaction_id
    beyond = [
        a
        for a in intake.fresh
        if a.transaction_id == transaction
        and a.name == "purchase"
        and a.id not in looked_at
        and not a.flags & UNCOUNTED
    ]
    correct(intake, {a.id: {"flags": int(a.flags | Flag.repeated_transaction)} for a in beyond})


def visitors_of(connection: Connection, site_id: int, transactions: Iterable[str]) -> set[UUID]:
    """Everybody to whom one of the transactions is, or may yet be, counted."""
    found: set[UUID | None] = set()
    for some in portions(sorted(transactions)):
        found |= {told.visitor for told in _told(connection, site_id, some)}
        found.update(_known(connection, site_id, some).values())
    return {visitor for visitor in found if visitor is not None}


def _known(connection: Connection, site_id: int, transactions: list[str]) -> dict[str, UUID | None]:
    """Whose each of the transactions is so far."""
    return dict(_BUYERS.ask(connection, site_id, [(each,) for each in transactions]))


def _told(connection: Connection, site_id: int, transactions: list[str]) -> list[Told]:
    return [Told(*row) for row in _EVENTS.ask(connection, site_id, [(each,) for each in transactions])]
