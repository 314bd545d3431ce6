"""What these rules would have done: a campaign run over the decision log, page view by page view.

A draft as well as an edit of what is live. Each visitor's showings are simulated in the order of time, so that limits
hold; every value is one that a real page had. What the log does not know is not guessed: it is counted and named.
Taken for granted: the campaign's dates are left out, and a showing is closed without an answer.
"""

import sys
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, Site
from ..rules.checks import SHOWN
from ..rules.fitting import leaves
from .decision_log import Estimate, Log, Said, read_log
from .period import Period
from .replay_past import read_past
from .replay_run import UNKNOWN, Rules, Run
from .replay_search import ASKED

MOST_PATHS = 10


@dataclass(frozen=True)
class Rival:
    """Another live campaign on the same page views. `moments`: both at once; `wins` of them are the tried campaign's.

    `overlaps`: both on one page view, at different moments. `by`: what settled it, as the tie-break is published.
    """

    campaign: str
    moments: Estimate
    wins: Estimate
    overlaps: Estimate
    by: list[str]


@dataclass(frozen=True)
class Replay:
    """Showings, and what kept the others from being some; counts are of page views unless they say visitors.

    `declined` are showings to visitors who had refused or closed something: `refused` the consent, `dismissed` a message
    in the 30 days before, `dismissed_day` in the day before. `before`: showings by the rules that are published now;
    `logged`: those that the log has, both None for a campaign that is not live.
    """

    views: Estimate
    visitors: Estimate
    rates: tuple[float, float] | None
    shown: Estimate
    shown_visitors: Estimate
    unknown: Estimate
    missing: list[tuple[str, Estimate]]
    stopped: dict[str, Estimate]
    declined: dict[str, Estimate]
    on_quiet_pages: Estimate
    on_checkout: Estimate
    paths: list[tuple[str, Estimate]]
    by_day: list[tuple[date, Estimate]]
    rivals: list[Rival]
    before: Estimate | None
    logged: Estimate | None


def replay(
    session: Session,
    site: Site,
    period: Period,
    rules: Rules,
    published: Mapping[str, Any] | None = None,
) -> Replay:
    """The rules over the log of the period. `published`: the content that is live now, to compare with."""
    audiences = [rules.content["audience"], published["audience"] if published else None]
    slugs = {*session.scalars(sa.select(Campaign.slug).where(Campaign.site_id == site.id))}
    log = read_log(session, site, period, _kept(audiences, slugs), has_pages=True)
    past = read_past(session, site, period, rules, {view.visitor for view in log.views})
    run = Run(site, rules, past).over(log)
    before = Run(site, Rules(rules.slug, rules.priority, published), past).over(log) if published else None
    return _summed(run, log, period, before)


def _kept(audiences: list[Any], slugs: set[str]) -> Callable[[Said], Said]:
    """What a replay goes by: the site's own campaigns, and the facts that the rules ask. `_allowed`: messages were."""
    asked = {leaf["fact"] for audience in audiences if audience for _, leaf in leaves(audience)} | ASKED

    def kept(said: Said) -> Said:
        facts, found = said.get("_facts", {}), {slug: sys.intern(said[slug]) for slug in slugs & said.keys()}
        more: Said = {
            "_allowed": any(outcome != "consent" for name, outcome in said.items() if not name.startswith("_")),
            "_view": said.get("_view", {}),
            "_facts": {fact: facts[fact] for fact in asked & facts.keys()},
            "_never": "never" in said.get("_seen", {}).values(),
        }
        if (fired := said.get("_fired")) is not None:
            more["_fired"] = {slug: sys.intern(fired[slug]) for slug in slugs & fired.keys()}
        return {**found, **more}

    return kept


def _summed(run: Run, log: Log, period: Period, before: Run | None) -> Replay:
    rates = log.rates()

    def of(kind: str, name: Any) -> Estimate:
        return _estimate(run.counts.get((kind, name), Counter()), rates)

    def each(kind: str) -> list[tuple[Any, Estimate]]:
        found = [(name, _estimate(counts, rates)) for (one, name), counts in run.counts.items() if one == kind]
        return sorted(found, key=lambda item: (-item[1].count, str(item[0])))

    shown = run.counts.get(("outcome", SHOWN), Counter())
    views = Counter(view.visitor for view in log.views)
    shares = [view.said["_rate"] for view in log.views]
    slug = run.rules.slug
    logged = Counter(view.visitor for view in log.views if view.said.get(slug) == SHOWN)
    return Replay(
        views=_estimate(views, rates),
        visitors=_estimate(Counter(dict.fromkeys(views, 1)), rates),
        rates=(min(shares), max(shares)) if shares else None,
        shown=_estimate(shown, rates),
        shown_visitors=_estimate(Counter(dict.fromkeys(shown, 1)), rates),
        unknown=of("outcome", UNKNOWN),
        missing=each("missing"),
        stopped={name: found for name, found in each("outcome") if name not in (SHOWN, UNKNOWN)},
        declined={name: of("declined", name) for name in ("refused", "dismissed", "dismissed_day")},
        on_quiet_pages=of("quiet", True),
        on_checkout=of("checkout", True),
        paths=each("path")[:MOST_PATHS],
        by_day=_by_day(run, log, rates, period),
        rivals=_rivals(run, rates),
        before=_estimate(before.counts.get(("outcome", SHOWN), Counter()), rates) if before else None,
        logged=_estimate(logged, rates) if before else None,
    )


def _by_day(run: Run, log: Log, rates: Mapping[uuid.UUID, float], period: Period) -> list[tuple[date, Estimate]]:
    days: dict[date, Counter[uuid.UUID]] = defaultdict(Counter)
    for (kind, time), counts in run.counts.items():
        if kind == "day":
            days[period.day_of(time)] += counts
    first_last = (log.views[0].time, log.views[-1].time) if log.views else (None, None)
    return [(day, _estimate(days[day], rates)) for day in period.days(*first_last)]


def _rivals(run: Run, rates: Mapping[uuid.UUID, float]) -> list[Rival]:
    slugs = sorted({name for kind, name in run.counts if kind in ("moment", "overlap")})
    none: Counter[uuid.UUID] = Counter()
    rivals = [
        Rival(
            slug,
            moments=_estimate(run.counts.get(("moment", slug), none), rates),
            wins=_estimate(run.counts.get(("win", slug), none), rates),
            overlaps=_estimate(run.counts.get(("overlap", slug), none), rates),
            by=sorted(name[1] for kind, name in run.counts if kind == "by" and name[0] == slug),
        )
        for slug in slugs
    ]
    return sorted(rivals, key=lambda one: (-one.moments.count, -one.overlaps.count, one.campaign))


def _estimate(counts: Mapping[uuid.UUID, int], rates: Mapping[uuid.UUID, float]) -> Estimate:
    total, count, variance = 0, 0.0, 0.0
    for visitor, times in counts.items():
        rate = rates[visitor]
        total, count, variance = total + times, count + times / rate, variance + times**2 * (1 - rate) / rate**2
    return Estimate(total, count, variance)


__all__ = ["Replay", "Rival", "Rules", "replay"]
