"""A campaign's numbers as the pages show them: rates, sums, and the comparison with the control."""

from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ...clock import DAY, QUARTER_HOUR
from ...models import Site
from ...money import to_decimal
from ...reports.campaign import ArmNumbers, CampaignNumbers, Counts, campaign_numbers
from ...reports.period import Period
from .chart import Chart, line_chart
from .counting import Counted, counted
from .formats import day

SHOWN_NOTHING = ("control", "holdout")
_HEADLINE_DAYS = 30


@dataclass(frozen=True)
class Row:
    """One arm: visitors, the share of them who reached the goal, and what they paid."""

    arm: str
    counts: Counts
    revenue: Decimal
    rate: float | None
    revenue_per_visitor: Decimal | None


@dataclass(frozen=True)
class Comparison:
    """Control and all variants together. `points` is the difference of the rates in percentage points."""

    control: Row
    variants: Row
    points: float


def headlines(session: Session, site: Site, now: int) -> Counted[dict[str, Counts]]:
    """Each campaign's visitors of the last 30 days, all arms together."""
    # To the quarter-hour, so that a page which asks again asks the same.
    period = Period(now - now % QUARTER_HOUR - _HEADLINE_DAYS * DAY, None, ZoneInfo(site.zone))
    found = counted(campaign_numbers, session, site, period)
    if found.value is None:
        return Counted(None, found.delay)
    return Counted({one.slug: _sum(one.arms) for one in found.value})


def rows(numbers: CampaignNumbers) -> list[Row]:
    return [_row(arm.arm, arm.counts, arm.revenue) for arm in numbers.arms]


def compare(numbers: CampaignNumbers) -> Comparison | None:
    """None without a control, or before both sides have somebody."""
    control = next((arm for arm in numbers.arms if arm.arm == "control"), None)
    variants = [arm for arm in numbers.arms if arm.arm not in SHOWN_NOTHING]
    counts = _sum(variants)
    if control is None or not control.counts.exposed or not counts.exposed:
        return None
    sides = (
        _row("control", control.counts, control.revenue),
        _row("variants", counts, to_decimal(counts.revenue_minor, numbers.currency)),
    )
    rate = [side.rate or 0 for side in sides]
    return Comparison(*sides, points=round((rate[1] - rate[0]) * 100, 1))


def rate_chart(numbers: CampaignNumbers) -> Chart:
    """For every arm the percentage that reached the goal, of all met up to each day."""
    names = [arm.arm for arm in numbers.arms if arm.counts.exposed]
    series = []
    for name in names:
        so_far, line = Counts(), []
        for one_day in numbers.by_day:
            so_far += one_day.of(name)
            line.append(100 * so_far.converted / so_far.exposed if so_far.exposed else None)
        series.append(line)
    return line_chart(names, series, [day(one_day.day) for one_day in numbers.by_day])


def _row(name: str, counts: Counts, revenue: Decimal) -> Row:
    met = counts.exposed
    return Row(name, counts, revenue, counts.converted / met if met else None, revenue / met if met else None)


def _sum(arms: list[ArmNumbers]) -> Counts:
    return sum((arm.counts for arm in arms), Counts())
