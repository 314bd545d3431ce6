"""Ends the connection of a request whose body does not come.

A thread that waits for a body can't be woken, and granian names neither the socket nor the client's port. But the
answer can be given by another thread, and Linux counts what was written to each socket: the connection is the one whose
count grows by exactly the length of this answer. Shut down, it ends the wait. Elsewhere the answer alone has to do.
"""

import contextlib
import os
import secrets
import socket
import struct
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

# Places in struct tcp_info, and how they are written.
_NOT_SENT = (144, "I")
_SENT = (200, "Q")
_SENT_AGAIN = (208, "Q")
_TCP_INFO_SIZE = 256
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

Connection = tuple[int, Any]  # its descriptor and the client's address
Look = Callable[[], bool]


def hang_up(proto: Any, peer: str) -> Look:
    """Answers `503 busy` in place of the waiting thread. Returns a look for its connection, to be repeated until it
    says that the connection was found and closed: on a busy machine the answer may take a while to get there.
    """
    body = _TEXT.ljust(2000 + secrets.randbelow(6000))  # a length that no other answer has
    before = {one: _written(one[0]) for one in _connections.of(peer)}
    proto.response_bytes(503, _HEADERS, body)
    wanted = _length_of_answer(len(body))

    def look() -> bool:
        found = (one for one, count in before.items() if _written(one[0]) - count == wanted)
        return not before or any(_shut(*one) for one in found)

    return look


def _length_of_answer(length: int) -> int:
    head = "HTTP/1.1 503 Service Unavailable\r\n" + "".join(f"{name}: {value}\r\n" for name, value in _HEADERS)
    return len(head) + len(_ADDED.format(length=length)) + len("\r\n") + length


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
            for descriptor, address in _open_connections():
                listed[_plain(address[0])].append((descriptor, address))
            self._by_peer, self._listed_at = dict(listed), time.monotonic()
        return self._by_peer.get(_plain(peer), [])


_connections = _Connections()


def _plain(address: str) -> str:
    return address.removeprefix("::ffff:")


def _open_connections() -> Iterator[Connection]:
    if sys.platform != "linux":
        return
    for name in os.listdir("/proc/self/fd"):
        if address := _peer_of(int(name)):
            yield int(name), address


def _peer_of(descriptor: int) -> Any:
    with contextlib.suppress(OSError), _borrowed(descriptor) as connection:
        return connection.getpeername()
    return None


def _written(descriptor: int) -> int:
    """Bytes that the service has written, also those that the client does not let in; 0 where that is no connection
    any more.
    """
    with contextlib.suppress(OSError, struct.error), _borrowed(descriptor) as connection:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_SIZE)
        return _read(info, _SENT) - _read(info, _SENT_AGAIN) + _read(info, _NOT_SENT)
    return 0


def _read(info: bytes, field: tuple[int, str]) -> int:
    return int(struct.unpack_from(field[1], info, field[0])[0])


def _shut(descriptor: int, address: Any) -> bool:
    """The number may have got another connection meanwhile: what is shut is a copy that is still the same one."""
    copy = -1
    try:
        copy = os.dup(descriptor)
        with _borrowed(copy) as connection:
            if connection.getpeername() == address:
                connection.shutdown(socket.SHUT_RDWR)
                return True
    except OSError:
        pass  # it is closed already, or the process has no descriptor left just now
    finally:
        if copy >= 0:
            os.close(copy)
    return False


@contextlib.contextmanager
def _borrowed(descriptor: int) -> Iterator[socket.socket]:
    """A socket object for a descriptor that stays its owner's."""
    lent = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=descriptor)
    try:
        yield lent
    finally:
        lent.detach()
