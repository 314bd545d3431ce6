"""What visitors answered, and the way that they came."""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from ..models import Campaign, Event, Response, Site
from .events import EventRow
from .period import Period

LONGEST_PATH = 200


@dataclass(frozen=True)
class ResponseRow:
    response: Response
    campaign: str  # the slug
    campaign_name: str


def responses(
    session: Session,
    site: Site,
    period: Period,
    *,
    campaign: str | None = None,
    complete: bool | None = None,
    after: tuple[int, uuid.UUID] | None = None,
    limit: int = 50,
) -> list[ResponseRow]:
    """Responses with their answers, the newest first; `after` is the start and exposure of the last one seen."""
    query = _with_answers(site).where(period.holds(Response.started_at))
    query = query.order_by(Response.started_at.desc(), Response.exposure.desc()).limit(limit)
    if campaign is not None:
        query = query.where(Campaign.slug == campaign)
    if complete is not None:
        query = query.where(Response.completed_at.is_not(None) if complete else Response.completed_at.is_(None))
    if after is not None:
        started, last = after
        query = query.where(
            Response.started_at <= started, sa.or_(Response.started_at < started, Response.exposure < last)
        )
    return [ResponseRow(found, slug, name) for found, slug, name in session.execute(query)]


def response(session: Session, site: Site, exposure: uuid.UUID) -> ResponseRow | None:
    """One response of the site, by the exposure that it belongs to."""
    row = session.execute(_with_answers(site).where(Response.exposure == exposure)).first()
    return ResponseRow(row[0], row[1], row[2]) if row else None


def path_of(session: Session, response: Response) -> list[EventRow]:
    """What the visitor did in the visit of the response, in order; without a visitor, what the message itself told.

    At most 200 events, the last ones.
    """
    mine = (
        Event.exposure == response.exposure
        if response.visitor is None
        else sa.and_(Event.visitor == response.visitor, Event.session_id == response.session_id)
    )
    query = (
        sa.select(Event, Campaign.slug)
        .outerjoin(Campaign, Campaign.id == Event.campaign_id)
        .where(Event.site_id == response.site_id, mine)
        .order_by(Event.time.desc(), Event.id.desc())
        .limit(LONGEST_PATH)
    )
    if response.visitor is None:
        # No index by exposure: the message's life bounds what has to be looked through.
        query = query.where(Event.time.between(response.started_at - _A_DAY, response.started_at + _A_DAY))
    return [EventRow(event, slug) for event, slug in session.execute(query)][::-1]


_A_DAY = 24 * 60 * 60 * 1000


def _with_answers(site: Site) -> sa.Select[Response, str, str]:
    return (
        sa.select(Response, Campaign.slug, Campaign.name)
        .join(Campaign, Campaign.id == Response.campaign_id)
        .where(Response.site_id == site.id)
        .options(selectinload(Response.answers))
    )
