"""Which exposure an event belongs to, and so which campaign and arm."""

from dataclasses import dataclass
from uuid import UUID

from .arrival import LINKED, Arrival
from .ask import Question
from .corrections import correct
from .intake import Intake

_EXPOSURES = Question(
    "SELECT id, visitor, campaign_id, arm FROM event WHERE site_id = {site} AND id = {id} AND name = 'exposure'",
    {"id": "uuid"},
    "uuid uuid int text",
)
_UNLINKED = Question(
    "SELECT id, name, visitor, exposure, flags FROM event "
    "WHERE site_id = {site} AND exposure = {exposure} AND exposure IS NOT NULL AND name <> 'exposure' AND campaign_id IS NULL",
    {"exposure": "uuid"},
    "uuid text uuid uuid int",
)


@dataclass(frozen=True)
class Shown:
    """An exposure, as the events that refer to it see it."""

    visitor: UUID | None
    campaign_id: int | None
    arm: str | None


def link(intake: Intake) -> None:
    """Gives each new event the campaign and arm of its exposure, where that is stored or comes along."""
    for arrival in intake.fresh:
        if arrival.name in LINKED:  # what an attempt that failed has found is no longer so
            arrival.campaign, arrival.campaign_id, arrival.arm = None, None, None
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
    found = _EXPOSURES.ask(intake.connection, intake.site.id, [(each,) for each in sorted(ids)])
    return {event_id: Shown(visitor, campaign_id, arm) for event_id, visitor, campaign_id, arm in found}


def link_earlier(intake: Intake) -> None:
    """Links what was stored before its exposure came."""
    shown = {a.id: a for a in intake.fresh if a.name == "exposure"}
    changes: dict[UUID, dict[str, int | str | None]] = {}
    keys = [(event_id,) for event_id in sorted(shown)]
    for event_id, name, visitor, exposure_id, flags in _UNLINKED.ask(intake.connection, intake.site.id, keys):
        exposure = shown[exposure_id]
        if visitor == exposure.visitor:
            changes[event_id] = {"campaign_id": exposure.campaign_id, "arm": exposure.arm}
            intake.linked_later.add(event_id)
            if name == "impression":
                intake.impressions.setdefault(exposure_id, {})[event_id] = flags
            if name in ("answer", "response"):
                intake.exposures_answered.add(exposure_id)
    correct(intake, changes)
