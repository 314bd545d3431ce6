"""The demo's folder and its history, recorded by the code that records real visitors."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.support.clock import TestClock
from winback.clock import DAY
from winback.db.engine import Database
from winback.demo import history
from winback.demo.folder import Demo, Wishes, furnish, read_demo
from winback.models import UNCOUNTED, Campaign, Event, Membership, Participation, Site, Token, User
from winback.models.user import verify_password
from winback.reports.decisions import decisions
from winback.reports.period import Period
from winback.targeting import walk

WISHES = Wishes("http://127.0.0.1:8000", "http://127.0.0.1:8001", "off", 10)


def furnished(db: Database, clock: TestClock, wishes: Wishes = WISHES, known: Demo | None = None) -> Demo:
    with db.writing() as session:
        return furnish(session, wishes, known, clock())


def live(db: Database) -> dict[str, str]:
    with db.reading() as session:
        return {campaign.slug: campaign.status for campaign in session.scalars(sa.select(Campaign))}


def test_the_history_is_taken_whole_and_counted_like_real_visitors(app: Flask, db: Database, clock: TestClock) -> None:
    demo = furnished(db, clock)
    with db.reading() as session:
        world = history.world_of(session, session.get_one(Site, int(demo.site)), demo.shop_url)
    span = history.Span(5, clock() - 10 * DAY, clock(), 300)
    count = history.record_history(db, clock, int(demo.site), world, span)
    again = history.record_history(db, clock, int(demo.site), world, span)
    with db.reading() as session:
        events = list(session.scalars(sa.select(Event)))
        parts = list(session.scalars(sa.select(Participation)))
    assert len(events) == count == again > 2000
    assert not [event for event in events if event.flags & UNCOUNTED]
    exposed = {(e.campaign_id, e.visitor, e.arm) for e in events if e.name == "exposure"}
    assert {(part.campaign_id, part.visitor, part.arm) for part in parts} == exposed
    shown = {(e.campaign_id, e.visitor) for e in events if e.name == "impression"}
    assert {(part.campaign_id, part.visitor) for part in parts if part.shown_at} == shown
    assert sum(part.converted_at is not None for part in parts) > 0
    with db.reading() as session:
        site = session.get_one(Site, int(demo.site))
        why = decisions(session, site, Period.parse(None, None, site.zone), "cart-saver")
    assert why.rates == (0.1, 0.1) and 10 < why.visitors.sampled < 60
    stopped = {step.check: step.stopped.sampled for step in why.steps}
    assert stopped["shown"] and stopped["audience"] and why.conditions[0].fact == "cart.value"


def test_campaigns_are_launched_before_the_history_begins(app: Flask, db: Database, clock: TestClock) -> None:
    furnished(db, clock)
    with db.reading() as session:
        launched = {c.slug: c.launched_at for c in session.scalars(sa.select(Campaign)) if c.kind != "consent"}
    assert launched.keys() == {"cart-saver", "exit-feedback", "exit-offer", "nps-bar", "newsletter"}
    assert set(launched.values()) == {clock() - 10 * DAY}


def test_each_variant_of_the_offer_hands_out_the_code_that_it_speaks_of(db: Database, clock: TestClock) -> None:
    furnished(db, clock)
    with db.reading() as session:
        offer = session.scalars(sa.select(Campaign).where(Campaign.slug == "exit-offer")).one()
    codes = {
        path.split(".")[1]: block["code"] for path, block in walk.blocks(offer.content) if block["type"] == "coupon"
    }
    assert codes == {"a": "WELCOME10", "b": "FREESHIP"}


@pytest.mark.parametrize("consent", ["ask", "optout", "exempt"])
def test_the_banner_is_live_where_the_site_asks(app: Flask, db: Database, clock: TestClock, consent: str) -> None:
    demo = furnished(db, clock)
    assert live(db)["consent-banner"] == "draft"
    asking = Wishes(WISHES.service_url, WISHES.shop_url, consent, 10)
    furnished(db, clock, asking, demo)
    assert live(db)["consent-banner"] == "live"
    furnished(db, clock, WISHES, demo)
    assert live(db)["consent-banner"] == "paused"


def test_a_second_start_keeps_login_token_site_and_campaigns(app: Flask, db: Database, clock: TestClock) -> None:
    first = furnished(db, clock)
    elsewhere = Wishes("http://127.0.0.1:9000", "http://127.0.0.1:9001", "off", 10)
    second = furnished(db, clock, elsewhere, first)
    same = ("admin_email", "admin_password", "api_token", "site", "site_key")
    assert [getattr(second, name) for name in same] == [getattr(first, name) for name in same]
    with db.reading() as session:
        site = session.get_one(Site, int(second.site))
        assert site.origins == ["http://127.0.0.1:9001", "http://localhost:9001"]
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (User, Site, Membership, Token, Campaign)
        ]
    assert counts == [1, 1, 1, 1, 6]


def test_without_demo_json_there_is_a_new_password_and_a_new_token(app: Flask, db: Database, clock: TestClock) -> None:
    first, second = furnished(db, clock), furnished(db, clock)
    assert second.admin_password != first.admin_password
    assert second.api_token != first.api_token
    with db.reading() as session:
        user = session.scalar(sa.select(User))
    assert verify_password(user, second.admin_password)
    assert not verify_password(user, first.admin_password)


def test_demo_json_is_for_its_owners_eyes(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    demo = Demo("http://s", "http://p", "a@b.example", "secret", "wbt_x", "1", "wb_x")
    demo.write(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_demo(file) == demo
