"""The campaign report out of the rows of each visitor: for what the roll-ups can't tell, such as an earlier day's view."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import Campaign, EventCount, Flag, Participation, Purchase, Site
from .period import Period, quarter_of
from .rolled import Sums


def rows_of(
    session: Session, site: Site, period: Period, campaigns: list[Campaign], as_of: int | None
) -> Iterator[Sums]:
    """As rolled.sums has them, each arm's of a day in several rows: exposed, shown, clicked, answered, converted, revenue."""
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
    days: dict[int, int] = {}
    for campaign_id, arm, start, *counts, revenue in session.execute(query):
        day = days.get(start) or days.setdefault(start, period.day_of(start).toordinal())
        yield campaign_id, arm, day, *counts, int(revenue)


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


def left_out_of(session: Session, site: Site, period: Period, campaigns: list[Campaign]) -> dict[int, Counter[str]]:
    """By campaign and flag. The period is one of whole quarter-hours."""
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
