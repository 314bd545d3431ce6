"""How much of all campaigns together one visitor is asked to bear. widget/src/budget.ts is the same in the browser.

Times are milliseconds since 1970. A message costs what its format takes; what nobody knows costs most.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .frequency import DAY_MS

COSTS: Mapping[str, int] = {"bar": 1, "slide_in": 1, "popup": 2, "fullscreen": 2}
DEAREST = max(COSTS.values())
MINUTE_MS = 60_000

Manners = Mapping[str, float | None]  # a missing or null limit is no limit
Shown = tuple[float, float]  # when, and what it cost


@dataclass(frozen=True)
class Tired:
    """The first limit that forbids. `again`: the time at which it passes, `next_visit`, or None for never."""

    limit: str
    allowed: float
    again: float | str | None


def cost_of(formats: Iterable[str]) -> int:
    """What a campaign's cheapest variant costs: where that one does not fit, none does."""
    return min((COSTS.get(name, DEAREST) for name in formats), default=DEAREST)


def tired(manners: Manners, shown: Sequence[Shown], visit_began: float, now: float, cost: float) -> Tired | None:
    """The first of the site's limits that a message of this cost does not fit any more, or None."""
    gap = manners.get("gap_minutes") or 0
    last = shown[-1][0] if shown else -math.inf
    if now - last < gap * MINUTE_MS:
        return Tired("gap_minutes", gap, last + gap * MINUTE_MS)
    for limit, since in {"session": visit_began, "day": now - DAY_MS, "days_30": now - 30 * DAY_MS}.items():
        allowed = manners.get(limit)
        borne = [(at, spent) for at, spent in shown if at >= since]
        if allowed is not None and cost + sum(spent for _, spent in borne) > allowed:
            again = "next_visit" if limit == "session" else _again(borne, now - since, allowed - cost)
            return Tired(limit, allowed, again)
    return None


def _again(borne: Sequence[Shown], window: float, left: float) -> float | None:
    """When enough of it has grown too old to count; None where even nothing would be too much."""
    spent = sum(cost for _, cost in borne)
    for at, cost in sorted(borne):
        spent -= cost
        if spent <= left:
            return at + window + 1
    return None
