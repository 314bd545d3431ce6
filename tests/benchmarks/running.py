"""The servers under measurement, each a process of its own on the servers' core."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import machine
from tests.support.servers import ask_patiently, listening_socket, winback_serve
from winback.db.engine import Database
from winback.db.migrate import upgrade
from winback.models import Site

# The load stands for visitors behind a proxy: one address alone is held to a share of the service.
SETTINGS = {"WINBACK_TRUSTED_PROXIES": "1", "WINBACK_RATE_PER_SITE": "100000000"}


@dataclass(frozen=True)
class Running:
    url: str
    pid: int


@contextmanager
def winback(folder: Path, database_url: str | None = None) -> Iterator[Running]:
    """The service over the folder's database `winback.db`, or another one."""
    folder.mkdir(parents=True, exist_ok=True)
    url = database_url or database_in(folder)
    settings = {"WINBACK_DATA": str(folder), "WINBACK_DATABASE_URL": url, **SETTINGS}
    with machine.on(machine.SERVER):
        serving = winback_serve(settings, folder / "log")
        service = serving.__enter__()
    try:
        yield Running(service.url, service.process.pid)
    except Exception as error:
        error.add_note(f"the service said: {(folder / 'log').read_text()[-2000:]}")
        raise
    finally:
        serving.__exit__(None, None, None)


@contextmanager
def yardstick(name: str, folder: Path, database_url: str | None = None) -> Iterator[Running]:
    with listening_socket() as probe:
        port = probe.getsockname()[1]
    url = database_url or f"sqlite:///{folder / name}.db"
    command = [sys.executable, "-m", "tests.benchmarks.yardsticks", name, str(port), url]
    with machine.on(machine.SERVER):
        process = subprocess.Popen(command)
    try:
        ask_patiently(f"http://127.0.0.1:{port}/")
        yield Running(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def database_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'winback.db'}"


def make_site(folder: Path, database_url: str | None = None) -> str:
    """A site of its own that takes everything from the shop; returns its key."""
    folder.mkdir(parents=True, exist_ok=True)
    db = Database(database_url or database_in(folder))
    upgrade(db)
    with db.writing() as session:
        site = Site(name="Bench", origins=["https://shop.example"], consent_mode="off", created_at=0)
        session.add(site)
    db.close()
    return site.key
