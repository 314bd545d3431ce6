"""Putting pictures into a site's library, and into drafts."""

from __future__ import annotations

from typing import Any

from tests.support.cast import Person
from tests.support.pictures import form_with, png
from winback.models import Site


def sent(client: Any, at: str, data: bytes, name: str = "Spring sale.png", **headers: str) -> Any:
    form, kind = form_with(data, name)
    return client.post(at, data=form, content_type=kind, headers=headers)


def uploaded(person: Person, at: str, data: bytes | None = None, name: str = "Spring sale.png") -> Any:
    answer = sent(person.api, at, data or png(600, 400), name)
    assert answer.status_code == 201, answer.json
    return answer.json


def block(picture: Any, **parts: Any) -> dict[str, Any]:
    return {"id": "pic", "type": "image", "picture": picture["id"], "alt": {"en": "A vase"}, **parts}


def message(*blocks: dict[str, Any]) -> dict[str, Any]:
    close = {"id": "close", "type": "button", "text": {"en": "Close"}, "action": "close"}
    return {"format": "popup", "steps": [{"id": "s1", "blocks": [*blocks, close]}]}


def with_picture(person: Person, site: Site, picture: Any, **parts: Any) -> Any:
    """A draft that shows it."""
    body = {"id": "offer", "name": "Offer", "triggers": [{"on": "exit_intent"}], "languages": ["en"]}
    variants = {"a": message(block(picture, **parts))}
    answer = person.api.post(f"/api/v1/sites/{site.id}/campaigns", json={**body, "variants": variants})
    assert answer.status_code == 201, answer.json
    return answer.json
