"""The end of the service while somebody still waits for what takes longer than it has."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import urllib3

from tests.support.cast import password_hash
from tests.support.pictures import drawn, encoded, form_with
from tests.support.servers import Service, service_on_disk
from winback.db.engine import Database
from winback.door.closing import ALL_AFTER_SECONDS
from winback.models import Membership, Site, Token, User

if TYPE_CHECKING:
    from tests.support.databases import SqliteDatabases


@pytest.fixture
def service(tmp_path: Path, sqlite_databases: SqliteDatabases) -> Iterator[Service]:
    with service_on_disk(tmp_path, sqlite_databases) as (service, _):
        yield service


@pytest.fixture
def token(service: Service, tmp_path: Path) -> str:
    """Of the owner of its one site."""
    db = Database(f"sqlite:///{tmp_path / 'winback.db'}")
    with db.writing() as session:
        owner = User(email="alice@example.com", password_hash=password_hash(), created_at=1)
        session.add(owner)
        session.flush()
        site = session.scalars(sa.select(Site)).one()
        session.add(Membership(user_id=owner.id, site_id=site.id, role="owner"))
        _, secret = Token.issue(session, owner, "a script", 1)
    db.close()
    return secret


def pressing(service: Service) -> Iterator[int]:
    """The processes that make pictures now, below the service's worker."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    for process, worker in parents.items():
        if parents.get(worker) == service.process.pid:
            with suppress(OSError):
                if b"winback.pictures.worker" in Path(f"/proc/{process}/cmdline").read_bytes():
                    yield process


def test_a_picture_that_takes_too_long_does_not_outlast_the_service(service: Service, token: str) -> None:
    form, kind = form_with(encoded(drawn(6000, 4000), "PNG"), "vase.png")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}

    def send() -> urllib3.BaseHTTPResponse:
        url = f"{service.url}/api/v1/sites/1/media"
        return urllib3.request("POST", url, body=form, headers=headers, retries=False, timeout=60)

    with ThreadPoolExecutor(1) as another:
        answer = another.submit(send)
        child = None
        while child is None and not answer.done():
            child = next(pressing(service), None)
        assert child, answer.result().data
        os.kill(child, signal.SIGSTOP)  # it would take for ever
        assert service.stop() == 0
        with pytest.raises(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        assert answer.result().status == 503, "whoever waits is told"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere connections can't be seen from outside the server")
def test_half_a_request_head_does_not_hold_up_the_end(service: Service) -> None:
    where = urlsplit(service.url)
    address = (str(where.hostname), where.port or 80)
    with socket.create_connection(address) as half, socket.create_connection(address) as nothing:
        half.sendall(b"GET /w/x.js HTTP/1.1\r\nHost: x\r\n")
        assert urllib3.request("GET", f"{service.url}/healthz").status == 200, "it has read the half by now"
        half.settimeout(ALL_AFTER_SECONDS - 1)
        nothing.settimeout(ALL_AFTER_SECONDS - 1)
        service.process.send_signal(signal.SIGTERM)
        assert (half.recv(1), nothing.recv(1)) == (b"", b""), "nobody is waited for who sends no request"
        assert service.process.wait(timeout=30) == 0
