"""When people come: by hour, weekday and season, and how long they stay away before they return."""

import math
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ...clock import DAY, HOUR, SECOND

# Shares of a day's arrivals, midnight first: lunch, and the sofa in the evening.
HOURS = [8, 5, 3, 2, 2, 3, 8, 18, 28, 36, 40, 42, 48, 46, 40, 38, 40, 44, 50, 62, 74, 70, 48, 24]
WEEKDAYS = [1.05, 1.0, 0.98, 1.0, 0.88, 0.94, 1.22]  # Monday first
HOME = {"ko": "Asia/Seoul", "en": "Europe/Berlin"}


def first_visits(chance: random.Random, start: int, end: int, count: int) -> list[int]:
    """So many instants between start and end, heavier on the days and hours when people shop."""
    days = [_day_weight(chance, start + day * DAY, day) for day in range(max(1, math.ceil((end - start) / DAY)))]
    chosen = chance.choices(range(len(days)), days, k=count)
    return sorted(start + round(min((day + chance.random()) * DAY, end - start - 1)) for day in chosen)


def at_their_hour(chance: random.Random, instant: int, language: str) -> int:
    """The same day where the visitor lives, at an hour when people there shop."""
    zone = ZoneInfo(HOME[language])
    day = datetime.fromtimestamp(instant / 1000, UTC).astimezone(zone)
    hour = chance.choices(range(24), HOURS)[0]
    moment = day.replace(hour=hour, minute=chance.randrange(60), second=chance.randrange(60), microsecond=0)
    return round(moment.timestamp() * 1000) + chance.randrange(1000)


def days_away(chance: random.Random) -> int:
    """Milliseconds until the next visit: mostly a few days, sometimes weeks."""
    return round(min(chance.lognormvariate(math.log(3.2), 0.9), 45) * DAY) + HOUR


def seconds(chance: random.Random, median: float, spread: float = 0.7) -> int:
    """A stay of so many seconds, more or less, in milliseconds."""
    return round(min(chance.lognormvariate(math.log(median), spread), 20 * 60) * SECOND)


def _day_weight(chance: random.Random, instant: int, day: int) -> float:
    weekday = (datetime.fromtimestamp(instant / 1000, UTC) + timedelta(hours=1)).weekday()
    growth = 1 + day * 0.004
    burst = 1.7 if day % 21 == 9 else 1.35 if day % 21 == 10 else 1.0  # a letter to the customers, every third week
    return WEEKDAYS[weekday] * growth * burst * chance.uniform(0.85, 1.15)
