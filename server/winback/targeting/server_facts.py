"""Facts that only the server knows, and how a site's live campaigns ask for them: by ids, and no more than they need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, Segment, Site
from ..rules.facts import FACTS
from ..rules.fitting import leaves
from .pages import asked

SEGMENTS, COUNTRY = "visitor.segments", "visitor.country"
SERVER_FACTS = frozenset(fact.name for fact in FACTS.values() if fact.known == "server")
SERVER_EVENT = "server_event"  # the trigger
_HAVE_ARRIVED = {"fact": SEGMENTS, "op": "is_set"}  # an empty list is there too


@dataclass(frozen=True)
class Asked:
    """What the live campaigns of a site ask the server. `segments`: their rules by slug."""

    segments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    asks_country: bool = False
    asks_facts: bool = False
    events: frozenset[str] = frozenset()

    @property
    def asks_anything(self) -> bool:
        return self.asks_facts or bool(self.events)


def asks_server(rule: Mapping[str, Any] | None) -> bool:
    return any(fact in SERVER_FACTS for fact in asked(rule))


def guarded(rule: dict[str, Any] | None) -> dict[str, Any] | None:
    """The rule as it is decided by: where it asks the server, it holds for nobody of whom no answer has come.

    Without this, "not in the segment" would be true of everybody while the server is away.
    """
    return {"all": [_HAVE_ARRIVED, rule]} if rule and asks_server(rule) else rule


def segments_named(rule: Mapping[str, Any] | None) -> set[str]:
    """The segments that a rule asks about."""
    values = [leaf.get("value") for _, leaf in leaves(rule) if leaf["fact"] == SEGMENTS] if rule else []
    return {one for value in values for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)}


def asked_by(session: Session, site: Site, campaigns: Iterable[Campaign]) -> Asked:
    """What these campaigns ask, as they are published."""
    contents = [campaign.published for campaign in campaigns if campaign.published]
    facts = {fact for content in contents for fact in asked(content["audience"])}
    named = {slug for content in contents for slug in segments_named(content["audience"])}
    rows = session.execute(sa.select(Segment.slug, Segment.rule).where(Segment.site_id == site.id)) if named else ()
    return Asked(
        segments={slug: rule for slug, rule in rows if slug in named},
        asks_country=COUNTRY in facts,
        asks_facts=bool(SERVER_FACTS & facts),
        events=frozenset(name for content in contents for name in events_awaited(content)),
    )


def events_awaited(content: Mapping[str, Any]) -> set[str]:
    """The events of the shop's server that set a campaign off."""
    return {trigger["name"] for trigger in content["triggers"] if trigger["on"] == SERVER_EVENT}


def segments_in_use(session: Session, site_id: int) -> dict[str, list[Campaign]]:
    """By a segment's slug the live campaigns whose visitors' rules name it."""
    users: dict[str, list[Campaign]] = {}
    live = sa.select(Campaign).where(Campaign.site_id == site_id, Campaign.status == "live")
    for campaign in session.scalars(live.order_by(Campaign.slug)):
        for slug in segments_named(campaign.published["audience"]) if campaign.published else ():
            users.setdefault(slug, []).append(campaign)
    return users
