"""What the live check tells: campaigns that a page which is open may still carry, and that must not show any more."""

from collections.abc import Iterable

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import Campaign, Site

TOLD_ALWAYS = 1 * DAY  # after it was stopped, however many others were
TOLD_AT_ALL = 30 * DAY  # pages are open for no longer
MOST = 200
LARGEST_ANSWER = 1200  # bytes: the check stands between a visitor and a message, and one packet is quickest


def switched_off(session: Session, site: Site, ended: Iterable[tuple[int, str]], now: int) -> list[str]:
    """The slugs of what was stopped, the latest first: everything of the last day, and before that what there is room for.

    `ended` are the live campaigns that the script does not carry now, each with the time since when.
    """
    query = (
        sa.select(Campaign.stopped_at, Campaign.slug)
        .where(Campaign.site_id == site.id, Campaign.stopped_at > now - TOLD_AT_ALL)
        .order_by(Campaign.stopped_at.desc())
        .limit(MOST)
    )
    paused = ((at, slug) for at, slug in session.execute(query) if at is not None)
    stopped = sorted([*paused, *(one for one in ended if one[0] > now - TOLD_AT_ALL)], reverse=True)[:MOST]
    while stopped and stopped[-1][0] <= now - TOLD_ALWAYS and _length(stopped) > LARGEST_ANSWER:
        stopped.pop()
    return [slug for _, slug in stopped]


def _length(stopped: list[tuple[int, str]]) -> int:
    return len(orjson.dumps({"off": [slug for _, slug in stopped]}))
