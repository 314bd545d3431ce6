"""Ends the connection of a request whose body does not come.

A thread that waits for a body can't be woken, and granian names neither the socket nor the client's port. But the
answer can be given by another thread, and Linux counts what was written to each socket: the connection is the one whose
count grows by exactly the length of this answer. Shut down, it ends the wait. Elsewhere the answer alone has to do.
"""

import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from .sockets import Connection, open_connections, plain, shut, traffic

_LISTING_LASTS_SECONDS = 0.2  # who is late has been connected for longer
_TEXT = (
    b'{"type":"/problems/busy","title":"Service Unavailable","status":503,"reason":"busy",'
    b'"detail":"The body came too slowly; send the same again."}'
)
_HEADERS = [
    ("content-type", "application/problem+json"),
    ("cache-control", "no-store"),
    ("retry-after", "5"),
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "retry-after"),
    ("connection", "close"),
]
# What the server adds: its name, the body's length and the date.
_ADDED = "server: granian\r\ncontent-length: {length}\r\ndate: Sun, 22 Nov 2026 01:17:47 GMT\r\n"

Look = Callable[[], bool]


def hang_up(proto: Any, peer: str) -> Look:
    """Answers `503 busy` in place of the waiting thread. Returns a look for its connection, to be repeated until it
    says that the connection was found and closed: on a busy machine the answer may take a while to get there.
    """
    body = _TEXT.ljust(2000 + secrets.randbelow(6000))  # a length that no other answer has
    before = {one: _written(one) for one in _connections.of(peer)}
    proto.response_bytes(503, _HEADERS, body)
    wanted = _length_of_answer(len(body))

    def look() -> bool:
        found = (one for one, count in before.items() if _written(one) - count == wanted)
        return not before or any(shut(one) for one in found)

    return look


def _length_of_answer(length: int) -> int:
    head = "HTTP/1.1 503 Service Unavailable\r\n" + "".join(f"{name}: {value}\r\n" for name, value in _HEADERS)
    return len(head) + len(_ADDED.format(length=length)) + len("\r\n") + length


def _written(connection: Connection) -> int:
    """0 where that is no connection any more."""
    seen = traffic(connection)
    return seen.written if seen else 0


class _Connections:
    """This process's connections by the address at their other end. There may be tens of thousands, so those who are
    late at one time share a listing.
    """

    def __init__(self) -> None:
        self._by_peer: dict[str, list[Connection]] = {}
        self._listed_at = -_LISTING_LASTS_SECONDS

    def of(self, peer: str) -> list[Connection]:
        if time.monotonic() - self._listed_at >= _LISTING_LASTS_SECONDS:
            listed = defaultdict(list)
            for one in open_connections():
                listed[one.host].append(one)
            self._by_peer, self._listed_at = dict(listed), time.monotonic()
        return self._by_peer.get(plain(peer), [])


_connections = _Connections()
