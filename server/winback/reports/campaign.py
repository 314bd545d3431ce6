"""What became of the visitors whom a campaign met, arm by arm."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import add
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from ..models import Campaign, Site
from ..money import to_decimal
from .campaign_rows import left_out_of, rows_of
from .period import Period
from .rolled import Sums, sums

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


# Of one campaign: by day, as `date.toordinal()` counts, and arm what is in Counts. Plain tuples: there are thousands.
_Days = dict[int, dict[str, tuple[int, ...]]]


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
    """`told`: by arm what is in Counts, as plain as it was read: there may be thousands, and most are only passed on."""

    day: date
    told: Mapping[str, tuple[int, ...]]

    def of(self, arm: str) -> Counts:
        return Counts._make(self.told.get(arm, _NOTHING))


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
        which = [campaign.id for campaign in campaigns]
        found = _by_day(sums(session, site, period, which, Counts._fields))
        left_out = _left_out(sums(session, site, period, which, LEAVING_OUT, of_days=False))
    else:
        period = period.until(as_of)
        found = _by_day(rows_of(session, site, period, campaigns, as_of))
        left_out = left_out_of(session, site, period.in_whole_quarters(), campaigns)
    return [_numbers(site, period, c, found[c.id], left_out[c.id]) for c in campaigns]


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


def _by_day(rows: Iterable[Sums]) -> dict[int, _Days]:
    """By campaign. Rows of the same arm and day add up."""
    found: dict[int, _Days] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        counts = row[3:]
        if counts[0]:
            of_day = found[row[0]][row[2]]
            so_far = of_day.get(row[1])
            of_day[row[1]] = counts if so_far is None else tuple(map(add, so_far, counts))
    return found


def _left_out(rows: Iterable[Sums]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for campaign_id, _, _, *flagged in rows:
        found[campaign_id].update({flag: n for flag, n in zip(LEAVING_OUT, flagged, strict=True) if n})
    return found


def _numbers(site: Site, period: Period, campaign: Campaign, by_day: _Days, left_out: Counter[str]) -> CampaignNumbers:
    days = period.dates(*_first_and_last(by_day))
    of_arm: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for of_day in by_day.values():
        for arm, counts in of_day.items():
            of_arm[arm].append(counts)
    in_all = {arm: Counts._make(map(sum, zip(*days_of_arm, strict=True))) for arm, days_of_arm in of_arm.items()}
    names = _arm_names(campaign, in_all)
    return CampaignNumbers(
        slug=campaign.slug,
        name=campaign.name,
        currency=site.currency,
        arms=[ArmNumbers(name, in_all.get(name, _NOTHING), site.currency) for name in names],
        by_day=[DayNumbers(day, by_day.get(day.toordinal(), {})) for day in days],
        left_out=left_out,
    )


def _first_and_last(by_day: Collection[int]) -> tuple[date, date] | tuple[None, None]:
    if not by_day:
        return None, None
    return date.fromordinal(min(by_day)), date.fromordinal(max(by_day))


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
