"""What ingest knows of a site is never older than a change."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.server.ingest.senders import Browser, accepted, launched, told
from winback.db.engine import Database
from winback.ingest import facts
from winback.ingest.facts import Sites
from winback.models import Campaign, Site


def test_a_change_by_this_process_is_seen_at_once(browser: Browser, db: Database) -> None:
    assert accepted(browser.send(told("page_view"))) == 1
    with db.writing() as session:
        session.get_one(Site, browser.site.id).origins = ["https://new.example"]
    assert browser.send(told("page_view")).status_code == 403
    with db.writing() as session:
        session.execute(sa.update(Site).values(origins=["https://shop.example"]))
    assert accepted(browser.send(told("page_view"))) == 1


def test_a_change_by_another_process_is_seen_after_a_while(
    shop: Site, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites = Sites(db)
    assert sites.by_key(shop.key) is sites.by_key(shop.key)
    with db.gate(), db.write_engine.begin() as connection:
        connection.execute(sa.text("UPDATE site SET consent_mode = 'ask'"))
    monkeypatch.setattr(facts, "FRESH_SECONDS", 0)
    found = sites.by_key(shop.key)
    assert found
    assert found.consent.default == "ask"


def test_campaigns_are_read_again_only_when_they_changed(shop: Site, db: Database, campaign: Campaign) -> None:
    sites = Sites(db)
    before = sites.by_id(shop.id)
    assert before
    assert list(before.campaigns) == ["cart-saver"]
    with db.writing() as session:
        session.get_one(Site, shop.id).name = "Another name"
    assert sites.by_id(shop.id) is before
    launched(db, shop, "second")
    after = sites.by_id(shop.id)
    assert after
    assert sorted(after.campaigns) == ["cart-saver", "second"]
    assert Sites(db).by_id(999) is None
