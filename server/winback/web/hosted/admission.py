"""What a form that was sent must pass before its answers are looked at, and how it is refused."""

from ...ingest.dropped import Refusal, count_refusal
from ...ingest.facts import SiteFacts
from ...ingest.faults import Busy, ReadOnly
from ...ingest.guards import (
    LARGEST_BODY,
    Guard,
    Incoming,
    first_refusal,
    is_small_enough,
    is_within_its_rate,
    is_within_the_sites_rate,
)
from ..public import Request
from ..service import Service

TOO_LARGE = Refusal(413, "too_large", f"A body has at most {LARGEST_BODY} bytes.")
_BUSY_SECONDS, _READ_ONLY_SECONDS = 5, 60


def is_sent_by_no_other_site(incoming: Incoming) -> Refusal | None:
    """As the browser says. Its Origin says nothing here: our own pages, which name no referrer, send `null`."""
    if incoming.headers.get("sec-fetch-site", "").strip().lower() == "cross-site":
        return Refusal(403, "origin_refused", "Another site has sent this form.")
    return None


_GUARDS: list[Guard] = [is_small_enough, is_within_its_rate, is_sent_by_no_other_site, is_within_the_sites_rate]


def refusal_of(service: Service, request: Request, site: SiteFacts) -> Refusal | None:
    incoming = Incoming(
        key=site.key,
        headers=request.headers,
        body=request.body,
        address=request.address,
        recorder=service.recorder,
        settings=service.settings,
        now=service.clock(),
        purpose="forms",
        site=site,
    )
    return first_refusal(_GUARDS, incoming)


def unkept(fault: Busy | ReadOnly) -> Refusal:
    if isinstance(fault, Busy):
        return Refusal(503, "busy", "The service is busy; send the same again.", retry_after=_BUSY_SECONDS)
    return Refusal(503, "read_only", "Nothing can be stored just now.", retry_after=_READ_ONLY_SECONDS)


def count(service: Service, site: SiteFacts, refusal: Refusal) -> None:
    count_refusal(refusal)
    service.recorder.tally.add(site.id, refusal.reason, service.clock())
