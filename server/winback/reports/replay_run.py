"""A campaign's rules walked over the logged page views: each visitor's in the order of time, so that limits hold."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..assign import assign, in_holdout
from ..models import Site
from ..rules.checks import SHOWN
from ..rules.fatigue import cost_of, is_tired
from ..rules.fitting import leaves
from ..rules.frequency import may_show
from ..rules.globs import glob
from ..rules.rank import Candidate, decided_by, rank
from ..rules.unknown import judge
from .decision_log import Log, Logged
from .replay_past import Past
from .replay_search import NAME as SEARCH
from .replay_search import holds_back, is_held_back
from .replay_view import Surroundings, facts_of, fires

UNKNOWN = "unknown"
CHECKOUT = "*checkout*"
IDLE_MS, LONGEST_MS = 30 * 60_000, 86_400_000


@dataclass(frozen=True)
class Rules:
    """The campaign that is tried: as it is edited, plain values."""

    slug: str
    priority: int
    content: Mapping[str, Any]


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
class Run:
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
        self.is_search_safe = holds_back(self.site, content)
        self.memories: dict[uuid.UUID, _Memory] = {}

    def over(self, log: Log) -> "Run":
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
        yield SEARCH, self._may_cover(view, missing)
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

    def _may_cover(self, view: Logged, missing: set[str]) -> bool | None:
        is_held = is_held_back(view, self.rules.content, self.around) if self.is_search_safe else False
        if is_held is None:
            missing.add(SEARCH)
        return None if is_held is None else not is_held

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
