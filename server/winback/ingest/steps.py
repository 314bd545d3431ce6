"""Each event's way through ingest: a list of steps, each of which may drop it or learn something of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..assign import assign, in_holdout
from ..models import Flag
from . import decisions
from .arrival import Arrival
from .dropped import Dropped
from .envelope import MOST_EVENTS, id_of
from .facts import CampaignFacts
from .reading import OLDEST, Draft, Reader, Scene, read_browser_event, read_server_event
from .typed import Misfit

PERSONAL = frozenset({"exposure", "impression", "click", "dismissal", "answer", "response"})
_PERSONAL, _ANALYTICS = frozenset({"personalization"}), frozenset({"analytics"})
# Why somebody was shown nothing is counted like a page view; it may also be told by whoever may tell of messages.
_PURPOSES = {decisions.NAME: _PERSONAL | _ANALYTICS}
_BOT, _STAFF, _ARM_MISMATCH = int(Flag.bot), int(Flag.staff), int(Flag.arm_mismatch)

Step = Callable[[Draft, Scene], Dropped | None]


@dataclass(frozen=True)
class Way:
    """How an event is read, and the steps that it then passes."""

    read: Reader
    steps: list[Step]


def walk(way: Way, raw: Any, index: int, scene: Scene) -> Arrival | Dropped:
    """The event as it may be stored, or the first step's refusal."""
    try:
        draft = way.read(raw, index, scene)
    except Misfit as misfit:
        return Dropped(id_of(raw), "bad_event", misfit.path, misfit.message)
    for step in way.steps:
        if (dropped := step(draft, scene)) is not None:
            return dropped
    return draft.arrival


# ---- what may drop it ----


def has_consent(draft: Draft, scene: Scene) -> Dropped | None:
    """The scene's mode decides. What carries no visitor needs no consent, and neither does an address left on purpose."""
    arrival = draft.arrival
    if scene.consent_mode == "off" or arrival.visitor is None or arrival.name == "subscribe":
        return None
    purposes = _PURPOSES.get(arrival.name) or (_PERSONAL if arrival.name in PERSONAL else _ANALYTICS)
    return Dropped(str(arrival.id), "no_consent") if scene.granted.isdisjoint(purposes) else None


def has_known_campaign(draft: Draft, scene: Scene) -> Dropped | None:
    if draft.exposure is None:
        return None
    arrival = draft.arrival
    campaign = scene.site.campaigns.get(draft.exposure.campaign)
    if campaign is None:
        return Dropped(str(arrival.id), "unknown_campaign", "properties.campaign")
    arrival.campaign, arrival.campaign_id, arrival.arm = campaign, campaign.id, draft.exposure.arm
    return None


def is_young_enough(draft: Draft, scene: Scene) -> Dropped | None:
    return Dropped(str(draft.arrival.id), "too_old", "age_ms") if draft.age_ms > OLDEST else None


def is_one_of_so_many(draft: Draft, scene: Scene) -> Dropped | None:
    return Dropped(str(draft.arrival.id), "too_many") if draft.index >= MOST_EVENTS else None


# ---- what only flags it ----


def flag_bot(draft: Draft, scene: Scene) -> None:
    if scene.is_bot:
        draft.arrival.flags |= _BOT


def flag_staff(draft: Draft, scene: Scene) -> None:
    if scene.is_staff:
        draft.arrival.flags |= _STAFF


def flag_arm_mismatch(draft: Draft, scene: Scene) -> None:
    arrival = draft.arrival
    if arrival.campaign is None or arrival.visitor is None or arrival.epoch is None or not arrival.campaign.epochs:
        return
    if not _is_true_arm(arrival.campaign, arrival.epoch, str(arrival.arm), arrival.visitor.hex):
        arrival.flags |= _ARM_MISMATCH


def _is_true_arm(campaign: CampaignFacts, epoch_id: int, arm: str, visitor: str) -> bool:
    """Whether the visitor falls into that arm by the terms of the epoch that the event claims."""
    epoch: Any = campaign.epochs.get(epoch_id)
    if epoch is None:
        return False
    if in_holdout(epoch["holdout"], visitor):
        return arm == "holdout"
    if epoch["hash_attribute"] != "visitor":
        # Hashed by something that only the browser knows: the arm must at least exist.
        return arm in [each["id"] for each in epoch["arms"]]
    return arm == assign(epoch, visitor)


BROWSER = Way(
    read_browser_event,
    [
        has_consent,
        has_known_campaign,
        is_young_enough,
        is_one_of_so_many,
        flag_bot,
        flag_staff,
        flag_arm_mismatch,
    ],
)
# A server is trusted with times and arms: it also brings the history of another product.
SERVER = Way(read_server_event, [has_known_campaign])
