"""What only the server knows of a visitor, for the site's live campaigns: asked by their scripts, where a rule needs it."""

import re
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from ..countries import country_of
from ..ingest.customers import may_be_told
from ..ingest.dropped import Refusal, count_refusal
from ..ingest.guards import network_of
from ..ingest.queued import queued_for
from ..models import Site
from ..models.site import origin_of
from ..rules.facts import REMEMBERED
from ..rules.profile import PASSING
from ..segments.membership import segments_of
from ..segments.profiles import granted_by
from ..targeting.publish import Published
from .guesses import published
from .public import Answer, Request, problem
from .service import Service

_FOR_A_MINUTE, _FOR_NOW = "private, max-age=60", "no-store"
_NOTHING: dict[str, Any] = {"segments": None, "country": None, "queued": []}
_VISITOR = re.compile(r"[0-9a-f]{32}")


def facts(request: Request, key: str, service: Service) -> Answer:
    """`GET /w/{key}/facts?visitor=`: the live campaigns' segments that the visitor is in, country, and what is queued.

    Whoever is unknown, has not consented, or asks from a foreign page is told nothing, in the same form: `segments` is
    null then, as an empty list would be true of rules for those who are not in one.
    """
    found = published(request, key, service)
    if found is None:
        return _answer(_NOTHING)
    wait = service.recorder.buckets.take(
        f"facts {found.site_id} {network_of(request.address)}", service.settings.rate_per_address, service.clock()
    )
    if wait:
        return _too_many(found, service, wait)
    visitor = _visitor_in(request.query)
    if visitor is None or not found.asked.asks_anything or _is_foreign(request, key, service):
        return _answer(_NOTHING)
    with service.db.reading() as session:
        if not (_has_consent(session, found, request, visitor) and may_be_told(session, found.site_id, visitor)):
            return _answer(_NOTHING)
        return _answer(_known(session, found, request, visitor, service.clock()))


def _known(session: Session, found: Published, request: Request, visitor: UUID, now: int) -> dict[str, Any]:
    asked = found.asked
    country = country_of(request.address)
    site = session.get_one(Site, found.site_id)
    passing = dict.fromkeys(PASSING, country)
    return {
        "segments": segments_of(session, site, asked.segments, visitor, now, passing) if asked.segments else [],
        "country": country if asked.asks_country else None,
        "queued": queued_for(session, site.id, visitor, asked.events, now) if asked.events else [],
    }


def _has_consent(session: Session, found: Published, request: Request, visitor: UUID) -> bool:
    """As far as the server can know: by the latest decision on record, or by the mode where none is needed."""
    mode = found.policy.mode_at(request.address)
    if mode == "off":
        return True
    granted = granted_by(session, found.site_id, [visitor]).get(visitor)
    if granted is None:
        return mode == "optout" and request.headers.get("sec-gpc") != "1"
    return REMEMBERED in granted


def _visitor_in(query: str) -> UUID | None:
    try:
        said = parse_qs(query, max_num_fields=10).get("visitor", [])
    except ValueError:
        return None
    return UUID(said[0]) if len(said) == 1 and _VISITOR.fullmatch(said[0]) else None


def _is_foreign(request: Request, key: str, service: Service) -> bool:
    """A page of the shop's own domain that asks by its proxy names no origin."""
    said = request.headers.get("origin")
    site = service.recorder.sites.by_key(key)
    return said is not None and (site is None or not site.allows_origin(origin_of(said) or ""))


def _too_many(found: Published, service: Service, wait_seconds: int) -> Answer:
    refusal = Refusal(429, "rate_limited", "Too many requests for this address.", retry_after=wait_seconds)
    count_refusal(refusal)
    service.recorder.tally.add(found.site_id, refusal.reason, service.clock())
    return problem(refusal.status, refusal.reason, refusal.detail, retry_after=refusal.retry_after)


def _answer(said: dict[str, Any]) -> Answer:
    # what is queued must not come again out of a cache once a page has acted upon it, and consent may come at any moment
    kept = _FOR_NOW if said["queued"] or said["segments"] is None else _FOR_A_MINUTE
    return Answer(200, orjson.dumps(said), [("Content-Type", "application/json"), ("Cache-Control", kept)])
