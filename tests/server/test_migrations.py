"""The database's form: migrations make exactly what the models say, on both engines, and guard the proof."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from winback.db.engine import Database
from winback.db.migrate import current_revision, newest_revision, upgrade
from winback.models import Base, ConsentRecord, Site


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
