"""The raw rows that every number comes from."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..db.engine import Database
from ..models import Campaign, Event, Site
from .period import Period

PAGE = 1000


@dataclass(frozen=True)
class EventRow:
    event: Event
    campaign: str | None  # the slug


def events(
    session: Session,
    site: Site,
    period: Period,
    *,
    visitor: uuid.UUID | None = None,
    name: str | None = None,
    after: tuple[int, uuid.UUID] | None = None,
    limit: int = PAGE,
) -> list[EventRow]:
    """The site's events from the oldest on; `after` is the time and id of the last one seen."""
    query = (
        sa.select(Event, Campaign.slug)
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
        .where(Event.site_id == site.id, period.holds(Event.time))
        .order_by(Event.time, Event.id)
        .limit(limit)
    )
    if visitor is not None:
        query = query.where(Event.visitor == visitor)
    if name is not None:
        query = query.where(Event.named(name))
    if after is not None:
        time, last = after
        query = query.where(Event.time >= time, sa.or_(Event.time > time, Event.id > last))
    return [EventRow(event, slug) for event, slug in session.execute(query)]


def all_events(db: Database, site: Site, period: Period) -> Iterator[EventRow]:
    """Every event of the period, a page at a time, each read for itself: who takes it slowly holds no snapshot."""
    after = None
    while True:
        with db.reading() as session:
            rows = events(session, site, period, after=after)
        yield from rows
        if len(rows) < PAGE:  # else it would go on for as long as events come in
            return
        after = (rows[-1].event.time, rows[-1].event.id)
