"""Whether those who met a campaign's moment really left: told by the visitors to whom nothing was shown."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from ..clock import DAY
from ..models import UNCOUNTED, Campaign, Event, Flag, Site
from .campaign import HOLDOUT
from .exit_scores import Band, Scores, Share
from .period import Period

LEFT_WITHIN = 30_000  # milliseconds
UNSHOWN = ("control", HOLDOUT)
# No sign that somebody is still there: a page says by itself that it was left, and a moment may come to nobody.
NO_SIGN = ("page_leave", "exposure", "decision")
LONGEST_STAY = 1 * DAY

# Campaign, visitor, trigger, score, and whether the visitor stayed.
Moment = tuple[int, uuid.UUID, str, int | None, bool]


@dataclass(frozen=True)
class Leaving(Share):
    """Of those who met the moment and were shown nothing; `bands` by how sure their leaving was, where that was told."""

    trigger: str
    bands: list[Band]


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
    counts = _counted(_moments(session, site, period.until(as_of), as_of))
    query = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.id.in_(counts)).order_by(Campaign.id)
    if slug is not None:
        query = query.where(Campaign.slug == slug)
    return [CampaignLeaving(c.slug, c.name, _leaving(counts[c.id])) for c in session.scalars(query)]


def _leaving(by_trigger: dict[str, Scores]) -> list[Leaving]:
    return [
        Leaving(found.met.total(), found.met[True], name, found.bands()) for name, found in sorted(by_trigger.items())
    ]


def _counted(moments: Iterator[Moment]) -> dict[int, dict[str, Scores]]:
    """By campaign and trigger. A visitor's later moments are looked at where they are of the first one's trigger."""
    found: dict[int, dict[str, Scores]] = defaultdict(lambda: defaultdict(Scores))
    seen: dict[tuple[int, uuid.UUID], tuple[str, int]] = {}
    for campaign_id, visitor, trigger, score, has_stayed in moments:
        first, counted = seen.get((campaign_id, visitor), (None, -1))
        if first is None:
            counted = found[campaign_id][trigger].begin(score, not has_stayed)
        elif first == trigger:
            counted = found[campaign_id][trigger].go_on(score, not has_stayed, counted)
        seen[campaign_id, visitor] = (trigger if first is None else first, counted)
    return found


def _moments(session: Session, site: Site, period: Period, as_of: int | None) -> Iterator[Moment]:
    """In the order of time."""
    e = Event
    said = (e.properties["trigger"].as_string(), e.properties["score"].as_integer())
    columns = (e.campaign_id, e.visitor, *said, _has_stayed(as_of))
    query = (
        sa.select(*columns)
        .where(e.site_id == site.id, e.named("exposure"), e.arm.in_(UNSHOWN), e.visitor.is_not(None))
        .where(period.holds(e.time), e.time <= _told_until(session, site, as_of) - LEFT_WITHIN)
        .where(e.flags.op("&")(UNCOUNTED | Flag.two_arms) == 0)
        .order_by(e.time, e.id)
    )
    for campaign_id, visitor, trigger, score, has_stayed in session.execute(query):
        yield campaign_id, visitor, trigger or "", score, bool(has_stayed)


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
