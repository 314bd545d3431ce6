"""Data quality: what the numbers rest on, and whether any of it is a worry."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _

from ...clock import DAY
from ...ids import uuid7
from ...reports.period import Period
from ...reports.quality import QualityReport, Tally, quality
from ..service import service
from . import periods, quality_words
from .blueprint import pages
from .chart import Chart, line_chart
from .counting import counted
from .formats import ago, day, percent
from .page import my_site
from .quality_words import Words

LATE_WORRY = 0.1
UNTOLD_WORRY = 0.25
REMEMBERED_WORRY = 0.3
UNLOADED_WORRY = 0.001
LINES = ("accepted", "apart", "dropped")


@dataclass(frozen=True)
class Row:
    """A count with its words. `share` is of the accepted events."""

    name: str
    words: Words
    count: int
    share: float | None

    @property
    def is_worry(self) -> bool:
        limit = self.words.worry_above
        return limit is not None and self.count > 0 and (self.share is None or self.share > limit)


@dataclass(frozen=True)
class Line:
    """A figure with the sentence that says what it means."""

    name: str
    title: Any
    value: str
    meaning: Any
    advice: Any = ""
    is_worry: bool = False


@dataclass(frozen=True)
class View:
    report: QualityReport
    reach: list[Line]
    consent: list[Line]
    apart: list[Row]
    events: list[Row]
    requests: list[Row]
    chart: Chart
    is_running: bool  # the last day is today

    @property
    def worries(self) -> list[Any]:
        """What somebody should do, the most basic first."""
        lines = [line for line in (*self.reach, *self.consent) if line.is_worry]
        rows = [row for row in (*self.requests, *self.events, *self.apart) if row.is_worry]
        return [(line.title, line.advice) for line in lines] + [(row.words.title, row.words.advice) for row in rows]


@pages.get("/sites/<int:site_id>/quality")
def show_quality(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        choice = periods.chosen(site)
        found = counted(quality, session, site, choice.period)
    now = service().clock()
    return render_template(
        "quality/quality.html",
        site=site,
        choice=choice,
        view=_view(found.value, choice.period, now) if found.value else None,
        delay=found.delay,
        base=service().settings.url,
        now=now,
        example_id=uuid7(now),
    )


def _view(report: QualityReport, period: Period, now: int) -> View:
    total = report.total
    return View(
        report=report,
        reach=[_tag(report, now), _untold(total), _late(total), _unloaded(report)],
        consent=[_remembered(total), *_decisions(total)],
        apart=_rows(total, total.flagged, quality_words.FLAGS),
        events=_rows(total, total.dropped, quality_words.DROPS),
        requests=_rows(total, total.dropped, quality_words.REFUSALS),
        chart=_chart(report),
        is_running=bool(report.by_day) and report.by_day[-1][0] == period.day_of(now),
    )


def _rows(total: Tally, counts: Counter[str], words: Mapping[str, Words]) -> list[Row]:
    """The closed list in its order, those that came up first."""
    rows = [Row(name, said, counts[name], _share(counts[name], total.accepted)) for name, said in words.items()]
    return sorted(rows, key=lambda row: -row.count)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _tag(report: QualityReport, now: int) -> Line:
    return Line(
        "tag",
        _("Tag last seen"),
        ago(report.tag_seen_at) if report.tag_seen_at else str(_("never")),
        _("When the script last reported from one of your pages, in whatever period."),
        _("No page has reported for a day or more. Is the tag still there? The installation page helps."),
        is_worry=report.tag_seen_at is None or now - report.tag_seen_at > DAY,
    )


def _untold(total: Tally) -> Line:
    title, share = _("Page views without the script"), total.untold_share
    if share is None:
        return Line("untold", title, str(_("not measured")), _NOT_MEASURED)
    if share < 0:
        return Line(
            "untold",
            title,
            "–",
            _(
                "Your server tells fewer page views than the script does, so it does not tell all of them, and nothing can be said."
            ),
        )
    return Line(
        "untold",
        title,
        percent(share),
        _(
            "Of the page views that your own server told: the script was blocked, not allowed by the visitor, or stopped by a quick leave; or a program came that runs no scripts."
        ),
        _("If visitors block the script, serve it from your shop's own domain, as the operator's guide shows."),
        is_worry=share > UNTOLD_WORRY,
    )


_NOT_MEASURED = _(
    "Blocked scripts cannot tell that they are blocked. Let your shop's server send a page_view for each page that it "
    "serves, by the API; this then shows how many of them the script did not see."
)


def _late(total: Tally) -> Line:
    share = _share(total.late, total.accepted)
    return Line(
        "late",
        _("Late"),
        percent(share),
        _(
            "Events received more than five minutes after they happened, as from a phone without a connection. They count on the day on which they happened."
        ),
        _("Numbers of the last days will still grow. Look again after three days, when the last of them is in."),
        is_worry=share is not None and share > LATE_WORRY,
    )


def _unloaded(report: QualityReport) -> Line:
    count, share = report.total.unloaded, _share(report.total.unloaded, report.total.page_views)
    meaning = _(
        "Where the script failed ten times, or held the page up for too long as often, and left it and the tab's next pages alone."
    )
    if report.unloaded_by:
        latest = _("The latest error: %(error)s", error=report.unloaded_by)
        meaning = f"{meaning} {latest}"
    return Line(
        "unloaded",
        _("Pages that the script left"),
        f"{count:,}",
        meaning,
        _(
            "Something on your pages and the script do not get along. Open such a page with the console, and send the error to whoever runs the service."
        ),
        is_worry=count > 0 and (share is None or share > UNLOADED_WORRY),
    )


def _remembered(total: Tally) -> Line:
    share = total.remembered_share
    return Line(
        "remembered",
        _("Page views with a visitor"),
        percent(share),
        _(
            "Where the visitor was remembered. Campaigns and everything by visitor rest on these; other page views count in totals only. Whoever has not been asked yet, where the site asks first, sends nothing and is in neither."
        ),
        _(
            "Results by visitor speak for a small part of the people. Compare the groups of a campaign, not its totals with your shop's."
        ),
        is_worry=share is not None and share < REMEMBERED_WORRY,
    )


def _decisions(total: Tally) -> list[Line]:
    if not total.decisions:
        return []
    return [
        Line(
            "granted",
            _("Agreed when asked"),
            percent(total.granted_share),
            _(
                "Of the decisions that allowed or refused something, those that allowed it. Renewed ones are in neither."
            ),
        ),
        Line("withdrawn", _("Withdrew"), f"{total.withdrawn:,}", _("Visitors who took back what they had allowed.")),
    ]


def _chart(report: QualityReport) -> Chart:
    series = {
        "accepted": [tally.accepted for _, tally in report.by_day],
        "apart": [tally.flagged.total() for _, tally in report.by_day],
        "dropped": [tally.dropped.total() for _, tally in report.by_day],
    }
    return line_chart(LINES, [series[name] for name in LINES], [day(one) for one, _ in report.by_day])
