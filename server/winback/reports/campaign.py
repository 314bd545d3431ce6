"""What became of the visitors whom a campaign met, arm by arm."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, Participation, Site
from ..money import to_decimal
from .period import Period, quarter_of

HOLDOUT = "holdout"


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
    """`by_day` goes by the day of the first exposure, so its days add up to `arms`."""

    slug: str
    name: str
    currency: str
    arms: list[ArmNumbers]
    by_day: list[DayNumbers]


def campaign_numbers(session: Session, site: Site, period: Period, slug: str | None = None) -> list[CampaignNumbers]:
    """The numbers of every campaign that was ever launched, or of the one named.

    A visitor belongs to the period of the first exposure, with all that followed from it. Who was counted into
    two arms is left out, as are bots and staff. Revenue is in the site's currency.
    """
    campaigns = _campaigns(session, site, slug)
    rows = _rows(session, period, [campaign.id for campaign in campaigns])
    return [_numbers(site, period, campaign, rows[campaign.id]) for campaign in campaigns]


Row = tuple[str, int, Counts]  # arm, quarter-hour, what happened to those first exposed in it


def _campaigns(session: Session, site: Site, slug: str | None) -> list[Campaign]:
    query = sa.select(Campaign).where(Campaign.site_id == site.id).order_by(Campaign.id)
    if slug is not None:
        query = query.where(Campaign.slug == slug)
    else:
        query = query.where(Campaign.version > 0, Campaign.kind != "consent")
    return list(session.scalars(query))


def _rows(session: Session, period: Period, campaign_ids: list[int]) -> dict[int, list[Row]]:
    p = Participation
    quarter = quarter_of(p.first_exposed_at).label("quarter")
    query = (
        sa.select(
            p.campaign_id,
            p.arm,
            quarter,
            sa.func.count(),
            sa.func.count(p.shown_at),
            sa.func.count(p.clicked_at),
            sa.func.count(p.answered_at),
            sa.func.count(p.converted_at),
            sa.func.sum(p.revenue_minor),
        )
        .where(p.campaign_id.in_(campaign_ids), p.is_first, sa.not_(p.has_two_arms), period.holds(p.first_exposed_at))
        .group_by(p.campaign_id, p.arm, quarter)
    )
    rows: dict[int, list[Row]] = defaultdict(list)
    for campaign_id, arm, start, *counts in session.execute(query):
        rows[campaign_id].append((arm, int(start), Counts(*map(int, counts))))
    return rows


def _numbers(site: Site, period: Period, campaign: Campaign, rows: list[Row]) -> CampaignNumbers:
    starts = [start for _, start, _ in rows]
    days = period.days(min(starts, default=None), max(starts, default=None))
    by_day: dict[tuple[date, str], Counts] = defaultdict(Counts)
    in_all: dict[str, Counts] = defaultdict(Counts)
    for arm, start, counts in rows:
        by_day[period.day_of(start), arm] += counts
        in_all[arm] += counts
    names = _arm_names(campaign, in_all)
    return CampaignNumbers(
        slug=campaign.slug,
        name=campaign.name,
        currency=site.currency,
        arms=[_arm(name, in_all[name], site.currency) for name in names],
        by_day=[DayNumbers(day, [_arm(name, by_day[day, name], site.currency) for name in names]) for day in days],
    )


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
