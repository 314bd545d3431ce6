"""Forgetting a visitor: their events go, and with them everything that was derived and counted from them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..models import Base, CouponCode, CouponUse, Event, Purchase, QueuedEvent, Response, Subscriber
from ..rollups import event_key
from .erased import note_erasure
from .facts import SiteFacts
from .intake import Counts, Intake
from .locks import take_locks
from .participation import count_parts
from .purchases import settle_anew, visitors_of
from .responses import write_responses
from .rows import EVENT, portions
from .subscribers import write_subscribers

# Each of these has its own way to be forgotten, with what was counted of it; consent has one in privacy.
_APART = {"event", "response", "participation", "purchase", "subscriber", "consent_record", "coupon_code"}
_OTHERS = [t for t in Base.metadata.sorted_tables if "visitor" in t.columns and t.name not in _APART]
_QUEUED = Base.metadata.tables[QueuedEvent.__tablename__]
MOST_TOGETHER = 1000  # events read at a time: a flood in one name fits into no memory


@dataclass
class Left:
    """What the visitor's events named, and what may have to be derived anew from the events of others."""

    events: int = 0
    transactions: set[str] = field(default_factory=set)
    exposures: set[UUID] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)


def forget_visitor(connection: Connection, site: SiteFacts, visitor: UUID, now: int) -> int:
    """Deletes everything of the visitor that came by events. How many events. The caller commits.

    What they did before `now` and is told later is dropped as `erased`.

    An order that the shop's server told as well stays, as nobody's or as that customer's; so does an address that
    another browser left. Every count is as if the visitor had never come.
    """
    _lock(connection, site, visitor)
    intake = Intake(connection, site, [], Counts())
    with overwritten(connection):
        left = _delete_events(intake, visitor)
        for table in _OTHERS:
            connection.execute(sa.delete(table).where(table.c.site_id == site.id, table.c.visitor == visitor))
        _forget_coupons(connection, site.id, visitor)
        _forget_responses(intake, left.exposures)
        settle_anew(intake, left.transactions)
        _forget_uses(connection, site.id, left.transactions)
        count_parts(intake, sorted({visitor, *intake.visitors_moved}))
        _forget_addresses(intake, visitor, left.emails)
        note_erasure(connection, site, visitor, now)
        intake.counts.write(connection)
    return left.events


def _lock(connection: Connection, site: SiteFacts, visitor: UUID) -> None:
    """As ingest does: first the transactions, then whoever has a part in them."""
    if connection.dialect.name == "sqlite":
        return
    told = sa.select(Event.transaction_id).where(
        Event.site_id == site.id, Event.visitor == visitor, Event.transaction_id.is_not(None)
    )
    transactions = [str(each) for each in connection.scalars(told.distinct())]
    take_locks(connection, {(site.id, "transaction", each) for each in transactions})
    take_locks(connection, {(site.id, each) for each in {visitor, *visitors_of(connection, site.id, transactions)}})


@contextmanager
def overwritten(connection: Connection) -> Iterator[None]:
    """SQLite leaves deleted bytes in its file until something else needs the place; here it writes zeros over them."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA secure_delete").scalar_one()
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        # The connection is used on. Some builds of SQLite overwrite always, and are left to it.
        connection.exec_driver_sql(f"PRAGMA secure_delete={_SECURE_DELETE[before]}")


_SECURE_DELETE = ("OFF", "ON", "FAST")


def _delete_events(intake: Intake, visitor: UUID) -> Left:
    left, site_id = Left(), intake.site.id
    for some in _events(intake.connection, site_id, visitor):
        intake.counts.events.subtract(Counter(event_key(site_id, event) for event in some))
        for event in some:
            left.events += 1
            left.transactions |= {event.transaction_id} - {None}
            if event.name in ("answer", "response") and event.exposure is not None:
                left.exposures.add(event.exposure)
            if event.name == "subscribe":
                left.emails.add(event.properties["email"])
        for ids in portions(event.id for event in some):
            for table in (EVENT, _QUEUED):  # a customer's event waits under the browser's name
                intake.connection.execute(sa.delete(table).where(table.c.site_id == site_id, table.c.id.in_(ids)))
    return left


def _events(connection: Connection, site_id: int, visitor: UUID) -> Iterator[list[Any]]:
    """What is left of the visitor's events, some at a time, while the caller deletes them."""
    query = sa.select(EVENT).where(EVENT.c.site_id == site_id, EVENT.c.visitor == visitor).limit(MOST_TOGETHER)
    while some := list(connection.execute(query)):
        yield some


def _forget_responses(intake: Intake, exposures: set[UUID]) -> None:
    intake.exposures_answered |= exposures
    write_responses(intake)
    for some in portions(sorted(exposures)):
        # One that others answered too was written anew; it has their answers.
        told = sa.select(Event.exposure).where(
            Event.site_id == intake.site.id,
            Event.exposure.in_(some),
            Event.exposure.is_not(None),
            Event.name.in_(("answer", "response")),
            Event.campaign_id.is_not(None),
        )
        silent = set(some) - set(intake.connection.scalars(told))
        intake.connection.execute(
            sa.delete(Response).where(Response.site_id == intake.site.id, Response.exposure.in_(silent))
        )


def _forget_coupons(connection: Connection, site_id: int, visitor: UUID) -> None:
    """The codes stay given, to nobody known: the shop may still take them, so nobody else may get them."""
    mine = sa.and_(CouponCode.site_id == site_id, CouponCode.visitor == visitor)
    connection.execute(sa.update(CouponCode).where(mine).values(visitor=None, exposure=None))


def _forget_uses(connection: Connection, site_id: int, transactions: set[str]) -> None:
    """Of orders that nobody tells of any more."""
    for some in portions(sorted(transactions)):
        told = sa.select(Purchase.transaction_id).where(Purchase.site_id == site_id, Purchase.transaction_id.in_(some))
        gone = set(some) - set(connection.scalars(told))
        connection.execute(sa.delete(CouponUse).where(CouponUse.site_id == site_id, CouponUse.transaction_id.in_(gone)))


def _forget_addresses(intake: Intake, visitor: UUID, emails: set[str]) -> None:
    """Deletes the addresses that the visitor left, and merges anew what others told of them."""
    site_id, connection = intake.site.id, intake.connection
    of_visitor = sa.select(Subscriber.email).where(Subscriber.site_id == site_id, Subscriber.visitor == visitor)
    for some in portions(sorted(emails | set(connection.scalars(of_visitor)))):
        connection.execute(sa.delete(Subscriber).where(Subscriber.site_id == site_id, Subscriber.email.in_(some)))
        others = sa.select(Event.id).where(
            Event.site_id == site_id, Event.named("subscribe"), Event.properties["email"].as_string().in_(some)
        )
        intake.linked_later |= set(connection.scalars(others))
    write_subscribers(intake)
