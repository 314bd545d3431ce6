"""Ends the connection of a request whose body does not come.

A thread that waits for a body can't be woken, and granian names neither the socket nor the client's port. But the
answer can be given by another thread, and Linux counts what each socket has sent: the connection is the one whose count
grows by exactly the length of this answer. Shut down, it ends the wait. Elsewhere the answer alone has to do.
"""

import contextlib
import os
import secrets
import socket
import struct
import sys
import time
from collections.abc import Iterator
from typing import Any

_BYTES_SENT = 200  # the place of tcpi_bytes_sent in struct tcp_info
_TCP_INFO_SIZE = 256
_LOOKS = 300  # a millisecond apart
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


def hang_up(proto: Any, peer: str) -> bool:
    """Answers `503 busy` in place of the waiting thread and closes the connection. Whether it was found."""
    body = _TEXT.ljust(2000 + secrets.randbelow(6000))  # a length that no other answer has
    before = _sent_to(peer)
    proto.response_bytes(503, _HEADERS, body)
    wanted = _length_of_answer(len(body))
    for _ in range(_LOOKS if before else 0):
        for connection in before:
            if _bytes_sent(connection[0]) - before[connection] == wanted:
                return _shut(*connection)
        time.sleep(0.001)
    return False


def _length_of_answer(length: int) -> int:
    head = "HTTP/1.1 503 Service Unavailable\r\n" + "".join(f"{name}: {value}\r\n" for name, value in _HEADERS)
    return len(head) + len(_ADDED.format(length=length)) + len("\r\n") + length


def _sent_to(peer: str) -> dict[tuple[int, Any], int]:
    """Bytes sent so far, by descriptor and address, for each connection of that peer."""
    return {found: _bytes_sent(found[0]) for found in _connections(peer)}


def _connections(peer: str) -> Iterator[tuple[int, Any]]:
    if sys.platform != "linux":
        return
    for name in os.listdir("/proc/self/fd"):
        address = _peer_of(int(name))
        if address and address[0].removeprefix("::ffff:") == peer.removeprefix("::ffff:"):
            yield int(name), address


def _peer_of(descriptor: int) -> Any:
    with contextlib.suppress(OSError), _borrowed(descriptor) as connection:
        return connection.getpeername()
    return None


def _bytes_sent(descriptor: int) -> int:
    """0 where that is no connection any more."""
    with contextlib.suppress(OSError, struct.error), _borrowed(descriptor) as connection:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_SIZE)
        return int(struct.unpack_from("Q", info, _BYTES_SENT)[0])
    return 0


def _shut(descriptor: int, address: Any) -> bool:
    """The number may have got another connection meanwhile: what is shut is a copy that is still the same one."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as connection:
        if connection.getpeername() == address:
            connection.shutdown(socket.SHUT_RDWR)
            return True
    return False


@contextlib.contextmanager
def _borrowed(descriptor: int) -> Iterator[socket.socket]:
    """A socket object for a descriptor that stays its owner's."""
    lent = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=descriptor)
    try:
        yield lent
    finally:
        lent.detach()
