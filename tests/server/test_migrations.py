"""The database's form: migrations make exactly what the models say, on both engines, and guard the proof."""

from __future__ import annotations

import runpy
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations

from winback.db import migrate as migrations
from winback.db.engine import Database
from winback.db.migrate import current_revision, newest_revision, upgrade
from winback.models import Base, Campaign, CampaignCount, CampaignDay, ConsentRecord, Event, Flag, Participation, Site
from winback.rollups import recount_campaigns, recount_events


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def test_migrations_make_what_the_models_say(database: Database) -> None:
    upgrade(database)
    assert current_revision(database) == newest_revision()
    with database.write_engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_second_upgrade_changes_nothing_and_keeps_the_rows(database: Database) -> None:
    upgrade(database)
    with database.writing() as session:
        session.add(Site(name="Kept", created_at=1))
    upgrade(database)
    with database.reading() as session:
        assert session.scalar(sa.select(Site.name)) == "Kept"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reader_cannot_write(database: Database) -> None:
    upgrade(database)
    with database.reading() as session, pytest.raises(sa.exc.OperationalError, match="readonly"):
        session.execute(sa.insert(Site).values(name="x", created_at=1))


def record(site: Site) -> ConsentRecord:
    return ConsentRecord(
        site_id=site.id,
        id=uuid.uuid4(),
        seq=1,
        consent_id=uuid.uuid4(),
        visitor=uuid.uuid4(),
        notice="sha256-0",
        action="accept_all",
        purposes={"analytics": True},
        payload={"language": "en"},
        salt="s",
        commitment="c",
        previous_hash="",
        hash="h",
        recorded_at=1,
    )


@pytest.fixture
def proof(database: Database) -> Database:
    upgrade(database)
    with database.writing() as session:
        site = Site(name="s", created_at=1)
        session.add(site)
        session.flush()
        session.add(record(site))
    return database


@pytest.mark.parametrize(
    "change",
    [
        sa.update(ConsentRecord).values(action="reject_all"),
        sa.update(ConsentRecord).values(payload=None, salt=None, action="reject_all"),
        sa.update(ConsentRecord).values(payload={"language": "ko"}),
        sa.update(ConsentRecord).values(hash="forged", payload=None, salt=None),
        sa.delete(ConsentRecord),
    ],
    ids=["other decision", "other decision behind an erasure", "other payload", "other hash", "removal"],
)
def test_a_consent_record_cannot_be_changed_or_removed(proof: Database, change: sa.Executable) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="consent records are never"), proof.writing() as session:
        session.execute(change)
    with proof.reading() as session:
        assert session.scalar(sa.select(ConsentRecord.action)) == "accept_all"


def test_erasing_a_person_empties_the_payload_and_leaves_the_chain(proof: Database) -> None:
    with proof.writing() as session:
        session.execute(sa.update(ConsentRecord).values(payload=None, salt=None, visitor=None))
    with proof.reading() as session:
        row = session.scalars(sa.select(ConsentRecord)).one()
        assert (row.payload, row.salt, row.visitor, row.hash) == (None, None, None, "h")


def events_of(campaign: Campaign) -> Iterator[Event]:
    """Two messages that were seen, one of them twice, and an exposure of a bot."""
    first, second, of_bot = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    told = [("impression", first, 0), ("impression", first, 0), ("impression", second, 0), ("exposure", of_bot, 1)]
    for number, (name, exposure, flags) in enumerate(told):
        at = AT + number * 1000
        yield Event(
            site_id=campaign.site_id,
            id=uuid.uuid4(),
            name=name,
            time=at,
            received_at=at,
            exposure=exposure,
            campaign_id=campaign.id,
            arm="a",
            flags=flags,
        )


AT = 1_795_176_000_000
NUMBERS = ("exposed", "shown", "converted", "revenue_minor", "showings", "bot")


def test_what_campaigns_did_before_they_were_counted_is_counted_by_the_migration(database: Database) -> None:
    upgrade(database)
    with database.writing() as session:
        site = Site(name="s", zone="Asia/Kathmandu", created_at=1)
        campaign = Campaign(site=site, slug="c", name="c", content={}, created_at=1, updated_at=1)
        session.add_all([site, campaign])
        session.flush()
        session.add_all(events_of(campaign))
        met = {"campaign_id": campaign.id, "site_id": site.id, "epoch": 1, "arm": "a", "is_first": True}
        bought = {"shown_at": AT, "converted_at": AT, "revenue_minor": 700}
        session.add(Participation(visitor=uuid.uuid4(), first_exposed_at=AT, **met, **bought))
        session.add(Participation(visitor=uuid.uuid4(), first_exposed_at=AT, **met, has_two_arms=True))
    list(recount_events(database, site.id))
    versions = Path(migrations.__file__).parent / "migrations" / "versions"
    migration = runpy.run_path(str(next(versions.glob("*_count_campaigns_by_the_quarter_hour_and_the_day.py"))))
    with database.migrating() as connection, connection.begin():
        for table in (CampaignCount, CampaignDay):
            connection.execute(sa.text(f"DROP TABLE {table.__tablename__}"))
        with Operations.context(MigrationContext.configure(connection)):
            migration["upgrade"]()
    with database.reading() as session:
        for table in (CampaignCount, CampaignDay):
            (row,) = session.scalars(sa.select(table))
            assert [getattr(row, name) for name in NUMBERS] == [1, 1, 1, 700, 2, 1]
        flags = session.scalars(sa.select(Event.flags).where(Event.name == "impression").order_by(Event.time)).all()
        assert flags == [0, int(Flag.repeated_impression), 0]
    assert [*recount_events(database, site.id), *recount_campaigns(database, site.id)] == []


def test_a_site_that_is_there_gets_a_secret_and_keeps_its_customers(database: Database) -> None:
    upgrade(database)
    with database.writing() as session:
        session.add_all([Site(name=name, created_at=1) for name in ("one", "other")])
    versions = Path(migrations.__file__).parent / "migrations" / "versions"
    migration = runpy.run_path(str(next(versions.glob("*_a_secret_of_each_site.py"))))
    with database.migrating() as connection, connection.begin():
        for column in ("secret", "has_public_customers"):
            connection.execute(sa.text(f"ALTER TABLE site DROP COLUMN {column}"))
        with Operations.context(MigrationContext.configure(connection)):
            migration["upgrade"]()
    with database.writing() as session:
        session.add(Site(name="new", created_at=1))
    with database.reading() as session:
        found = {site.name: (site.has_public_customers, site.secret) for site in session.scalars(sa.select(Site))}
    assert {name: is_public for name, (is_public, _) in found.items()} == {"one": True, "other": True, "new": False}
    assert len({secret for _, secret in found.values() if len(secret) == 64}) == 3
