"""The events that profiles are read from. Of a visitor who is there only the latest: a flood must not hold up a page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ..models import UNCOUNTED, Event, Site

MOST_EVENTS = 2000


def since(site: Site, visitors: Sequence[UUID], time: int) -> type[Event]:
    """Their events since then, of which some may have to be left out: `is_counted`."""
    return _latest(site, visitors, Event.time >= time)


def is_counted(event: type[Event]) -> sa.ColumnElement[bool]:
    return event.flags.op("&")(UNCOUNTED) == 0


def with_campaigns(site: Site, visitors: Sequence[UUID]) -> type[Event]:
    """What they did with the site's messages, as far as it counts."""
    # word for word the condition of the index that serves it
    return _latest(site, visitors, sa.text(f"campaign_id IS NOT NULL AND flags & {UNCOUNTED} = 0"))


def _latest(site: Site, visitors: Sequence[UUID], which: Any) -> type[Event]:
    """Further conditions are asked of the rows that this chooses: were they asked first, all rows would be looked at."""
    query = sa.select(Event).where(Event.site_id == site.id, Event.visitor.in_(visitors), which)
    if len(visitors) == 1:
        query = query.order_by(Event.time.desc()).limit(MOST_EVENTS)
    return aliased(Event, query.subquery())
