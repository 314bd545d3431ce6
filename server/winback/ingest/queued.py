"""What a shop's server told that a live campaign waits for: kept for the visitor's page until it has acted upon it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import QueuedEvent
from .arrival import Arrival
from .ask import Question, uuid_value, write
from .customers import is_customer
from .intake import Intake
from .rows import insert_new

TRIGGER = "server_event"
MOST_QUEUED = 20  # of one visitor, the latest

_BUYERS = Question(
    "SELECT visitor FROM purchase WHERE site_id = {site} AND goal = 'purchase' AND transaction_id = {transaction}",
    {"transaction": "text"},
    "uuid",
)
# The browser in which the customer has last bought: the shop's server tells the order as the customer's, the page as its own.
_BROWSERS = Question(
    "SELECT p.visitor FROM event e JOIN purchase p ON p.site_id = e.site_id AND p.goal = 'purchase' "
    "AND p.transaction_id = e.transaction_id WHERE e.site_id = {site} AND e.visitor = {customer} "
    "AND e.transaction_id IS NOT NULL AND p.visitor <> e.visitor ORDER BY e.time DESC LIMIT 1",
    {"customer": "uuid"},
    "uuid",
)
_HEARD = "DELETE FROM queued_event WHERE site_id = ? AND visitor = ? AND name = ? AND queued_at <= ?"
_OLD = "DELETE FROM queued_event WHERE site_id = ? AND queued_at < ?"
_TOO_MANY = (
    "DELETE FROM queued_event WHERE site_id = ? AND visitor = ? AND id NOT IN (SELECT id FROM queued_event "
    "WHERE site_id = ? AND visitor = ? ORDER BY queued_at DESC, id DESC LIMIT ?)"
)


def queue_for_pages(intake: Intake) -> None:
    """Queues what a page waits for, and lets go of what one has acted upon: it was counted as exposed by it."""
    if not intake.site.awaited:
        return
    coming = [a for a in intake.fresh if a.source == "server" and a.name in intake.site.awaited and is_news(a)]
    _queue(intake, coming)
    for arrival in intake.fresh:
        if arrival.name == "exposure" and arrival.properties.get("trigger") == TRIGGER:
            _let_go(intake, arrival)


def is_news(arrival: Arrival) -> bool:
    """A history that is brought in sets nothing off."""
    return arrival.received_at - arrival.time < QueuedEvent.KEPT_MS


def _queue(intake: Intake, coming: list[Arrival]) -> None:
    owned = [(arrival, owner) for arrival in coming if (owner := _whose(intake, arrival)) is not None]
    if not owned:
        return
    rows: list[dict[str, Any]] = [
        {
            "site_id": intake.site.id,
            "id": arrival.id,
            "visitor": owner,
            "name": arrival.name,
            "queued_at": arrival.received_at,
        }
        for arrival, owner in owned
    ]
    insert_new(intake.connection, QueuedEvent, rows)
    key, site_id = uuid_value(intake.connection), intake.site.id
    owners = [key(owner) for owner in sorted({owner for _, owner in owned})]
    write(intake.connection, _TOO_MANY, [(site_id, owner, site_id, owner, MOST_QUEUED) for owner in owners])
    now = max(arrival.received_at for arrival, _ in owned)
    write(intake.connection, _OLD, [(site_id, now - QueuedEvent.KEPT_MS)])


def _whose(intake: Intake, arrival: Arrival) -> UUID | None:
    """The browser to tell. Where only the customer is known: who told the page's side of that order, or of the last one."""
    visitor = arrival.visitor
    if visitor is not None and not is_customer(visitor):
        return visitor
    named = arrival.transaction_id or arrival.properties.get("transaction_id")
    asked = intake.connection, intake.site.id
    buyers = _BUYERS.ask(*asked, [(str(named).strip(),)]) if named else iter(())
    found = next((buyer for (buyer,) in buyers if buyer is not None and buyer != visitor), None)
    if found is None and visitor is not None:
        found = next((browser for (browser,) in _BROWSERS.ask(*asked, [(visitor,)])), None)
    return found or visitor


def _let_go(intake: Intake, exposure: Arrival) -> None:
    """Two of one name at once are one occasion: the campaign is shown once."""
    campaign, visitor = exposure.campaign, exposure.visitor
    if campaign is None or visitor is None or not campaign.contents:
        return
    triggers = campaign.contents[max(campaign.contents)]["triggers"]
    names = sorted({trigger["name"] for trigger in triggers if trigger["on"] == TRIGGER})
    owner = uuid_value(intake.connection)(visitor)
    write(intake.connection, _HEARD, [(intake.site.id, owner, name, exposure.time) for name in names])


def queued_for(session: Session, site_id: int, visitor: UUID, names: frozenset[str], now: int) -> list[dict[str, str]]:
    """What the visitor's page is to hear, the oldest first."""
    query = (
        sa.select(QueuedEvent.id, QueuedEvent.name)
        .where(
            QueuedEvent.site_id == site_id,
            QueuedEvent.visitor == visitor,
            QueuedEvent.queued_at > now - QueuedEvent.KEPT_MS,
            QueuedEvent.name.in_(names),
        )
        .order_by(QueuedEvent.queued_at, QueuedEvent.id)
        .limit(MOST_QUEUED)
    )
    return [{"id": str(row.id), "name": row.name} for row in session.execute(query)]
