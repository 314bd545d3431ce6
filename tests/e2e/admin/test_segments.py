"""Segments in a real browser: made, asked of the server's facts, counted, chosen in a campaign, and kept while in use."""

from __future__ import annotations

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.e2e.admin.test_editor import ready, start
from winback.db.engine import Database
from winback.models import Campaign, Segment


def test_a_segment_is_made_counted_used_and_kept(admin: Page, place: str, db: Database) -> None:
    admin.goto(f"{place}/segments")
    expect(admin.get_by_role("heading", level=2)).to_have_text("No segment yet")
    admin.get_by_role("link", name="Make a segment").click()
    admin.get_by_label("Name").fill("Loyal buyers")
    admin.get_by_role("button", name="Choose who is in it").click()
    expect(admin.get_by_text("0 of 0 visitors")).to_be_visible()
    expect(admin.get_by_role("button", name="Save")).to_be_enabled()  # from then on the page listens
    admin.get_by_role("button", name="Add a condition").click()
    expect(admin.get_by_label("What", exact=True)).to_have_value("orders.count")
    admin.get_by_label("Value").fill("2")
    admin.get_by_role("button", name="Add a condition").click()
    admin.get_by_label("What", exact=True).nth(1).select_option("visitor.channel")
    expect(admin.get_by_label("Value").nth(1)).to_have_value("Cross-network")
    admin.get_by_label("Value").nth(1).select_option("Email")
    expect(admin.locator("[data-save-state]")).to_have_text("Changes are not saved")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    expect(admin.get_by_text("0 of 0 visitors")).to_be_visible()
    with db.reading() as session:
        kept = session.scalars(sa.select(Segment)).one()
    assert (kept.slug, kept.name) == ("loyal-buyers", "Loyal buyers")
    assert kept.rule["all"] == [
        {"fact": "orders.count", "op": "gte", "value": 2},
        {"fact": "visitor.channel", "op": "eq", "value": "Email"},
    ]
    use_in_a_campaign(admin, place, db)
    admin.goto(f"{place}/segments")
    admin.get_by_role("link", name="Loyal buyers").click()
    admin.get_by_role("button", name="Delete").click()
    admin.get_by_role("button", name="Go on").click()
    expect(admin.get_by_role("status").first).to_contain_text("live campaigns use it: Cart saver")


def use_in_a_campaign(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Cart saver")
    ready(admin)
    admin.get_by_role("tab", name="When and to whom").click()
    admin.get_by_label("What", exact=True).first.select_option("visitor.segments")
    admin.get_by_label("Segment", exact=True).select_option("loyal-buyers")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    with db.writing() as session:
        campaign = session.scalars(sa.select(Campaign)).one()
        assert campaign.content["audience"]["all"][0]["value"] == "loyal-buyers"
        campaign.launch(None, campaign.created_at)
