"""Which exposure an event belongs to, and so which campaign and arm."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from ..models import Event
from .arrival import LINKED, Arrival
from .corrections import correct
from .intake import Intake
from .rows import portions


@dataclass(frozen=True)
class Shown:
    """An exposure, as the events that refer to it see it."""

    visitor: UUID | None
    campaign_id: int | None
    arm: str | None


def link(intake: Intake) -> None:
    """Gives each new event the campaign and arm of its exposure, where that is stored or comes along."""
    wanted = {a.exposure for a in intake.fresh if a.name in LINKED and a.exposure is not None}
    coming = {a.id: Shown(a.visitor, a.campaign_id, a.arm) for a in intake.fresh if a.name == "exposure"}
    shown = coming | _stored(intake, wanted - coming.keys())
    for arrival in intake.fresh:
        if arrival.name in LINKED and arrival.exposure in shown:
            _take_over(intake, arrival, shown[arrival.exposure])


def _take_over(intake: Intake, arrival: Arrival, shown: Shown) -> None:
    # Somebody else's exposure is none of theirs, however they came to know its id.
    if arrival.visitor != shown.visitor or shown.campaign_id is None:
        return
    arrival.campaign_id, arrival.arm = shown.campaign_id, shown.arm
    arrival.campaign = intake.site.by_id.get(shown.campaign_id)


def _stored(intake: Intake, ids: set[UUID]) -> dict[UUID, Shown]:
    found: dict[UUID, Shown] = {}
    for some in portions(ids):
        query = sa.select(Event.id, Event.visitor, Event.campaign_id, Event.arm).where(
            Event.site_id == intake.site.id, Event.id.in_(some), Event.name == "exposure"
        )
        found |= {row.id: Shown(row.visitor, row.campaign_id, row.arm) for row in intake.connection.execute(query)}
    return found


def link_earlier(intake: Intake) -> None:
    """Links what was stored before its exposure came."""
    shown = {a.id: a for a in intake.fresh if a.name == "exposure"}
    changes: dict[UUID, dict[str, int | str | None]] = {}
    for some in portions(shown):
        query = sa.select(Event.id, Event.name, Event.visitor, Event.exposure).where(
            Event.site_id == intake.site.id,
            Event.exposure.in_(some),
            Event.name != "exposure",
            Event.campaign_id.is_(None),
        )
        for row in intake.connection.execute(query):
            exposure = shown[row.exposure]
            if row.visitor == exposure.visitor:
                changes[row.id] = {"campaign_id": exposure.campaign_id, "arm": exposure.arm}
                intake.linked_later.add(row.id)
                if row.name in ("answer", "response"):
                    intake.exposures_answered.add(row.exposure)
    correct(intake, changes)
