"""Collecting: events, consent decisions, and the code of a coupon once it is earned."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson

from ..clock import rfc3339
from ..db.engine import UNREACHABLE
from ..ids import is_site_key
from ..ingest.arrival import Batch
from ..ingest.coupons import Earned, earned
from ..ingest.customers import may_be_told
from ..ingest.dropped import Outcome, Refusal, count_refusal
from ..ingest.facts import SiteFacts
from ..ingest.faults import Busy, ReadOnly
from ..ingest.guards import (
    ARRIVAL_GUARDS,
    EVENT_GUARDS,
    Guard,
    Incoming,
    bad_envelope,
    first_refusal,
    is_within_its_codes,
    site_of,
)
from ..ingest.hand_out import hand_out, has_own
from ..ingest.pipeline import browser_batch
from ..ingest.queued import queued_for
from ..ingest.staff import is_staff, staff_mark
from ..ingest.typed import Misfit, typed
from ..models import Site
from ..privacy.consent import Decision, UnknownNotice, WrongPurposes, check_purposes, record_decision
from ..rules.facts import REMEMBERED
from ..targeting import preview as previews
from .public import Answer, Request, problem
from .service import Service

RETRY_AFTER_SECONDS = 5
_BUSY = Refusal(503, "busy", "The service is busy; send the same again.", retry_after=RETRY_AFTER_SECONDS)

Then = Callable[[Incoming], dict[str, Any] | Refusal]


def events(request: Request, key: str, service: Service) -> Answer | None:
    """`POST /e/{key}`: a batch of events, answered after the commit: None where it is answered later."""
    incoming = _incoming(request, key, service, "events")
    later = request.later
    if later is None:
        return _through(EVENT_GUARDS, incoming, _record_events)
    refusal = first_refusal(EVENT_GUARDS, incoming)
    if refusal is not None:
        return _refused(incoming, refusal)
    if _is_to_hear(incoming):  # from a database that the writer's thread must not wait for
        return _answered(incoming, _record_events)
    try:
        incoming.recorder.record_then(_batch(incoming), lambda found: later(lambda: _answered(incoming, _said(found))))
    except Busy:
        return _refused(incoming, _BUSY)
    return None


def consent(request: Request, key: str, service: Service) -> Answer:
    """`POST /c/{key}`: one decision, answered with its receipt. Neither bots nor busy pages are held against it."""
    return _through(ARRIVAL_GUARDS, _incoming(request, key, service, "consent"), _record_decision)


def code(request: Request, key: str, service: Service) -> Answer:
    """`POST /w/{key}/code`: a coupon's code for a visitor who was shown its campaign."""
    return _through(ARRIVAL_GUARDS, _incoming(request, key, service, "codes"), _give_code)


def staff(request: Request, key: str, service: Service) -> Answer:
    """`POST /w/{key}/staff`: the mark of a browser that is not to be counted, for the code of a link from the admin."""
    return _through(ARRIVAL_GUARDS, _incoming(request, key, service, "codes"), _give_mark)


def preview(request: Request, key: str, service: Service) -> Answer:
    """`POST /w/{key}/preview`: the configuration with a draft in it, for the token of a link from the admin."""
    return _through(
        ARRIVAL_GUARDS,
        _incoming(request, key, service, "codes"),
        lambda incoming: _show_draft(incoming, service.settings.url),
    )


def _incoming(request: Request, key: str, service: Service, purpose: str) -> Incoming:
    return Incoming(
        key=key,
        headers=request.headers,
        body=request.body,
        address=request.address,
        recorder=service.recorder,
        settings=service.settings,
        now=service.clock(),
        purpose=purpose,
    )


def _through(guards: list[Guard], incoming: Incoming, then: Then) -> Answer:
    refusal = first_refusal(guards, incoming)
    return _answered(incoming, then) if refusal is None else _refused(incoming, refusal)


def _answered(incoming: Incoming, then: Then) -> Answer:
    try:
        result = then(incoming)
    except Busy:
        result = _BUSY
    except ReadOnly:
        result = Refusal(503, "read_only", "Nothing can be stored just now.", retry_after=60)
    if isinstance(result, Refusal):
        return _refused(incoming, result)
    return Answer(200, orjson.dumps(result), [("Content-Type", "application/json"), ("Cache-Control", "no-store")])


def _refused(incoming: Incoming, refusal: Refusal) -> Answer:
    count_refusal(refusal)
    site = incoming.site or _addressed(incoming)
    if site is not None:
        incoming.recorder.tally.add(site.id, refusal.reason, incoming.now)
    return problem(refusal.status, refusal.reason, refusal.detail, refusal.errors, refusal.retry_after)


def _addressed(incoming: Incoming) -> SiteFacts | None:
    """The site whose key the address has, for what is refused before anybody asked for it."""
    try:
        return site_of(incoming)[0] if is_site_key(incoming.key) else None
    except UNREACHABLE:
        return None


def _record_events(incoming: Incoming) -> dict[str, Any]:
    said = _said(incoming.recorder.record(_batch(incoming)))(incoming)
    queued = _queued(incoming) if _is_to_hear(incoming) else []
    return {**said, "facts": {"queued": queued}} if queued else said


def _batch(incoming: Incoming) -> Batch:
    site, envelope, origin = incoming.known_site, incoming.known_envelope, incoming.origin or ""
    return browser_batch(
        site,
        envelope,
        incoming.now,
        origin=origin,
        user_agent=incoming.headers.get("user-agent", ""),
        address=incoming.address,
        is_staff=is_staff(incoming.settings.secret_key, site.key, envelope.staff, incoming.now),
        sighting=incoming.recorder.sightings.of(site, origin, envelope.page.url, True, incoming.now),
    )


def _said(outcome: Outcome | Exception) -> Callable[[Incoming], dict[str, Any]]:
    def say(incoming: Incoming) -> dict[str, Any]:
        if isinstance(outcome, Exception):
            raise outcome
        return {"accepted": outcome.accepted, "dropped": [dropped.as_json() for dropped in outcome.dropped]}

    return say


def _is_to_hear(incoming: Incoming) -> bool:
    """Whether the shop's server may have told something that the page waits for."""
    return bool(incoming.known_site.awaited and incoming.known_envelope.visitor)


def _queued(incoming: Incoming) -> list[dict[str, str]]:
    """What the shop's server has told of this visitor: a page that is open already need not ask for it."""
    site, envelope = incoming.known_site, incoming.known_envelope
    is_allowed = site.consent.mode_at(incoming.address) == "off" or REMEMBERED in envelope.consent.purposes
    if not is_allowed:
        return []
    with incoming.recorder.db.reading() as session:
        visitor = UUID(envelope.visitor)
        if not may_be_told(session, site.id, visitor):
            return []
        return queued_for(session, site.id, visitor, site.awaited, incoming.now)


def _record_decision(incoming: Incoming) -> dict[str, Any] | Refusal:
    site = incoming.known_site
    try:
        decision = typed(incoming.value, Decision)
        with incoming.recorder.db.reading() as session:
            check_purposes(session, site.id, decision)
    except Misfit as misfit:
        return bad_envelope(misfit)
    except UnknownNotice:
        return bad_envelope(Misfit("notice", "no notice of this site has this hash"))
    except WrongPurposes as wrong:
        return bad_envelope(Misfit("purposes", str(wrong)))
    has_signal = decision.gpc or incoming.headers.get("sec-gpc") == "1"
    receipt = incoming.recorder.write(lambda c: record_decision(c, site.id, decision, incoming.now, has_signal))
    return {"receipt": receipt.as_json()}


def _give_mark(incoming: Incoming) -> dict[str, Any] | Refusal:
    said = incoming.value if isinstance(incoming.value, dict) else {}
    mark = staff_mark(incoming.settings.secret_key, incoming.known_site.key, said.get("code"), incoming.now)
    if mark is None:
        return Refusal(403, "link_expired", "The link is too old. Take a new one from the install page.")
    return {"staff": mark}


def _show_draft(incoming: Incoming, base: str) -> dict[str, Any] | Refusal:
    said = incoming.value if isinstance(incoming.value, dict) else {}
    shown = previews.read_token(incoming.settings.secret_key, incoming.known_site.key, said.get("token"))
    if shown is None or shown.is_over(incoming.now):
        return Refusal(403, "link_expired", "The link is of another site, or too old. Take a new one from the editor.")
    with incoming.recorder.db.reading() as session:
        site = session.get_one(Site, incoming.known_site.id)
        mode = site.consent_policy.mode_at(incoming.address)
        made = previews.config_of(session, site, shown, base, mode, incoming.now)
    if made is None:
        return Refusal(403, "link_expired", "The campaign of this link is gone.")
    return {"campaign": shown.campaign, "version": shown.version, "until": shown.until, **made}


def _give_code(incoming: Incoming) -> dict[str, Any] | Refusal:
    said = incoming.value if isinstance(incoming.value, dict) else {}
    site = incoming.known_site
    found = earned(incoming.recorder.db, site, said.get("campaign"), said.get("exposure"), incoming.now)
    if found is None:
        return Refusal(404, "not_earned", "This visitor was not shown a coupon of this campaign.")
    if not found.pool:
        return {"code": found.code, "expires_at": None}
    refusal = _too_many_new(incoming, found)
    if refusal is not None:
        return refusal
    given = incoming.recorder.write(
        lambda connection: hand_out(connection, site.id, found, incoming.now), [(site.id, found.visitor)]
    )
    if given is None:
        return {"code": None, "expires_at": None}
    return {"code": given.code, "expires_at": None if given.expires_at is None else rfc3339(given.expires_at)}


def _too_many_new(incoming: Incoming, found: Earned) -> Refusal | None:
    """Asking again for one's own code is free."""
    if not found.takes_from:
        return None
    with incoming.recorder.db.reading() as session:
        if has_own(session, incoming.known_site.id, found):
            return None
    return is_within_its_codes(incoming)
