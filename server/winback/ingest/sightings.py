"""Where the script tag was seen, for the install check: at most once a minute for each origin."""

import threading
from collections import OrderedDict

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from ..clock import DAY, MINUTE
from ..models import TagSighting
from .arrival import Sighting
from .facts import SiteFacts
from .places import clean_url

MOST_REFUSED = 20  # origins a site: anybody can make up more
_MOST_REMEMBERED = 10_000


class Sightings:
    """Remembers what was written lately, so that a busy page costs no write a request."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, site: SiteFacts, origin: str, url: str | None, is_allowed: bool, now: int) -> Sighting | None:
        """A sighting to be written, or None where one was within the last minute."""
        key = (site.id, origin)
        with self._lock:
            if now - self._seen.get(key, -MINUTE) < MINUTE:
                return None
            self._seen[key] = now
            self._seen.move_to_end(key)
            while len(self._seen) > _MOST_REMEMBERED:
                self._seen.popitem(last=False)
        return Sighting(site.id, origin, clean_url(url) or origin, is_allowed, now)


def keep_sightings(connection: Connection, sightings: list[Sighting]) -> None:
    for sighting in sorted(sightings, key=lambda s: (s.site_id, s.origin)):
        if sighting.is_allowed or _has_room(connection, sighting):
            _upsert(connection, sighting)


def _has_room(connection: Connection, sighting: Sighting) -> bool:
    """Makes room where a refused origin was not seen for a day; else the newcomer is not kept."""
    refused = sa.select(TagSighting.origin, TagSighting.seen_at).where(
        TagSighting.site_id == sighting.site_id, sa.not_(TagSighting.is_allowed)
    )
    rows = connection.execute(refused.order_by(TagSighting.seen_at)).all()
    if len(rows) < MOST_REFUSED or sighting.origin in [row.origin for row in rows]:
        return True
    if rows[0].seen_at > sighting.seen_at - DAY:
        return False
    oldest = sa.delete(TagSighting).where(TagSighting.site_id == sighting.site_id, TagSighting.origin == rows[0].origin)
    connection.execute(oldest)
    return True


def _upsert(connection: Connection, sighting: Sighting) -> None:
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(TagSighting)
    values = {"url": sighting.url, "is_allowed": sighting.is_allowed, "seen_at": sighting.seen_at}
    statement = insert.values(site_id=sighting.site_id, origin=sighting.origin, **values)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["site_id", "origin"], set_=values, where=TagSighting.seen_at <= sighting.seen_at
        )
    )
