"""What became of each campaign, arm by arm: the sums that its reports read, by the quarter-hour and by the day.

The quarter-hours serve every zone. The days are those of the site's own: whatever asks for a year reads 365 rows an arm.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from ..models import UNCOUNTED, CampaignCount, CampaignDay, Flag
from .counts import AnswerKey, EventKey, quarter_at

AMOUNTS = tuple(column.name for column in CampaignCount.__table__.columns if not column.primary_key)
LEFT_OUT = (Flag.bot, Flag.staff, Flag.arm_mismatch, Flag.two_arms)
NO_SHOWING = UNCOUNTED | Flag.repeated_impression
PROMOTER = 9  # 9 and 10
PASSIVE = 7  # 7 and 8


class Amount(NamedTuple):
    """One number: the key of `campaign_count` with its site, and the name of the column."""

    site_id: int
    campaign_id: int
    quarter_at: int
    arm: str
    name: str


Place = tuple[int, int, str]  # campaign, quarter-hour or day, arm


def count_part(amounts: Counter[Amount], row: Mapping[str, Any], sign: int) -> None:
    """Counts a row of `participation`, or no longer: the first epoch of a visitor who met one arm."""
    if not row["is_first"] or row["has_two_arms"]:
        return
    key = row["site_id"], row["campaign_id"], quarter_at(row["first_exposed_at"]), row["arm"]
    amounts[Amount(*key, "exposed")] += sign
    for name in ("shown", "clicked", "answered", "converted"):
        if row[f"{name}_at"] is not None:
            amounts[Amount(*key, name)] += sign
    if row["revenue_minor"]:
        amounts[Amount(*key, "revenue_minor")] += sign * row["revenue_minor"]


def add_campaigns(
    connection: Connection,
    amounts: Counter[Amount],
    events: Counter[EventKey],
    answers: Counter[AnswerKey],
    zones: Mapping[int, str],
) -> None:
    """Adds what visitors' parts changed by, and what events and answers change. `zones` are the sites', as last heard."""
    changes = Counter(amounts)
    _count_events(changes, events)
    _count_answers(changes, answers)
    by_site: dict[int, dict[Place, list[int]]] = {}
    for amount, by in changes.items():
        if by:
            place = amount.campaign_id, amount.quarter_at, amount.arm
            sums = by_site.setdefault(amount.site_id, {}).setdefault(place, [0] * len(AMOUNTS))
            sums[_NUMBER_OF[amount.name]] += by
    # All quarter-hours before any day, in one order: two processes wait for each other, but never in a circle.
    for _, rows in sorted(by_site.items()):
        _QUARTERS.add(connection, rows)
    for site_id, rows in sorted(by_site.items()):
        _add_days(connection, site_id, zones[site_id], rows)


def add_rows(connection: Connection, site_id: int, zone: str, rows: dict[Place, list[int]]) -> None:
    """Adds amounts of one site, in the order of AMOUNTS."""
    _QUARTERS.add(connection, rows)
    _add_days(connection, site_id, zone, rows)


def _count_events(changes: Counter[Amount], events: Counter[EventKey]) -> None:
    for event, by in events.items():
        if not event.campaign_id:
            continue
        key = event.site_id, event.campaign_id, event.quarter_at, event.arm
        if event.name == "impression" and not event.flags & NO_SHOWING:
            changes[Amount(*key, "showings")] += by
        elif event.name == "exposure" and event.flags:
            for flag in LEFT_OUT:
                if event.flags & flag:
                    changes[Amount(*key, str(flag.name))] += by


def _count_answers(changes: Counter[Amount], answers: Counter[AnswerKey]) -> None:
    for answer, by in answers.items():
        if answer.kind == "nps" and answer.is_last:
            key = answer.site_id, answer.campaign_id, answer.quarter_at, answer.variant
            changes[Amount(*key, nps_group(answer.number))] += by


def nps_group(number: int) -> str:
    if number >= PROMOTER:
        return "promoters"
    return "passives" if number >= PASSIVE else "detractors"


def _add_days(connection: Connection, site_id: int, zone: str, rows: dict[Place, list[int]]) -> None:
    """By the days of the zone that the site has now: `zone` may have been changed meanwhile, by another process."""
    while _DAYS.add(connection, in_days(rows, zone), zone) == 0:
        cursor = connection.connection.cursor()
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        cursor.execute(f"SELECT zone FROM site WHERE id = {mark}", (site_id,))  # noqa: S608
        found = cursor.fetchone()
        if found is None or found[0] == zone:
            return  # the site or its campaigns are gone
        zone = found[0]


def in_days(rows: Mapping[Place, Sequence[int]], zone: str) -> dict[Place, list[int]]:
    """The same by the days of a zone."""
    days: dict[Place, list[int]] = {}
    for (campaign_id, quarter, arm), amounts in rows.items():
        key = campaign_id, day_of(quarter, zone), arm
        so_far = days.get(key)
        days[key] = list(amounts) if so_far is None else [a + b for a, b in zip(so_far, amounts, strict=True)]
    return days


@lru_cache(maxsize=50_000)
def day_of(quarter: int, zone: str) -> int:
    """The day of the zone in which the quarter-hour begins, as a number."""
    return datetime.fromtimestamp(quarter / 1000, ZoneInfo(zone)).toordinal()


class _Sums:
    """A table of amounts by campaign, time and arm."""

    def __init__(self, table: str, time: str, of_site: str) -> None:
        key, columns = ("campaign_id", time, "arm"), ("campaign_id", time, "arm", *AMOUNTS)
        # By way of the campaign: what is counted of a deleted one would make the whole commit fail.
        self._add = (
            f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608
            f"SELECT {', '.join('?' * len(columns))} FROM campaign {of_site} "
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET "
            + ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in AMOUNTS)
        )
        # No row says nothing: what fell back to none is as if it had never been.
        none = " AND ".join(f"{name} = 0" for name in AMOUNTS)
        self._clear = f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in key)} AND {none}"  # noqa: S608

    def add(self, connection: Connection, rows: Mapping[Place, Sequence[int]], *guard: Any) -> int:
        """Adds the amounts, in the order of their keys. How many rows were there to add to."""
        changed = sorted((key, amounts) for key, amounts in rows.items() if any(amounts))
        if not changed:
            return -1
        cursor, text = connection.connection.cursor(), self._text(connection, self._add)
        cursor.executemany(text, [(*key, *amounts, key[0], *guard) for key, amounts in changed])
        added = int(cursor.rowcount)
        if less := [key for key, amounts in changed if min(amounts) < 0]:
            cursor.executemany(self._text(connection, self._clear), less)
        return added

    def _text(self, connection: Connection, text: str) -> str:
        return text if connection.dialect.name == "sqlite" else text.replace("?", "%s")


_NUMBER_OF = {name: number for number, name in enumerate(AMOUNTS)}
_QUARTERS = _Sums(CampaignCount.__tablename__, "quarter_at", "WHERE id = ?")
# A day is one of the site's zone: where that has changed meanwhile, nothing is added, and said so.
_DAYS = _Sums(
    CampaignDay.__tablename__,
    "day",
    "JOIN site ON site.id = campaign.site_id WHERE campaign.id = ? AND site.zone = ?",
)
