"""How likely visitors are to recommend the shop, and how sure one can be of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import UNCOUNTED, Answer, Campaign, CampaignVersion, Event, Flag, Response, Site
from ..rollups import nps_group
from .period import Period, quarter_of
from .rolled import sums

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


AMOUNTS = ("showings", "promoters", "passives", "detractors")  # as Nps has them


@dataclass(frozen=True)
class Fact:
    """Some of the numbers: AMOUNTS of a day, of what is broken down by."""

    day: date
    part: str | None
    amounts: Sequence[int]


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
    asking = _asking(session, site, campaign)
    is_summed = is_rolled_up(period, breakdown=breakdown, as_of=as_of)
    period = period.until(as_of)
    if is_summed:
        facts = list(_summed(session, site, period, asking, breakdown))
    else:
        facts = [
            *_showings(session, site, period, asking, breakdown),
            *_answers(session, site, period, asking, breakdown),
        ]
    return NpsReport(
        total=_count(facts),
        by_period=_by_period(facts, period, unit),
        breakdown=_slices(facts) if breakdown else [],
    )


def is_rolled_up(
    period: Period,
    *,
    campaign: str | None = None,
    unit: str = "week",
    breakdown: str | None = None,
    as_of: int | None = None,
) -> bool:
    """Whether the roll-ups know it: they hold whole quarter-hours, and the variant of each."""
    return breakdown in (None, "variant") and period.until(as_of).is_of_whole_quarters


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
    # Most contents have no such question, and need not be understood.
    query = query.where(sa.cast(CampaignVersion.content, sa.Text).like('%"nps"%'))
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


def _summed(session: Session, site: Site, period: Period, asking: Asking, breakdown: str | None) -> Iterator[Fact]:
    campaigns = {campaign_id for campaign_id, _ in asking}
    for campaign_id, variant, day, showings, *answers in sums(session, site, period, campaigns, AMOUNTS):
        if (campaign_id, variant) not in asking:
            showings = 0
        if showings or any(answers):
            yield Fact(date.fromordinal(day), variant if breakdown else None, (showings, *answers))


def _showings(session: Session, site: Site, period: Period, asking: Asking, breakdown: str | None) -> Iterator[Fact]:
    """The showings, each by its first impression; the database counts, there may be a million."""
    e, part = Event, {"variant": Event.arm, "language": Event.language, "path": Event.path}.get(breakdown or "")
    key: list[Any] = [quarter_of(e.time).label("quarter"), *([] if part is None else [part.label("part")])]
    query = (
        sa.select(sa.func.count(), *key)
        .where(e.site_id == site.id, e.named("impression"), period.holds(e.time))
        .where(e.flags.op("&")(int(UNCOUNTED | Flag.repeated_impression)) == 0)
        .where(sa.or_(sa.false(), *(sa.and_(e.campaign_id == c, e.arm == arm) for c, arm in asking)))
        .group_by(*key)
    )
    for count, at, *name in session.execute(query):
        yield Fact(period.day_of(at), name[0] if name else None, (int(count), 0, 0, 0))


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
            group = AMOUNTS.index(nps_group(row.number))
            amounts = tuple(int(number == group) for number in range(len(AMOUNTS)))
            yield Fact(period.day_of(row.answered_at), parts.get(breakdown or ""), amounts)


def _path(url: str | None) -> str | None:
    return None if url is None else urlsplit(url).path or "/"


def _count(facts: Iterable[Fact]) -> Nps:
    return Nps(*(sum(column) for column in zip((0, 0, 0, 0), *(fact.amounts for fact in facts), strict=True)))


def _by_period(facts: list[Fact], period: Period, unit: str) -> list[Slice]:
    seen = [fact.day for fact in facts]
    days = period.dates(min(seen, default=None), max(seen, default=None))
    groups = _groups(facts, lambda fact: _first_day(fact.day, unit).isoformat())
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
