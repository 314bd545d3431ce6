"""Whoever sends less than announced holds up nobody else, and is let go of; so is whoever only holds a connection."""

from __future__ import annotations

import resource
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import pytest
import urllib3

from tests.server.ingest.senders import CHROME, PAGE, told
from tests.support.databases import SqliteDatabases
from tests.support.servers import Service, service_on_disk

pytestmark = pytest.mark.slow
SENDERS = 200
IDLERS = 2000
STRANGERS = [f"127.0.0.{number}" for number in range(2, 10)]
# Every address of 127.0.0.0/8 is this machine, on Linux alone.
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs addresses to come from, and to hang up")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> Iterator[tuple[Service, str]]:
    """The service and the key of its site: one for all, since each must leave it as well as it found it."""
    with service_on_disk(tmp_path_factory.mktemp("slow"), sqlite_databases) as stage:
        yield stage


@pytest.fixture
def service(stage: tuple[Service, str]) -> Service:
    return stage[0]


@pytest.fixture
def key(stage: tuple[Service, str]) -> str:
    return stage[1]


@contextmanager
def connections(
    service: Service, number: int, sources: list[str], sends: bytes, takes: int | None = None
) -> Iterator[list[socket.socket]]:
    """So many from each of the addresses in turn, which send this and then nothing more, and have room for so many bytes."""
    where = urlsplit(service.url)
    with ExitStack() as stack:
        opened = []
        for each in range(number):
            source = (sources[each % len(sources)], 0)
            address = (str(where.hostname), where.port or 80)
            one = stack.enter_context(socket.socket())
            if takes is not None:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
            one.settimeout(30)
            one.bind(source)
            one.connect(address)
            one.sendall(sends)
            opened.append(one)
        yield opened


def half_a_body(key: str, framing: str = "Content-Length: 5000\r\n\r\n{") -> bytes:
    return f"POST /e/{key} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n{framing}".encode()


def assert_answers(service: Service, key: str, times: int = 5) -> None:
    """The script, the live check and the events of a good client, at once and the first time."""
    body = {
        "v": 1,
        "visitor": "8f14e45fceea167a5a36dedd4bea2543",
        "consent": {"mode": "off", "purposes": []},
        "page": PAGE,
    }
    headers = {"Origin": "https://shop.example", "User-Agent": CHROME, "Content-Type": "text/plain"}
    http = urllib3.PoolManager(retries=False, timeout=30)
    for _ in range(times):
        assert http.request("GET", f"{service.url}/w/{key}.js").status == 200
        assert http.request("GET", f"{service.url}/w/{key}/live").json() == {"off": []}
        sent = orjson.dumps({**body, "events": [told("page_view")]})
        answer = http.request("POST", f"{service.url}/e/{key}", body=sent, headers=headers)
        assert (answer.status, answer.json()) == (200, {"accepted": 1, "dropped": []})
        http.clear()  # the next comes on a connection of its own


@ONLY_LINUX
@pytest.mark.parametrize("framing", ["Content-Length: 5000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n20\r\n{"])
def test_half_sent_bodies_of_one_network_hold_up_nobody(service: Service, key: str, framing: str) -> None:
    with connections(service, SENDERS, ["127.0.0.2"], half_a_body(key, framing)):
        assert_answers(service, key)


@ONLY_LINUX
def test_who_sends_half_a_body_is_told_and_hung_up_on(service: Service, key: str) -> None:
    with connections(service, 12, ["127.0.0.2"], half_a_body(key)) as senders:
        for sender in senders:
            said = everything_from(sender)  # ends only because the service closes the connection
            assert said.startswith(b"HTTP/1.1 503 ")
            assert b'"reason":"busy"' in said


@ONLY_LINUX
def test_half_sent_bodies_from_many_networks_leave_the_script_alone(service: Service, key: str) -> None:
    with connections(service, SENDERS, STRANGERS, half_a_body(key)) as senders:
        http = urllib3.PoolManager(retries=False, timeout=30)
        for _ in range(5):
            assert http.request("GET", f"{service.url}/w/{key}.js").status == 200
            assert http.request("GET", f"{service.url}/w/{key}/live").status == 200
        for sender in senders:
            everything_from(sender)
        assert_answers(service, key)


@ONLY_LINUX
def test_who_does_not_even_take_the_answer_is_hung_up_on(service: Service, key: str) -> None:
    """What the system holds back for a client that reads nothing is written all the same, and so tells which one it is."""
    before = hung_up(service)
    with connections(service, 12, ["127.0.0.10"], half_a_body(key), takes=1):
        neighbour = urllib3.PoolManager(retries=False, timeout=30, source_address=("127.0.0.10", 0))
        while hung_up(service) < before + 8:
            pass
        patience = time.monotonic() + 30
        while neighbour.request("POST", f"{service.url}/e/{key}", body=b"{").status == 503:
            assert time.monotonic() < patience, "their network got no room again"


def hung_up(service: Service) -> float:
    lines = urllib3.request("GET", f"{service.url}/metrics").data.decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("winback_hung_up_total"))


def test_thousands_who_only_hold_a_connection_hold_up_nobody(service: Service, key: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, IDLERS + 500)), hard))
    possible = min(IDLERS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 400)
    asked = f"GET /w/{key}/live HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with (
        connections(service, possible // 2, ["127.0.0.1"], b""),
        connections(service, possible // 2, ["127.0.0.1"], asked),
    ):
        assert_answers(service, key)


FEW_PLACES = 360  # descriptors; 256 of them are the service's own
LIMITED = [
    sys.executable,
    "-c",
    f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, ({FEW_PLACES},) * 2); os.execvp(sys.argv[1], sys.argv[1:])",
]


@ONLY_LINUX
def test_one_address_that_keeps_all_places_leaves_some_for_others(
    tmp_path: Path, sqlite_databases: SqliteDatabases
) -> None:
    with service_on_disk(tmp_path, sqlite_databases, under=LIMITED) as (service, key):
        asked = f"GET /w/{key}/live HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        over = threading.Event()
        with connections(service, 130, [STRANGERS[0]], asked) as held:

            def ask_on() -> None:
                while not over.wait(4):  # so that none is ever idle for long
                    for one in held:
                        with suppress(OSError):
                            one.sendall(asked)

            asking = threading.Thread(target=ask_on)
            asking.start()
            try:
                for outsider in STRANGERS[1:5]:
                    pool = urllib3.PoolManager(retries=False, timeout=25, source_address=(outsider, 0))
                    assert pool.request("GET", f"{service.url}/w/{key}/live").status == 200
            finally:
                over.set()
                asking.join()


def everything_from(sender: socket.socket) -> bytes:
    said = b""
    try:
        while part := sender.recv(65_536):
            said += part
    except ConnectionResetError:
        pass  # what it had sent was never read
    return said
