"""How likely visitors are to recommend the shop, and how sure one can be of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import UNCOUNTED, Answer, Campaign, CampaignVersion, Event, Response, Site
from .period import Period, quarter_of

PROMOTER = 9  # 9 and 10
PASSIVE = 7  # 7 and 8
Z = 1.96  # 95 %
UNITS = ("day", "week", "month")
BREAKDOWNS = ("variant", "language", "path")


@dataclass(frozen=True)
class Nps:
    """`asked`: showings of a message with an NPS question; `responses`: those of them that were answered.

    `score` is −100 to 100, None without a response; `interval` None with fewer than two.
    """

    asked: int
    promoters: int
    passives: int
    detractors: int

    @property
    def responses(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float | None:
        return 100 * (self.promoters - self.detractors) / self.responses if self.responses else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return interval(self.promoters, self.detractors, self.responses)

    @property
    def response_rate(self) -> float | None:
        return self.responses / self.asked if self.asked else None


@dataclass(frozen=True)
class Slice:
    """The score of a part: `key` is the first day of a period, or a variant, a language, a path."""

    key: str | None
    nps: Nps


@dataclass(frozen=True)
class NpsReport:
    total: Nps
    by_period: list[Slice]
    breakdown: list[Slice]


@dataclass(frozen=True)
class Fact:
    """`count` showings of a message (`number` is None), or an answer to its question. `part` is what is broken down by."""

    at: int
    part: str | None
    number: int | None
    count: int = 1


def nps(
    session: Session,
    site: Site,
    period: Period,
    *,
    campaign: str | None = None,
    unit: str = "week",
    breakdown: str | None = None,
    as_of: int | None = None,
) -> NpsReport:
    """The score of all campaigns, or of one, in the period: showings by when they were shown, answers by when given.

    Where a message asks more than one NPS question, the one that was answered last counts. With `as_of` nothing
    counts that happened then or later.
    """
    period = period.until(as_of)
    asking = _asking(session, site, campaign)
    facts = [
        *_showings(session, site, period, asking, breakdown),
        *_answers(session, site, period, asking, breakdown),
    ]
    return NpsReport(
        total=_count(facts),
        by_period=_by_period(facts, period, unit),
        breakdown=_slices(facts) if breakdown else [],
    )


def interval(promoters: int, detractors: int, responses: int) -> tuple[float, float] | None:
    """The 95 % interval of the score: adjusted Wald, three responses added in the proportions ¾ : 1½ : ¾.

    B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician 70 (2016), 365-372:
    it keeps its level where the plain one (variance p + d − (p − d)²) doesn't, for a few dozen responses and
    for scores near an end, where the plain one would be a point.
    """
    if responses < 2:
        return None
    n = responses + 3
    p, d = (promoters + 0.75) / n, (detractors + 0.75) / n
    margin = Z * sqrt((p + d - (p - d) ** 2) / n)
    return max(-100.0, 100 * (p - d - margin)), min(100.0, 100 * (p - d + margin))


Asking = set[tuple[int, str]]  # campaign and variant


def _asking(session: Session, site: Site, slug: str | None) -> Asking:
    """The variants that had an NPS question in any version that visitors were shown."""
    query = sa.select(CampaignVersion.campaign_id, CampaignVersion.content)
    query = query.join(Campaign).where(Campaign.site_id == site.id)
    if slug is not None:
        query = query.where(Campaign.slug == slug)
    return {
        (campaign_id, name)
        for campaign_id, content in session.execute(query)
        for name, variant in content["variants"].items()
        if _has_nps(variant)
    }


def _has_nps(variant: dict[str, Any]) -> bool:
    return any(block["type"] == "nps" for step in variant["steps"] for block in step["blocks"])


def _showings(session: Session, site: Site, period: Period, asking: Asking, breakdown: str | None) -> Iterator[Fact]:
    """The showings by quarter-hour, each by its first impression; the database counts, there may be a million."""
    part = {"variant": Event.arm, "language": Event.language, "path": Event.path}.get(breakdown or "", sa.null())
    each = (
        sa.select(sa.func.min(Event.time).label("at"), sa.func.min(part).label("part"))
        .where(Event.site_id == site.id, Event.named("impression"), period.holds(Event.time))
        .where(Event.flags.op("&")(UNCOUNTED) == 0)
        .where(sa.or_(sa.false(), *(sa.and_(Event.campaign_id == c, Event.arm == arm) for c, arm in asking)))
        .group_by(Event.exposure)
        .subquery()
    )
    quarter = quarter_of(each.c.at).label("quarter")
    query = sa.select(quarter, each.c.part, sa.func.count()).group_by(quarter, each.c.part)
    for at, name, count in session.execute(query):
        yield Fact(int(at), name, None, int(count))


def _answers(session: Session, site: Site, period: Period, asking: Asking, breakdown: str | None) -> Iterator[Fact]:
    """One a response: its latest NPS answer."""
    columns = (Response.exposure, Response.variant, Response.language, Response.url, Answer.answered_at, Answer.number)
    query = (
        sa.select(*columns)
        .join(Answer, sa.and_(Answer.site_id == Response.site_id, Answer.exposure == Response.exposure))
        .where(Response.site_id == site.id, Answer.kind == "nps", Answer.number.is_not(None))
        .where(Response.flags.op("&")(UNCOUNTED) == 0, Response.campaign_id.in_({c for c, _ in asking}))
        .order_by(Answer.answered_at, Answer.block)
    )
    latest = {row.exposure: row for row in session.execute(query)}
    for row in latest.values():
        if period.has(row.answered_at):
            parts = {"variant": row.variant, "language": row.language, "path": _path(row.url)}
            yield Fact(row.answered_at, parts.get(breakdown or ""), row.number)


def _path(url: str | None) -> str | None:
    return None if url is None else urlsplit(url).path or "/"


def _count(facts: Iterable[Fact]) -> Nps:
    asked = promoters = passives = detractors = 0
    for fact in facts:
        if fact.number is None:
            asked += fact.count
        elif fact.number >= PROMOTER:
            promoters += 1
        elif fact.number >= PASSIVE:
            passives += 1
        else:
            detractors += 1
    return Nps(asked, promoters, passives, detractors)


def _by_period(facts: list[Fact], period: Period, unit: str) -> list[Slice]:
    times = [fact.at for fact in facts]
    days = period.days(min(times, default=None), max(times, default=None))
    groups = _groups(facts, lambda fact: _first_day(period.day_of(fact.at), unit).isoformat())
    keys = dict.fromkeys(_first_day(day, unit).isoformat() for day in days)
    return [Slice(key, _count(groups.get(key, []))) for key in keys]


def _first_day(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _slices(facts: list[Fact]) -> list[Slice]:
    """The parts with the most responses first."""
    slices = [Slice(name, _count(group)) for name, group in _groups(facts, lambda fact: fact.part).items()]
    return sorted(slices, key=lambda part: (-part.nps.responses, -part.nps.asked, part.key or ""))


def _groups(facts: list[Fact], key: Callable[[Fact], str | None]) -> dict[str | None, list[Fact]]:
    groups: dict[str | None, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    return groups
