"""`/f/{slug}`: a GET shows the form and never casts an answer (mail scanners follow links); its POST does."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ...ids import uuid7
from ...ingest.dropped import Refusal, count_refusal
from ...ingest.envelope import Consent, Envelope, Page
from ...ingest.faults import Busy, ReadOnly, fault_of
from ...ingest.pipeline import browser_batch
from ...rules.logic import run
from ..public import Answer, Refused, Request
from ..service import Service
from . import admission, drawing, files, moves, reading, telling
from .links import State, TooLong, exposure_of, sealed, unsealed
from .opened import Opened, opened, wanted
from .sent import fields_of

Button = Mapping[str, Any]


def show(request: Request, slug: str, service: Service) -> Answer:
    """`GET /f/{slug}`: the form at its beginning; `?score=9` preselects, and waits to be confirmed."""
    if slug in files.FILES:
        return files.file(request, slug)
    query = fields_of(request.query)
    found = _found(request, query, slug, service)
    if isinstance(found, Answer):
        return found
    token = query.get("t", [""])[0]
    exposure = exposure_of(service.settings.secret_key, slug, token) if token else uuid7(service.clock())
    if exposure is None:
        return _gone(found)
    steps = found.variant(found.version, found.arm)["steps"]
    hidden = reading.hidden(steps, query)
    facts = {f"answer.{block}": value for block, value in hidden.items()}
    start = State(found.campaign.slug, found.version, found.arm, str(exposure), steps[0]["id"])
    state = moves.begun(steps, replace(start, facts=facts, hidden=hidden))
    if not _can_be_carried(service, found.seal, state):
        state = start
    return drawing.page(service.settings.secret_key, found, state, chosen=query.get("score", [""])[0])


def answer(request: Request, slug: str, service: Service) -> Answer:
    """`POST /f/{slug}`: one step's answers, and then the next step; or another step, where a button leads there."""
    form = fields_of((request.body or b"").decode("utf-8", "replace"))
    found = _found(request, form, slug, service)
    if isinstance(found, Answer):
        return found
    if refused := admission.refusal_of(service, request, found.site):
        return _refused(service, found, refused)
    state = unsealed(service.settings.secret_key, found.seal, form.get(":state", [""])[0])
    if state is None or state.version not in found.campaign.contents:
        return _gone(found)
    button = moves.pressed(found.step(state), form)
    action = button["action"] if button else "next"
    if button and action == "back":
        return _turned_back(request, service, found, state, button)
    if button and action.startswith("goto:"):
        return _leapt(request, service, found, state, button)
    return _answered(request, service, found, state, form, button)


def _turned_back(request: Request, service: Service, found: Opened, state: State, button: Button) -> Answer:
    if not state.path:
        return drawing.page(service.settings.secret_key, found, state)
    moved = moves.back(found.steps(state), state)
    return _told(request, service, found, state, moved, [telling.click(state, button)])


def _leapt(request: Request, service: Service, found: Opened, state: State, button: Button) -> Answer:
    steps = found.steps(state)
    moved = moves.leap(steps, state, button["action"].removeprefix("goto:"))
    click = telling.click(state, button)
    return _told(
        request, service, found, state, moved, [*telling.beginning(state), click, *telling.ending(steps, moved)]
    )


def _answered(
    request: Request, service: Service, found: Opened, state: State, form: reading.Form, button: Button | None
) -> Answer:
    step, steps = found.step(state), found.steps(state)
    values = {block["id"]: reading.answer_to(block, form, found.order) for block in reading.questions(step)}
    outcome = run(step.get("logic") or [], state.facts | {f"answer.{name}": value for name, value in values.items()})
    faults = {
        block["id"]: fault
        for block in reading.questions(step)
        if (fault := reading.fault(block, values[block["id"]], form, found.campaign, outcome.facts))
    }
    if faults:
        return drawing.page(service.settings.secret_key, found, state, faults=faults, form=form)
    target = outcome.jump if outcome.jumps else step["next"]
    moved = moves.onward(steps, state, values, outcome.facts, target or "")
    told = [telling.click(state, button)] if button else []
    told += telling.answers(state, step, values, found.order)
    return _told(
        request, service, found, state, moved, [*telling.beginning(state), *told, *telling.ending(steps, moved)]
    )


def _told(request: Request, service: Service, found: Opened, state: State, moved: State, events: list[Any]) -> Answer:
    """The events are stored, and then the next step is shown, or thanks where there is none."""
    if not _can_be_carried(service, found.seal, moved):
        return _refused(service, found, admission.TOO_LARGE)
    try:
        _keep(request, service, found, state, events)
    except (Busy, ReadOnly) as fault:
        return _refused(service, found, admission.unkept(fault))
    return drawing.page(service.settings.secret_key, found, moved) if moved.step else drawing.thanks(found)


def _found(request: Request, said: reading.Form, slug: str, service: Service) -> Opened | Answer:
    """The open form, or what is answered in its place."""
    try:
        found = opened(request, said, slug, service)
    except Refused as refused:  # who has guessed too often, and of no site
        count_refusal(refused.refusal)
        return drawing.refusal(refused.refusal, wanted(request, said))
    return found if isinstance(found, Opened) else drawing.notice(404, "gone", wanted(request, said), found)


def _gone(found: Opened) -> Answer:
    return drawing.notice(404, "gone", found.order, found.site, found.theme)


def _refused(service: Service, found: Opened, refusal: Refusal) -> Answer:
    admission.count(service, found.site, refusal)
    return drawing.refusal(refusal, found.order, found)


def _can_be_carried(service: Service, seal: str, state: State) -> bool:
    """Asked before anything is stored: what can't be sent on would be lost halfway."""
    try:
        sealed(service.settings.secret_key, seal, state)
    except TooLong:
        return False
    return True


def _keep(request: Request, service: Service, found: Opened, state: State, events: list[Any]) -> None:
    """The origin is our own, and nothing is remembered of who answers. Raises Busy or ReadOnly."""
    if found.is_rehearsal:
        return
    try:
        with service.db.reading() as session:
            before = telling.told(session, found.site.id, state)
    except sa.exc.SQLAlchemyError as error:
        raise fault_of(error) or error from None
    said = telling.identified(events, state, before)
    page = Page(url=f"{service.settings.url}/f/{found.slug}", lang=found.order[0])
    envelope = Envelope(v=1, visitor=None, consent=Consent(mode="off", purposes=[]), page=page, events=said)
    batch = browser_batch(
        found.site,
        envelope,
        service.clock(),
        origin=service.settings.url,
        user_agent=request.headers.get("user-agent", ""),
        address=request.address,
    )
    service.recorder.record(batch)
