"""What a batch of events comes in: who, where, under which consent."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import orjson

from .properties import OWN_EVENTS
from .strict_json import DEEPEST, BadJson, check_depth, is_canonical
from .typed import Count, Hex32, Label, Misfit, Name, is_name, typed

MOST_EVENTS = 100  # a batch; what stands behind them is dropped as too_many
MOST_TOLD = 1000  # more real ones than a body has room for: each that is none would be refused at length
_LATEST = 32_503_680_000_000  # the year 3000: beyond it a clock is no clock

_LEVELS_ABOVE_PROPERTIES = 3  # the envelope, its events, the event
_BRACKETS_OF_A_BATCH = (
    5  # the envelope, its consent, purposes, page and events; an event has its own and its properties'
)

Instant = Annotated[int, msgspec.Meta(ge=0, le=_LATEST)]


class Consent(msgspec.Struct, forbid_unknown_fields=True):
    """The browser's account of what was allowed. The site's own mode where the visitor is decides, never `mode`."""

    mode: Literal["ask", "optout", "exempt", "off"]
    purposes: Annotated[list[Label], msgspec.Meta(max_length=20)]
    notice: Label | None = None
    gpc: bool = False


class Page(msgspec.Struct, forbid_unknown_fields=True):
    url: Annotated[str, msgspec.Meta(min_length=1)]
    referrer: str | None = None
    title: str | None = None
    lang: str | None = None


class Envelope(msgspec.Struct, forbid_unknown_fields=True):
    v: Literal[1]
    visitor: Hex32 | None
    consent: Consent
    page: Page
    events: Annotated[list[Any], msgspec.Meta(min_length=1, max_length=MOST_TOLD)]
    session: Hex32 | None = None
    sent_at: Instant | None = None
    staff: Annotated[str, msgspec.Meta(max_length=100)] | None = None  # the mark of who is not to be counted


class Told(msgspec.Struct, forbid_unknown_fields=True):
    """One event as the browser tells it. `age_ms`: how long ago it happened when the batch left."""

    id: UUID
    name: Name
    age_ms: int = 0
    properties: dict[str, Any] = {}


class Named(Told, kw_only=True):
    """An event whose name is yet to be checked: a pattern costs more than the rest of it, and most names are known.

    It says its properties, if only that there are none, so that its brackets can be counted.
    """

    name: str
    properties: dict[str, Any]


class Parcel(Envelope):
    """A batch whose events fit, all of them."""

    events: Annotated[list[Named], msgspec.Meta(min_length=1)]


class ServerPage(msgspec.Struct, forbid_unknown_fields=True):
    url: str | None = None
    referrer: str | None = None
    title: str | None = None
    lang: str | None = None


class ServerEvent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One event as a shop's server tells it: its own time, and a visitor or a customer.

    `source` is `browser` in a history of what pages told before, such as an export.
    """

    id: UUID
    name: Name
    time: Annotated[str, msgspec.Meta(max_length=40)] | Count
    visitor: Hex32 | None = None
    customer: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    page: ServerPage | None = None
    source: Literal["browser", "server"] = "server"
    properties: dict[str, Any] = {}


def read_at_once(body: bytes) -> Parcel | None:
    """The batch, where all of it fits at first sight, as all that our script sends does. None says nothing: then the
    body has to be looked at part by part, to be taken all the same or to hear what is wrong.
    """
    try:
        value = orjson.loads(body)
        parcel = msgspec.convert(value, Parcel)
        if _may_be_deep(body, len(parcel.events)):
            for event in parcel.events:
                check_depth(event.properties, DEEPEST - _LEVELS_ABOVE_PROPERTIES)
    except (orjson.JSONDecodeError, msgspec.ValidationError, BadJson):
        return None
    are_named = all(event.name in OWN_EVENTS or is_name(event.name) for event in parcel.events)
    return parcel if are_named and is_canonical(body, value) else None


def _may_be_deep(body: bytes, events: int) -> bool:
    """Whether there are enough brackets for too deep a value, counting those that may stand in texts as well."""
    brackets = body.count(b"{") + body.count(b"[")
    return brackets - _BRACKETS_OF_A_BATCH - 2 * events >= DEEPEST - _LEVELS_ABOVE_PROPERTIES


def read_envelope(value: Any) -> Envelope:
    """Raises Misfit with the path of the first fault."""
    return typed(value, Envelope)


def id_of(value: Any) -> str | None:
    """The id of an event that may be anything, to name it when it is dropped."""
    if isinstance(value, (Told, ServerEvent)):
        return str(value.id)
    said = value.get("id") if isinstance(value, dict) else None
    return said if isinstance(said, str) and len(said) <= 36 else None


__all__ = ["Envelope", "Misfit", "Parcel", "ServerEvent", "Told", "id_of", "read_at_once", "read_envelope"]
