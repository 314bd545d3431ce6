"""A visitor for a customer whom only the shop's server knows."""

import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Event
from .facts import SiteFacts

_MOST_EARLY = 2000  # events at an id's beginning that are looked through: who sends more at once is no visitor


def customer_visitor(secret: str, customer: str) -> UUID:
    """The same visitor for the same customer of a site, and none that a browser would make.

    HMAC-SHA256 of `customer` with the site's secret, its first 16 bytes marked as a UUIDv8. Sites used to take their
    public key for it, by which whoever guesses the customer knows the id: so it may count, and never opens anything
    (`may_be_told`).
    """
    named = b"customer:" + customer.encode(errors="surrogatepass")
    digest = hmac.digest(secret.encode(), named, hashlib.sha256)
    number = int.from_bytes(digest[:16])
    number = number & ~(0xF << 76) | 0x8 << 76
    return UUID(int=number & ~(0b11 << 62) | 0b10 << 62)


def visitors_of_customer(site: SiteFacts, customer: str) -> list[UUID]:
    """All ids that the customer may be stored under: the one for new customers first."""
    keys = [site.secret, site.key] if site.has_public_customers else [site.secret]
    return [customer_visitor(key, customer) for key in keys]


def known_by_key(session: Session, site: SiteFacts, customers: Iterable[str]) -> frozenset[UUID]:
    """Of these customers' ids that the public key makes, those that the shop's server has told of: they are kept.

    Never one that is told to a browser: whoever guesses a customer may have opened their id beforehand.
    """
    ids = sorted({customer_visitor(site.key, customer) for customer in customers})
    if not ids:
        return frozenset()
    told = sa.select(Event.visitor, Event.source).where(Event.site_id == site.id, Event.visitor.in_(ids)).distinct()
    found = session.execute(told).all()
    opened = {each for each, source in found if source == "browser"}
    known = {each for each, source in found if source == "server" and each is not None}
    return frozenset(known - {each for each in known & opened if may_be_told(session, site.id, each)})


def is_customer(visitor: UUID) -> bool:
    """Whether the visitor was made from a customer. One browser in 64 looks so too: ask only to choose between two."""
    return visitor.version == 8


def may_be_told(session: Session, site_id: int, visitor: UUID) -> bool:
    """Whether what is known of the visitor may be told to who says this id: it is of a browser, and nobody could guess it.

    An id that looks like a customer's must have been a browser's before the shop's server told of it: otherwise a page
    view under the guessed id would be enough. By when it was received, as a page may say that it was there long ago.
    """
    if not is_customer(visitor):
        return True
    theirs = sa.select(Event.source, Event.received_at).where(Event.site_id == site_id, Event.visitor == visitor)
    first = session.execute(theirs.order_by(Event.time, Event.id).limit(1)).first()
    if first is None or first.source != "browser":
        return False
    early = theirs.where(Event.time <= first.received_at).order_by(Event.time).limit(_MOST_EARLY)
    sources = [row.source for row in session.execute(early)]
    return len(sources) < _MOST_EARLY and "server" not in sources
