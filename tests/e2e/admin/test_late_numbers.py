"""Numbers that take long: the page is there at once, and they follow."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.server.api.story import OFFER, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.clock import HOUR
from winback.models import Site
from winback.reports.pool import ReportPool


@pytest.fixture
def pool(app: Flask, database_url: str) -> Iterator[ReportPool]:
    """As for a site with a million events: everything is counted in a process of its own."""
    parts = app.extensions["winback"]
    pool = ReportPool(database_url, 60, few_events=0)
    app.extensions["winback"] = replace(parts, reports=pool)
    yield pool
    pool.close()


def test_the_page_comes_at_once_and_its_numbers_when_they_are_counted(
    alice: Person, shop: Site, pool: ReportPool, admin: Page, place: str
) -> None:
    campaign(alice, shop, "offer", {"a": OFFER})
    told = Told(alice, shop)
    told.met(visitor(1), "offer", "a", NOON - HOUR)
    told.send()
    asked = alice.api.post(f"/api/v1/sites/{shop.id}/reports/decisions", json={"campaign": "offer"})
    assert asked.status_code == 200
    (counting,) = pool.pids
    os.kill(counting, signal.SIGSTOP)
    try:
        admin.goto(f"{place}/campaigns/offer/decisions")
        expect(admin.get_by_role("status")).to_contain_text("Counting.")
        expect(admin.get_by_role("heading", level=1)).to_have_text("offer")
    finally:
        os.kill(counting, signal.SIGCONT)
    expect(admin.get_by_role("heading", name="Nothing is logged here")).to_be_visible()
    expect(admin.get_by_role("status")).to_have_count(0)
