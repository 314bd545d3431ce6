"""The pages that a form answers with: a step of it, or a word in its place."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from ...ingest.dropped import Refusal
from ...ingest.facts import SiteFacts
from ...languages import direction, likely
from ...rules.fields import Fault
from ...rules.logic import pipe
from ...targeting import own
from ...targeting.kit import worn
from ..jinja import ByName
from ..public import Answer
from . import moves, reading
from .addresses import address_of, on_the_site
from .files import version
from .filling import filling
from .language import said, spoken
from .links import State, sealed
from .look import Look, look_of
from .opened import Opened
from .piping import named
from .reading import Form
from .shuffle import options_of
from .written import written

_HERE = Path(__file__).parent
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
_SAYING = {403: "strange", 413: "too_long", 429: "busy", 503: "busy"}  # what a visitor reads of a refusal
# For who works at the admin, in its languages.
_REHEARSED = {"en": "Preview: nothing is stored", "ko": "미리보기: 아무것도 저장되지 않습니다"}
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
    # Whoever comes back to a page by the browser's own button finds it as it was, and no word of sending anything again:
    # what they send then is the same set of answers.
    ("Cache-Control", "private, no-cache"),
]


def page(
    secret: str,
    found: Opened,
    state: State,
    *,
    chosen: str = "",
    faults: Mapping[str, Fault] | None = None,
    form: Form | None = None,
) -> Answer:
    """The step that the state is at. `faults`: by block, what has to be put right."""
    step, variant = found.step(state), found.variant(state.version, state.arm)
    questions = reading.questions(step)
    facts = named(state.facts, variant["steps"], lambda text: said(text, found.order))

    def plain(text: Mapping[str, str] | None) -> str:
        return pipe(said(text, found.order), facts)

    def say(text: Mapping[str, str] | None) -> Markup:
        return _in_its_language(plain(text), spoken(text, found.order), found.order[0])

    required = {block["id"] for block in questions if reading.is_required(block, state.facts)}
    shown = {
        **_around(found.order, found.site, look_of(worn(variant.get("theme"), dict(found.site.look)))),
        "is_rehearsal": found.is_rehearsal,
        "title": plain(_title(step, questions)),
        "step": step,
        "questions": questions,
        "required": required,
        "has_heading": any(block["type"] == "heading" for block in step["blocks"]),
        "say": say,
        "plain": plain,
        "tongue_of": lambda text: _tongue(spoken(text, found.order), found.order[0]),
        "rich_of": lambda block: (block.get("rich") or {}).get(spoken(block.get("text"), found.order)),
        "piped": lambda text: pipe(text, facts),
        "action": found.action(step["id"]),
        "state": sealed(secret, found.seal, state),
        "state_of": state,
        "scales": SCALES,
        "shape_of": reading.shape_of,
        "options_of": lambda block: options_of(block, state.exposure),
        "faults": faults or {},
        "filling": filling,
        "form": _typed(step, state, found.order) if form is None else form,
        "chosen": chosen,
        "button": moves.BUTTON,
        "has_next": any(_goes_on(block) for block in step["blocks"]),
        "has_leap": any((block.get("action") or "").startswith("goto:") for block in step["blocks"]),
        "is_end": not questions and not step.get("next"),
    }
    return _answer(422 if faults else 200, "form.html", shown)


def notice(
    status: int,
    word: str,
    order: list[str],
    site: SiteFacts | None = None,
    theme: Mapping[str, Any] | None = None,
    retry_after: int | None = None,
    is_rehearsal: bool = False,
) -> Answer:
    """A page with this word alone, in the language that it is really said in."""
    language, text = own.found(word, order[0], site.own_words if site else {})
    look = look_of(theme if theme is not None else worn({"kit": True}, dict(site.look)) if site else {})
    shown = {
        **_around([language], site, look),
        "text": text,
        "title": text,
        "is_done": word == "thanks",
        "is_rehearsal": is_rehearsal,
    }
    wait = [] if retry_after is None else [("Retry-After", str(retry_after))]
    return _answer(status, "notice.html", shown, wait)


def thanks(found: Opened) -> Answer:
    return notice(200, "thanks", found.order, found.site, found.theme, is_rehearsal=found.is_rehearsal)


def refusal(refused: Refusal, order: list[str], found: Opened | None = None) -> Answer:
    """`found`: where the refusal came from a form that is open."""
    word, wait = _SAYING[refused.status], refused.retry_after
    site, theme = (found.site, found.theme) if found else (None, None)
    return notice(refused.status, word, order, site, theme, wait)


def drawn(template: str, shown: Mapping[str, Any]) -> str:
    return _templates().get_template(template).render(**shown)


def _answer(status: int, template: str, shown: dict[str, Any], headers: list[tuple[str, str]] | None = None) -> Answer:
    body = drawn(template, shown).encode()
    look, site = shown["look"], shown["site"]
    is_framed = shown.get("is_rehearsal", False)
    policy = ("Content-Security-Policy", look.policy(site.origins if site else (), is_framed=is_framed))
    return Answer(status, body, [*_HEADERS, policy, *(headers or [])])


def _around(order: list[str], site: SiteFacts | None, look: Look) -> dict[str, Any]:
    """What every page has, whatever is on it."""
    changed, origins = (site.own_words, site.origins) if site else ({}, ())

    def word(name: str, limit: Any = None) -> Markup:
        language, text = own.found(name, order[0], changed)
        return _in_its_language(_filled(text, limit, order[0]), language, order[0])

    return {
        "look": look,
        "site": site,
        "home": on_the_site("/", origins) if address_of(origins) else "",
        "at_site": lambda url: on_the_site(url, origins),
        "word": word,
        "plain_word": lambda name: own.word(name, order[0], changed),
        "language": order[0],
        "direction": direction(order[0]),
        "rehearsed": _REHEARSED,
        "rehearsed_in": "ko" if likely(order[0])[0] == "ko" else "en",
        "version": version(),
    }


def _in_its_language(text: str, language: str, of_page: str) -> Markup:
    """Marked where it is in another language than its page, so that it is read out as what it is."""
    tongue = _tongue(language, of_page) if text else ""
    return Markup("<span{}>{}</span>").format(tongue, text) if tongue else escape(text)


def _tongue(language: str, of_page: str) -> Markup:
    """The attributes of an element whose words are in this language; none where that is the page's own."""
    if likely(language)[:2] == likely(of_page)[:2]:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def _filled(text: str, limit: Any, language: str) -> str:
    return text if limit is None else re.sub(r"{\w+}", lambda _: written(limit, language), text)


def _title(step: Mapping[str, Any], questions: list[Any]) -> Any:
    headings = [block["text"] for block in step["blocks"] if block["type"] == "heading"]
    return next(iter([*headings, *(block.get("label") for block in questions)]), None)


def _typed(step: Mapping[str, Any], state: State, order: list[str]) -> dict[str, list[str]]:
    """Where somebody comes back to a step: what was answered in it before."""
    known = [(block, state.answers[block["id"]]) for block in reading.questions(step) if block["id"] in state.answers]
    return {name: values for block, value in known for name, values in reading.typed(block, value, order).items()}


def _goes_on(block: Mapping[str, Any]) -> bool:
    return block["type"] == "button" and block.get("action") == "next"


@cache
def _templates() -> jinja2.Environment:
    return ByName(loader=jinja2.FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
