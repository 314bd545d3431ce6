"""What a page sends is stored, and only then acknowledged."""

from __future__ import annotations

from tests.server.ingest.senders import NOON, Browser, accepted, rows, told
from winback.db.engine import Database
from winback.models import Event


def test_a_page_view_is_stored_with_its_page(browser: Browser, db: Database) -> None:
    event = told("page_view", age_ms=40)
    assert accepted(browser.send(event)) == 1
    (stored,) = rows(db, Event)
    assert str(stored.id) == event["id"]
    assert (stored.name, stored.time, stored.received_at, stored.source) == ("page_view", NOON - 40, NOON, "browser")
    assert stored.visitor is not None
    assert stored.visitor.hex == browser.visitor
    assert (stored.path, stored.title, stored.language) == ("/p/1", "Lamp", "en")
    assert stored.session_id is not None
