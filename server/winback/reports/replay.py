"""What these rules would have done: a campaign run over the decision log, page view by page view.

A draft as well as an edit of what is live. Each visitor's showings are simulated in the order of time, so that limits
hold; every value is one that a real page had. What the log does not know is not guessed: it is counted and named.
Taken for granted: the campaign's dates are left out, and a showing is closed without an answer.
"""

import sys
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..assign import assign, in_holdout
from ..models import Campaign, Site
from ..rules.checks import SHOWN
from ..rules.fatigue import cost_of, is_tired
from ..rules.fitting import leaves
from ..rules.frequency import may_show
from ..rules.globs import glob
from ..rules.rank import Candidate, decided_by, rank
from ..rules.unknown import judge
from .decision_log import Estimate, Log, Logged, Said, read_log
from .period import Period
from .replay_past import Past, read_past
from .replay_view import Live, Surroundings, facts_of, fires

UNKNOWN = "unknown"
CHECKOUT = "*checkout*"
MOST_PATHS = 10
IDLE_MS, LONGEST_MS = 30 * 60_000, 86_400_000


@dataclass(frozen=True)
class Rules:
    """The campaign that is tried: as it is edited, plain values."""

    slug: str
    priority: int
    content: Mapping[str, Any]


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
    run = _Run(site, rules, past).over(log)
    before = _Run(site, Rules(rules.slug, rules.priority, published), past).over(log) if published else None
    return _summed(run, log, period, before)


def _kept(audiences: list[Any], slugs: set[str]) -> Callable[[Said], Said]:
    """What a replay goes by: the site's own campaigns, and the facts that the rules ask. `_allowed`: messages were."""
    asked = {leaf["fact"] for audience in audiences if audience for _, leaf in leaves(audience)}

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


@dataclass
class _Memory:
    """What the visitor's browser would remember, had these rules been live."""

    state: dict[str, float] = field(default_factory=dict)
    borne: list[tuple[int, int]] = field(default_factory=list)
    others_shown: dict[str, int] = field(default_factory=dict)
    session_start: int = 0
    last_at: int = 0

    def turn_to(self, time: int) -> None:
        if time - self.last_at > IDLE_MS or time - self.session_start > LONGEST_MS:
            self.session_start = time
            self.state.pop("session_shown", None)
        self.last_at = time


@dataclass
class _Run:
    """One pass over the log. `counts`: of each name, how often for which visitor."""

    site: Site
    rules: Rules
    past: Past
    counts: dict[tuple[str, Any], Counter[uuid.UUID]] = field(default_factory=lambda: defaultdict(Counter))

    def __post_init__(self) -> None:
        content = self.rules.content
        self.audience = content["audience"]
        self.asked = {leaf["fact"] for _, leaf in leaves(self.audience)} if self.audience else set()
        self.formats = [variant["format"] for variant in content["variants"].values()]
        self.around: Surroundings = self.past.around
        self.memories: dict[uuid.UUID, _Memory] = {}

    def over(self, log: Log) -> "_Run":
        for view in log.views:
            memory = self.memories.get(view.visitor)
            if memory is None:
                memory = self.memories[view.visitor] = _Memory(state=dict(self.past.states.get(view.visitor, {})))
            self._decide(view, memory)
        return self

    def _count(self, kind: str, name: Any, view: Logged) -> None:
        self.counts[kind, name][view.visitor] += 1

    def _decide(self, view: Logged, memory: _Memory) -> None:
        memory.turn_to(view.time)
        missing: set[str] = set()
        outcome, trigger = self._outcome(view, memory, missing)
        if outcome == SHOWN:
            outcome = self._against_others(view, memory, trigger)
        self._count("outcome", outcome, view)
        if outcome == UNKNOWN:
            for name in missing:
                self._count("missing", name, view)
        if outcome in (SHOWN, "arm"):
            self._bear(view, memory, outcome)
        self._note_others(view, memory)

    def _outcome(self, view: Logged, memory: _Memory, missing: set[str]) -> tuple[str, str]:
        """The first check that fails, or that it can't be said, or `shown` with the trigger."""
        trigger = ""
        verdicts: list[tuple[str, bool | None]] = []
        for check, verdict in self._checks(view, memory, missing):
            if verdict is False:
                return check, ""
            verdicts.append((check, verdict))
        if any(verdict is None for _, verdict in verdicts):
            return UNKNOWN, ""
        trigger = next((one["on"] for one in self._triggers() if fires(one, view, self.around)), "")
        return (SHOWN if self._arm_of(view.visitor) else "arm"), trigger

    def _checks(self, view: Logged, memory: _Memory, missing: set[str]) -> Iterator[tuple[str, bool | None]]:
        """In the published order; dates are left out."""
        yield "consent", view.said["_allowed"]
        yield "page", not any(glob(pattern, view.path or "") for pattern in self.site.quiet_paths)
        yield "audience", self._fits(view, missing)
        yield "frequency", may_show(self.rules.content["frequency"], self._state(view, memory), view.time) is None
        yield "fatigue", not self._is_tired(view, memory)
        yield "trigger", self._fires(view, missing)

    def _fits(self, view: Logged, missing: set[str]) -> bool | None:
        if not self.audience:
            return True
        return judge(self.audience, facts_of(view, self.asked, self.around), missing)

    def _state(self, view: Logged, memory: _Memory) -> dict[str, float]:
        """A goal is reached only after it was shown, and within its days."""
        goal, shown = self.rules.content.get("goal"), memory.state.get("last_shown")
        if goal is None or shown is None:
            return memory.state
        times = self.around.tracked.get((goal["event"], view.visitor), [])
        until = min(view.time, shown + goal["window_days"] * 86_400_000)
        won = [time for time in times if shown <= time < until]
        return {**memory.state, "converted_at": won[-1]} if won else memory.state

    def _is_tired(self, view: Logged, memory: _Memory) -> bool:
        if view.said["_never"]:
            return True
        limits = self.site.manners or {}
        return bool(limits) and is_tired(limits, self.formats, memory.borne, memory.session_start, view.time)

    def _triggers(self) -> list[Mapping[str, Any]]:
        return list(self.rules.content["triggers"])

    def _fires(self, view: Logged, missing: set[str]) -> bool | None:
        found = [(one["on"], fires(one, view, self.around)) for one in self._triggers()]
        needs_all = self.rules.content.get("match") == "all"
        settles = not needs_all
        if any(verdict is settles for _, verdict in found):
            return settles
        unknown = {f"trigger {name}" for name, verdict in found if verdict is None}
        missing |= unknown
        return None if unknown else needs_all and bool(found)

    def _arm_of(self, visitor: uuid.UUID) -> bool:
        """Whether the visitor's arm is shown something."""
        if in_holdout(self.site.holdout, visitor.hex):  # type: ignore[arg-type]
            return False
        experiment = self.rules.content["experiment"]
        if experiment["hash_attribute"] != "visitor":
            return True  # nobody but the browser knows
        return assign(experiment, visitor.hex) in self.rules.content["variants"]

    def _against_others(self, view: Logged, memory: _Memory, trigger: str) -> str:
        """`shown`, or `open` where another campaign takes the moment by the published tie-break."""
        mine = Candidate(self.rules.slug, self.rules.priority, memory.state.get("last_shown", 0))
        fired = view.said.get("_fired", {})
        outcome = SHOWN
        for slug, said in view.said.items():
            if said != SHOWN or slug == self.rules.slug or slug.startswith("_"):
                continue
            if fired.get(slug) != trigger:
                self._count("overlap", slug, view)
                continue
            other = Candidate(slug, self._priority(slug), memory.others_shown.get(slug, 0))
            self._count("moment", slug, view)
            self._count("by", (slug, decided_by(mine, other)), view)
            if rank(mine) < rank(other):
                self._count("win", slug, view)
            else:
                outcome = "open"
        return outcome

    def _priority(self, slug: str) -> int:
        live = self.around.live.get(slug)
        return live.priority if live else 50

    def _bear(self, view: Logged, memory: _Memory, outcome: str) -> None:
        """In control and holdout, too, the place where it would have stood uses up a limit."""
        state = memory.state
        for name in ("shown", "session_shown"):
            state[name] = state.get(name, 0) + 1
        state["last_shown"] = view.time
        memory.borne.append((view.time, cost_of(self.formats[0] if self.formats else "")))
        if outcome != SHOWN:
            return
        state["closed_at"] = view.time
        self._count("day", view.time, view)
        self._count("path", view.path or "", view)
        self._count("quiet", any(glob(pattern, view.path or "") for pattern in self.site.quiet_paths), view)
        self._count("checkout", glob(CHECKOUT, view.path or ""), view)
        for name in self.past.declined(view.visitor, view.time):
            self._count("declined", name, view)

    def _note_others(self, view: Logged, memory: _Memory) -> None:
        for slug, said in view.said.items():
            if said == SHOWN and slug != self.rules.slug:
                memory.others_shown[slug] = view.time
                content = self.around.live[slug].content(view.time) if slug in self.around.live else None
                variants = content["variants"].values() if content else []
                memory.borne.append((view.time, max((cost_of(one["format"]) for one in variants), default=2)))


def _summed(run: _Run, log: Log, period: Period, before: _Run | None) -> Replay:
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


def _by_day(run: _Run, log: Log, rates: Mapping[uuid.UUID, float], period: Period) -> list[tuple[date, Estimate]]:
    days: dict[date, Counter[uuid.UUID]] = defaultdict(Counter)
    for (kind, time), counts in run.counts.items():
        if kind == "day":
            days[period.day_of(time)] += counts
    first_last = (log.views[0].time, log.views[-1].time) if log.views else (None, None)
    return [(day, _estimate(days[day], rates)) for day in period.days(*first_last)]


def _rivals(run: _Run, rates: Mapping[uuid.UUID, float]) -> list[Rival]:
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


__all__ = ["Live", "Replay", "Rival", "Rules", "replay"]
