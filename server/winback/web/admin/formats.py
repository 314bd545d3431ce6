"""How numbers, money and times are written, in the page's language."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit
from flask_babel import format_date, get_locale
from flask_babel import format_datetime as _format_datetime

from ...models import Site
from ...money import to_decimal
from ..service import service
from .chart import nps_bar
from .markup import as_markup

NOTHING = "–"


def moment(ms: int | None, zone: str = "UTC") -> str:
    """A time in the site's zone, to the minute: `21 Nov 2026, 14:05`."""
    if ms is None:
        return NOTHING
    # Babel's own Korean pattern says "PM 2:05", which nobody writes.
    pattern = "y. M. d. HH:mm" if _language() == "ko" else "d MMM y, HH:mm"
    return str(_format_datetime(datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)), pattern, rebase=False))


def clock_time(ms: int, zone: str = "UTC") -> str:
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)).strftime("%H:%M:%S")


def day(value: date) -> str:
    return str(format_date(value, "M월 d일" if _language() == "ko" else "d MMM"))


def seconds(ms: int | None) -> str:
    return NOTHING if ms is None else str(format_unit(round(ms / 1000, 1), "second", "short", locale=get_locale()))


def ago(ms: int | None) -> str:
    """How long before now, in words: `3 minutes ago`."""
    if ms is None:
        return NOTHING
    seconds = min(-1, (ms - service().clock()) // 1000)
    return str(format_timedelta(seconds, threshold=1.2, add_direction=True, locale=get_locale()))


def number(value: float | None) -> str:
    return NOTHING if value is None else str(format_decimal(value, locale=get_locale()))


def percent(value: float | None, pattern: str = "#,##0.0%") -> str:
    return NOTHING if value is None else str(format_percent(value, pattern, locale=get_locale()))


def points(value: float) -> str:
    """A difference, with its sign."""
    return str(format_decimal(value, "+#,##0.0;−#,##0.0", locale=get_locale()))


def score(value: float | None) -> str:
    """A Net Promoter Score, −100 to 100, without decimals."""
    return NOTHING if value is None else str(format_decimal(round(value), "#,##0;−#,##0", locale=get_locale()))


def money(value: Decimal | float | None, currency: str) -> str:
    return NOTHING if value is None else str(format_currency(value, currency, locale=get_locale()))


def minor(value: int | None, currency: str) -> str:
    """Money that comes as integer minor units."""
    return NOTHING if value is None else money(to_decimal(value, currency), currency)


def local_input(instant: str | None, zone: str) -> str:
    """An RFC 3339 instant as a `datetime-local` field of the site's zone holds it; what is no instant stays."""
    if not instant:
        return ""
    try:
        parsed = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    return parsed.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if parsed.tzinfo else instant


def iso(ms: int) -> str:
    """For the `datetime` attribute of <time>."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


def map_pairs(sites: Iterable[Site]) -> list[tuple[str, str]]:
    """Sites as a select's options."""
    return [(str(site.id), site.name) for site in sites]


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "en"


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        moment,
        clock_time,
        day,
        seconds,
        ago,
        number,
        percent,
        points,
        score,
        money,
        minor,
        local_input,
        iso,
        as_markup,
        map_pairs,
        nps_bar,
    )
}
