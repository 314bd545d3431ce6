"""Subscribers: who left an address, for which lists, and the exact words that they agreed to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ..models import UNCOUNTED, Event, Subscriber
from .facts import SiteFacts
from .intake import Intake
from .rows import grouped, portions, upsert


def write_subscribers(intake: Intake) -> None:
    """Merges new subscriptions, and old ones that have found their exposure, into one row an address."""
    said = {a.id for a in intake.fresh if a.name == "subscribe"} | intake.linked_later
    for some in portions(sorted(said)):
        events = [row for row in _subscriptions(intake, some) if not row.flags & UNCOUNTED]
        by_email = grouped((_candidate(intake.site, row) for row in events), lambda c: c["email"])
        known = {row["email"]: row for row in _known(intake, sorted(by_email))}
        merged = [merge([*([known[email]] if email in known else []), *new]) for email, new in by_email.items()]
        upsert(intake.connection, Subscriber, [row for row in merged if row != known.get(row["email"])])


def merge(candidates: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One row out of several of one address, the same in any order: the earliest with proof wins, lists add up."""
    best = min(candidates, key=_precedence)
    return {**best, "lists": sorted({each for c in candidates for each in c["lists"]})}


def _precedence(c: dict[str, Any]) -> tuple[Any, ...]:
    return (
        c["consent_text"] is None,
        c["subscribed_at"],
        c["campaign_id"] is None,
        c["campaign_id"] or 0,
        c["text_id"],
        c["visitor"].hex if c["visitor"] else "",
    )


def _candidate(site: SiteFacts, row: Any) -> dict[str, Any]:
    said = row.properties
    return {
        "site_id": site.id,
        "email": said["email"],
        "visitor": row.visitor,
        "campaign_id": row.campaign_id,
        "lists": sorted(set(said.get("lists", []))),
        "text_id": said["text_id"],
        "consent_text": _consent_text(site, row.campaign_id, said["text_id"], row.exposure),
        "subscribed_at": row.time,
    }


def _consent_text(site: SiteFacts, campaign_id: int | None, text_id: str, exposure: UUID | None) -> str | None:
    """The words with this id, where the campaign ever published them. Unproven while the exposure is missing."""
    if campaign_id is not None:
        campaign = site.by_id.get(campaign_id)
        return campaign.consent_texts.get(text_id) if campaign else None
    if exposure is not None:
        return None
    return next((c.consent_texts[text_id] for c in site.by_id.values() if text_id in c.consent_texts), None)


def _subscriptions(intake: Intake, ids: list[UUID]) -> Sequence[Any]:
    query = sa.select(
        Event.id, Event.time, Event.visitor, Event.campaign_id, Event.exposure, Event.flags, Event.properties
    ).where(Event.site_id == intake.site.id, Event.id.in_(ids), Event.name == "subscribe")
    return intake.connection.execute(query).all()


def _known(intake: Intake, emails: list[str]) -> list[dict[str, Any]]:
    query = sa.select(Subscriber.__table__).where(Subscriber.site_id == intake.site.id, Subscriber.email.in_(emails))
    return [dict(row._mapping) for row in intake.connection.execute(query)]
