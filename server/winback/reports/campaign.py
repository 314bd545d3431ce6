"""What became of the visitors whom a campaign met, arm by arm."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import add
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from ..models import Campaign, Site
from ..money import to_decimal
from .campaign_rows import Row, left_out_of, rows_of
from .period import Period
from .rolled import sums

HOLDOUT = "holdout"
LEAVING_OUT = ("bot", "staff", "arm_mismatch", "two_arms")


class Counts(NamedTuple):
    """Visitors, each counted once a campaign: by the first time that they met it."""

    exposed: int = 0
    shown: int = 0
    clicked: int = 0
    answered: int = 0
    converted: int = 0
    revenue_minor: int = 0

    def __add__(self, other: "Counts") -> "Counts":  # type: ignore[override]
        return Counts(*map(add, self, other))


_AMOUNTS = (*Counts._fields, *LEAVING_OUT)
_COUNTED = len(Counts._fields)
_NOTHING = Counts()


class ArmNumbers(NamedTuple):
    arm: str
    counts: Counts
    currency: str

    @property
    def revenue(self) -> Decimal:
        return to_decimal(self.counts.revenue_minor, self.currency)


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
    if is_rolled_up(period, as_of=as_of):
        rows, left_out = _summed(session, site, period, campaigns)
    else:
        period = period.until(as_of)
        rows = rows_of(session, site, period, campaigns, as_of)
        left_out = left_out_of(session, site, period.in_whole_quarters(), campaigns)
    return [_numbers(site, period, c, rows[c.id], left_out[c.id]) for c in campaigns]


def is_rolled_up(period: Period, slug: str | None = None, *, as_of: int | None = None) -> bool:
    """Whether the roll-ups know it: they hold what is so now, in whole quarter-hours."""
    return as_of is None and period.is_of_whole_quarters


def _campaigns(session: Session, site: Site, slug: str | None) -> list[Campaign]:
    few = load_only(Campaign.slug, Campaign.name, Campaign.epochs)
    query = sa.select(Campaign).where(Campaign.site_id == site.id).order_by(Campaign.id).options(few)
    if slug is not None:
        query = query.where(Campaign.slug == slug)
    else:
        query = query.where(Campaign.version > 0, Campaign.kind != "consent")
    return list(session.scalars(query))


def _summed(
    session: Session, site: Site, period: Period, campaigns: list[Campaign]
) -> tuple[dict[int, list[Row]], dict[int, Counter[str]]]:
    rows: dict[int, list[Row]] = defaultdict(list)
    left_out: dict[int, Counter[str]] = defaultdict(Counter)
    for row in sums(session, site, period, [c.id for c in campaigns], _AMOUNTS):
        campaign_id, arm, day, exposed = row[:4]
        if exposed:
            rows[campaign_id].append((arm, day, row[3 : 3 + _COUNTED]))
        flagged = row[3 + _COUNTED :]
        if any(flagged):
            left_out[campaign_id].update({flag: n for flag, n in zip(LEAVING_OUT, flagged, strict=True) if n})
    return rows, left_out


def _numbers(
    site: Site, period: Period, campaign: Campaign, rows: list[Row], left_out: Counter[str]
) -> CampaignNumbers:
    by_day = _by_day(rows)
    days = period.dates(*_first_and_last(by_day))
    of_arm: dict[str, list[Counts]] = defaultdict(list)
    for (_, arm), counts in by_day.items():
        of_arm[arm].append(counts)
    in_all = {arm: Counts._make(map(sum, zip(*days_of_arm, strict=True))) for arm, days_of_arm in of_arm.items()}
    names = _arm_names(campaign, in_all)
    # Most arms of most days have nothing to tell: there are tens of thousands of them in a year.
    nothing = {name: ArmNumbers(name, _NOTHING, site.currency) for name in names}
    arms = {(day, name): ArmNumbers(name, counts, site.currency) for (day, name), counts in by_day.items()}
    return CampaignNumbers(
        slug=campaign.slug,
        name=campaign.name,
        currency=site.currency,
        arms=[ArmNumbers(name, in_all.get(name, _NOTHING), site.currency) for name in names],
        by_day=[
            DayNumbers(day, [arms.get((number, name), nothing[name]) for name in names])
            for day, number in zip(days, map(date.toordinal, days), strict=True)
        ],
        left_out=left_out,
    )


def _first_and_last(by_day: dict[tuple[int, str], Counts]) -> tuple[date, date] | tuple[None, None]:
    if not by_day:
        return None, None
    days = [day for day, _ in by_day]
    return date.fromordinal(min(days)), date.fromordinal(max(days))


def _by_day(rows: list[Row]) -> dict[tuple[int, str], Counts]:
    """Day and arm. Plain sums until the end: of sixty days there may be tens of thousands of rows."""
    sums: dict[tuple[int, str], Sequence[int]] = {}
    for arm, day, counts in rows:
        so_far = sums.get((day, arm))
        sums[day, arm] = counts if so_far is None else list(map(add, so_far, counts))
    return {key: Counts._make(each) for key, each in sums.items()}


def _arm_names(campaign: Campaign, seen: Iterable[str]) -> list[str]:
    """The arms as the marketer ordered them, those of earlier epochs after them, the holdout last."""
    # The newest epoch has the arms of what is published; reading that would mean reading every version.
    newest = campaign.epochs[-1] if campaign.epochs else campaign.content["experiment"]
    names = [arm["id"] for arm in newest["arms"]]
    names += [arm["id"] for epoch in campaign.epochs for arm in epoch["arms"]]
    names += sorted(set(seen) - {HOLDOUT})
    if HOLDOUT in seen or any(epoch["holdout"]["share"] for epoch in campaign.epochs):
        names.append(HOLDOUT)
    return list(dict.fromkeys(names))
