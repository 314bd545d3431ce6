"""How much of what happened is in the numbers, and what was left out of them for which reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import ConsentRecord, DropCount, Event, EventCount, Flag, Site, TagSighting
from .period import Period, start_of_day

FLAGS = tuple(str(flag.name) for flag in Flag)
GRANTING = ("accept_all", "custom")
REFUSING = ("reject_all", "gpc")
WITHDRAWING = ("withdraw",)


@dataclass(frozen=True)
class Tally:
    """The counts of a day, or of several added up. An event may carry more than one flag.

    `compared_told` and `compared_server` are page views as the script and as the site's own server told them, on days
    on which both told some: on others there is nothing to compare, as in a history from before the script was there.
    """

    accepted: int = 0  # events stored, flagged or not
    late: int = 0  # a browser's, received more than five minutes after they happened
    page_views: int = 0  # that the script told, without bots and staff
    anonymous_page_views: int = 0  # those of them in which nobody was remembered
    compared_told: int = 0
    compared_server: int = 0
    unloaded: int = 0  # pages on which the script failed too often and took itself out
    flagged: Counter[str] = field(default_factory=Counter)  # events by flag
    dropped: Counter[str] = field(default_factory=Counter)  # events and requests by reason
    decisions: Counter[str] = field(default_factory=Counter)  # of consent, by action

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)))

    @property
    def remembered_share(self) -> float | None:
        """Of the script's page views, the part with a visitor: what reports by visitor can see."""
        return 1 - self.anonymous_page_views / self.page_views if self.page_views else None

    @property
    def untold_share(self) -> float | None:
        """Of the page views that the site's server told, the part without one of the script's; None if not measured.

        It is below zero where the server does not tell all of them.
        """
        return 1 - self.compared_told / self.compared_server if self.compared_server else None

    @property
    def granted(self) -> int:
        """Decisions that allowed something which was not allowed before."""
        return sum(self.decisions[action] for action in GRANTING)

    @property
    def refused(self) -> int:
        return sum(self.decisions[action] for action in REFUSING)

    @property
    def withdrawn(self) -> int:
        return sum(self.decisions[action] for action in WITHDRAWING)

    @property
    def granted_share(self) -> float | None:
        """Of the decisions that granted or refused."""
        return self.granted / (self.granted + self.refused) if self.granted + self.refused else None


@dataclass(frozen=True)
class QualityReport:
    """`total` is the sum of the days. The sighting of the tag is the last one, of any time.

    `unloaded_by` is the error that the latest page told of on which the script took itself out.
    """

    total: Tally
    by_day: list[tuple[date, Tally]]
    tag_seen_at: int | None
    tag_seen_on: str | None
    unloaded_by: str | None


def quality(session: Session, site: Site, period: Period, *, as_of: int | None = None) -> QualityReport:
    """Events by when they happened, drops and decisions by when they came. A quarter-hour counts whole if it is begun."""
    period = period.until(as_of).in_whole_quarters()
    days = period.days(*_first_and_last(session, site, period))
    by_day = [(day, _tally(session, site, _of_day(period, day))) for day in days]
    tag = session.execute(_last_sighting(site)).first()
    seen_at, seen_on = tag or (None, None)
    total = sum((tally for _, tally in by_day), Tally())
    told = session.scalar(_last_unloading(site)) if total.unloaded else None
    return QualityReport(total, by_day, seen_at, seen_on, (told or {}).get("error"))


def _of_day(period: Period, day: date) -> Period:
    """The part of the period that lies in the day."""
    start, end = start_of_day(day, period.zone), start_of_day(day + timedelta(days=1), period.zone)
    return Period(max(start, period.start or start), min(end, period.end or end), period.zone)


def _first_and_last(session: Session, site: Site, period: Period) -> tuple[int | None, int | None]:
    """When something was counted for the first and the last time, where the period itself does not say."""
    if period.start is not None and period.end is not None:
        return None, None
    times: list[tuple[Any, Any]] = [
        (EventCount.site_id, EventCount.quarter_at),
        (DropCount.site_id, DropCount.quarter_at),
        (ConsentRecord.site_id, ConsentRecord.recorded_at),
    ]
    found = [
        session.scalar(sa.select(end(at)).where(of == site.id))
        for of, at in times
        for end in (sa.func.min, sa.func.max)
    ]
    return min((t for t in found[::2] if t is not None), default=None), max(
        (t for t in found[1::2] if t is not None), default=None
    )


def _tally(session: Session, site: Site, day: Period) -> Tally:
    """Some plain questions a day: grouping the quarter-hours of a year into days would cost more."""
    connection, which = session.connection(), {"site": site.id, "start": day.start, "end": day.end}
    accepted, late = connection.execute(_ACCEPTED, which).one()
    flagged: Counter[str] = Counter()
    for flags, count in connection.execute(_FLAGGED, which):
        flagged.update(dict.fromkeys(Flag.names(flags), int(count)))
    return Tally(
        int(accepted or 0),
        int(late or 0),
        **_page_views(connection.execute(_PAGE_VIEWS, which)),
        unloaded=int(connection.execute(_UNLOADED, which).scalar() or 0),
        flagged=flagged,
        dropped=Counter({reason: int(count) for reason, count in connection.execute(_DROPPED, which)}),
        decisions=Counter({action: int(count) for action, count in connection.execute(_DECIDED, which)}),
    )


def _page_views(rows: Iterable[Any]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for source, is_anonymous, flags, count in rows:
        is_of_people = source == "browser" and not flags & (Flag.bot | Flag.staff)
        counts["compared_told" if source == "browser" else "compared_server"] += int(count)
        counts["page_views"] += int(count) * is_of_people
        counts["anonymous_page_views"] += int(count) * (is_of_people and is_anonymous)
    if not (counts["compared_told"] and counts["compared_server"]):
        counts.update(compared_told=-counts["compared_told"], compared_server=-counts["compared_server"])
    return dict(counts)


def _between(of: Any, at: Any) -> list[sa.ColumnElement[bool]]:
    return [of == sa.bindparam("site"), at >= sa.bindparam("start"), at < sa.bindparam("end")]


# Written once: SQLAlchemy takes longer to put such a question together than SQLite to answer it for a day.
_E, _D, _R = EventCount, DropCount, ConsentRecord
_COUNTED = _between(_E.site_id, _E.quarter_at)
_SUM: sa.ColumnElement[int] = sa.func.sum(_E.count)
_ACCEPTED = sa.select(_SUM, sa.func.sum(sa.case((_E.is_late, _E.count), else_=0))).where(*_COUNTED)
_FLAGGED = sa.select(_E.flags, _SUM).where(*_COUNTED, _E.flags != 0).group_by(_E.flags)
_PAGE_VIEWS = (
    sa.select(_E.source, _E.is_anonymous, _E.flags, _SUM)
    .where(*_COUNTED, _E.name == "page_view")
    .group_by(_E.source, _E.is_anonymous, _E.flags)
)
_UNLOADED = sa.select(_SUM).where(*_COUNTED, _E.name == "winback_unloaded", _E.source == "browser")
_DROPPED = sa.select(_D.reason, sa.func.sum(_D.count)).where(*_between(_D.site_id, _D.quarter_at)).group_by(_D.reason)
_DECIDED = sa.select(_R.action, sa.func.count()).where(*_between(_R.site_id, _R.recorded_at)).group_by(_R.action)


def _last_sighting(site: Site) -> sa.Select[int, str]:
    """Of a page that is one of the site's own."""
    query = sa.select(TagSighting.seen_at, TagSighting.url).where(
        TagSighting.site_id == site.id, TagSighting.is_allowed
    )
    return query.order_by(TagSighting.seen_at.desc()).limit(1)


def _last_unloading(site: Site) -> sa.Select[Any]:
    query = sa.select(Event.properties).where(
        Event.site_id == site.id, Event.name == "winback_unloaded", sa.text("name <> 'page_view'")
    )
    return query.order_by(Event.time.desc()).limit(1)
