"""Why visitors see a campaign or do not: how far each of them got, and what it was that stopped them."""

import sys
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, CampaignVersion, Site
from ..rules.checks import OUTCOMES
from ..rules.fitting import leaves
from ..rules.unknown import SET, is_known
from ..rules.wanting import wanting
from .decision_log import Estimate, Log, Logged, Said, read_log
from .period import Period

MOST_VALUES = 5
MOST_CONDITIONS = 20
MOST_EXAMPLES = 5
_RANK = {outcome: rank for rank, outcome in enumerate(OUTCOMES)}


@dataclass(frozen=True)
class Reason:
    """What stopped some of them, in the word of the log: a limit, an arm, another campaign."""

    word: str
    visitors: Estimate


@dataclass(frozen=True)
class Condition:
    """A part of the audience's rule that did not hold. `is_turned`: it stands below a `not`.

    `values` are what was seen most, None an absent fact; `not_logged`: nothing, for the log does not have the fact.
    """

    fact: str
    op: str
    value: Any
    is_turned: bool
    visitors: Estimate
    values: list[tuple[Any, Estimate]]
    not_logged: Estimate


@dataclass(frozen=True)
class Step:
    """A check, or `shown` at last. `reached`: who passed all checks before it; `stopped`: who never got further."""

    check: str
    reached: Estimate
    stopped: Estimate
    reasons: list[Reason]
    examples: list[uuid.UUID]


@dataclass(frozen=True)
class DecisionsReport:
    """`views`: page views in the log. `rates`: the least and the largest share of visitors that was logged."""

    campaign: str
    views: int
    visitors: Estimate
    rates: tuple[float, float] | None
    steps: list[Step]
    by_day: list[tuple[date, dict[str, Estimate]]]
    conditions: list[Condition]


def decisions(
    session: Session, site: Site, period: Period, campaign: str, *, as_of: int | None = None
) -> DecisionsReport:
    """Visitors by how far they ever got in the period; those of a day by how far they got on it."""
    period = period.until(as_of)
    versions = _versions(session, site, campaign)
    log = read_log(session, site, period, _kept(campaign, versions), has_pages=False)
    views = [view for view in log.views if campaign in view.said]
    rates = log.rates()
    furthest = _furthest(views, campaign)
    days = period.days(views[0].time if views else None, views[-1].time if views else None)
    shares = [view.said["_rate"] for view in views]
    return DecisionsReport(
        campaign=campaign,
        views=len(views),
        visitors=_sum(rates, furthest),
        rates=(min(shares), max(shares)) if shares else None,
        steps=_steps(furthest, campaign, rates),
        by_day=_by_day(views, campaign, rates, period, days),
        conditions=_conditions(versions, furthest, campaign, rates, log),
    )


def _kept(campaign: str, versions: "Versions") -> Callable[[Said], Said]:
    """Of what was said only what concerns the campaign; the values that its rules ask where those have stopped it."""
    asked = {leaf["fact"] for _, audience in versions if audience for _, leaf in leaves(audience)}

    def kept(said: Said) -> Said:
        if (outcome := said.get(campaign)) is None:
            return {}
        found: Said = {campaign: sys.intern(outcome)}
        if word := said.get("_seen", {}).get(campaign):
            found["_seen"] = {campaign: sys.intern(word)}
        if outcome == "audience":
            facts = said.get("_facts", {})
            found["_facts"] = {fact: facts[fact] for fact in asked & facts.keys()}
        return found

    return kept


def _furthest(views: Iterable[Logged], campaign: str) -> dict[uuid.UUID, Logged]:
    """Of each visitor the page view on which they got furthest, the latest of several."""
    found: dict[uuid.UUID, Logged] = {}
    for view in views:
        known = found.get(view.visitor)
        if known is None or _RANK[view.said[campaign]] >= _RANK[known.said[campaign]]:
            found[view.visitor] = view
    return found


def _steps(furthest: Mapping[uuid.UUID, Logged], campaign: str, rates: Mapping[uuid.UUID, float]) -> list[Step]:
    stopped: dict[str, list[Logged]] = defaultdict(list)
    for view in furthest.values():
        stopped[view.said[campaign]].append(view)
    steps, reached = [], _sum(rates, furthest)
    for check in OUTCOMES:
        here = stopped[check]
        at_it = _sum(rates, (view.visitor for view in here))
        latest = sorted(here, key=lambda view: view.time, reverse=True)[:MOST_EXAMPLES]
        steps.append(Step(check, reached, at_it, _reasons(here, campaign, rates), [view.visitor for view in latest]))
        reached = _less(reached, at_it)
    return steps


def _reasons(views: Iterable[Logged], campaign: str, rates: Mapping[uuid.UUID, float]) -> list[Reason]:
    visitors: dict[str, list[uuid.UUID]] = defaultdict(list)
    for view in views:
        word = view.said.get("_seen", {}).get(campaign)
        if word:
            visitors[word].append(view.visitor)
    reasons = [Reason(word, _sum(rates, who)) for word, who in visitors.items()]
    return sorted(reasons, key=lambda one: (-one.visitors.count, one.word))[:MOST_VALUES]


def _by_day(
    views: Iterable[Logged], campaign: str, rates: Mapping[uuid.UUID, float], period: Period, days: Iterable[date]
) -> list[tuple[date, dict[str, Estimate]]]:
    of_day: dict[date, list[Logged]] = defaultdict(list)
    for view in views:
        of_day[period.day_of(view.time)].append(view)
    found = []
    for day in days:
        counts: dict[str, Estimate] = defaultdict(Estimate)
        for visitor, view in _furthest(of_day[day], campaign).items():
            counts[view.said[campaign]] += Estimate.of(rates[visitor])
        found.append((day, dict(counts)))
    return found


# ---- which part of the audience's rule ----

Versions = list[tuple[int, Any]]


def _versions(session: Session, site: Site, campaign: str) -> Versions:
    """When each version went live, and its audience; the newest first."""
    query = (
        sa.select(CampaignVersion.published_at, CampaignVersion.content)
        .join(Campaign)
        .where(Campaign.site_id == site.id, Campaign.slug == campaign)
        .order_by(CampaignVersion.version.desc())
    )
    return [(since, content["audience"]) for since, content in session.execute(query)]


def _conditions(
    versions: Versions,
    furthest: Mapping[uuid.UUID, Logged],
    campaign: str,
    rates: Mapping[uuid.UUID, float],
    log: Log,
) -> list[Condition]:
    met: dict[bytes, list[tuple[uuid.UUID, bool, Any]]] = defaultdict(list)
    for visitor, view in furthest.items():
        rule = next((audience for since, audience in versions if since <= view.time), None)
        if view.said[campaign] == "audience" and rule:
            facts = view.facts
            for leaf, is_turned in _leaves(wanting(rule, facts)):
                key = orjson.dumps([leaf["fact"], leaf["op"], leaf.get("value"), is_turned])
                value = True if leaf["seen"] is SET else leaf["seen"]
                met[key].append((visitor, is_known(leaf["op"], leaf["fact"], facts), value))
    made = [_condition(orjson.loads(key), seen, rates) for key, seen in met.items()]
    return sorted(made, key=lambda one: (-one.visitors.count, one.fact))[:MOST_CONDITIONS]


def _leaves(rule: Mapping[str, Any] | None, is_turned: bool = False) -> Iterator[tuple[Mapping[str, Any], bool]]:
    if rule is None:
        return
    if "fact" in rule:
        yield rule, is_turned
    elif "not" in rule:
        yield from _leaves(rule["not"], not is_turned)
    for part in [*rule.get("all", []), *rule.get("any", [])]:
        yield from _leaves(part, is_turned)


def _condition(key: list[Any], seen: list[tuple[uuid.UUID, bool, Any]], rates: Mapping[uuid.UUID, float]) -> Condition:
    by_value: dict[bytes, list[uuid.UUID]] = defaultdict(list)
    for visitor, is_logged, value in seen:
        if is_logged:
            by_value[orjson.dumps(value)].append(visitor)
    values = [(orjson.loads(value), _sum(rates, who)) for value, who in by_value.items()]
    values.sort(key=lambda one: -one[1].count)
    fact, op, value, is_turned = key
    return Condition(
        fact,
        op,
        value,
        is_turned,
        visitors=_sum(rates, {visitor for visitor, _, _ in seen}),
        values=values[:MOST_VALUES],
        not_logged=_sum(rates, (visitor for visitor, is_logged, _ in seen if not is_logged)),
    )


def _sum(rates: Mapping[uuid.UUID, float], visitors: Iterable[uuid.UUID]) -> Estimate:
    total = Estimate()
    for visitor in visitors:
        total += Estimate.of(rates[visitor])
    return total


def _less(one: Estimate, other: Estimate) -> Estimate:
    sampled = one.sampled - other.sampled
    return (
        Estimate(sampled, one.count - other.count, max(0.0, one.variance - other.variance)) if sampled else Estimate()
    )


__all__ = ["Condition", "DecisionsReport", "Reason", "Step", "decisions"]
