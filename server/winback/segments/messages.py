"""What became of the site's messages with each visitor, in the words of the browser's facts of the same names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, Participation, Site
from .latest import with_campaigns

SHOWN_NOTHING = ("control", "holdout")
PUT_AWAY = ("close", "esc", "backdrop", "later")  # dismissals that the visitor meant


def messages(session: Session, site: Site, visitors: Sequence[UUID]) -> Iterator[tuple[UUID, dict[str, Any]]]:
    slugs = {row.id: row.slug for row in session.execute(_slugs(site))}
    lists: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for part in session.scalars(_parts(site, visitors)):
        theirs, slug = lists[part.visitor], slugs[part.campaign_id]
        if part.shown_at is not None or part.arm in SHOWN_NOTHING:
            theirs["seen"].add(slug)
        for name in ("clicked", "answered"):
            if getattr(part, f"{name}_at") is not None:
                theirs[name].add(slug)
    for visitor, campaign_id, properties in session.execute(_dismissals(site, visitors)):
        if properties.get("how") in PUT_AWAY and campaign_id in slugs:
            lists[visitor]["dismissed"].add(slugs[campaign_id])
    for visitor in visitors:
        theirs = lists[visitor]
        theirs["dismissed"] -= theirs["clicked"] | theirs["answered"]
        yield visitor, {f"campaigns.{name}": sorted(theirs[name]) for name in NAMES}


NAMES = ("seen", "clicked", "answered", "dismissed")


def _slugs(site: Site) -> Any:
    return sa.select(Campaign.id, Campaign.slug).where(Campaign.site_id == site.id)


def _parts(site: Site, visitors: Sequence[UUID]) -> Any:
    return sa.select(Participation).where(Participation.site_id == site.id, Participation.visitor.in_(visitors))


def _dismissals(site: Site, visitors: Sequence[UUID]) -> Any:
    event = with_campaigns(site, visitors)
    return sa.select(event.visitor, event.campaign_id, event.properties).where(event.name == "dismissal")
