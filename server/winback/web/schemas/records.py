"""What was recorded, as it is read back: events, responses, consent, subscribers, tokens."""

import uuid
from typing import Any

from marshmallow import Schema, fields

from ...models import ConsentRecord, Event, Flag, Subscriber, Token
from ...money import to_decimal
from ...reports.events import EventRow
from ...reports.responses import ResponseRow
from .fields import Instant


def hex_id(value: uuid.UUID | None) -> str | None:
    """Visitors and visits are 32 hex digits; events and exposures are UUIDs with dashes."""
    return value.hex if value else None


def dashed(value: uuid.UUID | None) -> str | None:
    return str(value) if value else None


def _text(**options: Any) -> fields.String:
    return fields.String(required=True, **options)


def _maybe() -> fields.String:
    return fields.String(required=True, allow_none=True)


class Page(Schema):
    url = _maybe()
    path = _maybe()
    referrer = _maybe()
    title = _maybe()
    lang = _maybe()


class EventOut(Schema):
    id = fields.UUID(required=True)
    name = _text()
    time = Instant(required=True)
    visitor = _maybe()
    session = _maybe()
    campaign = _maybe()
    arm = _maybe()
    exposure = fields.UUID(required=True, allow_none=True)
    page = fields.Nested(Page, required=True)
    value = fields.Float(required=True, allow_none=True)
    currency = _maybe()
    flags = fields.List(fields.String(), required=True)
    source = _text()
    received_at = Instant(required=True)
    properties = fields.Dict(required=True)


def event_json(row: EventRow) -> dict[str, Any]:
    event: Event = row.event
    return {
        "id": str(event.id),
        "name": event.name,
        "time": event.time,
        "visitor": hex_id(event.visitor),
        "session": hex_id(event.session_id),
        "campaign": row.campaign,
        "arm": event.arm,
        "exposure": dashed(event.exposure),
        "page": {
            "url": event.url,
            "path": event.path,
            "referrer": event.referrer,
            "title": event.title,
            "lang": event.language,
        },
        "value": _amount(event),
        "currency": event.currency,
        "flags": Flag.names(event.flags),
        "source": event.source,
        "received_at": event.received_at,
        "properties": event.properties,
    }


def _amount(event: Event) -> float | None:
    if event.value_minor is None or event.currency is None:
        return None
    return float(to_decimal(event.value_minor, event.currency))


class AnswerOut(Schema):
    block = _text()
    step = _text()
    type = _text()
    value = fields.Raw(required=True, metadata={"description": 'A number, an option\'s id, {"other": text} or text.'})
    answered_at = Instant(required=True)


class ResponseOut(Schema):
    id = fields.UUID(required=True)
    campaign = _text()
    variant = _text()
    visitor = _maybe()
    session = _maybe()
    started_at = Instant(required=True)
    completed_at = Instant(required=True, allow_none=True)
    complete = fields.Boolean(required=True)
    steps = fields.List(fields.String(), required=True)
    url = _maybe()
    language = _maybe()
    flags = fields.List(fields.String(), required=True)
    answers = fields.List(fields.Nested(AnswerOut), required=True)


class ResponseWithPath(ResponseOut):
    path = fields.List(fields.Nested(EventOut), required=True)


def response_json(row: ResponseRow) -> dict[str, Any]:
    response = row.response
    return {
        "id": str(response.exposure),
        "campaign": row.campaign,
        "variant": response.variant,
        "visitor": hex_id(response.visitor),
        "session": hex_id(response.session_id),
        "started_at": response.started_at,
        "completed_at": response.completed_at,
        "complete": response.completed_at is not None,
        "steps": response.steps,
        "url": response.url,
        "language": response.language,
        "flags": Flag.names(response.flags),
        "answers": [
            {"block": a.block, "step": a.step, "type": a.kind, "value": a.value, "answered_at": a.answered_at}
            for a in response.answers
        ],
    }


class ConsentRecordOut(Schema):
    id = fields.UUID(required=True)
    seq = fields.Integer(required=True)
    consent_id = _text()
    visitor = _maybe()
    notice = _maybe()
    action = _text()
    purposes = fields.Dict(fields.String(), fields.Boolean(), required=True)
    recorded_at = Instant(required=True)
    payload = fields.Dict(required=True, allow_none=True)
    salt = _maybe()
    commitment = _text()
    previous_hash = _text()
    hash = _text()


def record_json(record: ConsentRecord) -> dict[str, Any]:
    same = ("seq", "notice", "action", "purposes", "recorded_at", "payload", "salt", "commitment", "previous_hash")
    return {
        "id": str(record.id),
        "consent_id": record.consent_id.hex,
        "visitor": hex_id(record.visitor),
        **{name: getattr(record, name) for name in same},
        "hash": record.hash,
    }


class NoticeOut(Schema):
    hash = _text()
    published_at = Instant(required=True)
    content = fields.Dict(required=True)


class SubscriberOut(Schema):
    email = _text()
    visitor = _maybe()
    campaign = _maybe()
    lists = fields.List(fields.String(), required=True)
    text_id = _text()
    consent_text = _maybe()
    subscribed_at = Instant(required=True)


def subscriber_json(subscriber: Subscriber, campaign: str | None) -> dict[str, Any]:
    return {
        "email": subscriber.email,
        "visitor": hex_id(subscriber.visitor),
        "campaign": campaign,
        "lists": subscriber.lists,
        "text_id": subscriber.text_id,
        "consent_text": subscriber.consent_text,
        "subscribed_at": subscriber.subscribed_at,
    }


class TokenOut(Schema):
    id = _text()
    name = _text()
    hint = _text()
    site = _maybe()
    created_at = Instant(required=True)
    expires_at = Instant(required=True, allow_none=True)
    last_used_at = Instant(required=True, allow_none=True)
    revoked_at = Instant(required=True, allow_none=True)


class TokenWithSecret(TokenOut):
    secret = fields.String(required=True, allow_none=True, metadata={"description": "Told once, never again."})


def token_json(token: Token) -> dict[str, Any]:
    same = ("name", "hint", "created_at", "expires_at", "last_used_at", "revoked_at")
    return {
        "id": str(token.id),
        "site": None if token.site_id is None else str(token.site_id),
        **{name: getattr(token, name) for name in same},
    }
