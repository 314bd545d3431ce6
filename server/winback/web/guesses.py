"""Looking for what a stranger names: whoever guesses again and again waits, and costs no look into the database."""

from collections.abc import Callable
from typing import TypeVar

from ..ids import is_site_key
from ..ingest.dropped import Refusal
from ..ingest.guards import network_of
from ..targeting.publish import Published
from .public import Refused, Request
from .service import Service

T = TypeVar("T")


def published(request: Request, key: str, service: Service) -> Published | None:
    """What the site with this key tells now; None where there is none. Raises Refused, a 429, for who has guessed often."""
    publisher = service.publisher
    if not is_site_key(key):
        return None
    return unless_guessing(request, service, publisher.knows(key), lambda: publisher.published(key))


def unless_guessing(request: Request, service: Service, is_known: bool, look: Callable[[], T | None]) -> T | None:
    """What `look` finds, unless it would cost something and the address has missed too often: raises Refused then."""
    if is_known:
        return look()
    strangers, network, now = service.recorder.strangers, network_of(request.address), service.clock()
    if wait := strangers.wait(network, now):
        raise Refused(Refusal(429, "rate_limited", "This address asks for too much that is not there.", (), wait))
    found = look()
    if found is None:
        strangers.missed(network, now)
    return found
