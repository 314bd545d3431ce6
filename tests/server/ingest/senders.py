"""Browsers and shops that send, and campaigns that they meet."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from winback.assign import assign, in_holdout
from winback.db.engine import Database
from winback.ids import uuid7
from winback.models import Base, Campaign, Site

PAGE = {"url": "https://shop.example/p/1?utm_source=x", "referrer": "", "title": "Lamp", "lang": "en"}
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
NOON = 1_795_176_000_000  # of 20 November 2026, as the tests' clock has it

CONSENT_TEXT = "Yes, send me the newsletter."
QUESTIONS: list[dict[str, Any]] = [
    {"id": "score", "type": "nps", "label": {"en": "How likely?"}, "low": {}, "high": {}},
    {
        "id": "why",
        "type": "single_choice",
        "label": {"en": "Why?"},
        "options": [{"id": "price", "text": {"en": "Price"}}, {"id": "size", "text": {"en": "Size"}}],
        "other": True,
    },
    {"id": "words", "type": "open_text", "label": {"en": "Tell us"}, "max": 20},
    {"id": "mail", "type": "email", "label": {"en": "E-mail"}, "consent_text": {"en": CONSENT_TEXT}, "lists": ["news"]},
    {"id": "code", "type": "coupon", "code": "SAVE10"},
    {"id": "happy", "type": "csat", "label": {"en": "How satisfied?"}},
    {"id": "easy", "type": "ces", "label": {"en": "How easy?"}},
    {"id": "stars", "type": "stars", "label": {"en": "How many stars?"}, "max": 5},
    {
        "id": "sizes",
        "type": "multiple_choice",
        "label": {"en": "Which?"},
        "options": [{"id": size, "text": {"en": size}} for size in ("s", "m", "l")],
        "other": True,
        "max": 2,
    },
    {"id": "land", "type": "select", "label": {"en": "Where to?"}, "options": [{"id": "kr", "text": {"en": "Korea"}}]},
    {"id": "line", "type": "field", "label": {"en": "Your name"}, "kind": "name"},
    {"id": "people", "type": "field", "label": {"en": "How many?"}, "kind": "number", "min": 1, "max": 9},
    {"id": "price", "type": "field", "label": {"en": "How much?"}, "kind": "number", "step": 0.01},
    {"id": "tel", "type": "field", "label": {"en": "Your number"}, "kind": "phone"},
    {"id": "came", "type": "hidden", "source": "url", "name": "utm_campaign"},
    {"id": "day", "type": "field", "label": {"en": "When?"}, "kind": "date", "latest": "2026-12-31"},
    {"id": "terms", "type": "checkbox", "label": {"en": "I agree."}},
]


def content(goal: dict[str, Any] | None = None, blocks: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A campaign's content with two variants and a control, all of one weight."""
    variant = {"format": "popup", "theme": {}, "steps": [{"id": "s1", "blocks": blocks or QUESTIONS, "next": None}]}
    return {
        "triggers": [{"on": "exit_intent"}],
        "audience": None,
        "schedule": {"from": None, "to": None, "hours": None},
        "frequency": {},
        "goal": goal or {"event": "purchase", "window_days": 7},
        "languages": ["en"],
        "experiment": {
            "hash_version": 2,
            "hash_attribute": "visitor",
            "seed": "cart-saver",
            "coverage": 1,
            "arms": [{"id": "control", "weight": 0.4}, {"id": "a", "weight": 0.3}, {"id": "b", "weight": 0.3}],
            "mode": "open",
        },
        "variants": {"a": variant, "b": variant},
    }


def launched(db: Database, site: Site, slug: str = "cart-saver", now: int = NOON, **kinds: Any) -> Campaign:
    with db.writing() as session:
        campaign = Campaign(
            site=session.get_one(Site, site.id),
            slug=slug,
            name=slug,
            content=content(**kinds),
            epochs=[],
            version=0,
            created_at=now,
            updated_at=now,
        )
        session.add(campaign)
        session.flush()
        campaign.launch(None, now)
    return campaign


def visitor_in(arm: str, campaign: Campaign, start: int = 1) -> str:
    """A visitor who truly falls into that arm of the campaign's newest epoch."""
    epoch = campaign.epochs[-1]
    for number in range(start, start + 10_000):
        visitor = f"{number:032x}"
        if (in_holdout(epoch["holdout"], visitor) and arm == "holdout") or (
            not in_holdout(epoch["holdout"], visitor) and assign(epoch, visitor) == arm
        ):
            return visitor
    raise AssertionError(f"nobody falls into {arm}")


def told(name: str, age_ms: int = 0, event_id: str | None = None, **properties: Any) -> dict[str, Any]:
    """An event as the browser tells it."""
    return {"id": event_id or str(uuid7(NOON)), "name": name, "age_ms": age_ms, "properties": properties}


@dataclass
class Browser:
    """A visitor's browser on one of the site's pages."""

    client: FlaskClient
    site: Site
    visitor: str | None = "8f14e45fceea167a5a36dedd4bea2543"
    purposes: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(
        default_factory=lambda: {"Origin": "https://shop.example", "User-Agent": CHROME, "Content-Type": "text/plain"}
    )

    def send(self, *events: Any, **changes: Any) -> TestResponse:
        return self.post(orjson.dumps(self.envelope(*events, **changes)))

    def post(self, body: bytes, key: str | None = None, route: str = "e", **headers: str | None) -> TestResponse:
        merged = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        wanted = {name: value for name, value in merged.items() if value is not None}
        return self.client.post(f"/{route}/{key or self.site.key}", data=body, headers=wanted)

    def envelope(self, *events: Any, **changes: Any) -> dict[str, Any]:
        return {
            "v": 1,
            "visitor": self.visitor,
            "session": None,
            "sent_at": NOON,
            "consent": {"mode": "off", "purposes": self.purposes, "notice": None, "gpc": False},
            "page": PAGE,
            "events": list(events),
            **changes,
        }

    def exposed(self, campaign: Campaign, arm: str, age_ms: int = 0, epoch: int = 1) -> str:
        """Sends an exposure and returns its id."""
        event = told("exposure", age_ms, campaign=campaign.slug, version=1, arm=arm, epoch=epoch, trigger="exit_intent")
        assert accepted(self.send(event)) == 1
        return str(event["id"])


def accepted(answer: TestResponse) -> int:
    """How many events were taken, where none was dropped."""
    assert answer.status_code == 200, answer.data
    assert answer.json and answer.json["dropped"] == [], answer.json
    return int(answer.json["accepted"])


def reasons(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.data
    return [dropped["reason"] for dropped in answer.json["dropped"]]  # type: ignore[index]


def rows(db: Database, model: type[Base], *which: Any) -> list[Any]:
    with db.reading() as session:
        return list(session.scalars(sa.select(model).where(*which)))


def count(db: Database, model: type[Base]) -> int:
    with db.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def fresh_id() -> str:
    return str(uuid7(NOON))


def new_visitor() -> str:
    return uuid.uuid4().hex


def refused_as(answer: TestResponse) -> str:
    assert answer.content_type == "application/problem+json", answer.data
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body = answer.json
    assert body
    assert body["status"] == answer.status_code
    assert body["type"] == f"/problems/{body['reason']}"
    return str(body["reason"])
