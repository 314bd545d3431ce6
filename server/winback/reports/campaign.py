"""What became of the visitors whom a campaign met, arm by arm."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import Campaign, EventCount, Flag, Participation, Purchase, Site
from ..money import to_decimal
from .period import Period, quarter_of

HOLDOUT = "holdout"
LEAVING_OUT = ("bot", "staff", "arm_mismatch", "two_arms")


@dataclass(frozen=True)
class Counts:
    """Visitors, each counted once a campaign: by the first time that they met it."""

    exposed: int = 0
    shown: int = 0
    clicked: int = 0
    answered: int = 0
    converted: int = 0
    revenue_minor: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(frozen=True)
class ArmNumbers:
    arm: str
    counts: Counts
    revenue: Decimal


@dataclass(frozen=True)
class DayNumbers:
    day: date
    arms: list[ArmNumbers]


@dataclass(frozen=True)
class CampaignNumbers:
    """`by_day` goes by the day of the first exposure, so its days add up to `arms`.

    `left_out` are exposures that are in none of them, by flag, of the period in whole quarter-hours.
    """

    slug: str
    name: str
    currency: str
    arms: list[ArmNumbers]
    by_day: list[DayNumbers]
    left_out: Counter[str]


def campaign_numbers(
    session: Session, site: Site, period: Period, slug: str | None = None, *, as_of: int | None = None
) -> list[CampaignNumbers]:
    """The numbers of every campaign that was ever launched, or of the one named.

    A visitor belongs to the period of the first exposure, with all that followed from it. Who was counted into
    two arms is left out, as are bots and staff. Revenue is in the site's currency. With `as_of` nothing counts that
    happened then or later; what happened before and was told or refunded only after it does.
    """
    campaigns = _campaigns(session, site, slug)
    period = period.until(as_of)
    rows = _rows(session, site, period, campaigns, as_of)
    left_out = _left_out(session, site, period.in_whole_quarters(), campaigns)
    return [_numbers(site, period, c, rows[c.id], left_out[c.id]) for c in campaigns]


Row = tuple[str, int, list[int]]  # arm, quarter-hour, the Counts of those first exposed in it


def _campaigns(session: Session, site: Site, slug: str | None) -> list[Campaign]:
    query = sa.select(Campaign).where(Campaign.site_id == site.id).order_by(Campaign.id)
    if slug is not None:
        query = query.where(Campaign.slug == slug)
    else:
        query = query.where(Campaign.version > 0, Campaign.kind != "consent")
    return list(session.scalars(query))


def _rows(
    session: Session, site: Site, period: Period, campaigns: list[Campaign], as_of: int | None
) -> dict[int, list[Row]]:
    p = Participation
    quarter = quarter_of(p.first_exposed_at).label("quarter")
    firsts = (p.shown_at, p.clicked_at, p.answered_at, p.converted_at)
    query = (
        sa.select(
            p.campaign_id,
            p.arm,
            quarter,
            sa.func.count(),
            *(sa.func.count(first if as_of is None else sa.case((first < as_of, first))) for first in firsts),
            sa.func.sum(p.revenue_minor if as_of is None else _paid_before(as_of, site, campaigns)),
        )
        .where(p.campaign_id.in_([campaign.id for campaign in campaigns]))
        .where(p.is_first, sa.not_(p.has_two_arms), period.holds(p.first_exposed_at))
        .group_by(p.campaign_id, p.arm, quarter)
    )
    rows: dict[int, list[Row]] = defaultdict(list)
    for campaign_id, arm, start, *counts, revenue in session.execute(query):
        rows[campaign_id].append((arm, start, [*counts, int(revenue)]))
    return rows


def _paid_before(as_of: int, site: Site, campaigns: list[Campaign]) -> sa.ColumnElement[int]:
    """What `revenue_minor` was when nothing later had happened: the purchases within the goal's window."""
    p = Participation
    windows = {campaign.id: _window_ms(campaign) for campaign in campaigns}
    window = sa.case(windows, value=p.campaign_id, else_=-1) if windows else sa.literal(-1)
    return (
        sa.select(sa.func.coalesce(sa.func.sum(Purchase.value_minor - Purchase.refunded_minor), 0))
        .where(Purchase.site_id == p.site_id, Purchase.visitor == p.visitor, Purchase.currency == site.currency)
        .where(Purchase.time >= p.first_exposed_at, Purchase.time <= p.first_exposed_at + window)
        .where(Purchase.time < as_of)
        .correlate(p)
        .scalar_subquery()
    )


def _window_ms(campaign: Campaign) -> int:
    goal = (campaign.published or campaign.content)["goal"]
    return round(goal["window_days"] * DAY) if goal else -1


def _left_out(session: Session, site: Site, period: Period, campaigns: list[Campaign]) -> dict[int, Counter[str]]:
    c = EventCount
    query = (
        sa.select(c.campaign_id, c.flags, sa.func.sum(c.count))
        .where(c.site_id == site.id, period.holds(c.quarter_at), c.name == "exposure", c.flags != 0)
        .where(c.campaign_id.in_([campaign.id for campaign in campaigns]))
        .group_by(c.campaign_id, c.flags)
    )
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for campaign_id, flags, count in session.execute(query):
        found[campaign_id].update(dict.fromkeys(Flag.names(flags), int(count)))
    return found


def _numbers(
    site: Site, period: Period, campaign: Campaign, rows: list[Row], left_out: Counter[str]
) -> CampaignNumbers:
    starts = [start for _, start, _ in rows]
    days = period.days(min(starts, default=None), max(starts, default=None))
    by_day = _by_day(period, rows)
    in_all: dict[str, Counts] = defaultdict(Counts)
    for (_, arm), counts in by_day.items():
        in_all[arm] += counts
    names = _arm_names(campaign, in_all)
    return CampaignNumbers(
        slug=campaign.slug,
        name=campaign.name,
        currency=site.currency,
        arms=[_arm(name, in_all[name], site.currency) for name in names],
        by_day=[
            DayNumbers(day, [_arm(name, by_day.get((day, name), Counts()), site.currency) for name in names])
            for day in days
        ],
        left_out=left_out,
    )


def _by_day(period: Period, rows: list[Row]) -> dict[tuple[date, str], Counts]:
    """Day and arm. Plain sums until the end: of sixty days there are tens of thousands of rows."""
    day_of = {start: period.day_of(start) for start in {start for _, start, _ in rows}}
    sums: dict[tuple[date, str], list[int]] = {}
    for arm, start, counts in rows:
        key = day_of[start], arm
        so_far = sums.get(key)
        sums[key] = counts if so_far is None else [a + b for a, b in zip(so_far, counts, strict=True)]
    return {key: Counts(*each) for key, each in sums.items()}


def _arm(name: str, counts: Counts, currency: str) -> ArmNumbers:
    return ArmNumbers(name, counts, to_decimal(counts.revenue_minor, currency))


def _arm_names(campaign: Campaign, seen: Iterable[str]) -> list[str]:
    """The arms as the marketer ordered them, those of earlier epochs after them, the holdout last."""
    names = [arm["id"] for arm in (campaign.published or campaign.content)["experiment"]["arms"]]
    names += [arm["id"] for epoch in campaign.epochs for arm in epoch["arms"]]
    names += sorted(set(seen) - {HOLDOUT})
    if HOLDOUT in seen or any(epoch["holdout"]["share"] for epoch in campaign.epochs):
        names.append(HOLDOUT)
    return list(dict.fromkeys(names))
