"""Making, changing and removing segments: the same for the API and for the admin's pages."""

from typing import Any

from sqlalchemy.orm import Session

from ..clock import DAY, QUARTER_HOUR
from ..models import Segment, Site
from ..models.named import named
from ..reports.period import Period
from ..rules.profile import RECENT_DAYS
from ..targeting.server_facts import segments_in_use
from .in_use import InUse
from .schemas.problems import Malformed
from .schemas.segment import faults


def create_segment(session: Session, site: Site, slug: str, name: str, rule: Any, now: int) -> Segment:
    """A new one. Its slug must be free. Raises Malformed."""
    _check(rule)
    made = Segment(site=site, slug=slug, name=name, rule=rule, created_at=now, updated_at=now)
    session.add(made)
    session.flush()
    return made


def change_segment(segment: Segment, parts: dict[str, Any], now: int) -> None:
    """Sets the given parts. After the commit, tell the publisher to forget the site's script. Raises Malformed."""
    if "rule" in parts:
        _check(parts["rule"])
    segment.change(now, parts.get("name"), parts.get("rule"))


def delete_segment(session: Session, segment: Segment) -> None:
    """Raises InUse."""
    users = segments_in_use(session, segment.site_id)
    if segment.slug in users:
        raise InUse(users[segment.slug])
    session.delete(segment)


def segment_in(session: Session, site: Site, slug: str) -> Segment | None:
    return named(session, site, Segment, slug)


def lately(site: Site, now: int) -> Period:
    """The days in which a visitor must have been here to be counted. It moves by the quarter-hour, so that who asks again
    soon asks the same.
    """
    end = now - now % QUARTER_HOUR + QUARTER_HOUR
    zone = Period.parse(None, None, site.zone).zone
    return Period(end - RECENT_DAYS * DAY, end, zone)


def _check(rule: Any) -> None:
    if errors := faults(rule):
        raise Malformed(errors)
