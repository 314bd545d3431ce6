"""Whether those who met a campaign's moment really left: told by the visitors to whom nothing was shown."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from ..clock import DAY
from ..models import UNCOUNTED, Campaign, Event, Flag, Site
from ..stats.proportion import wilson
from .campaign import HOLDOUT
from .period import Period

LEFT_WITHIN = 30_000  # milliseconds
UNSHOWN = ("control", HOLDOUT)
# No sign that somebody is still there: a page says by itself that it was left, and a moment may come to nobody.
NO_SIGN = ("page_leave", "exposure", "decision")
LONGEST_STAY = 1 * DAY


@dataclass(frozen=True)
class Leaving:
    """Of `visitors` who met the moment and were shown nothing, `left` were gone within 30 seconds."""

    trigger: str
    visitors: int
    left: int

    @property
    def share(self) -> float:
        return self.left / self.visitors

    @property
    def interval(self) -> tuple[float, float] | None:
        """Of the share, with 95 % confidence."""
        return wilson(self.left, self.visitors)


@dataclass(frozen=True)
class CampaignLeaving:
    slug: str
    name: str
    triggers: list[Leaving]


def exits(
    session: Session, site: Site, period: Period, slug: str | None = None, *, as_of: int | None = None
) -> list[CampaignLeaving]:
    """Of every campaign with such visitors, or of the one named, by trigger.

    A visitor counts once a campaign, by the first time in the period. Who has done anything within 30 seconds is
    there, and so is who had the page in view at their end, as it says on being left. Moments that are not yet
    30 seconds past, by what the site has told since, are left out, as are bots, staff and visitors in two arms.
    """
    counts: dict[int, dict[str, Counter[bool]]] = defaultdict(lambda: defaultdict(Counter))
    for campaign_id, trigger, has_stayed in _firsts(session, site, period.until(as_of), as_of):
        counts[campaign_id][trigger][has_stayed] += 1
    query = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.id.in_(counts)).order_by(Campaign.id)
    if slug is not None:
        query = query.where(Campaign.slug == slug)
    return [CampaignLeaving(c.slug, c.name, _leaving(counts[c.id])) for c in session.scalars(query)]


def _leaving(by_trigger: dict[str, Counter[bool]]) -> list[Leaving]:
    return [Leaving(name, found.total(), found[False]) for name, found in sorted(by_trigger.items())]


def _firsts(session: Session, site: Site, period: Period, as_of: int | None) -> Iterator[tuple[int, str, bool]]:
    """Campaign, trigger, and whether the visitor stayed: each visitor's first moment of each campaign."""
    e = Event
    columns = (e.campaign_id, e.visitor, e.properties["trigger"].as_string(), _has_stayed(as_of))
    query = (
        sa.select(*columns)
        .where(e.site_id == site.id, e.named("exposure"), e.arm.in_(UNSHOWN), e.visitor.is_not(None))
        .where(period.holds(e.time), e.time <= _told_until(session, site, as_of) - LEFT_WITHIN)
        .where(e.flags.op("&")(UNCOUNTED | Flag.two_arms) == 0)
        .order_by(e.time, e.id)
    )
    seen: set[tuple[int, uuid.UUID]] = set()
    for campaign_id, visitor, trigger, has_stayed in session.execute(query):
        if (campaign_id, visitor) not in seen:
            seen.add((campaign_id, visitor))
            yield campaign_id, trigger or "", bool(has_stayed)


def _told_until(session: Session, site: Site, as_of: int | None) -> int:
    """Up to when the site's events are known."""
    if as_of is not None:
        return as_of
    return session.scalar(sa.select(sa.func.max(Event.time)).where(Event.site_id == site.id)) or 0


def _has_stayed(as_of: int | None) -> sa.ColumnElement[bool]:
    e, later = Event, aliased(Event)
    end = e.time + LEFT_WITHIN
    was_in_view = sa.and_(
        later.name == "page_leave",
        later.time > end,
        later.time - later.properties["visible_ms"].as_string().cast(sa.BigInteger) < end,
    )
    return (
        sa.select(sa.literal(1))
        .where(later.site_id == e.site_id, later.visitor == e.visitor)
        .where(later.time > e.time, later.time <= e.time + LONGEST_STAY)
        .where(sa.true() if as_of is None else later.time < as_of)
        .where(sa.or_(sa.and_(later.time <= end, later.name.not_in(NO_SIGN)), was_in_view))
        .correlate(e)
        .exists()
    )
