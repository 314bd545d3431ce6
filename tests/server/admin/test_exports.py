"""CSV downloads: in pages, whole, and none keeps SQLite's log however slowly it is taken."""

from __future__ import annotations

import csv
import io
import uuid

import pytest
import sqlalchemy as sa

from tests.server.admin.desk import Desk
from tests.server.api.story import NPS, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.db.engine import Database
from winback.models import ConsentRecord, Response, Site, Subscriber
from winback.reports.events import all_events
from winback.reports.period import Period
from winback.web.admin import exports

SEVEN = range(7)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_PAGE", 3)


@pytest.fixture
def full(alice: Person, shop: Site, db: Database) -> None:
    """Seven of everything; some of them at the same moment."""
    campaign(alice, shop, "ask", {"a": NPS}, kind="survey")
    story = Told(alice, shop)
    for number in SEVEN:
        at = NOON - 10_000_000 + number // 2 * 1000
        story.answered(visitor(number), story.met(visitor(number), "ask", "a", at), number, at)
    story.send()
    with db.writing() as session:
        for number in SEVEN:
            words = {"lists": [], "text_id": "sha256-1", "consent_text": "Yes."}
            at = NOON - number // 3 * 1000
            session.add(Subscriber(site_id=shop.id, email=f"p{number}@example.com", subscribed_at=at, **words))
            session.add(consented(shop.id, number + 1))


def consented(site_id: int, seq: int) -> ConsentRecord:
    return ConsentRecord(
        site_id=site_id,
        id=uuid.UUID(int=seq),
        seq=seq,
        consent_id=uuid.UUID(int=seq),
        action="accept_all",
        purposes={"analytics": True},
        commitment="c",
        previous_hash="p",
        hash="h",
        recorded_at=NOON + seq,
    )


def column(desk: Desk, shop: Site, name: str) -> list[str]:
    text = desk.get(f"/admin/sites/{shop.id}/{name}.csv").text.removeprefix("\ufeff")
    return [row[0] for row in list(csv.reader(io.StringIO(text)))[1:]]


def test_every_row_is_there_once_and_in_order(
    desk: Desk, shop: Site, db: Database, full: None, small_pages: None
) -> None:
    assert column(desk, shop, "subscribers") == [f"p{number}@example.com" for number in (6, 3, 4, 5, 0, 1, 2)]
    assert column(desk, shop, "consent") == [str(number + 1) for number in SEVEN]
    with db.reading() as session:
        newest = sa.select(Response.exposure).order_by(Response.started_at.desc(), Response.exposure.desc())
        assert column(desk, shop, "responses") == [str(exposure) for exposure in session.scalars(newest)]
    assert len(column(desk, shop, "responses")) == 7


@pytest.mark.parametrize("name", ["responses", "consent", "subscribers", "quality"])
def test_a_stalled_download_keeps_nobody_from_emptying_the_log(
    desk: Desk, shop: Site, db: Database, full: None, small_pages: None, name: str
) -> None:
    answer = desk.get(f"/admin/sites/{shop.id}/{name}.csv", buffered=False)
    taken = iter(answer.response)
    for _ in range(3):  # into the first page; then the line stands still
        next(taken)
    with db.writing() as session:
        session.add(consented(shop.id, 8))
    assert db.log_bytes() > 0
    assert db.empty_log()
    assert db.log_bytes() == 0
    assert len(list(taken)) >= 5, "the rest comes all the same"
    answer.close()


def test_an_export_by_command_keeps_no_snapshot_either(shop: Site, db: Database, full: None) -> None:
    rows = all_events(db, shop, Period.parse(None, None, "UTC"))
    next(rows)
    with db.writing() as session:
        session.add(consented(shop.id, 8))
    assert db.empty_log()
    assert len(list(rows)) == 13
