"""What visitors have looked at and done of late: pages, groups of pages, categories of products, events."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import UNCOUNTED, Event, Site
from ..rules.globs import glob
from ..rules.profile import RECENT_DAYS

Found = Iterator[tuple[UUID, dict[str, Any]]]

# Of a visitor who is there only so much is looked at, the latest: a flood in one name must not hold up their pages.
MOST_EVENTS = 2000
GOODS = ("view_item", "add_to_cart", "cart", "purchase")
_CATEGORY = ("item_category", "category")


def pages(session: Session, site: Site, visitors: Sequence[UUID], now: int) -> Found:
    paths: dict[UUID, set[str]] = defaultdict(set)
    views = _recent(site, visitors, now, Event.path).where(Event.name == "page_view", Event.path.is_not(None))
    for visitor, path in session.execute(views):
        paths[visitor].add(path)
    for visitor in visitors:
        theirs = sorted(paths[visitor])
        yield visitor, {"pages.paths": theirs, "pages.groups": _groups(theirs, site)}


def _groups(paths: list[str], site: Site) -> list[str]:
    named = site.page_groups or []
    return [one["name"] for one in named if any(glob(pattern, path) for pattern in one["paths"] for path in paths)]


def goods(session: Session, site: Site, visitors: Sequence[UUID], now: int) -> Found:
    found: dict[UUID, set[str]] = defaultdict(set)
    for visitor, properties in session.execute(
        _recent(site, visitors, now, Event.properties).where(Event.name.in_(GOODS))
    ):
        found[visitor] |= _categories(properties.get("items"))
    for visitor in visitors:
        yield visitor, {"pages.categories": sorted(found[visitor])}


def _categories(items: Any) -> set[str]:
    """GA4's name for it, and the cart's own."""
    listed = items if isinstance(items, list) else []
    named = (item.get(key) for item in listed if isinstance(item, dict) for key in _CATEGORY)
    return {name for name in named if isinstance(name, str) and name}


def events(session: Session, site: Site, visitors: Sequence[UUID], now: int) -> Found:
    """How often each event happened, `event.search` and so on; what never happened is absent."""
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for visitor, name in session.execute(_recent(site, visitors, now, Event.name)):
        counts[visitor][f"event.{name}"] += 1
    for visitor in visitors:
        yield visitor, dict(counts[visitor])


def _recent(site: Site, visitors: Sequence[UUID], now: int, *columns: Any) -> sa.Select[Any]:
    query = sa.select(Event.visitor, *columns).where(
        Event.site_id == site.id,
        Event.visitor.in_(visitors),
        Event.time >= now - RECENT_DAYS * DAY,
        Event.flags.op("&")(UNCOUNTED) == 0,
    )
    if len(visitors) == 1:
        query = query.order_by(Event.time.desc()).limit(MOST_EVENTS)
    return query
