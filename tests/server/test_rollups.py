"""The counts beside the rows: what differs from the rows is found, said and mended, and what a row takes along is gone."""

from __future__ import annotations

import itertools
from collections import Counter
from types import SimpleNamespace
from uuid import UUID

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tests.server.ingest.senders import NOON, Browser, launched, new_visitor, rows, told, visitor_in
from winback.cli import group
from winback.clock import MINUTE, QUARTER_HOUR
from winback.config import Settings
from winback.db.engine import Database
from winback.ingest.facts import Sites
from winback.ingest.intake import Counts, Intake
from winback.ingest.participation import count_parts
from winback.ingest.recount import recount_parts, recount_purchases
from winback.ingest.recount_sessions import recount_sessions
from winback.ingest.responses import write_responses
from winback.models import (
    AnswerCount,
    CampaignCount,
    CampaignDay,
    Event,
    EventCount,
    Flag,
    Participation,
    Purchase,
    Response,
    Site,
    Visit,
)
from winback.rollups import (
    AnswerKey,
    Difference,
    EventKey,
    count_events,
    event_key,
    forget_events,
    recount,
    recount_answers,
    recount_events,
)


def counts(db: Database) -> dict[EventKey, int]:
    return {EventKey(*(getattr(row, name) for name in EventKey._fields)): row.count for row in rows(db, EventCount)}


def key(site: Site, name: str, quarter: int = NOON, **other: object) -> EventKey:
    plain = EventKey(site.id, quarter, name, "browser", 0, "", 0, is_anonymous=False, is_late=False)
    return plain._replace(**other)  # type: ignore[arg-type]


@pytest.fixture
def browser(client: object, shop: Site) -> Browser:
    return Browser(client, shop)  # type: ignore[arg-type]


def test_alike_events_are_one_count(browser: Browser, db: Database, shop: Site) -> None:
    browser.send(told("page_view"), told("page_view"), told("cart_updated", value=1))
    browser.visitor = None
    browser.send(told("page_view"))
    browser.visitor = new_visitor()
    browser.send(told("page_view"), told("page_view", age_ms=6 * MINUTE))
    assert counts(db) == {
        key(shop, "page_view"): 3,
        key(shop, "page_view", is_anonymous=True): 1,
        key(shop, "cart_updated"): 1,
        key(shop, "page_view", NOON - QUARTER_HOUR, is_late=True): 1,
    }


def test_a_repeated_event_is_counted_once(browser: Browser, db: Database, shop: Site) -> None:
    event = told("page_view")
    browser.send(event, event)
    browser.send(event)
    assert counts(db) == {key(shop, "page_view"): 1}


def test_a_purchase_found_to_repeat_another_moves_to_its_flag(browser: Browser, db: Database, shop: Site) -> None:
    browser.send(told("purchase", transaction_id="T1", value=5, currency="EUR"))
    assert counts(db) == {key(shop, "purchase"): 1}
    browser.send(told("purchase", age_ms=1000, transaction_id="T1", value=5, currency="EUR"))
    earlier = key(shop, "purchase", NOON - QUARTER_HOUR)
    assert counts(db) == {earlier: 1, key(shop, "purchase", flags=int(Flag.repeated_transaction)): 1}


def test_a_click_moves_to_its_campaign_when_the_exposure_comes(browser: Browser, db: Database, shop: Site) -> None:
    campaign = launched(db, shop)
    browser.visitor = visitor_in("a", campaign)
    exposure = told("exposure", 0, campaign=campaign.slug, version=1, arm="a", epoch=1, trigger="t")
    browser.send(told("click", exposure=exposure["id"], block="b", action="next"))
    assert counts(db) == {key(shop, "click"): 1}
    browser.send(exposure)
    of_it = {"campaign_id": campaign.id, "arm": "a"}
    assert counts(db) == {key(shop, "click", **of_it): 1, key(shop, "exposure", **of_it): 1}


def answered(browser: Browser, db: Database, shop: Site, *scores: int, slug: str = "cart-saver") -> None:
    campaign = launched(db, shop, slug)
    browser.visitor = visitor_in("a", campaign)
    exposure = browser.exposed(campaign, "a")
    for number, score in enumerate(scores):
        age = len(scores) - number
        browser.send(told("answer", age, exposure=exposure, step="s1", block="score", value=score))


def test_the_last_answer_counts_and_no_other(browser: Browser, db: Database, shop: Site) -> None:
    answered(browser, db, shop, 3, 9)
    assert [(row.number, row.kind, row.is_last, row.count) for row in rows(db, AnswerCount)] == [(9, "nps", True, 1)]


def damage(db: Database, statement: sa.UpdateBase) -> None:
    with db.writing() as session:
        session.execute(statement)


def test_a_recount_finds_what_is_wrong_and_mends_it(
    browser: Browser, db: Database, shop: Site, elsewhere: Site
) -> None:
    browser.send(told("page_view"), told("page_view"), told("cart_updated"))
    right = counts(db)
    invented = key(shop, "never_sent", quarter=NOON + QUARTER_HOUR)
    damage(db, sa.update(EventCount).where(EventCount.name == "page_view").values(count=7))
    damage(db, sa.delete(EventCount).where(EventCount.name == "cart_updated"))
    damage(db, sa.insert(EventCount).values(**invented._asdict(), count=1))
    wrong = [
        Difference("event_count", key(shop, "cart_updated"), 0, 1),
        Difference("event_count", key(shop, "page_view"), 7, 2),
        Difference("event_count", invented, 1, 0),
    ]
    assert list(recount_events(db, elsewhere.id)) == []
    assert list(recount_events(db, shop.id, mends=False)) == wrong
    assert list(recount_events(db, shop.id)) == wrong
    assert counts(db) == right
    assert list(recount_events(db, shop.id)) == []


def test_a_recount_goes_through_many_events_in_portions(
    browser: Browser, db: Database, shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recount, "MOST_TOGETHER", 3)
    ages = [0, 0, 0, 0, 0, 20, 20, 40, 80, 80, 80, 80, 100]
    browser.send(*(told("page_view", age * MINUTE) for age in ages))
    damage(db, sa.update(EventCount).values(count=EventCount.count + 1))
    quarters = sorted({(NOON - age * MINUTE) // QUARTER_HOUR * QUARTER_HOUR for age in ages})
    assert [each.key.quarter_at for each in recount_events(db, shop.id)] == quarters
    assert sum(counts(db).values()) == len(ages)
    assert list(recount_events(db, shop.id)) == []


def test_a_recount_of_answers(browser: Browser, db: Database, shop: Site) -> None:
    answered(browser, db, shop, 9)
    damage(db, sa.update(AnswerCount).values(number=8))
    found = list(recount_answers(db, shop.id))
    assert [(type(each.key), each.key.number, each.was, each.is_now) for each in found] == [
        (AnswerKey, 8, 1, 0),
        (AnswerKey, 9, 0, 1),
    ]
    assert list(recount_answers(db, shop.id)) == []


def test_deleted_events_are_forgotten_with_their_counts(browser: Browser, db: Database, shop: Site) -> None:
    events = [told("page_view"), told("page_view"), told("cart_updated")]
    browser.send(*events)
    gone = [UUID(str(events[0]["id"])), UUID(str(events[2]["id"]))]
    with db.gate(), db.write_engine.connect() as connection, connection.begin():
        which = sa.and_(Event.site_id == shop.id, Event.id.in_(gone))
        forget_events(connection, shop.id, connection.execute(sa.select(Event.__table__).where(which)).all())
        connection.execute(sa.delete(Event).where(which))
    assert counts(db) == {key(shop, "page_view"): 1}
    assert list(recount_events(db, shop.id)) == []


# ---- the command ----


@pytest.fixture
def story(browser: Browser, db: Database, shop: Site) -> Browser:
    """A visitor who met a campaign, answered, and bought."""
    answered(browser, db, shop, 9)
    browser.send(told("purchase", transaction_id="T1", value=5, currency="EUR"))
    return browser


def recounted(settings: Settings, *options: str) -> tuple[int, list[str]]:
    environment = {"WINBACK_DATABASE_URL": settings.database_url, "WINBACK_DATA": str(settings.data)}
    result = CliRunner().invoke(group, ["recount", *options], env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.splitlines()


def everything(db: Database) -> list[str]:
    models = (Visit, Event, EventCount, AnswerCount, Participation, Purchase, CampaignCount, CampaignDay)
    with db.reading() as session:
        return sorted(str(tuple(row)) for model in models for row in session.execute(sa.select(model.__table__)))


def test_a_recount_of_what_is_right_changes_nothing(story: Browser, db: Database, settings: Settings) -> None:
    before = everything(db)
    assert recounted(settings) == (0, ["Everything is as the events say."])
    assert everything(db) == before


def test_the_command_mends_everything_that_is_derived(story: Browser, db: Database, settings: Settings) -> None:
    right = everything(db)
    damage(db, sa.update(EventCount).where(EventCount.name == "answer").values(count=5))
    damage(db, sa.delete(AnswerCount))
    damage(db, sa.update(Participation).values(conversions=7))
    damage(db, sa.update(Purchase).values(value_minor=1))
    damage(db, sa.update(CampaignCount).values(shown=CampaignCount.shown + 3))
    damage(db, sa.delete(CampaignDay))
    damage(
        db,
        sa.insert(Purchase).values(
            site_id=story.site.id,
            goal="purchase",
            transaction_id="never told",
            event_id=UUID(int=1),
            source="browser",
            time=1,
            value_minor=1,
            refunded_minor=0,
            currency="EUR",
        ),
    )
    wrong = everything(db)

    code, said = recounted(settings, "--dry-run")
    assert code == 1 and said[-1] == "8 rows differ."
    assert everything(db) == wrong

    code, said = recounted(settings, "--site", story.site.key)
    assert code == 1 and said[-1].endswith("differed and are mended.")
    assert {line.partition(" ")[0] for line in said[:-1]} >= {
        "purchase",
        "event_count",
        "answer_count",
        "campaign_count",
        "campaign_day",
    }
    assert everything(db) == right
    assert recounted(settings) == (0, ["Everything is as the events say."])


def test_visits_are_cut_anew(story: Browser, db: Database, settings: Settings) -> None:
    story.send(told("page_view", 50 * MINUTE), told("page_view", 2 * MINUTE))
    right = everything(db)
    assert len(rows(db, Visit)) == 2
    late, early = sorted((visit.id for visit in rows(db, Visit)), reverse=True)
    damage(db, sa.update(Visit).where(Visit.id == late).values(last_at=Visit.last_at + 5, landing_url=None))
    damage(db, sa.update(Event).where(Event.session_id == early).values(session_id=late))
    wrong = everything(db)
    code, said = recounted(settings, "--dry-run")
    assert code == 1 and {line.partition(" ")[0] for line in said[:-1]} == {"session", "event"}
    assert everything(db) == wrong
    assert recounted(settings)[0] == 1
    assert recounted(settings) == (0, ["Everything is as the events say."])
    assert len(rows(db, Visit)) == 2
    assert [len(row) for row in everything(db)] == [len(row) for row in right]


def test_a_campaign_launched_during_a_recount_keeps_its_results(
    story: Browser, db: Database, shop: Site, settings: Settings
) -> None:
    before = Sites(db).by_id(shop.id)
    assert before
    answered(story, db, shop, 9, slug="later")
    story.send(told("page_view", 50 * MINUTE))
    right = everything(db)
    damage(db, sa.update(Visit).values(last_at=Visit.last_at + 5))  # so that the visits are cut and written anew
    found = [
        *recount_sessions(db, before),
        *recount_purchases(db, before),
        *recount_parts(db, before),
    ]
    assert {each.table for each in found} == {"session"}
    assert everything(db) == right
    assert recounted(settings) == (0, ["Everything is as the events say."])


def test_who_does_not_know_a_campaign_leaves_its_results_alone(story: Browser, db: Database, shop: Site) -> None:
    before = Sites(db).by_id(shop.id)
    assert before
    answered(story, db, shop, 9, slug="later")
    right = everything(db)
    assert story.visitor
    with db.gate(), db.write_engine.connect() as connection, connection.begin():
        intake = Intake(connection, before, [], Counts())
        count_parts(intake, [UUID(story.visitor)])
        intake.exposures_answered |= {response.exposure for response in rows(db, Response)}
        write_responses(intake)
        intake.counts.write(connection)
    assert everything(db) == right


def test_many_events_counted_at_once_are_counted_as_each_alone() -> None:
    told_of = itertools.product(
        (NOON, NOON + 1, NOON + QUARTER_HOUR),  # two are of one quarter-hour
        ("page_view", "exposure"),
        ("browser", "server"),
        (None, 0, 7),  # nothing and 0 count as one
        (None, "", "a"),
        (0, Flag.bot, int(Flag.bot | Flag.staff)),
        (None, UUID(int=1)),
        (0, 6 * MINUTE),
    )
    names = ("time", "name", "source", "campaign_id", "arm", "flags", "visitor", "late_by")
    events = [SimpleNamespace(**dict(zip(names, each, strict=True))) for each in told_of]
    for event in events:
        event.received_at = event.time + event.late_by
    each_alone = Counter(event_key(3, event) for event in events)
    assert count_events(3, events) == each_alone
    assert sum(each_alone.values()) == len(events) > len(each_alone)
