"""Everything that is known of one visitor, in time order: visits, what they did, and why messages showed or did not."""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, Event, Site, Visit
from .events import EventRow

PAGE = 200


@dataclass(frozen=True)
class Trail:
    """A page of it, the oldest first. `visits` are those that the page's events belong to, by id.

    `before` is where the page before this one ends; None where there is none.
    """

    visitor: uuid.UUID
    first_at: int
    last_at: int
    visit_count: int
    rows: list[EventRow]
    visits: dict[uuid.UUID, Visit]
    before: tuple[int, uuid.UUID] | None


def trail(
    session: Session, site: Site, visitor: uuid.UUID, *, before: tuple[int, uuid.UUID] | None = None, limit: int = PAGE
) -> Trail | None:
    """The visitor's latest events, or those before one of them; None where nothing is known of such a visitor."""
    mine = sa.and_(Event.site_id == site.id, Event.visitor == visitor)
    first_at = session.scalar(sa.select(sa.func.min(Event.time)).where(mine))
    last_at = session.scalar(sa.select(sa.func.max(Event.time)).where(mine))
    if first_at is None or last_at is None:
        return None
    query = (
        sa.select(Event, Campaign.slug)
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
        .where(mine)
        .order_by(Event.time.desc(), Event.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        time, event_id = before
        query = query.where(Event.time <= time, sa.or_(Event.time < time, Event.id < event_id))
    found = [EventRow(event, slug) for event, slug in session.execute(query)]
    rows = found[:limit][::-1]
    return Trail(
        visitor,
        first_at,
        last_at,
        session.scalar(sa.select(sa.func.count()).select_from(Visit).where(*_visits_of(site, visitor))) or 0,
        rows,
        _visits(session, site, visitor, rows),
        (rows[0].event.time, rows[0].event.id) if len(found) > limit else None,
    )


def _visits_of(site: Site, visitor: uuid.UUID) -> list[sa.ColumnElement[bool]]:
    return [Visit.site_id == site.id, Visit.visitor == visitor]


def _visits(session: Session, site: Site, visitor: uuid.UUID, rows: list[EventRow]) -> dict[uuid.UUID, Visit]:
    ids = {row.event.session_id for row in rows if row.event.session_id}
    found = session.scalars(sa.select(Visit).where(*_visits_of(site, visitor), Visit.id.in_(ids)))
    return {visit.id: visit for visit in found}


__all__ = ["Trail", "trail"]
