"""A shop's history that tests tell in a few words, and count by hand afterwards."""

from __future__ import annotations

import uuid
from typing import Any

from tests.support.cast import Person
from winback.clock import rfc3339
from winback.models.site import Site

NPS = {
    "format": "bar",
    "steps": [
        {
            "id": "ask",
            "blocks": [
                {
                    "id": "score",
                    "type": "nps",
                    "label": {"en": "How likely are you to recommend us?"},
                    "low": {"en": "Not at all"},
                    "high": {"en": "Very"},
                },
                {"id": "why", "type": "open_text", "label": {"en": "Why?"}},
                {"id": "send", "type": "button", "text": {"en": "Send"}, "action": "next"},
            ],
        }
    ],
}
OFFER = {
    "format": "popup",
    "steps": [
        {
            "id": "s1",
            "blocks": [
                {"id": "h", "type": "heading", "text": {"en": "Stay"}},
                {"id": "go", "type": "button", "text": {"en": "See it"}, "action": "link", "url": "/sale"},
            ],
        }
    ],
}


def campaign(person: Person, site: Site, slug: str, variants: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Makes a campaign and launches it."""
    body = {"id": slug, "name": slug, "triggers": [{"on": "exit_intent"}], "variants": variants, **parts}
    made = person.api.post(f"/api/v1/sites/{site.id}/campaigns", json=body)
    assert made.status_code == 201, made.json
    launched = person.api.post(f"/api/v1/sites/{site.id}/campaigns/{slug}/launch")
    assert launched.status_code == 200, launched.json
    return launched.json


def visitor(number: int) -> str:
    """The same 32 hex digits for the same number."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"visitor {number}").hex


class Told:
    """Events in the making, and one call to send them."""

    def __init__(self, person: Person, site: Site) -> None:
        self.person, self.site = person, site
        self.events: list[dict[str, Any]] = []

    def add(self, who: str | None, name: str, at: int, url: str = "https://shop.example/p/1", **properties: Any) -> str:
        event_id = str(uuid.uuid4())
        page = {"url": url, "lang": properties.pop("lang", "en"), "referrer": properties.pop("referrer", None)}
        told = {"id": event_id, "name": name, "time": rfc3339(at), "page": page, "properties": properties}
        self.events.append({**told, "visitor": who} if who else told)
        return event_id

    def met(self, who: str | None, campaign: str, arm: str, at: int, **more: Any) -> str:
        """An exposure. Its id is what everything after it refers to."""
        known = {"version": 1, "epoch": 1, "trigger": "exit_intent"}
        return self.add(who, "exposure", at, campaign=campaign, arm=arm, **(known | more))

    def saw(self, who: str | None, exposure: str, arm: str, at: int, **more: Any) -> None:
        self.add(who, "impression", at, exposure=exposure, variant=arm, format="bar", **more)

    def answered(self, who: str | None, exposure: str, value: Any, at: int, block: str = "score", **more: Any) -> None:
        self.add(who, "answer", at, exposure=exposure, step="ask", block=block, value=value, ms=900, **more)

    def bought(self, who: str, value: float, at: int, order: str) -> None:
        self.add(who, "purchase", at, value=value, currency="EUR", transaction_id=order)

    def send(self) -> None:
        answer = self.person.api.post(f"/api/v1/sites/{self.site.id}/events", json={"events": self.events})
        assert answer.json == {"accepted": len(self.events), "dropped": []}, answer.json
        self.events = []
