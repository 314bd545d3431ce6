"""Campaigns as pages of their own, and somebody who fills them in without a browser."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.ingest.senders import NOON, content
from winback.db.engine import Database
from winback.models import Campaign, Site

NPS = {
    "id": "score",
    "type": "nps",
    "label": {"en": "How likely?", "ko": "추천 의향은?"},
    "low": {},
    "high": {},
    "required": True,
}
WHY = {"id": "why", "type": "open_text", "label": {"en": "Why {{answer.score|that}}?"}, "max": 200}
MAIL = {
    "id": "mail",
    "type": "email",
    "label": {"en": "Email"},
    "consent_text": {"en": "Send me news."},
    "lists": ["news"],
}
AGREE = {"id": "agree", "type": "consent", "label": {"en": "Keep my size."}, "required": False}
THANKS = {"id": "h", "type": "heading", "text": {"en": "Thank you <3"}}
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # for what no database decides


def launch(db: Database, shop: Site, slug: str, steps: list[Any], *, hosted: bool = True, **parts: Any) -> None:
    made = content()
    variant = {"format": "popup", "theme": {}, "steps": steps}
    made |= {"variants": {"a": variant, "b": variant}, "hosted": hosted, "languages": ["en", "ko"]} | parts
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        campaign = Campaign(
            site=site, slug=slug, name=slug, content=made, epochs=[], version=0, created_at=1, updated_at=1
        )
        session.add(campaign)
        session.flush()
        campaign.launch(None, NOON)


def state_in(page: TestResponse) -> str:
    found = re.search(r'name=":state" value="([^"]+)"', page.text)
    assert found, page.text
    return html.unescape(found[1])


def send(client: FlaskClient, form: str, page: TestResponse, **answers: Any) -> TestResponse:
    return client.post(form, data={":state": state_in(page), ":lang": "en", **answers})


def chain(steps: int, most: int, *, piped: bool = False) -> list[Any]:
    """So many steps, each with a question of so many letters; the last one names them all."""
    said = " ".join(f"{{{{answer.q{n}}}}}" for n in range(steps)) if piped else "Thanks"
    asks = [{"id": f"q{n}", "type": "open_text", "label": {"en": f"Why {n}?"}, "max": most} for n in range(steps)]
    made = [{"id": f"s{n}", "blocks": [ask], "next": f"s{n + 1}"} for n, ask in enumerate(asks)]
    return [*made, {"id": f"s{steps}", "blocks": [{"id": "h", "type": "heading", "text": {"en": said}}], "next": None}]
