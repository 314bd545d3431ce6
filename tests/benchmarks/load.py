"""A small load client: some connections, one request under way on each, a bounded number of them."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Measured:
    seconds: float = 0
    answers: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    waits_ms: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    def percentile_ms(self, share: float) -> float:
        return sorted(self.waits_ms)[int(share * (len(self.waits_ms) - 1))]


@dataclass
class Connection:
    socket: socket.socket
    sent_at: float = 0
    received: bytes = b""


def requests_of(url: str, method: str, bodies: list[bytes], headers: dict[str, str] | None = None) -> list[bytes]:
    """The whole bytes of each request, made before the clock runs."""
    parts = urlsplit(url)
    more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    head = f"{method} {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{more}"
    return [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies]


def drive(url: str, requests: list[bytes], connections: int = 32) -> Measured:
    """Sends every request once and waits for its answer."""
    address = urlsplit(url)
    waiting = iter(requests)
    measured = Measured()
    with selectors.DefaultSelector() as selector:
        started = time.perf_counter()
        for _ in range(connections):
            connection = Connection(socket.create_connection((address.hostname, address.port)))
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if send_next(connection, waiting):
                selector.register(connection.socket, selectors.EVENT_READ, connection)
        while selector.get_map():
            for key, _ in selector.select(timeout=30):
                if take_answer(key.data, measured) and not send_next(key.data, waiting):
                    selector.unregister(key.fileobj)
                    key.data.socket.close()
        measured.seconds = time.perf_counter() - started
    return measured


def send_next(connection: Connection, waiting: Iterator[bytes]) -> bool:
    request = next(waiting, None)
    if request is None:
        return False
    connection.sent_at = time.perf_counter()
    connection.socket.sendall(request)
    return True


def take_answer(connection: Connection, measured: Measured) -> bool:
    """Whether the answer under way is complete now. Raises ConnectionError where the server hung up."""
    received = connection.socket.recv(65536)
    if not received:
        raise ConnectionError("the server closed the connection")
    connection.received += received
    head, found, body = connection.received.partition(b"\r\n\r\n")
    if not found or len(body) < content_length(head):
        return False
    status = int(head[9:12])
    measured.answers += 1
    measured.statuses[status] = measured.statuses.get(status, 0) + 1
    measured.waits_ms.append((time.perf_counter() - connection.sent_at) * 1000)
    connection.received = b""
    return True


def content_length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(b"content-length:")
    return 0 if start < 0 else int(lower[start + 15 :].split(b"\r\n", 1)[0])
