"""The period that a page looks at: the last days, or from one day to another."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import request

from ...models import Site
from ...reports.period import BadPeriod, Period
from ..service import service

DAYS = (7, 30, 90)
_USUAL = 30


@dataclass(frozen=True)
class Choice:
    """`first` and `last` are days as people say them: both are part of it. `error` where they can't be read."""

    period: Period
    days: int | None
    first: str
    last: str
    error: str | None = None


def chosen(site: Site) -> Choice:
    """From the page's address: `?days=7`, or `?from=2026-05-01&to=2026-05-31`; else the last 30 days."""
    first, last = request.args.get("from", ""), request.args.get("to", "")
    if not (first or last):
        return _last_days(site, request.args.get("days", _USUAL, int))
    try:
        end = (date.fromisoformat(last) + timedelta(days=1)).isoformat() if last else None
        return Choice(Period.parse(first or None, end, site.zone), None, first, last)
    except (BadPeriod, ValueError, OverflowError):
        usual = _last_days(site, _USUAL)
        return Choice(usual.period, usual.days, first, last, error="period")


def _last_days(site: Site, days: int) -> Choice:
    """Whole days of the site's zone, today the last of them."""
    days = days if days in DAYS else _USUAL
    zone = ZoneInfo(site.zone)
    now = Period(service().clock(), None, zone)
    today = now.day_of(service().clock())
    first, tomorrow = today - timedelta(days=days - 1), today + timedelta(days=1)
    period = Period.parse(first.isoformat(), tomorrow.isoformat(), site.zone)
    return Choice(period, days, first.isoformat(), today.isoformat())
