"""A campaign's sums out of the roll-ups: whole days of the site's zone by the day, the rest by the quarter-hour."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from ..clock import HOUR, QUARTER_HOUR
from ..models import Site
from .period import Period, start_of_day

# Longer than any day: one on which clocks change by more than an hour never was.
_LONGEST_DAY = 26 * HOUR
_EVER = 2**62

Sums = tuple[Any, ...]  # campaign, arm, day of the period's zone as `date.toordinal()` counts, then the amounts


def sums(
    session: Session,
    site: Site,
    period: Period,
    campaigns: Collection[int],
    amounts: tuple[str, ...],
    *,
    of_days: bool = True,
) -> Iterable[Sums]:
    """The amounts of these campaigns, of every day or, without `of_days`, of all of them together: their day is 0 then.

    There may be more rows than one of an arm and day: they add up. The period is one of whole quarter-hours. Days of
    another zone than the site's are put together here, which takes some times longer.
    """
    connection, which = session.connection(), sorted(campaigns)
    if not which:
        return []
    start, end = period.start or 0, _EVER if period.end is None else period.end
    if period.zone.key != site.zone:
        if not of_days:
            return _added(connection, "campaign_count", "quarter_at", amounts, which, start, end)
        return _quarters(connection, period, which, amounts)
    first, last = _first_day(period), _last_day(period)
    edges: dict[date, Period] = {}
    if first and period.start != start_of_day(first, period.zone):
        edges[first] = _near_start(period)
        first += timedelta(days=1)
    if last and period.end != start_of_day(last + timedelta(days=1), period.zone):
        edges.setdefault(last, _near_end(period))
        last -= timedelta(days=1)
    start, end = first.toordinal() if first else 0, last.toordinal() + 1 if last else _EVER
    read = _read if of_days else _added
    found = read(connection, "campaign_day", "day", amounts, which, start, end)
    for day, part in edges.items():
        found += _part_of_day(connection, part, day, which, amounts)
    return found


def _part_of_day(
    connection: Connection, period: Period, day: date, campaigns: list[int], amounts: tuple[str, ...]
) -> Iterator[Sums]:
    """The part of the day that lies in the period, added up by the database. One stretch, wherever clocks are sane."""
    start, end = period.start or 0, period.end or 0
    inside = [at for at in range(start, end, QUARTER_HOUR) if period.day_of(at) == day]
    while inside:
        length = next((n for n, at in enumerate(inside) if at != inside[0] + n * QUARTER_HOUR), len(inside))
        stretch = inside[0], inside[length - 1] + 1
        for campaign_id, arm, _, *sums in _added(
            connection, "campaign_count", "quarter_at", amounts, campaigns, *stretch
        ):
            yield campaign_id, arm, day.toordinal(), *sums
        inside = inside[length:]


def _added(
    connection: Connection, table: str, time: str, amounts: tuple[str, ...], campaigns: list[int], start: int, end: int
) -> list[Sums]:
    """Added up by the database, whose sums may be decimals."""
    added = tuple(f"sum({name})" for name in amounts)
    found = _read(connection, table, time, added, campaigns, start, end, "GROUP BY campaign_id, arm")
    return [(campaign_id, arm, 0, *map(int, sums)) for campaign_id, arm, _, *sums in found]


def _quarters(connection: Connection, period: Period, campaigns: list[int], amounts: tuple[str, ...]) -> Iterator[Sums]:
    start, end = period.start or 0, _EVER if period.end is None else period.end
    days: dict[int, int] = {}
    for row in _read(connection, "campaign_count", "quarter_at", amounts, campaigns, start, end):
        at = row[2]
        day = days.get(at) or days.setdefault(at, period.day_of(at).toordinal())
        yield *row[:2], day, *row[3:]


def _read(
    connection: Connection,
    table: str,
    time: str,
    amounts: tuple[str, ...],
    campaigns: list[int],
    start: int,
    end: int,
    grouped: str = "",
) -> list[Sums]:
    """Plain text and plain rows: SQLAlchemy's cost as much again as all the rest."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = ", ".join(mark for _ in campaigns)
    text = (
        f"SELECT campaign_id, arm, {'0' if grouped else time}, {', '.join(amounts)} FROM {table} "  # noqa: S608 - names of ours
        f"WHERE campaign_id IN ({marks}) AND {time} >= {mark} AND {time} < {mark} {grouped}"
    )
    result = connection.exec_driver_sql(text, (*campaigns, start, end))
    assert result.cursor is not None  # noqa: S101 - a select has one
    rows: list[Sums] = list(result.cursor.fetchall())
    result.close()
    return rows


def _first_day(period: Period) -> date | None:
    return None if period.start is None else period.day_of(period.start)


def _last_day(period: Period) -> date | None:
    return None if period.end is None else period.day_of(period.end - 1)


def _near_start(period: Period) -> Period:
    end = (period.start or 0) + _LONGEST_DAY
    return Period(period.start, end if period.end is None else min(end, period.end), period.zone)


def _near_end(period: Period) -> Period:
    start = (period.end or 0) - _LONGEST_DAY
    return Period(start if period.start is None else max(start, period.start), period.end, period.zone)
