"""`/f/{slug}`: a GET shows the form and never casts an answer (mail scanners follow links); its POST does."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jinja2

from ... import assets
from ...clock import now_ms
from ...ids import uuid7
from ...ingest.dropped import Refusal
from ...ingest.envelope import Consent, Envelope, Page
from ...ingest.facts import CampaignFacts, SiteFacts, text_id
from ...ingest.faults import Busy, ReadOnly
from ...ingest.pipeline import browser_batch
from ...rules.ahead import ahead, asked_about
from ...rules.logic import pipe, run
from ..public import Answer, Request
from ..service import Service
from . import admission, reading
from .language import direction, said, spoken, tongues
from .links import State, TooLong, exposure_of, read_slug, sealed, unsealed
from .piping import named

_HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
    ("Cache-Control", "no-store"),
]
_WORDS = {
    "send": {"en": "Send", "ko": "보내기"},
    "thanks": {"en": "Thank you.", "ko": "감사합니다."},
    "gone": {"en": "This form is not open.", "ko": "지금은 열려 있지 않은 설문입니다."},
    "busy": {"en": "Please try again in a moment.", "ko": "잠시 후 다시 시도해 주세요."},
    "strange": {
        "en": "Please open the form itself and send your answers from there.",
        "ko": "설문 페이지를 직접 열어 답변을 보내 주세요.",
    },
    "long": {
        "en": "Your answers are too long. Please go back and shorten them.",
        "ko": "답변이 너무 깁니다. 뒤로 돌아가 줄여 주세요.",
    },
    "other": {"en": "Something else", "ko": "기타"},
    "choose": {"en": "Please choose", "ko": "선택해 주세요"},
}
_SAYING = {403: "strange", 413: "long", 429: "busy", 503: "busy"}  # what a visitor reads of a refusal
_MOST_FIELDS = 500
_FILES = {"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
_SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def show(request: Request, slug: str, service: Service) -> Answer:
    """`GET /f/{slug}`: the form at its beginning; `?score=9` preselects, and waits to be confirmed."""
    if slug in _FILES:
        return Answer(200, _file(slug), [("Content-Type", _FILES[slug]), ("Cache-Control", "max-age=3600")])
    query = _fields(request.query)
    found = _open_form(service, slug)
    order = _tongues(request, query, found[1] if found else None)
    if found is None:
        return _notice(404, "gone", order)
    _, campaign = found
    token = query.get("t", [""])[0]
    exposure = exposure_of(service.settings.secret_key, slug, token) if token else uuid7(service.clock())
    if exposure is None:
        return _notice(404, "gone", order)
    version = max(campaign.contents)
    arm = _arm(campaign.contents[version])
    steps = campaign.contents[version]["variants"][arm]["steps"]
    hidden = reading.hidden(steps, query)
    facts = {f"answer.{block}": value for block, value in hidden.items()}
    state = State(campaign.slug, version, arm, str(exposure), steps[0]["id"], facts=facts, hidden=hidden)
    if not _can_be_carried(service, slug, state):
        state = replace(state, facts={}, hidden={})
    return _page(service, slug, campaign, state, order, chosen=query.get("score", [""])[0])


def answer(request: Request, slug: str, service: Service) -> Answer:
    """`POST /f/{slug}`: one step's answers, and then the next step."""
    form = _fields((request.body or b"").decode("utf-8", "replace"))
    found = _open_form(service, slug)
    order = _tongues(request, {"lang": form.get(":lang", [])}, found[1] if found else None)
    if found is None:
        return _notice(404, "gone", order)
    site, campaign = found
    refusal = admission.refusal_of(service, request, site)
    if refusal is not None:
        return _refused(service, site, refusal, order)
    state = unsealed(service.settings.secret_key, slug, form.get(":state", [""])[0])
    if state is None or state.version not in campaign.contents:
        return _notice(404, "gone", order)
    step = _step_of(campaign, state)
    values = {block["id"]: reading.answer_to(block, form, order) for block in reading.questions(step)}
    outcome = run(step.get("logic") or [], state.facts | {f"answer.{name}": value for name, value in values.items()})
    faults = {
        block["id"]: found_fault
        for block in reading.questions(step)
        if (found_fault := reading.fault(block, values[block["id"]], form, campaign, outcome.facts))
    }
    if faults:
        return _page(service, slug, campaign, state, order, faults=faults, form=form)
    target = outcome.jump if outcome.jumps else step["next"]
    steps = campaign.contents[state.version]["variants"][state.arm]["steps"]
    asked = asked_about(ahead(steps, target))
    facts = {name: value for name, value in outcome.facts.items() if name in asked}
    gone = replace(state, path=[*state.path, step["id"]], facts=facts, step=target or "")
    if not _can_be_carried(service, slug, gone):
        return _refused(service, site, admission.TOO_LARGE, order)
    events = [*_beginning(state), *_told(state, step, values, order), *_ending(campaign, gone)]
    try:
        _keep(service, request, site, events, order[0], slug)
    except (Busy, ReadOnly) as fault:
        return _refused(service, site, admission.unkept(fault), order)
    return _page(service, slug, campaign, gone, order) if target else _notice(200, "thanks", order)


def _fields(text: str) -> dict[str, list[str]]:
    """A form's fields; none of more than any form of ours has. PostgreSQL keeps no NUL."""
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return {name: [value.replace("\0", "") for value in values] for name, values in found.items()}


def _open_form(service: Service, slug: str) -> tuple[SiteFacts, CampaignFacts] | None:
    """The site and its campaign, where that is live and has a page of its own."""
    named = read_slug(slug)
    published = service.publisher.published(named[0]) if named else None
    site = service.recorder.sites.by_key(named[0]) if named else None
    if named is None or published is None or site is None:
        return None
    carried = (one for config in published.configs.values() for one in config["campaigns"] if one["id"] == named[1])
    shown = next(carried, None)
    campaign = site.campaigns.get(named[1])
    if (
        shown is None
        or not _is_its_time(shown.get("schedule") or {}, service.clock())
        or campaign is None
        or not campaign.contents[max(campaign.contents)].get("hosted")
    ):
        return None
    return site, campaign


def _arm(content: Mapping[str, Any]) -> str:
    """The first that some visitors get: a database keeps no order of the variants themselves."""
    variants = content["variants"]
    given = (arm["id"] for arm in content["experiment"]["arms"] if arm["weight"] > 0 and arm["id"] in variants)
    first: str = next(given, min(variants))
    return first


def _is_its_time(schedule: Mapping[str, int], now: int) -> bool:
    """A script carries its campaigns some time before they start; a form has to look at the clock itself."""
    return schedule.get("from", now) <= now < schedule.get("to", now + 1)


def _can_be_carried(service: Service, slug: str, state: State) -> bool:
    """Asked before anything is stored: what can't be sent on would be lost halfway."""
    try:
        sealed(service.settings.secret_key, slug, state)
    except TooLong:
        return False
    return True


def _step_of(campaign: CampaignFacts, state: State) -> Any:
    steps = campaign.contents[state.version]["variants"][state.arm]["steps"]
    return next(step for step in steps if step["id"] == state.step)


# ---- what is told ----


def _event(name: str, **properties: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7(now_ms())),
        "name": name,
        "age_ms": 0,
        "properties": properties,
    }


def _beginning(state: State) -> list[dict[str, Any]]:
    """Told with the first answers, so that whoever only follows the link is nobody. Told again it is the same."""
    if state.path:
        return []
    exposure = _event("exposure", campaign=state.campaign, version=state.version, arm=state.arm, trigger="hosted")
    seen = _event("impression", exposure=state.exposure, variant=state.arm, format="hosted")
    seen["id"] = str(uuid.uuid5(uuid.UUID(state.exposure), "impression"))
    return [{**exposure, "id": state.exposure}, seen]


def _told(state: State, step: Any, values: dict[str, Any], order: list[str]) -> list[dict[str, Any]]:
    events = []
    for block in step["blocks"]:
        if block["id"] in state.hidden:
            told = {"exposure": state.exposure, "step": step["id"], "block": block["id"]}
            events.append(_event("answer", **told, value=state.hidden[block["id"]]))
    for block in reading.questions(step):
        value = values[block["id"]]
        if value is None:
            continue
        if block["type"] == "email":
            words = said(block.get("consent_text"), order)
            lists = block.get("lists", [])
            events.append(
                _event("subscribe", exposure=state.exposure, email=value, lists=lists, text_id=text_id(words))
            )
        else:
            told = {"exposure": state.exposure, "step": step["id"], "block": block["id"], "value": value}
            events.append(_event("answer", **told))
    return events


def _ending(campaign: CampaignFacts, state: State) -> list[dict[str, Any]]:
    """The set of answers is closed as soon as no question lies ahead."""
    steps = {step["id"]: step for step in campaign.contents[state.version]["variants"][state.arm]["steps"]}
    ahead, passed = state.step, set()
    while ahead and ahead not in passed:
        if reading.questions(steps[ahead]):
            return []
        passed.add(ahead)
        ahead = steps[ahead]["next"] or ""
    return [_event("response", exposure=state.exposure, complete=True, path=state.path)]


def _keep(service: Service, request: Request, site: SiteFacts, events: list[Any], language: str, slug: str) -> None:
    """The origin is our own, and nothing is remembered of who answers. Raises Busy or ReadOnly."""
    page = Page(url=f"{service.settings.url}/f/{slug}", lang=language)
    envelope = Envelope(v=1, visitor=None, consent=Consent(mode="off", purposes=[]), page=page, events=events)
    batch = browser_batch(
        site,
        envelope,
        service.clock(),
        origin=service.settings.url,
        user_agent=request.headers.get("user-agent", ""),
        address=request.address,
    )
    service.recorder.record(batch)


# ---- what is shown ----


def _page(
    service: Service,
    slug: str,
    campaign: CampaignFacts,
    state: State,
    order: list[str],
    *,
    chosen: str = "",
    faults: Any = None,
    form: Any = None,
) -> Answer:
    step = _step_of(campaign, state)
    variant = campaign.contents[state.version]["variants"][state.arm]
    facts = named(state.facts, variant["steps"], lambda text: said(text, order))
    shown = {
        "step": step,
        "theme": variant.get("theme") or {},
        "questions": reading.questions(step),
        "required": {block["id"] for block in reading.questions(step) if reading.is_required(block, state.facts)},
        "has_heading": any(block["type"] == "heading" for block in step["blocks"]),
        "say": lambda text: pipe(said(text, order), facts),
        "words": {key: said(text, order) for key, text in _WORDS.items()},
        "language": order[0],
        "direction": direction(order[0]),
        "state": sealed(service.settings.secret_key, slug, state),
        "scales": _SCALES,
        "faults": faults or {},
        "form": form or {},
        "chosen": chosen,
    }
    return Answer(422 if faults else 200, _templates().get_template("form.html").render(**shown).encode(), _HEADERS)


def _refused(service: Service, site: SiteFacts, refusal: Refusal, order: list[str]) -> Answer:
    admission.count(service, site, refusal)
    shown = _notice(refusal.status, _SAYING[refusal.status], order)
    wait = [] if refusal.retry_after is None else [("Retry-After", str(refusal.retry_after))]
    return Answer(shown.status, shown.body, [*shown.headers, *wait])


def _notice(status: int, word: str, order: list[str]) -> Answer:
    shown = {"text": said(_WORDS[word], order), "language": spoken(_WORDS[word], order)}
    shown["direction"] = direction(shown["language"])
    return Answer(status, _templates().get_template("notice.html").render(**shown).encode(), _HEADERS)


def _tongues(request: Request, query: Any, campaign: CampaignFacts | None) -> list[str]:
    """The languages in which texts are looked up: the one that the link names first, then as the browser wants them."""
    languages = campaign.contents[max(campaign.contents)]["languages"] if campaign else ["en", "ko"]
    return tongues((query.get("lang") or [""])[0], request.headers.get("accept-language", ""), languages)


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _file(name: str) -> bytes:
    path = _HERE / "form.css" if name == "style.css" else assets.folder("admin") / "static" / name
    return path.read_bytes()
