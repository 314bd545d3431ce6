"""How far a period may reach, whatever is asked."""

from __future__ import annotations

from datetime import date

import pytest

from winback.reports.period import EARLIEST, LATEST, LONGEST_DAYS, BadPeriod, Period

FIRST, LAST = date(2026, 5, 1), date(2026, 5, 3)
FARTHEST = ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Seoul", "America/New_York", "UTC"]


@pytest.mark.parametrize("zone", FARTHEST)
@pytest.mark.parametrize("start", ["0001-01-01", "0001-01-01T00:00:00Z", "0001-01-02T00:00:00+14:00"])
def test_the_beginning_of_the_calendar_is_as_good_as_1970(start: str, zone: str) -> None:
    period = Period.parse(start, "1970-01-03T12:00:00Z", zone)
    assert period.start == EARLIEST
    assert period.days(None, None)


@pytest.mark.parametrize("zone", FARTHEST)
@pytest.mark.parametrize("end", ["9999-12-31", "9999-12-31T23:59:59Z"])
def test_the_end_of_the_calendar_can_be_named_in_every_zone(end: str, zone: str) -> None:
    period = Period.parse("9999-12-01", end, zone)
    assert period.end == LATEST
    assert period.days(None, None)


@pytest.mark.parametrize("zone", FARTHEST)
def test_a_report_as_of_the_end_of_the_calendar(zone: str) -> None:
    period = Period.parse("2026-05-01", None, zone).until(253402300799999)
    assert period.dates(FIRST, LAST) == [FIRST, date(2026, 5, 2), LAST]


def test_both_at_the_beginning_are_no_period() -> None:
    with pytest.raises(BadPeriod):
        Period.parse("0001-01-01", "0001-01-02", "Asia/Seoul")


@pytest.mark.parametrize(("start", "end"), [("1970-01-02", None), (None, "9999-12-30"), (None, None)])
def test_a_period_with_an_open_end_has_no_more_days_than_something_was_seen_on(
    start: str | None, end: str | None
) -> None:
    assert Period.parse(start, end, "UTC").dates(FIRST, LAST) == [FIRST, date(2026, 5, 2), LAST]


def test_a_period_with_an_open_end_names_its_empty_days_where_they_can_be_counted() -> None:
    assert Period.parse("2026-04-29", None, "UTC").dates(FIRST, LAST)[0] == date(2026, 4, 29)
    assert len(Period.parse("2016-04-01", None, "UTC").dates(FIRST, LAST)) <= LONGEST_DAYS + 1


def test_nothing_was_seen() -> None:
    assert Period.parse("1970-01-02", None, "UTC").dates(None, None) == []
