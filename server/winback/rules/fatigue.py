"""How much of all campaigns together one visitor is asked to bear. widget/src/manners.ts is the same.

A message costs what its format takes; a limit that is missing or null is none.
"""

from collections.abc import Iterable, Mapping, Sequence

from .frequency import DAY_MS

COSTS = {"bar": 1, "slide_in": 1, "inline": 1, "popup": 2}
DEAREST = 2  # what nobody knows costs most
MINUTE_MS = 60_000

Borne = Sequence[tuple[int, int]]  # when something was shown (ms), and what it cost; in the order of time
Limits = Mapping[str, float | None]


def cost_of(message_format: str) -> int:
    return COSTS.get(message_format, DEAREST)


def is_tired(limits: Limits, formats: Iterable[str], borne: Borne, session_start: int, now: int) -> bool:
    """Whether a message in none of these formats fits the site's limits any more."""
    return not any(_fits(limits, cost_of(one), borne, session_start, now) for one in formats)


def _fits(limits: Limits, cost: int, borne: Borne, session_start: int, now: int) -> bool:
    gap = limits.get("gap_minutes")
    if gap is not None and borne and now - borne[-1][0] < gap * MINUTE_MS:
        return False
    since = {"session": session_start, "day": now - DAY_MS, "days_30": now - 30 * DAY_MS}
    return all(
        limit is None or cost + sum(spent for at, spent in borne if at >= start) <= limit
        for limit, start in ((limits.get(name), start) for name, start in since.items())
    )
