"""What visitors have looked at and done of late: pages, groups of pages, categories of products, events."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import Event, Site
from ..rules.globs import glob
from ..rules.profile import RECENT_DAYS
from .latest import is_counted, since

Found = Iterator[tuple[UUID, dict[str, Any]]]

GOODS = ("view_item", "add_to_cart", "cart", "purchase")
_CATEGORY = ("item_category", "category")


def pages(session: Session, site: Site, visitors: Sequence[UUID], now: int) -> Found:
    paths: dict[UUID, set[str]] = defaultdict(set)
    event = _recent(site, visitors, now)
    views = _told(event, event.path).where(event.name == "page_view", event.path.is_not(None))
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
    event = _recent(site, visitors, now)
    for visitor, properties in session.execute(_told(event, event.properties).where(event.name.in_(GOODS))):
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
    event = _recent(site, visitors, now)
    for visitor, name in session.execute(_told(event, event.name)):
        counts[visitor][f"event.{name}"] += 1
    for visitor in visitors:
        yield visitor, dict(counts[visitor])


def _recent(site: Site, visitors: Sequence[UUID], now: int) -> type[Event]:
    return since(site, visitors, now - RECENT_DAYS * DAY)


def _told(event: type[Event], *columns: Any) -> sa.Select[Any]:
    return sa.select(event.visitor, *columns).where(is_counted(event))
