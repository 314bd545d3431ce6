"""How an event is read: what a browser or a shop's server tells becomes a typed draft, or a Misfit says where not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from ..clock import HOUR, MINUTE
from ..models import Flag
from ..money import to_minor
from . import decisions
from .answers import normal_email
from .arrival import Arrival
from .customers import visitors_of_customer
from .envelope import ServerEvent, ServerPage, Told
from .facts import SiteFacts
from .places import NOWHERE, Place, place
from .properties import (
    Answer,
    Cart,
    Click,
    Commerce,
    Dismissal,
    Exposure,
    Impression,
    Purchase,
    Refund,
    Response,
    Subscribe,
    read_properties,
)
from .strict_json import BadJson, check_value
from .typed import Misfit, typed

OLDEST = 72 * HOUR
FURTHEST_AHEAD = 10 * MINUTE

# Minor units, ten thousand million of the larger ones. Anybody can send it, and sums of it must stay far below 2**63.
MOST_OF_A_BROWSER = 10**12

_OTHER_CURRENCY = int(Flag.other_currency)
_minor_units = lru_cache(maxsize=4096)(to_minor)  # the prices of a shop are few


@dataclass(frozen=True)
class Scene:
    """What holds for all events of a request."""

    site: SiteFacts
    received_at: int
    visitor: UUID | None = None
    place: Place = NOWHERE
    consent_mode: str = "ask"  # that holds where the visitor is
    granted: frozenset[str] = frozenset()
    known_by_key: frozenset[UUID] = frozenset()  # customers whose id was made from the public key
    is_bot: bool = False
    is_staff: bool = False


class Draft(msgspec.Struct):
    """A well-formed event on its way through the steps. `index` is its place in the batch."""

    arrival: Arrival
    index: int
    age_ms: int = 0
    exposure: Exposure | None = None


Reader = Callable[[Any, int, Scene], Draft]


def read_browser_event(raw: Any, index: int, scene: Scene) -> Draft:
    """Raises Misfit."""
    told = raw if isinstance(raw, Told) else typed(raw, Told)
    age_ms = max(0, told.age_ms)
    arrival = Arrival(
        told.id,
        told.name,
        scene.received_at - min(age_ms, OLDEST),
        scene.received_at,
        "browser",
        scene.visitor,
        scene.place,
        told.properties,
    )
    draft = Draft(arrival, index, age_ms)
    _read_properties(draft, scene.site)
    if arrival.name == decisions.NAME:
        arrival.properties = decisions.kept_decision(arrival.properties, scene.site.decision_share)
    return draft


def read_server_event(raw: Any, index: int, scene: Scene) -> Draft:
    """Raises Misfit."""
    told = raw if isinstance(raw, ServerEvent) else typed(raw, ServerEvent)
    try:
        check_value(told.properties)
    except BadJson as error:
        raise Misfit("properties", str(error)) from None
    if told.visitor is not None and told.customer is not None:
        raise Misfit("customer", "either visitor or customer")
    page, time = told.page, _instant(told.time, scene.received_at)
    _check_texts(told.customer, page)
    arrival = Arrival(
        told.id,
        told.name,
        time,
        # What a page told long ago was in time then: it is late for us alone.
        time if told.source == "browser" else scene.received_at,
        told.source,
        _visitor_of(told, scene),
        place(page.url, page.referrer, page.title, page.lang) if page else NOWHERE,
        told.properties,
    )
    draft = Draft(arrival, index)
    _read_properties(draft, scene.site)
    if arrival.name == decisions.NAME:
        arrival.properties = decisions.kept_decision(arrival.properties)
    return draft


def _check_texts(customer: str | None, page: ServerPage | None) -> None:
    texts = {"customer": customer} | (
        {f"page.{name}": getattr(page, name) for name in page.__struct_fields__} if page else {}
    )
    for path, text in texts.items():
        try:
            check_value(text)
        except BadJson as error:
            raise Misfit(path, str(error)) from None


def _visitor_of(told: ServerEvent, scene: Scene) -> UUID | None:
    if told.customer is not None:
        ids = visitors_of_customer(scene.site, told.customer)
        return next((one for one in ids if one in scene.known_by_key), ids[0])
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
    arrival = draft.arrival
    known = read_properties(arrival.name, arrival.properties)
    if (learn := _LEARN.get(type(known))) is not None:
        learn(draft, known, site)


def _learn_exposure(draft: Draft, known: Exposure, site: SiteFacts) -> None:
    draft.exposure, draft.arrival.exposure, draft.arrival.epoch = known, draft.arrival.id, known.epoch


def _learn_reference(draft: Draft, known: Any, site: SiteFacts) -> None:
    draft.arrival.exposure = known.exposure


def _learn_address(draft: Draft, known: Subscribe, site: SiteFacts) -> None:
    arrival = draft.arrival
    email = normal_email(known.email)
    if email is None:
        raise Misfit("properties.email", "an e-mail address")
    arrival.exposure = known.exposure
    arrival.properties = {**arrival.properties, "email": email}


def _learn_order(draft: Draft, known: Purchase | Refund, site: SiteFacts) -> None:
    # A shop that pushes 1001 and one that pushes "1001 " mean the same order.
    draft.arrival.transaction_id = str(known.transaction_id).strip()
    if not draft.arrival.transaction_id:
        raise Misfit("properties.transaction_id", "something else than spaces")
    _learn_money(draft, known, site)


def _learn_money(draft: Draft, known: Commerce | Cart, site: SiteFacts) -> None:
    arrival = draft.arrival
    arrival.currency = (known.currency or site.currency).upper()
    if known.value is None:
        return
    try:
        arrival.value_minor = _minor_units(known.value, arrival.currency)
    except ValueError as error:
        raise Misfit("properties.value", str(error)) from None
    if arrival.source == "browser" and abs(arrival.value_minor) > MOST_OF_A_BROWSER:
        raise Misfit("properties.value", f"{known.value!r} is beyond what a browser is believed")
    if arrival.currency != site.currency:
        arrival.flags |= _OTHER_CURRENCY


_LEARN: dict[type, Callable[[Draft, Any, SiteFacts], None]] = {
    Exposure: _learn_exposure,
    **dict.fromkeys((Impression, Click, Dismissal, Answer, Response), _learn_reference),
    Subscribe: _learn_address,
    **dict.fromkeys((Commerce, Cart), _learn_money),
    **dict.fromkeys((Purchase, Refund), _learn_order),
}
