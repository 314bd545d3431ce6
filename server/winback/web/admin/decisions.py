"""Why visitors see a campaign or do not; and the trail of one of them."""

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import render_template, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from ...models import Campaign, Site
from ...reports.decision_log import Estimate
from ...reports.decisions import DecisionsReport, Step, decisions
from ...reports.trail import trail
from ...rules.checks import OUTCOMES, SHOWN
from ..service import service
from . import decision_words, periods
from .blueprint import pages
from .chart import Chart, line_chart
from .counting import counted
from .formats import day
from .page import my_counted_campaign, my_site

MOST_LINES = 5  # in the chart: shown, and what stopped most


@dataclass(frozen=True)
class Row:
    """A check with its words. `share` is of all visitors; the bar is drawn 100 wide."""

    step: Step
    share: float
    start: float
    width: float
    reasons: list[tuple[str, Estimate]]


@dataclass(frozen=True)
class View:
    report: DecisionsReport
    rows: list[Row]
    shown: Row
    most: Row | None  # what stops more than anything else
    chart: Chart
    columns: list[str]  # outcomes that the table by day has
    days: list[tuple[date, dict[str, Estimate]]]


@pages.get("/sites/<int:site_id>/campaigns/<slug>/decisions")
def show_decisions(site_id: int, slug: str) -> str:
    with service().db.reading() as session:
        campaign = my_counted_campaign(session, site_id, slug)
        site, choice = campaign.site, periods.chosen(campaign.site)
        found = counted(decisions, session, site, choice.period, slug)
        names = names_of(session, site)
    return render_template(
        "decisions/decisions.html",
        site=site,
        campaign=campaign,
        choice=choice,
        view=_view(found.value, names) if found.value else None,
        delay=found.delay,
        said=decision_words,
    )


@pages.get("/sites/<int:site_id>/visitors/<visitor>")
def show_visitor(site_id: int, visitor: str) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        found = trail(session, site, _visitor(visitor), before=_before())
        names = names_of(session, site)
    if found is None:
        raise NotFound
    return render_template("decisions/visitor.html", site=site, trail=found, names=names, said=decision_words)


def names_of(session: Session, site: Site) -> dict[str, str]:
    """The names of the site's campaigns by their slugs."""
    query = sa.select(Campaign.slug, Campaign.name).where(Campaign.site_id == site.id)
    return {slug: name for slug, name in session.execute(query)}  # noqa: C416 - a row is no tuple for the types


def _view(report: DecisionsReport, names: dict[str, str]) -> View:
    rows = [_row(step, report.visitors.count, names) for step in report.steps]
    stopping = [row for row in rows if row.step.check != SHOWN and row.step.stopped.sampled]
    totals = {row.step.check: row.step.stopped.count for row in rows}
    columns = [outcome for outcome in OUTCOMES if any(outcome in counts for _, counts in report.by_day)]
    drawn = sorted((one for one in columns if one != SHOWN), key=lambda one: -totals[one])[: MOST_LINES - 1]
    lines = [SHOWN, *drawn]
    return View(
        report,
        rows,
        rows[-1],
        max(stopping, key=lambda row: row.step.stopped.count, default=None),
        line_chart(
            lines,
            [[_count(counts, one) for _, counts in report.by_day] for one in lines],
            [day(one) for one, _ in report.by_day],
        ),
        columns,
        report.by_day[::-1],
    )


def _count(counts: dict[str, Estimate], outcome: str) -> float:
    return counts[outcome].count if outcome in counts else 0


def _row(step: Step, visitors: float, names: dict[str, str]) -> Row:
    """The bar of a check begins where those end who got further."""
    share = step.stopped.count / visitors if visitors else 0
    start = (step.reached.count - step.stopped.count) / visitors if visitors and step.check != SHOWN else 0
    reasons = [
        (decision_words.reason(step.check, one.word, names), one.visitors)
        for one in step.reasons
        if step.check not in ("page", "live")
    ]
    return Row(step, share, round(100 * start, 2), round(100 * share, 2), reasons)


def _visitor(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound from None


def _before() -> tuple[int, uuid.UUID] | None:
    """`?before=1795290000000.0193…`: the first event of the page after; what is none begins with the latest."""
    time, _dot, event = request.args.get("before", "").partition(".")
    try:
        before = int(time), uuid.UUID(event)
    except ValueError:
        return None
    return before if abs(before[0]) < 2**63 else None  # no database holds a larger number
