"""From when to when a report looks, in whose days."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from ..clock import QUARTER_HOUR

LONGEST_DAYS = 3700
EARLIEST, LATEST = 0, 253402128000000  # 1970 to 9999-12-30: between them every zone has a date for every instant


class BadPeriod(ValueError):
    """A date, an instant or a zone can't be read; `path` names the field."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class Period:
    """Milliseconds, `start` inclusive and `end` exclusive; None is without a bound."""

    start: int | None
    end: int | None
    zone: ZoneInfo

    @classmethod
    def parse(cls, start: str | None, end: str | None, zone: str) -> "Period":
        """Dates are days of the zone, `2026-05-01`; instants are RFC 3339. Raises BadPeriod.

        What lies before 1970 or at the end of the calendar is taken for there.
        """
        if not is_zone(zone):
            raise BadPeriod("zone", "No IANA time zone, such as Europe/Berlin.")
        period = cls(_instant("from", start, ZoneInfo(zone)), _instant("to", end, ZoneInfo(zone)), ZoneInfo(zone))
        if period.start is not None and period.end is not None:
            if period.end <= period.start:
                raise BadPeriod("to", "Must be after `from`; the day of `to` is not part of the period.")
            if period.end - period.start > LONGEST_DAYS * 86_400_000:
                raise BadPeriod("to", f"At most {LONGEST_DAYS} days after `from`.")
        return period

    def until(self, as_of: int | None) -> "Period":
        """The part of the period that lies before `as_of`."""
        if as_of is None or (self.end is not None and self.end <= as_of):
            return self
        return Period(self.start, _in_calendar(as_of), self.zone)

    def in_whole_quarters(self) -> "Period":
        """The period with all of the quarter-hour in which it begins: roll-ups know no smaller part.

        They go by the first millisecond, so the one in which it ends is in it as it is.
        """
        if self.start is None:
            return self
        return Period(self.start - self.start % QUARTER_HOUR, self.end, self.zone)

    @property
    def is_of_whole_quarters(self) -> bool:
        return not (self.start or 0) % QUARTER_HOUR and not (self.end or 0) % QUARTER_HOUR

    def has(self, ms: int) -> bool:
        return (self.start is None or ms >= self.start) and (self.end is None or ms < self.end)

    def holds(self, time: InstrumentedAttribute[int] | sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """The condition that a time lies in the period."""
        bounds = [time >= self.start] if self.start is not None else []
        bounds += [time < self.end] if self.end is not None else []
        return sa.and_(sa.true(), *bounds)

    def day_of(self, ms: int) -> date:
        return datetime.fromtimestamp(ms / 1000, self.zone).date()

    def days(self, first_seen: int | None, last_seen: int | None) -> list[date]:
        """Every day of the period; where it has no bound, from the first or to the last thing seen."""
        first = None if first_seen is None else self.day_of(first_seen)
        return self.dates(first, None if last_seen is None else self.day_of(last_seen))

    def dates(self, first_seen: date | None, last_seen: date | None) -> list[date]:
        """The same, for what was seen on these days. Of a bound that lies far away only the days are named that have some."""
        first = self.day_of(self.start) if self.start is not None else first_seen
        last = self.day_of(self.end - 1) if self.end is not None else last_seen
        if first is None or last is None:
            return []
        if (last - first).days > LONGEST_DAYS and first_seen and last_seen:
            first, last = max(first, first_seen), min(last, last_seen)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def start_of_day(day: date, zone: ZoneInfo) -> int:
    """The first millisecond of the day. Where clocks skip midnight it is the moment of the skip."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * 1000


def quarter_of(time: InstrumentedAttribute[int] | sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """The quarter-hour of a time, as its first millisecond: the database groups by it, days are put together here.

    Every zone's day begins at one, so one query serves them all.
    """
    return time - time % QUARTER_HOUR


@cache
def is_zone(name: str) -> bool:
    return name in _zones()


@cache
def _zones() -> set[str]:
    return available_timezones()


def _instant(path: str, text: str | None, zone: ZoneInfo) -> int | None:
    if text is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return _in_calendar(start_of_day(date.fromisoformat(text), zone))
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", text, re.ASCII):
            moment = datetime.fromisoformat(text).astimezone(UTC)
            return _in_calendar(int(moment.timestamp()) * 1000 + moment.microsecond // 1000)
    except (ValueError, OverflowError):
        pass
    raise BadPeriod(path, "A day such as 2026-05-01, or an RFC 3339 time with its zone.")


def _in_calendar(ms: int) -> int:
    return min(max(ms, EARLIEST), LATEST)
