"""The cast and the stage.

alice owns the shop's site, bob works on it, charlie has a site of her own and must see nothing of theirs. Every
test that stores something runs on SQLite and on PostgreSQL; a test for one of them alone says
`@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import bytecode
from tests.support.clock import TestClock

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from tests.support.cast import Person
    from tests.support.databases import PostgresDatabases, SqliteDatabases
    from tests.support.servers import Service, Storefront
    from winback.config import Settings
    from winback.db.engine import Database
    from winback.models.site import Site

bytecode.keep()

pytest_plugins = ["tests.support.engines", "tests.support.order", "tests.support.pages"]

# ---- databases ----


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    from tests.support.databases import SqliteDatabases

    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgresDatabases]:
    from tests.support.databases import PostgresDatabases

    with PostgresDatabases.running() as databases:
        yield databases


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database of the test's own."""
    with request.getfixturevalue(f"{request.param}_databases").fresh(tmp_path) as url:
        yield url


# ---- the service ----


@pytest.fixture
def clock() -> TestClock:
    """Noon of 20 November 2026, UTC, until it is advanced."""
    return TestClock()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """The service's address, whether or not anybody answers there."""
    from tests.support.servers import listening_socket

    with listening_socket() as bound:
        yield bound


@pytest.fixture
def settings(database_url: str, tmp_path: Path, listener: socket.socket) -> Settings:
    from winback.config import load_settings

    port = listener.getsockname()[1]
    return load_settings(
        {
            "WINBACK_DATA": str(tmp_path / "data"),
            "WINBACK_DATABASE_URL": database_url,
            "WINBACK_PORT": str(port),
            "WINBACK_SECRET_KEY": "a key for the tests, and for them alone",
        }
    )


@pytest.fixture(scope="session")
def routes() -> Flask:
    """Made once a process: the routes and their OpenAPI document cost more than most tests."""
    from winback.app import routes

    return routes()


@pytest.fixture
def app(routes: Flask, settings: Settings, clock: TestClock) -> Iterator[Flask]:
    from winback.app import attach

    app = attach(routes, settings, clock)
    yield app
    app.extensions["winback"].close()


@pytest.fixture
def db(app: Flask) -> Database:
    """The service's database, for arranging before and counting by hand after."""
    database: Database = app.extensions["winback"].db
    return database


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody in particular."""
    return app.test_client()


# ---- the cast ----


@pytest.fixture
def cast(app: Flask, db: Database, clock: TestClock) -> dict[str, Any]:
    from tests.support.cast import join
    from winback.models.site import Membership, Site

    with db.writing() as session:
        people = {name: join(session, app, name, clock()) for name in ("alice", "bob", "charlie")}
        shop = Site(
            name="The shop",
            origins=["https://shop.example"],
            zone="Europe/Berlin",
            currency="EUR",
            consent_mode="off",
            controller="The Shop Ltd.",
            policy_url="https://shop.example/privacy",
            decision_share=0,  # whom it logs goes by the visitor's id, which is another in each run
            created_at=clock(),
        )
        elsewhere = Site(name="Charlie's", origins=["https://charlie.example"], created_at=clock())
        shop.members = [
            Membership(user_id=people["alice"].user.id, role="owner"),
            Membership(user_id=people["bob"].user.id, role="member"),
        ]
        elsewhere.members = [Membership(user_id=people["charlie"].user.id, role="owner")]
        session.add_all([shop, elsewhere])
    return {**people, "shop": shop, "elsewhere": elsewhere}


@pytest.fixture
def alice(cast: dict[str, Any]) -> Person:
    """Owns the shop's site."""
    person: Person = cast["alice"]
    return person


@pytest.fixture
def bob(cast: dict[str, Any]) -> Person:
    """Works on the shop's site."""
    person: Person = cast["bob"]
    return person


@pytest.fixture
def charlie(cast: dict[str, Any]) -> Person:
    """Has a site of her own, and nothing to do with the shop."""
    person: Person = cast["charlie"]
    return person


@pytest.fixture
def shop(cast: dict[str, Any]) -> Site:
    """alice's site: https://shop.example, euros, Berlin, consent mode `off`."""
    site: Site = cast["shop"]
    return site


@pytest.fixture
def elsewhere(cast: dict[str, Any]) -> Site:
    """charlie's site."""
    site: Site = cast["elsewhere"]
    return site


# ---- servers that a browser can visit ----


@pytest.fixture
def live_server(app: Flask, clock: TestClock, listener: socket.socket) -> Iterator[str]:
    """The URL of the test's own `app`, answering on a real port while time goes on."""
    from tests.support.servers import serving

    clock.run()
    with serving(app, listener) as url:
        yield url


@pytest.fixture
def service_process(database_url: str, tmp_path: Path) -> Iterator[Service]:
    """`winback serve` in a process of its own, for what only the real one can show: start, drain, kill."""
    from tests.support.servers import winback_serve

    settings = {"WINBACK_DATA": str(tmp_path / "data"), "WINBACK_DATABASE_URL": database_url}
    with winback_serve(settings, tmp_path / "serve.log") as service:
        yield service


@pytest.fixture
def storefront() -> Iterator[Storefront]:
    """A shop's own pages on another origin: `storefront.pages["/"] = "<!doctype html>…"`."""
    from tests.support.servers import Storefront, listening_socket, serving

    front = Storefront()
    with listening_socket() as bound, serving(front, bound) as url:
        front.url = url
        yield front
