"""Of several campaigns that could show in one moment, which one does: priority, then longest unseen, then id.

widget/src/engine.ts is the same.
"""

from typing import NamedTuple


class Candidate(NamedTuple):
    id: str
    priority: int
    last_shown: float = 0  # ms; 0: never


def rank(one: Candidate) -> tuple[int, float, str]:
    """The smallest shows."""
    return -one.priority, one.last_shown, one.id


def decided_by(one: Candidate, other: Candidate) -> str:
    """What settles it between the two: `priority`, `longest_unseen` or `id`."""
    if one.priority != other.priority:
        return "priority"
    return "longest_unseen" if one.last_shown != other.last_shown else "id"
