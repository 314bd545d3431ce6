"""Fields of a form without a script: what the browser is told of them, how they may be written, and what is refused."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from tests.server.hosted.forms import SQLITE, launch, send
from tests.server.ingest.senders import rows
from winback.db.engine import Database
from winback.models import Answer, Site
from winback.web.hosted.filling import filling

pytestmark = SQLITE


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    said = {"en": name.title(), "de": name.title()}
    return {"id": name, "type": "field", "kind": kind, "label": said, "required": True, **more}


FIELDS = [
    field("price", "number", step=0.01, min=0.5, max=1500),
    field("degrees", "number", min=-40),
    field("day", "date", earliest="2026-01-01", latest="2026-12-31"),
    field("phone", "phone"),
    field("code", "text", autocomplete="postal-code"),
]
RIGHT = {"degrees": "−7", "day": "2026-12-31", "phone": "(030) 90 18 20", "code": "10115"}


def line(text: str, name: str) -> str:
    """The line of a field, as it is drawn."""
    (found,) = re.findall(rf'<input id="q-{name}"[^>]*>', text)
    return str(found)


def opened(client: FlaskClient, db: Database, shop: Site) -> str:
    launch(db, shop, "form", [{"id": "s1", "blocks": FIELDS, "next": None}], languages=["en", "de"])
    return f"/f/{shop.key}.form"


def test_a_browser_is_told_what_belongs_into_a_field(client: FlaskClient, db: Database, shop: Site) -> None:
    text = client.get(opened(client, db, shop)).text
    assert 'type="text"' in line(text, "price") and 'inputmode="decimal"' in line(text, "price")
    assert "inputmode" not in line(text, "degrees"), "keypads have no minus"
    assert filling({"type": "field", "kind": "number"})["inputmode"] is None, "without a least it may be below nought"
    assert 'min="2026-01-01"' in line(text, "day") and 'max="2026-12-31"' in line(text, "day")
    assert 'type="tel"' in line(text, "phone") and 'autocomplete="tel"' in line(text, "phone")
    assert 'autocomplete="postal-code"' in line(text, "code")


def test_all_that_is_wrong_is_said_at_once_with_a_way_to_each_field(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    form = opened(client, db, shop)
    wrong = {"price": "2.000,50", "degrees": "1.5", "day": "2025-12-31", "phone": "11011", "code": "x" * 201}
    page = send(client, form, client.get(f"{form}?lang=de"), **wrong, **{":lang": "de"})
    assert page.status_code == 422
    assert re.findall(r'<p class="error" id="[^"]*">([^<]*)<', page.text) == [
        "Bitte geben Sie höchstens 1.500 ein.",
        "Bitte geben Sie eine ganze Zahl ein.",
        "Bitte wählen Sie frühestens den 01.01.2026.",
        "Bitte geben Sie eine Telefonnummer mit Vorwahl ein.",
        "Bitte prüfen Sie Ihre Eingabe.",
    ]
    assert page.text.count("autofocus") == page.text.count('role="alert"') == 1
    assert re.findall(r'<li><a href="#q-(\w+)">', page.text) == ["price", "degrees", "day", "phone", "code"]
    assert 'value="2.000,50"' in line(page.text, "price"), "it stands as it was written"
    assert rows(db, Answer) == []


def test_a_number_is_read_as_its_language_writes_it(client: FlaskClient, db: Database, shop: Site) -> None:
    form = opened(client, db, shop)
    done = send(client, form, client.get(f"{form}?lang=de"), price="1.234,50", **RIGHT, **{":lang": "de"})
    assert done.status_code == 200
    told = {answer.block: answer.value for answer in rows(db, Answer)}
    assert told == {"price": 1234.5, "degrees": -7, "day": "2026-12-31", "phone": "(030) 90 18 20", "code": "10115"}


def test_more_answers_than_may_be_are_counted_and_said(client: FlaskClient, db: Database, shop: Site) -> None:
    options = [{"id": name, "text": {"en": name}} for name in "abc"]
    many = {"id": "many", "type": "multiple_choice", "label": {"en": "Which?"}, "options": options, "max": 2}
    launch(db, shop, "many", [{"id": "s1", "blocks": [many], "next": None}])
    form = f"/f/{shop.key}.many"
    page = client.get(form)
    assert '<p class="hint">Please choose at most 2.</p>' in page.text
    assert page.text.count('<button class="b') == 1, "one way on"
    refused = send(client, form, page, many=["a", "b", "c"])
    assert refused.status_code == 422 and '<p class="error" id="e-many">Please choose at most 2.</p>' in refused.text
    assert send(client, form, page, many=["a", "c"]).status_code == 200
    assert [answer.value for answer in rows(db, Answer)] == [["a", "c"]]
