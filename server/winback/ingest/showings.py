"""Showings: an exposure's message counts as shown once, by its first impression; after a reload it may have another."""

from collections.abc import Mapping
from uuid import UUID

from ..models import UNCOUNTED, Flag
from .ask import Question
from .corrections import correct
from .intake import Intake
from .rows import grouped

# So many of the first ones as are new, and one more: whichever was the first before is among them.
_FIRST = Question(
    "SELECT exposure, id, flags FROM event WHERE site_id = {site} AND exposure = {exposure} AND exposure IS NOT NULL "
    "AND name = 'impression' AND campaign_id IS NOT NULL AND flags & 7 = 0 ORDER BY time, id LIMIT {most}",
    {"exposure": "uuid", "most": "bigint"},
    "uuid uuid int",
)


def mark_repeated_impressions(intake: Intake) -> None:
    """Flags every impression of a message but the first, so that those without the flag can be added up."""
    for a in intake.fresh:
        if a.name == "impression" and a.exposure and a.campaign_id is not None:
            intake.impressions.setdefault(a.exposure, {})[a.id] = a.flags
    new = {
        exposure: counted
        for exposure, found in intake.impressions.items()
        if (counted := {event_id: flags for event_id, flags in found.items() if not flags & UNCOUNTED})
    }
    keys = [(exposure, len(new[exposure]) + 1) for exposure in sorted(new)]
    for exposure, first in grouped(_FIRST.ask(intake.connection, intake.site.id, keys), lambda row: row[0]).items():
        flags = new[exposure] | {event_id: stored for _, event_id, stored in first}
        correct(intake, {each: {"flags": right} for each, right in flags_among(first[0][1], flags).items()})


def flags_among(first: UUID, flags: Mapping[UUID, int]) -> dict[UUID, int]:
    """The impressions of one message whose flags are wrong, and what is right, where `first` was the first of them."""
    right = {
        event_id: int(has & ~Flag.repeated_impression if event_id == first else has | Flag.repeated_impression)
        for event_id, has in flags.items()
    }
    return {event_id: is_right for event_id, is_right in right.items() if is_right != flags[event_id]}
