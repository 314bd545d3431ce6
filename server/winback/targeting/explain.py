"""Why a campaign would be shown, or would not: every check in its order, what it saw, and what would make it pass.

Pure: the campaign and a moment go in, the explanation comes out. The browser's `winback.explain()` answers in the same
form (docs/contract.md), so a rule test, a preview and a visitor's own console can be read side by side.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from ..models import Site
from ..rules.fitting import leaves
from ..rules.frequency import COUNTS, DAY_MS, WAITS, State, may_show
from ..rules.globs import glob
from ..rules.wanting import seen, wanting
from .server_facts import guarded

PURPOSE = "personalization"


@dataclass(frozen=True)
class Moment:
    """What is true when a campaign is decided on. `trigger` None: whatever fires; `api`: the page asks to show it."""

    facts: Mapping[str, Any]
    now: int  # milliseconds since 1970, UTC
    state: State = field(default_factory=dict)
    trigger: str | None = None
    is_open: bool = False  # whether another message stands already


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
ON_DEMAND = ("consent", "schedule", "open")


def _is_made(name: str, moment: Moment) -> bool:
    return moment.trigger != "api" or name in ON_DEMAND


def _consent(subject: Subject, moment: Moment) -> Check:
    """A consent prompt asks whoever has not chosen; everything else needs its permission."""
    mode, granted = subject.site.consent_mode, moment.facts.get("consent.purposes")
    shown = {"mode": mode, "purposes": granted}
    if subject.kind == "consent":
        passes = mode != "off" and granted is None
        return Check("consent", passes, shown, None if passes else {"choice": None})
    passes = mode == "off" or (mode == "optout" and granted is None) or PURPOSE in (granted or ())
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


def _trigger(subject: Subject, moment: Moment) -> Check:
    fires = [trigger["on"] for trigger in subject.content["triggers"]]
    passes = moment.trigger is None or moment.trigger in fires
    return Check("trigger", passes, moment.trigger, None if passes else {"any": fires})


def _open(subject: Subject, moment: Moment) -> Check:
    return Check("open", not moment.is_open, moment.is_open, {"open": False} if moment.is_open else None)


CHECKS: dict[str, Callable[[Subject, Moment], Check]] = {
    "consent": _consent,
    "schedule": _schedule,
    "page": _page,
    "audience": _audience,
    "cart": _cart,
    "frequency": _frequency,
    "trigger": _trigger,
    "open": _open,
}


def instant(text: str | None) -> int | None:
    return None if text is None else int(datetime.fromisoformat(text).timestamp() * 1000)


__all__ = ["CHECKS", "Check", "Explanation", "Moment", "Subject", "explain", "instant"]
