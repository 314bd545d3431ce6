"""Events in, outcome out: through the steps, then to the writer, and answered only after the commit."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from .arrival import Batch, Sighting
from .bots import is_bot
from .customers import known_by_key
from .dropped import Dropped, Outcome
from .envelope import Envelope, ServerEvent, id_of
from .facts import SiteFacts
from .places import is_development, place
from .reading import Scene
from .record import Recorder
from .steps import BROWSER, SERVER, Way, walk

MOST_SERVER_EVENTS = 1000  # a call


class UnknownSite(LookupError):
    """There is no site with this id."""


def browser_batch(
    site: SiteFacts,
    envelope: Envelope,
    received_at: int,
    *,
    origin: str,
    user_agent: str,
    address: str | None = None,
    is_staff: bool = False,
    sighting: Sighting | None = None,
) -> Batch:
    """What a page of that origin tells, from that address, as it may be recorded."""
    page = envelope.page
    scene = Scene(
        site=site,
        received_at=received_at,
        visitor=UUID(envelope.visitor) if envelope.visitor else None,
        place=place(page.url, page.referrer, page.title, page.lang),
        consent_mode=site.consent.mode_at(address),
        granted=frozenset(envelope.consent.purposes),
        is_bot=is_bot(user_agent) and not is_development(origin, site.development_origins),
        is_staff=is_staff,
    )
    return _batch(BROWSER, envelope.events, scene, sighting)


def accept_server(
    recorder: Recorder, site_id: int, events: Sequence[ServerEvent | dict[str, Any]], received_at: int
) -> Outcome:
    """Records what the shop's own server tells, of now or long ago. Idempotent by event id.

    Raises UnknownSite, Busy or ReadOnly. Events after the first 1,000 are dropped as too_many.
    """
    site = recorder.sites.by_id(site_id)
    if site is None:
        raise UnknownSite(site_id)
    scene = Scene(site, received_at, known_by_key=_known_by_key(recorder, site, events[:MOST_SERVER_EVENTS]))
    batch = _batch(SERVER, events[:MOST_SERVER_EVENTS], scene, None)
    batch.dropped += [Dropped(id_of(raw), "too_many") for raw in events[MOST_SERVER_EVENTS:]]
    return recorder.record(batch)


def _known_by_key(recorder: Recorder, site: SiteFacts, events: Sequence[Any]) -> frozenset[UUID]:
    if not site.has_public_customers:
        return frozenset()
    named = (one.get("customer") if isinstance(one, dict) else getattr(one, "customer", None) for one in events)
    customers = {each for each in named if isinstance(each, str)}
    if not customers:
        return frozenset()
    with recorder.db.reading() as session:
        return known_by_key(session, site, customers)


def _batch(way: Way, events: Sequence[Any], scene: Scene, sighting: Sighting | None) -> Batch:
    batch = Batch(scene.site, [], sighting=sighting)
    for index, raw in enumerate(events):
        passed = walk(way, raw, index, scene)
        if isinstance(passed, Dropped):
            batch.dropped.append(passed)
        else:
            batch.arrivals.append(passed)
    return batch
