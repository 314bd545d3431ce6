"""Bringing a database to the newest form. Forward only: a backup is the way back."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa

from .engine import Database


def upgrade(db: Database, target: str = "head") -> None:
    """Runs the migrations that the database lacks. Several processes may call it at once: one does the work."""
    if target == "head" and current_revision(db) == newest_revision():
        return  # without a lock, and without a look at every migration
    # Imported here: Alembic costs 80 ms that `winback --help` need not pay.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with db.gate(), db.migrating() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, target)


def current_revision(db: Database) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with db.read_engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return version


@cache
def newest_revision() -> str:
    """The revision that this version of the code needs."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    head = ScriptDirectory.from_config(config).get_current_head()
    if head is None:
        raise RuntimeError("the package has no migration")
    return head
