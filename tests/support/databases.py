"""A fresh, migrated database for each test, quickly: migrated once, then copied."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests.support.postgres import running_postgres
from winback.db.engine import Database
from winback.db.migrate import upgrade


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        migrate(f"sqlite:///{self.template}")
        # The migration's connections are gone, so everything must be in the one file that is copied.
        left = self.template.with_name("template.db-wal")
        assert not left.exists() or left.stat().st_size == 0, "the migration left a connection open"

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        copy = folder / "winback.db"
        shutil.copy(self.template, copy)
        yield f"sqlite:///{copy}"


class PostgresDatabases:
    """One server for the tests of this process, and in it a database a test."""

    def __init__(self, url: str) -> None:
        self.server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self.numbers = itertools.count(1)
        self.run("CREATE DATABASE template_winback")
        migrate(self.named("template_winback"))

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[PostgresDatabases]:
        with running_postgres() as server:
            yield cls(server.url)

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        name = f"test_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template_winback STRATEGY file_copy")
        yield self.named(name)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def named(self, name: str) -> str:
        return self.server.url.set(database=name).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        with self.server.connect() as connection:
            connection.execute(sa.text(statement))


def migrate(url: str) -> None:
    db = Database(url)
    upgrade(db)
    db.close()
