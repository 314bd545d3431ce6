"""Collecting: events, consent decisions, and the code of a coupon once it is earned."""

from collections.abc import Callable
from typing import Any

import orjson

from ..ingest.coupons import earned_code
from ..ingest.dropped import Refusal, count_refusal
from ..ingest.faults import Busy, ReadOnly
from ..ingest.guards import ARRIVAL_GUARDS, EVENT_GUARDS, Guard, Visit, bad_envelope, first_refusal
from ..ingest.pipeline import accept_browser
from ..ingest.typed import Misfit, typed
from ..privacy.consent import Decision, UnknownNotice, WrongPurposes, check_purposes, record_decision
from .public import Answer, Request, problem
from .service import Service

RETRY_AFTER_SECONDS = 5


def events(request: Request, key: str, service: Service) -> Answer:
    """`POST /e/{key}`: a batch of events, answered after the commit."""
    return _through(EVENT_GUARDS, _visit(request, key, service, "events"), _record_events)


def consent(request: Request, key: str, service: Service) -> Answer:
    """`POST /c/{key}`: one decision, answered with its receipt. Neither bots nor busy pages are held against it."""
    return _through(ARRIVAL_GUARDS, _visit(request, key, service, "consent"), _record_decision)


def code(request: Request, key: str, service: Service) -> Answer:
    """`POST /w/{key}/code`: a coupon's code for a visitor who was shown its campaign."""
    return _through(CODE_GUARDS, _visit(request, key, service, "codes"), _give_code)


# A code is asked for without a page: the browser's Origin is all there is to judge, and it's no secret to guard.
CODE_GUARDS = ARRIVAL_GUARDS


def _visit(request: Request, key: str, service: Service, purpose: str) -> Visit:
    return Visit(
        key=key,
        headers=request.headers,
        body=request.body,
        address=request.address,
        recorder=service.recorder,
        settings=service.settings,
        now=service.clock(),
        purpose=purpose,
    )


def _through(guards: list[Guard], visit: Visit, then: Callable[[Visit], dict[str, Any] | Refusal]) -> Answer:
    refusal = first_refusal(guards, visit)
    if refusal is None:
        try:
            result = then(visit)
        except Busy:
            result = Refusal(503, "busy", "The service is busy; send the same again.", retry_after=RETRY_AFTER_SECONDS)
        except ReadOnly:
            result = Refusal(503, "read_only", "Nothing can be stored just now.", retry_after=60)
        if not isinstance(result, Refusal):
            return Answer(
                200, orjson.dumps(result), [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
            )
        refusal = result
    count_refusal(refusal)
    return problem(refusal.status, refusal.reason, refusal.detail, refusal.errors, refusal.retry_after)


def _record_events(visit: Visit) -> dict[str, Any]:
    site, envelope, origin = visit.known_site, visit.known_envelope, visit.origin or ""
    outcome = accept_browser(
        visit.recorder,
        site,
        envelope,
        visit.now,
        origin=origin,
        user_agent=visit.headers.get("user-agent", ""),
        sighting=visit.recorder.sightings.of(site, origin, envelope.page.url, True, visit.now),
    )
    return {"accepted": outcome.accepted, "dropped": [dropped.as_json() for dropped in outcome.dropped]}


def _record_decision(visit: Visit) -> dict[str, Any] | Refusal:
    site = visit.known_site
    try:
        decision = typed(visit.value, Decision)
        with visit.recorder.db.reading() as session:
            check_purposes(session, site.id, decision)
    except Misfit as misfit:
        return bad_envelope(misfit)
    except UnknownNotice:
        return bad_envelope(Misfit("notice", "no notice of this site has this hash"))
    except WrongPurposes as wrong:
        return bad_envelope(Misfit("purposes", str(wrong)))
    has_signal = decision.gpc or visit.headers.get("sec-gpc") == "1"
    receipt = visit.recorder.write(lambda c: record_decision(c, site.id, decision, visit.now, has_signal))
    return {"receipt": receipt.as_json()}


def _give_code(visit: Visit) -> dict[str, Any] | Refusal:
    said = visit.value if isinstance(visit.value, dict) else {}
    found = earned_code(visit.recorder.db, visit.known_site, said.get("campaign"), said.get("exposure"))
    if found is None:
        return Refusal(404, "not_earned", "This visitor was not shown a coupon of this campaign.")
    return {"code": found, "expires_at": None}
