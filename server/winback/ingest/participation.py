"""A visitor's part in each experiment, counted anew from all that the visitor did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ..models import UNCOUNTED, Event, Flag, Participation, Purchase
from .corrections import correct
from .facts import CampaignFacts, Goal, SiteFacts
from .intake import Intake
from .rows import grouped, portions, upsert

# What a visitor did with what was shown, and the column that keeps when it was done first.
REACTIONS = {"impression": "shown_at", "click": "clicked_at", "answer": "answered_at", "response": "answered_at"}


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
    """All that counts of one visitor, ordered by time."""

    done: list[Done] = field(default_factory=list)
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
    happened: Iterable[int] = (d.time for d in history.done if d.name == goal.event)
    if goal.event == "purchase":
        happened = (p.time for p in history.paid)
    return [time for time in happened if since <= time <= since + goal.window_ms]


def _revenue(history: History, goal: Goal | None, since: int, currency: str) -> int:
    if goal is None:
        return 0
    within = (p for p in history.paid if since <= p.time <= since + goal.window_ms)
    return sum(p.net_minor for p in within if p.currency == currency)


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
    for some in portions(sorted(visitors)):
        histories = _histories(intake, some)
        _flag_second_arms(intake, histories)
        _write(intake, some, histories)


def _histories(intake: Intake, visitors: list[UUID]) -> dict[UUID, History]:
    site = intake.site
    histories = {visitor: History() for visitor in visitors}
    names = ["exposure", *REACTIONS, *(site.goal_events - {"purchase"})]
    columns = (Event.id, Event.name, Event.time, Event.exposure, Event.campaign_id, Event.arm, Event.flags)
    query = (
        sa.select(Event.visitor, *columns, Event.properties["epoch"].as_integer().label("epoch"))
        .where(Event.site_id == site.id, Event.visitor.in_(visitors), Event.name.in_(names))
        .where(Event.flags.op("&")(UNCOUNTED) == 0)
        .order_by(Event.time, Event.id)
    )
    for row in intake.connection.execute(query):
        said = dict(row._mapping)
        visitor = said.pop("visitor")
        if said["name"] == "exposure":
            said["epoch"] = said["epoch"] or 1
        histories[visitor].done.append(Done(**said))
    paid = sa.select(
        Purchase.visitor, Purchase.time, Purchase.value_minor, Purchase.refunded_minor, Purchase.currency
    ).where(Purchase.site_id == site.id, Purchase.visitor.in_(visitors))
    for row in intake.connection.execute(paid.order_by(Purchase.time)):
        net = row.value_minor - row.refunded_minor
        histories[row.visitor].paid.append(Paid(row.time, net, row.currency))
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


def _write(intake: Intake, visitors: list[UUID], histories: dict[UUID, History]) -> None:
    site = intake.site
    known = {_key(row): row for row in _known(intake, visitors)}
    rows = [
        {"visitor": visitor, "site_id": site.id, **row}
        for visitor, history in histories.items()
        for row in parts(history, site)
    ]
    upsert(intake.connection, Participation, [row for row in rows if row != known.get(_key(row))])
    for campaign_id, visitor, epoch in known.keys() - {_key(row) for row in rows}:
        intake.connection.execute(
            sa.delete(Participation).where(
                Participation.campaign_id == campaign_id,
                Participation.visitor == visitor,
                Participation.epoch == epoch,
            )
        )


def _key(row: dict[str, Any]) -> tuple[Any, Any, Any]:
    return row["campaign_id"], row["visitor"], row["epoch"]


def _known(intake: Intake, visitors: list[UUID]) -> Sequence[dict[str, Any]]:
    # By campaign and visitor, as the primary key begins: the site's index would bring everybody.
    query = sa.select(Participation.__table__).where(
        Participation.campaign_id.in_(list(intake.site.by_id)), Participation.visitor.in_(visitors)
    )
    return [dict(row._mapping) for row in intake.connection.execute(query)]
