"""Where the script tag was seen, for the install check: at most once a minute for each origin."""

import threading
from collections import OrderedDict

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from ..clock import DAY, MINUTE
from ..models import TagSighting
from .arrival import Sighting
from .buckets import Buckets
from .facts import SiteFacts
from .places import clean_url

# Origins a site: anybody can make up more that are refused, and below a `*.` entry more that are allowed.
MOST_REFUSED = 20
MOST_ALLOWED = 500
_MOST_REMEMBERED = 10_000


class Sightings:
    """Remembers what was written lately, so that a busy page costs no write a request.

    Made-up origins cost no write each either: a minute brings no more of them than are kept.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._news = Buckets()
        self._lock = threading.Lock()

    def of(self, site: SiteFacts, origin: str, url: str | None, is_allowed: bool, now: int) -> Sighting | None:
        """A sighting to be written, or None where one was within the last minute."""
        key = (site.id, origin)
        with self._lock:
            if now - self._seen.get(key, -MINUTE) < MINUTE or self._news.take(
                f"{site.id} {is_allowed}", _most(is_allowed), now
            ):
                return None
            self._seen[key] = now
            self._seen.move_to_end(key)
            while len(self._seen) > _MOST_REMEMBERED:
                self._seen.popitem(last=False)
        return Sighting(site.id, origin, clean_url(url) or origin, is_allowed, now)


def _most(is_allowed: bool) -> int:
    return MOST_ALLOWED if is_allowed else MOST_REFUSED


def keep_sightings(connection: Connection, sightings: list[Sighting]) -> None:
    for sighting in sorted(sightings, key=lambda s: (s.site_id, s.origin)):
        if _has_room(connection, sighting):
            _upsert(connection, sighting)


def _has_room(connection: Connection, sighting: Sighting) -> bool:
    """Makes room where an origin of the same kind was not seen for a day; else the newcomer is not kept."""
    of_site = TagSighting.site_id == sighting.site_id
    known = sa.select(TagSighting.origin).where(of_site, TagSighting.origin == sighting.origin)
    if connection.execute(known).first():
        return True
    alike = sa.select(TagSighting.origin, TagSighting.seen_at).where(
        of_site, TagSighting.is_allowed == sighting.is_allowed
    )
    rows = connection.execute(alike.order_by(TagSighting.seen_at)).all()
    if len(rows) < _most(sighting.is_allowed):
        return True
    if rows[0].seen_at > sighting.seen_at - DAY:
        return False
    connection.execute(sa.delete(TagSighting).where(of_site, TagSighting.origin == rows[0].origin))
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
