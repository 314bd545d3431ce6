"""Each event's way through ingest: a list of steps, each of which may drop it or learn something of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ..assign import assign, in_holdout
from ..clock import HOUR, MINUTE
from ..models import Flag
from ..money import to_minor
from .answers import normal_email
from .arrival import Arrival
from .customers import customer_visitor
from .dropped import Dropped
from .envelope import MOST_EVENTS, ServerEvent, Told, id_of
from .facts import CampaignFacts, SiteFacts
from .places import NOWHERE, Place, place
from .properties import Cart, Commerce, Exposure, Purchase, Refund, Subscribe, read_properties
from .strict_json import BadJson, check_value
from .typed import Misfit, typed

OLDEST = 72 * HOUR
FURTHEST_AHEAD = 10 * MINUTE
PERSONAL = frozenset({"exposure", "impression", "click", "dismissal", "answer", "response", "decision"})


@dataclass(frozen=True)
class Scene:
    """What holds for all events of a request."""

    site: SiteFacts
    received_at: int
    visitor: UUID | None = None
    place: Place = NOWHERE
    granted: frozenset[str] = frozenset()
    is_bot: bool = False


@dataclass
class Draft:
    """An event on its way through the steps; `arrival` is there once it is known to be well formed."""

    raw: Any
    index: int
    arrival: Arrival | None = None
    age_ms: int = 0
    exposure: Exposure | None = None

    @property
    def known(self) -> Arrival:
        assert self.arrival is not None  # noqa: S101 - the first step of every list makes it
        return self.arrival


Step = Callable[[Draft, Scene], Dropped | None]


def run(steps: list[Step], draft: Draft, scene: Scene) -> Dropped | None:
    """The first step's refusal, or None: then `draft.arrival` may be stored."""
    for step in steps:
        if (dropped := step(draft, scene)) is not None:
            return dropped
    return None


# ---- how it is read ----


def read_browser_event(draft: Draft, scene: Scene) -> Dropped | None:
    try:
        told = typed(draft.raw, Told)
        draft.age_ms = max(0, told.age_ms)
        draft.arrival = Arrival(
            id=told.id,
            name=told.name,
            time=scene.received_at - min(draft.age_ms, OLDEST),
            received_at=scene.received_at,
            source="browser",
            visitor=scene.visitor,
            place=scene.place,
            properties=told.properties,
        )
        _read_properties(draft, scene.site)
    except Misfit as misfit:
        return bad_event(draft.raw, misfit)
    return None


def read_server_event(draft: Draft, scene: Scene) -> Dropped | None:
    try:
        told = draft.raw if isinstance(draft.raw, ServerEvent) else typed(draft.raw, ServerEvent)
        check_value(told.properties)
        if told.visitor is not None and told.customer is not None:
            raise Misfit("customer", "either visitor or customer")
        page = told.page
        draft.arrival = Arrival(
            id=told.id,
            name=told.name,
            time=_instant(told.time, scene.received_at),
            received_at=scene.received_at,
            source="server",
            visitor=_visitor_of(told, scene.site),
            place=place(page.url, page.referrer, page.title, page.lang) if page else NOWHERE,
            properties=told.properties,
        )
        _read_properties(draft, scene.site)
    except Misfit as misfit:
        return bad_event(draft.raw, misfit)
    except BadJson as error:
        return bad_event(draft.raw, Misfit("properties", str(error)))
    return None


def _visitor_of(told: ServerEvent, site: SiteFacts) -> UUID | None:
    if told.customer is not None:
        return customer_visitor(site.key, told.customer)
    return UUID(told.visitor) if told.visitor else None


def _instant(said: str | int, received_at: int) -> int:
    if isinstance(said, str):
        try:
            moment = datetime.fromisoformat(said)
        except ValueError:
            raise Misfit("time", "an RFC 3339 time or milliseconds since 1970") from None
        if moment.tzinfo is None:
            raise Misfit("time", "a time with its offset, such as Z")
        said = round(moment.timestamp() * 1000)
    if said < 0 or said > received_at + FURTHEST_AHEAD:
        raise Misfit("time", "neither before 1970 nor more than 10 minutes ahead")
    return said


def _read_properties(draft: Draft, site: SiteFacts) -> None:
    arrival = draft.known
    known = read_properties(arrival.name, arrival.properties)
    if isinstance(known, Exposure):
        draft.exposure, arrival.exposure, arrival.epoch = known, arrival.id, known.epoch
    elif known is not None and isinstance(reference := getattr(known, "exposure", None), UUID):
        arrival.exposure = reference
    if isinstance(known, Subscribe):
        email = normal_email(known.email)
        if email is None:
            raise Misfit("properties.email", "an e-mail address")
        arrival.properties = {**arrival.properties, "email": email}
    if isinstance(known, (Commerce, Cart)):
        _read_money(arrival, known, site.currency)


def _read_money(arrival: Arrival, known: Commerce | Cart, site_currency: str) -> None:
    if isinstance(known, (Purchase, Refund)):
        # A shop that pushes 1001 and one that pushes "1001" mean the same order.
        arrival.transaction_id = str(known.transaction_id)
    arrival.currency = (known.currency or site_currency).upper()
    if known.value is None:
        return
    try:
        arrival.value_minor = to_minor(known.value, arrival.currency)  # type: ignore[arg-type]
    except ValueError as error:
        raise Misfit("properties.value", str(error)) from None
    if arrival.currency != site_currency:
        arrival.flags |= Flag.other_currency


def bad_event(raw: Any, misfit: Misfit) -> Dropped:
    said = str(raw.id) if isinstance(raw, ServerEvent) else id_of(raw)
    return Dropped(said, "bad_event", misfit.path, misfit.message)


# ---- what may drop it ----


def has_consent(draft: Draft, scene: Scene) -> Dropped | None:
    """The site's mode decides. What carries no visitor needs no consent, and neither does an address left on purpose."""
    arrival = draft.known
    if scene.site.consent_mode == "off" or arrival.visitor is None or arrival.name == "subscribe":
        return None
    purpose = "personalization" if arrival.name in PERSONAL else "analytics"
    return None if purpose in scene.granted else Dropped(str(arrival.id), "no_consent")


def has_known_campaign(draft: Draft, scene: Scene) -> Dropped | None:
    if draft.exposure is None:
        return None
    arrival = draft.known
    campaign = scene.site.campaigns.get(draft.exposure.campaign)
    if campaign is None:
        return Dropped(str(arrival.id), "unknown_campaign", "properties.campaign")
    arrival.campaign, arrival.campaign_id, arrival.arm = campaign, campaign.id, draft.exposure.arm
    return None


def is_young_enough(draft: Draft, scene: Scene) -> Dropped | None:
    return Dropped(str(draft.known.id), "too_old", "age_ms") if draft.age_ms > OLDEST else None


def is_one_of_so_many(draft: Draft, scene: Scene) -> Dropped | None:
    return Dropped(str(draft.known.id), "too_many") if draft.index >= MOST_EVENTS else None


# ---- what only flags it ----


def flag_bot(draft: Draft, scene: Scene) -> None:
    if scene.is_bot:
        draft.known.flags |= Flag.bot


def flag_arm_mismatch(draft: Draft, scene: Scene) -> None:
    arrival = draft.known
    if arrival.campaign is None or arrival.visitor is None or arrival.epoch is None or not arrival.campaign.epochs:
        return
    if not _is_true_arm(arrival.campaign, arrival.epoch, str(arrival.arm), arrival.visitor.hex):
        arrival.flags |= Flag.arm_mismatch


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


BROWSER_STEPS: list[Step] = [
    read_browser_event,
    has_consent,
    has_known_campaign,
    is_young_enough,
    is_one_of_so_many,
    flag_bot,
    flag_arm_mismatch,
]
# A server is trusted with times and arms: it also brings the history of another product.
SERVER_STEPS: list[Step] = [read_server_event, has_known_campaign]
