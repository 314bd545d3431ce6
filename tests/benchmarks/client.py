"""One process of our own load client: some connections, one request under way on each. Its task and its number come as arguments."""

from __future__ import annotations

import itertools
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from tests.benchmarks.batches import filled


@dataclass
class Connection:
    socket: socket.socket
    sent_at: float = 0
    received: bytes = b""


def main() -> None:
    task = orjson.loads(sys.argv[1])
    answers = drive(task, requests_of(task, int(sys.argv[2])))
    sys.stdout.buffer.write(orjson.dumps(answers))


def requests_of(task: dict[str, Any], number: int) -> Iterator[bytes]:
    parts = urlsplit(task["url"])
    more = "".join(f"{name}: {value}\r\n" for name, value in task["headers"].items())
    head = f"{task['method']} {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n{more}"
    whole = f"{head}Content-Length: {len(task['body'].encode())}\r\n\r\n{task['body']}"
    if task["is_fresh"]:
        return filled(whole, task["prefix"], number, task["processes"])
    return itertools.repeat(whole.encode())


def drive(task: dict[str, Any], waiting: Iterator[bytes]) -> dict[str, float]:
    """Sends until the time is over, and waits for what is under way."""
    address = urlsplit(task["url"])
    waits: list[float] = []
    refused = 0
    with selectors.DefaultSelector() as selector:
        started = time.perf_counter()
        end = started + task["seconds"]
        for _ in range(task["connections"]):
            connection = Connection(socket.create_connection((address.hostname, address.port)))
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            send(connection, waiting)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        while selector.get_map():
            for key, _ in selector.select(timeout=30):
                status = take_answer(key.data)
                if status is None:
                    continue
                waits.append(time.perf_counter() - key.data.sent_at)
                refused += status > 399
                if time.perf_counter() < end:
                    send(key.data, waiting)
                else:
                    selector.unregister(key.fileobj)
                    key.data.socket.close()
        seconds = time.perf_counter() - started
    waits.sort()
    p50, p99 = (waits[int(share * (len(waits) - 1))] * 1000 for share in (0.5, 0.99))
    return {"requests": len(waits), "seconds": seconds, "p50_ms": p50, "p99_ms": p99, "refused": refused, "failed": 0}


def send(connection: Connection, waiting: Iterator[bytes]) -> None:
    request = next(waiting)
    connection.sent_at = time.perf_counter()
    connection.socket.sendall(request)


def take_answer(connection: Connection) -> int | None:
    """The status of the answer under way once it is complete. Raises ConnectionError where the server hung up."""
    received = connection.socket.recv(65536)
    if not received:
        raise ConnectionError("the server closed the connection")
    connection.received += received
    head, found, body = connection.received.partition(b"\r\n\r\n")
    if not found or len(body) < content_length(head):
        return None
    connection.received = b""
    return int(head[9:12])


def content_length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(b"content-length:")
    return 0 if start < 0 or head[9:12] == b"304" else int(lower[start + 15 :].split(b"\r\n", 1)[0])


if __name__ == "__main__":
    main()
