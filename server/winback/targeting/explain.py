"""Why a campaign would be shown, or would not: every check in its order, what it saw, and what would make it pass.

Pure: the campaign and a moment go in, the explanation comes out. The browser's `winback.explain()` answers in the same
form (docs/contract.md), so a rule test, a preview and a visitor's own console can be read side by side.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from ..models import Site
from ..rules import search
from ..rules.fitting import leaves
from ..rules.frequency import COUNTS, DAY_MS, WAITS, State, may_show
from ..rules.globs import glob
from ..rules.manners import Shown, cost_of, tired
from ..rules.wanting import seen, wanting
from .server_facts import guarded

PURPOSE = "personalization"


@dataclass(frozen=True)
class Moment:
    """What is true when a campaign is decided on. `fired` empty: whatever fires; `api`: the page asks to show it.

    The last of `fired` is the one that sets the campaign off.
    """

    facts: Mapping[str, Any]
    now: int  # milliseconds since 1970, UTC
    state: State = field(default_factory=dict)
    fired: tuple[str, ...] = ()
    is_open: bool = False  # whether another message stands already
    mode: str | None = None  # the consent mode where the visitor is; None: the site's own
    has_chosen: bool | None = None  # about consent; None: where the facts name purposes
    borne: tuple[Shown, ...] = ()  # messages of all campaigns, the oldest first
    never_again: int | None = None  # when the visitor wanted no message ever again
    visit_began: int | None = None  # None: now
    arm: str | None = None  # `none`: in no arm; None: it is not known who it is

    @property
    def trigger(self) -> str | None:
        return self.fired[-1] if self.fired else None


@dataclass(frozen=True)
class Check:
    """One check. `needs` is what would make it pass, None where it passes; its form is the check's own."""

    check: str
    passes: bool
    seen: Any
    needs: Any = None


@dataclass(frozen=True)
class Explanation:
    campaign: str
    shows: bool
    failing: str | None  # the first check that fails
    checks: list[Check]

    @property
    def reason(self) -> Check | None:
        return next((check for check in self.checks if not check.passes), None)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Subject:
    """A campaign as it is decided on: a draft as well as a published one."""

    id: str
    kind: str
    content: Mapping[str, Any]
    site: Site


def explain(subject: Subject, moment: Moment) -> Explanation:
    made = [check(subject, moment) for name, check in CHECKS.items() if _is_made(name, moment)]
    failing = next((one.check for one in made if not one.passes), None)
    return Explanation(subject.id, failing is None, failing, made)


# What a page asks to be shown is shown to whoever has not said no.
ON_DEMAND = ("consent", "schedule", "open", "arm")


def _is_made(name: str, moment: Moment) -> bool:
    return moment.trigger != "api" or name in ON_DEMAND


def _consent(subject: Subject, moment: Moment) -> Check:
    """A consent prompt asks whoever has not chosen; everything else needs its permission."""
    mode, granted = moment.mode or subject.site.consent_mode, moment.facts.get("consent.purposes")
    has_chosen = granted is not None if moment.has_chosen is None else moment.has_chosen
    shown = {"mode": mode, "purposes": granted}
    if subject.kind == "consent":
        passes = mode != "off" and not has_chosen
        return Check("consent", passes, shown, None if passes else {"choice": None})
    passes = mode == "off" or (mode == "optout" and not has_chosen) or PURPOSE in (granted or ())
    return Check("consent", passes, shown, None if passes else {"purpose": PURPOSE})


def _schedule(subject: Subject, moment: Moment) -> Check:
    start, end = (instant(subject.content["schedule"].get(key)) for key in ("from", "to"))
    needs = None
    if start is not None and moment.now < start:
        needs = {"from": start}
    elif end is not None and moment.now >= end:
        needs = {"to": end}
    return Check("schedule", needs is None, moment.now, needs)


def _page(subject: Subject, moment: Moment) -> Check:
    path = moment.facts.get("page.path")
    quiet = [] if subject.kind == "consent" or path is None else subject.site.quiet_paths
    pattern = next((pattern for pattern in quiet if glob(pattern, str(path))), None)
    return Check("page", pattern is None, path, None if pattern is None else {"not_on": pattern})


def _audience(subject: Subject, moment: Moment) -> Check:
    rule = subject.content["audience"]
    if rule is None:
        return Check("audience", True, {})
    needs = wanting(guarded(rule) or rule, moment.facts)
    asked = {leaf["fact"]: seen(leaf["fact"], moment.facts) for _, leaf in leaves(rule)}
    return Check("audience", needs is None, asked, needs)


_FULL_CART = {
    "any": [{"fact": "cart.count", "op": "gt", "value": 0}, {"fact": "cart.value", "op": "gt", "value": 0}],
}


def _cart(subject: Subject, moment: Moment) -> Check:
    """Abandoned is a cart only with something in it."""
    needs = wanting(_FULL_CART, moment.facts) if moment.trigger == "cart_abandonment" else None
    shown = {name: seen(name, moment.facts) for name in ("cart.count", "cart.value")}
    return Check("cart", needs is None, shown, needs)


def _frequency(subject: Subject, moment: Moment) -> Check:
    limits = subject.content["frequency"]
    limit = None if subject.kind == "consent" else may_show(limits, moment.state, moment.now)
    if limit is None:
        return Check("frequency", True, dict(moment.state))
    return Check("frequency", False, dict(moment.state), {"limit": limit, **_when(limit, limits[limit], moment)})


def _when(limit: str, allowed: float, moment: Moment) -> dict[str, Any]:
    """When the limit lets it through again: at a time, with the next visit, or never."""
    if limit in COUNTS:
        return {"allowed": allowed, "from": "next_visit" if limit == "per_session" else None}
    kept = moment.state.get(WAITS[limit])
    is_time = isinstance(kept, int | float) and not isinstance(kept, bool) and 0 <= kept < 2**53
    return {"allowed": allowed, "from": kept + allowed * DAY_MS if is_time else None}  # type: ignore[operator]


def _fatigue(subject: Subject, moment: Moment) -> Check:
    """The site's limits of all messages together. A question of consent is none of them."""
    manners = subject.site.manners or {}
    seen = {"never": moment.never_again, "shown": [list(one) for one in moment.borne]}
    if subject.kind == "consent":
        return Check("fatigue", True, seen)
    limits = {name: limit for name, limit in manners.items() if limit is not None and name != "search_safe"} or None
    if moment.never_again is not None:
        return Check("fatigue", False, seen, {"limits": limits, "limit": "never", "allowed": 0, "from": None})
    cost = cost_of(variant["format"] for variant in subject.content["variants"].values())
    began = moment.now if moment.visit_began is None else moment.visit_began
    found = tired(manners, moment.borne, began, moment.now, cost)
    if found is None:
        return Check("fatigue", True, seen)
    needs = {"limits": limits, "limit": found.limit, "allowed": found.allowed, "from": found.again}
    return Check("fatigue", False, seen, needs)


def _search(subject: Subject, moment: Moment) -> Check:
    """Nothing covers the first page of a phone that comes from a search engine."""
    is_on = (subject.site.manners or {}).get("search_safe", True) and search.covers(subject.kind, subject.content)
    needs = wanting(search.AT_EASE, moment.facts) if is_on else None
    asked = {leaf["fact"]: seen(leaf["fact"], moment.facts) for _, leaf in leaves(search.AT_EASE)}
    return Check("search", needs is None, asked, needs)


def _trigger(subject: Subject, moment: Moment) -> Check:
    """One of its moments is enough, unless all of them have to come."""
    fires = list(dict.fromkeys(trigger["on"] for trigger in subject.content["triggers"]))
    seen = None if not moment.fired else moment.fired[0] if len(moment.fired) == 1 else list(moment.fired)
    if not moment.fired:
        return Check("trigger", True, seen)
    if subject.content.get("match") != "all":
        passes = moment.trigger in fires
        return Check("trigger", passes, seen, None if passes else {"any": fires})
    missing = [name for name in fires if name not in moment.fired]
    passes = not missing and moment.trigger in fires
    return Check("trigger", passes, seen, None if passes else {"all": missing or fires})


def _arm(subject: Subject, moment: Moment) -> Check:
    """Control and holdout are shown nothing; whoever is in no arm is no part of it."""
    arms = [*subject.content["variants"]]
    passes = subject.kind == "consent" or moment.arm is None or moment.arm in arms
    return Check("arm", passes, None if moment.arm == "none" else moment.arm, None if passes else {"any": arms})


def _open(subject: Subject, moment: Moment) -> Check:
    return Check("open", not moment.is_open, moment.is_open, {"open": False} if moment.is_open else None)


CHECKS: dict[str, Callable[[Subject, Moment], Check]] = {
    "consent": _consent,
    "schedule": _schedule,
    "page": _page,
    "audience": _audience,
    "cart": _cart,
    "frequency": _frequency,
    "fatigue": _fatigue,
    "search": _search,
    "trigger": _trigger,
    "open": _open,
    "arm": _arm,
}


def instant(text: str | None) -> int | None:
    return None if text is None else int(datetime.fromisoformat(text).timestamp() * 1000)


__all__ = ["CHECKS", "Check", "Explanation", "Moment", "Subject", "explain", "instant"]
