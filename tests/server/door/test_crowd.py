"""Near the end of the places whoever holds most of them loses some: real connections, each look made by hand."""

from __future__ import annotations

import select
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import ip_network

import pytest

from winback.config import Proxies
from winback.door.crowd import Crowd

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs addresses to come from, and to see connections")
MANY, FEW = "127.0.0.2", "127.0.0.3"


class Hall:
    """Clients and the service's ends of their connections, both in this process."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._door = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
        self.port: int = self._door.getsockname()[1]

    def come(self, number: int, host: str) -> list[tuple[socket.socket, socket.socket]]:
        return [self._one(host) for _ in range(number)]

    def _one(self, host: str) -> tuple[socket.socket, socket.socket]:
        client = self._stack.enter_context(socket.create_connection(self._door.getsockname(), source_address=(host, 0)))
        inside = self._stack.enter_context(self._door.accept()[0])
        return client, inside


@pytest.fixture
def hall() -> Iterator[Hall]:
    with ExitStack() as stack:
        yield Hall(stack)


def crowd(hall: Hall, most: int, proxies: Proxies = 0, idle_seconds: float = 0) -> Crowd:
    return Crowd(hall.port, most, proxies, idle_seconds)


def shut(clients: list[tuple[socket.socket, socket.socket]]) -> int:
    """How many of them have been told that it is over."""
    ready, _, _ = select.select([client for client, _ in clients], [], [], 0)
    return sum(client.recv(1) == b"" for client in ready)


def test_who_holds_most_loses_half_and_others_lose_none(hall: Hall) -> None:
    many, few = hall.come(16, MANY), hall.come(4, FEW)
    assert crowd(hall, most=24).turn() == 8
    assert (shut(many), shut(few)) == (8, 0)


def test_where_there_is_room_nobody_loses_any(hall: Hall) -> None:
    many = hall.come(16, MANY)
    assert crowd(hall, most=21).turn() == 0
    assert shut(many) == 0


def test_who_waits_for_us_goes_last(hall: Hall) -> None:
    many = hall.come(16, MANY)
    ask(many[:8])
    assert crowd(hall, most=16).turn() == 8
    assert (shut(many[:8]), shut(many[8:])) == (0, 8)


def test_who_waits_for_us_goes_only_after_long(hall: Hall) -> None:
    many = hall.come(16, MANY)
    ask(many[:12])
    assert crowd(hall, most=16).turn() == 4
    assert (shut(many[:12]), shut(many[12:])) == (0, 4)
    assert Crowd(hall.port, 16, 0, idle_seconds=0, answer_seconds=0).turn() == 8


def ask(connections: list[tuple[socket.socket, socket.socket]]) -> None:
    """Each has had an answer, and has said something since."""
    for client, inside in connections:
        inside.sendall(b"answered")
        client.recv(8)
        wait_a_tick(inside)
        client.sendall(b"GET /")
        inside.recv(5)


def wait_a_tick(inside: socket.socket) -> None:
    """Until the system's clock of this connection, which counts milliseconds in ticks, has gone on."""
    from winback.door.sockets import Connection, traffic

    here = Connection(inside.fileno(), inside.getpeername(), inside.getsockname())
    while (seen := traffic(here)) and seen.idle_seconds < 0.01:
        select.select([], [], [], 0.005)


def test_who_is_at_work_loses_none(hall: Hall) -> None:
    many = hall.come(16, MANY)
    assert crowd(hall, most=16, idle_seconds=600).turn() == 0
    assert shut(many) == 0


@pytest.mark.parametrize("proxies", [(ip_network("127.0.0.2/32"),), 1], ids=["by its address", "by their number"])
def test_a_proxy_speaks_for_many(hall: Hall, proxies: Proxies) -> None:
    many = hall.come(16, MANY)
    assert crowd(hall, most=16, proxies=proxies).turn() == 0
    assert shut(many) == 0
