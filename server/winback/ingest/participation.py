"""A visitor's part in each experiment, counted anew from all that the visitor did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from ..models import Flag, Participation
from ..rollups import count_part
from .ask import Question, uuid_value, write
from .corrections import correct
from .facts import CampaignFacts, Goal, SiteFacts
from .intake import Intake
from .rows import grouped, upsert

# What a visitor did with what was shown, and the column that keeps when it was done first.
REACTIONS = {"impression": "shown_at", "click": "clicked_at", "answer": "answered_at", "response": "answered_at"}


# Of one visitor only so much is ever looked at: a flood in one name must not make each later batch slower.
MOST_REACTIONS = 1000  # exposures and what follows from them, the first ones
MOST_PURCHASES = 1000  # since the first exposure
MOST_REVENUE = 10**12  # minor units: whatever is told in one name, sums over everybody stay far below 2**63
MOST_OTHERS = 5000  # events since the first exposure, among which a goal is looked for

_REACTIONS = Question(
    "SELECT visitor, id, name, time, exposure, campaign_id, arm, "  # noqa: S608
    "CASE WHEN name = 'exposure' THEN coalesce(nullif({epoch}, 0), 1) END, flags FROM event "
    "WHERE site_id = {site} AND visitor = {visitor} AND campaign_id IS NOT NULL AND flags & 7 = 0 "
    f"ORDER BY time, id LIMIT {MOST_REACTIONS}",
    {"visitor": "uuid"},
    "uuid uuid text int uuid int text int int",
)
_PURCHASES = Question(
    "SELECT visitor, time, value_minor, refunded_minor, currency FROM purchase "  # noqa: S608
    "WHERE site_id = {site} AND visitor = {visitor} AND time >= {since} "
    f"ORDER BY time, transaction_id LIMIT {MOST_PURCHASES}",
    {"visitor": "uuid", "since": "bigint"},
    "uuid int int int text",
)
_GOALS = Question(
    "SELECT visitor, time FROM (SELECT visitor, time, name, flags FROM event "  # noqa: S608
    "WHERE site_id = {site} AND visitor = {visitor} AND time >= {since} "
    f"ORDER BY time, id LIMIT {MOST_OTHERS}) AS theirs WHERE name = {{goal}} AND flags & 7 = 0",
    {"visitor": "uuid", "since": "bigint", "goal": "text"},
    "uuid int",
)
_COLUMNS = tuple(column.name for column in cast(sa.Table, Participation.__table__).columns)
_PARTS = Question(
    f"SELECT {', '.join(_COLUMNS)} FROM participation WHERE site_id = {{site}} AND visitor = {{visitor}}",  # noqa: S608
    {"visitor": "uuid"},
    " ".join("uuid" if name == "visitor" else "value" for name in _COLUMNS),
)
_DELETE = "DELETE FROM participation WHERE campaign_id = ? AND visitor = ? AND epoch = ?"


@dataclass(frozen=True)
class Done:
    """One counted event of the visitor. `epoch` is set on exposures."""

    id: UUID
    name: str
    time: int
    exposure: UUID | None
    campaign_id: int | None
    arm: str | None
    epoch: int | None = None
    flags: int = 0


@dataclass(frozen=True)
class Paid:
    time: int
    net_minor: int
    currency: str


@dataclass
class History:
    """All that counts of one visitor; exposures and what follows from them are ordered by time."""

    done: list[Done] = field(default_factory=list)
    achieved: list[tuple[str, int]] = field(default_factory=list)  # other goals than purchases, and when
    paid: list[Paid] = field(default_factory=list)


def parts(history: History, site: SiteFacts) -> list[dict[str, Any]]:
    """The visitor's rows: one for each campaign and epoch with an exposure."""
    exposures = [d for d in history.done if d.name == "exposure" and d.campaign_id in site.by_id]
    rows = []
    for campaign_id, of_campaign in grouped(exposures, lambda d: d.campaign_id).items():
        first_epoch = of_campaign[0].epoch
        for epoch, of_epoch in grouped(of_campaign, lambda d: d.epoch).items():
            campaign = site.by_id[campaign_id or 0]
            row = _part(history, campaign, of_epoch, site.currency)
            rows.append({"campaign_id": campaign_id, "epoch": epoch, "is_first": epoch == first_epoch, **row})
    return rows


def _part(history: History, campaign: CampaignFacts, exposures: list[Done], currency: str) -> dict[str, Any]:
    first = exposures[0]
    times = _conversions(history, campaign.goal, first.time) if campaign.goal else []
    return {
        "arm": first.arm,
        "has_two_arms": any(e.arm != first.arm for e in exposures),
        "first_exposed_at": first.time,
        **_reactions(history, {e.id for e in exposures}),
        "converted_at": min(times, default=None),
        "conversions": len(times),
        "revenue_minor": _revenue(history, campaign.goal, first.time, currency),
    }


def _reactions(history: History, exposures: set[UUID]) -> dict[str, int | None]:
    firsts: dict[str, int | None] = dict.fromkeys(REACTIONS.values())
    for each in history.done:
        column = REACTIONS.get(each.name)
        if column and each.exposure in exposures and firsts[column] is None:
            firsts[column] = each.time
    return firsts


def _conversions(history: History, goal: Goal, since: int) -> list[int]:
    happened: Iterable[int] = (time for name, time in history.achieved if name == goal.event)
    if goal.event == "purchase":
        happened = (p.time for p in history.paid)
    return [time for time in happened if since <= time <= since + goal.window_ms]


def _revenue(history: History, goal: Goal | None, since: int, currency: str) -> int:
    if goal is None:
        return 0
    within = (p for p in history.paid if since <= p.time <= since + goal.window_ms)
    return min(MOST_REVENUE, sum(p.net_minor for p in within if p.currency == currency))


def second_arms(history: History) -> set[UUID]:
    """Exposures in another arm than the first of their epoch."""
    second: set[UUID] = set()
    exposures = [d for d in history.done if d.name == "exposure"]
    for of_epoch in grouped(exposures, lambda d: (d.campaign_id, d.epoch)).values():
        second |= {e.id for e in of_epoch if e.arm != of_epoch[0].arm}
    return second


def count_participations(intake: Intake) -> None:
    visitors = intake.visitors_moved | {
        a.visitor for a in intake.fresh if a.visitor and (a.campaign_id or a.name in intake.site.goal_events)
    }
    if visitors:
        count_parts(intake, sorted(visitors))


def count_parts(intake: Intake, visitors: list[UUID]) -> None:
    histories = _histories(intake, visitors)
    _flag_second_arms(intake, histories)
    _write(intake, histories)


def _histories(intake: Intake, visitors: list[UUID]) -> dict[UUID, History]:
    """What the visitors who met a campaign did with it, and afterwards."""
    connection, site = intake.connection, intake.site
    histories = {visitor: History() for visitor in visitors}
    for visitor, *said in _REACTIONS.ask(connection, site.id, [(visitor,) for visitor in visitors]):
        done = Done(*said)
        if done.name == "exposure" or done.name in REACTIONS:
            histories[visitor].done.append(done)
    since = [
        (visitor, min(d.time for d in history.done if d.name == "exposure"))
        for visitor, history in histories.items()
        if any(d.name == "exposure" for d in history.done)
    ]
    for visitor, time, value_minor, refunded_minor, currency in _PURCHASES.ask(connection, site.id, since):
        histories[visitor].paid.append(Paid(time, value_minor - refunded_minor, currency))
    for goal in sorted(site.goal_events - {"purchase"}):
        for visitor, time in _GOALS.ask(connection, site.id, [(*each, goal) for each in since]):
            histories[visitor].achieved.append((goal, time))
    return histories


def _flag_second_arms(intake: Intake, histories: dict[UUID, History]) -> None:
    changes: dict[UUID, dict[str, int]] = {}
    for history in histories.values():
        second = second_arms(history)
        for each in history.done:
            flags = each.flags | Flag.two_arms if each.id in second else each.flags & ~Flag.two_arms
            if each.name == "exposure" and flags != each.flags:
                changes[each.id] = {"flags": int(flags)}
    correct(intake, changes)


def _write(intake: Intake, histories: dict[UUID, History]) -> None:
    site = intake.site
    stored = _PARTS.ask(intake.connection, site.id, [(visitor,) for visitor in histories])
    known = {_key(row): row for row in (dict(zip(_COLUMNS, values, strict=True)) for values in stored)}
    rows = [
        {"visitor": visitor, "site_id": site.id, **row}
        for visitor, history in histories.items()
        for row in parts(history, site)
    ]
    changed = [row for row in rows if row != known.get(_key(row))]
    gone = known.keys() - {_key(row) for row in rows} - _unknown(known, histories, site)
    for key in (*map(_key, changed), *gone):
        if key in known:
            count_part(intake.counts.amounts, known[key], -1)
    for row in changed:
        count_part(intake.counts.amounts, row, 1)
    upsert(intake.connection, Participation, changed)
    as_key = uuid_value(intake.connection)
    write(intake.connection, _DELETE, [(campaign_id, as_key(visitor), epoch) for campaign_id, visitor, epoch in gone])


def _unknown(
    known: dict[tuple[Any, Any, Any], Any], histories: dict[UUID, History], site: SiteFacts
) -> set[tuple[Any, Any, Any]]:
    """Parts in a campaign that was launched after the site was read: who has read it since has counted them."""
    exposed = {
        (done.campaign_id, visitor)
        for visitor, history in histories.items()
        for done in history.done
        if done.name == "exposure" and done.campaign_id not in site.by_id
    }
    return {key for key in known if key[:2] in exposed}


def _key(row: dict[str, Any]) -> tuple[Any, Any, Any]:
    return row["campaign_id"], row["visitor"], row["epoch"]
