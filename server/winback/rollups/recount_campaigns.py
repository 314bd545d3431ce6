"""Counting campaigns again: the quarter-hours out of visitors' parts, events and answers; the days out of those."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..clock import QUARTER_HOUR
from ..db.engine import Database
from ..models import AnswerCount, Campaign, CampaignCount, CampaignDay, EventCount, Participation, Site
from .campaigns import AMOUNTS, LEFT_OUT, NO_SHOWING, PASSIVE, PROMOTER, Place, add_rows, in_days
from .recount import Difference, settle, windows

_MOST_ROWS = 10_000  # in memory at once


def recount_campaigns(db: Database, site_id: int, *, mends: bool = True) -> Iterator[Difference]:
    """Events and answers must have been counted before. Those by the day are compared last."""
    with db.read_engine.connect() as connection:
        zone = connection.scalar(sa.select(Site.zone).where(Site.id == site_id))
    if zone is None:  # deleted meanwhile
        return
    for start, end in windows(db, site_id):
        yield from settle(
            db,
            lambda c, s=start, e=end: _differences(c, site_id, s, e),  # type: ignore[misc]
            lambda c, found: _mend(c, site_id, zone, found),
            mends,
        )
    yield from settle(
        db,
        lambda c: _day_differences(c, site_id),
        lambda c, found: _write_days(c, site_id) if found else None,
        mends,
        lock=_lock_days,
    )


def _mend(connection: Connection, site_id: int, zone: str, found: list[Difference]) -> None:
    by = {each.key: [each.is_now.get(name, 0) - each.was.get(name, 0) for name in AMOUNTS] for each in found}
    add_rows(connection, site_id, zone, by)


def _differences(connection: Connection, site_id: int, start: int, end: int) -> list[Difference]:
    """In one statement, so that all tables are of one moment."""
    truth = [_of_parts(site_id, start, end), _of_events(site_id, start, end), _of_answers(site_id, start, end)]
    is_now = [source.add_columns(*_none("was")) for source in truth]
    c = CampaignCount
    was = [getattr(c, name).label(f"was_{name}") for name in AMOUNTS]
    kept = sa.select(c.campaign_id, c.quarter_at, c.arm, *_none("is"), *was).where(
        c.campaign_id.in_(_campaigns(site_id)), c.quarter_at >= start, c.quarter_at < end
    )
    every = sa.union_all(*is_now, kept).subquery()
    key = every.c.campaign_id, every.c.quarter_at, every.c.arm
    sums = {name: (sa.func.sum(every.c[f"is_{name}"]), sa.func.sum(every.c[f"was_{name}"])) for name in AMOUNTS}
    query = sa.select(*key, *(each for both in sums.values() for each in both)).group_by(*key).order_by(*key)
    rows = connection.execute(query.having(sa.or_(*(now != was for now, was in sums.values()))))
    return [_difference("campaign_count", row[:3], row[3::2], row[4::2]) for row in rows]


def _difference(table: str, key: Any, is_now: Any, was: Any) -> Difference:
    """Names only the amounts that differ."""
    now, before = (dict(zip(AMOUNTS, map(int, some), strict=True)) for some in (is_now, was))
    names = [name for name in AMOUNTS if now[name] != before[name]]
    return Difference(table, tuple(key), {n: before[n] for n in names}, {n: now[n] for n in names})


def _campaigns(site_id: int) -> sa.Select[int]:
    return sa.select(Campaign.id).where(Campaign.site_id == site_id)


def _none(prefix: str) -> list[Any]:
    return [sa.literal_column("0").label(f"{prefix}_{name}") for name in AMOUNTS]


def _source(key: tuple[Any, Any, Any], amounts: Mapping[str, Any]) -> sa.Select[Any]:
    names = zip(("campaign_id", "quarter_at", "arm"), key, strict=True)
    zero: Any = sa.literal_column("0")
    return sa.select(
        *(column.label(name) for name, column in names),
        *(amounts.get(name, zero).label(f"is_{name}") for name in AMOUNTS),
    )


def _of_parts(site_id: int, start: int, end: int) -> sa.Select[Any]:
    p = Participation
    amounts = {name: sa.case((getattr(p, f"{name}_at").is_(None), 0), else_=1) for name in _DONE}
    quarter = p.first_exposed_at - p.first_exposed_at % sa.literal_column(str(QUARTER_HOUR))
    every = {"exposed": sa.literal_column("1"), **amounts, "revenue_minor": p.revenue_minor}
    return _source((p.campaign_id, quarter, p.arm), every).where(
        p.campaign_id.in_(_campaigns(site_id)),
        p.first_exposed_at >= start,
        p.first_exposed_at < end,
        p.is_first,
        sa.not_(p.has_two_arms),
    )


_DONE = ("shown", "clicked", "answered", "converted")


def _of_events(site_id: int, start: int, end: int) -> sa.Select[Any]:
    e = EventCount
    is_showing = sa.and_(e.name == "impression", e.flags.op("&")(int(NO_SHOWING)) == 0)
    amounts = {"showings": sa.case((is_showing, e.count), else_=0)}
    for flag in LEFT_OUT:
        is_left_out = sa.and_(e.name == "exposure", e.flags.op("&")(int(flag)) != 0)
        amounts[str(flag.name)] = sa.case((is_left_out, e.count), else_=0)
    return _source((e.campaign_id, e.quarter_at, e.arm), amounts).where(
        e.site_id == site_id,
        e.quarter_at >= start,
        e.quarter_at < end,
        e.name.in_(("impression", "exposure")),
        e.campaign_id.in_(_campaigns(site_id)),
    )


def _of_answers(site_id: int, start: int, end: int) -> sa.Select[Any]:
    a = AnswerCount
    is_promoter, is_detractor = a.number >= PROMOTER, a.number < PASSIVE
    amounts = {
        "promoters": sa.case((is_promoter, a.count), else_=0),
        "passives": sa.case((sa.or_(is_promoter, is_detractor), 0), else_=a.count),
        "detractors": sa.case((is_detractor, a.count), else_=0),
    }
    return _source((a.campaign_id, a.quarter_at, a.variant), amounts).where(
        a.site_id == site_id, a.quarter_at >= start, a.quarter_at < end, a.kind == "nps", a.is_last
    )


# ---- days ----


def count_days_anew(connection: Connection, site_id: int) -> None:
    """Counts the site's days out of its quarter-hours, by the zone that it has in this transaction."""
    _lock_days(connection)
    _write_days(connection, site_id)


def _lock_days(connection: Connection) -> None:
    """Who has added to the days is waited for; who adds next waits, and then sees a new zone."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("LOCK TABLE campaign_day IN SHARE ROW EXCLUSIVE MODE")


def _write_days(connection: Connection, site_id: int) -> None:
    connection.execute(sa.delete(CampaignDay).where(CampaignDay.campaign_id.in_(_campaigns(site_id))))
    days = _days(connection, site_id)
    rows = [
        {"campaign_id": key[0], "day": key[1], "arm": key[2], **dict(zip(AMOUNTS, amounts, strict=True))}
        for key, amounts in sorted(days.items())
    ]
    if rows:
        connection.execute(sa.insert(CampaignDay.__table__), rows)  # type: ignore[arg-type]


def _days(connection: Connection, site_id: int) -> dict[Place, list[int]]:
    """What the days should say."""
    zone = connection.scalar(sa.select(Site.zone).where(Site.id == site_id)) or "UTC"
    c = CampaignCount
    query = sa.select(c.campaign_id, c.quarter_at, c.arm, *(getattr(c, name) for name in AMOUNTS))
    query = query.where(c.campaign_id.in_(_campaigns(site_id))).execution_options(yield_per=_MOST_ROWS)
    days: dict[Place, list[int]] = {}
    for some in connection.execute(query).partitions():
        for key, amounts in in_days({(row[0], row[1], row[2]): row[3:] for row in some}, zone).items():
            so_far = days.get(key)
            days[key] = amounts if so_far is None else [a + b for a, b in zip(so_far, amounts, strict=True)]
    return {key: amounts for key, amounts in days.items() if any(amounts)}


def _day_differences(connection: Connection, site_id: int) -> list[Difference]:
    d = CampaignDay
    query = sa.select(d.campaign_id, d.day, d.arm, *(getattr(d, name) for name in AMOUNTS))
    kept = {
        tuple(row[:3]): list(row[3:]) for row in connection.execute(query.where(d.campaign_id.in_(_campaigns(site_id))))
    }
    days, none = _days(connection, site_id), [0] * len(AMOUNTS)
    return [
        _difference("campaign_day", key, days.get(key, none), kept.get(key, none))
        for key in sorted(days.keys() | kept.keys())
        if days.get(key, none) != kept.get(key, none)
    ]
