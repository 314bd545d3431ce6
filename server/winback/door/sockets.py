"""The connections of this process, seen from outside the web server, which names none. On Linux; elsewhere there are none."""

import contextlib
import os
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Places in struct tcp_info, and how they are written.
_LAST_SENT_MS, _LAST_RECEIVED_MS = (44, "I"), (52, "I")
_NOT_SENT = (144, "I")
_SENT = (200, "Q")
_SENT_AGAIN = (208, "Q")
_TCP_INFO_SIZE = 256


@dataclass(frozen=True, slots=True)
class Connection:
    """Its number in this process, and the addresses of both ends."""

    descriptor: int
    peer: Any
    here: Any

    @property
    def host(self) -> str:
        return plain(self.peer[0])


@dataclass(frozen=True, slots=True)
class Traffic:
    """`written` counts what the service has written, also what the client does not let in (`unsent`). Who `awaits_answer`
    has said something since the service did, be it half a request.
    """

    written: int
    unsent: int
    idle_seconds: float  # since something was last sent or received
    awaits_answer: bool


def plain(address: str) -> str:
    return address.removeprefix("::ffff:")


def open_connections() -> Iterator[Connection]:
    """All of them, also those to databases."""
    if sys.platform != "linux":
        return
    for name in os.listdir("/proc/self/fd"):
        if connection := _connection(int(name)):
            yield connection


def visitors(port: int) -> Iterator[Connection]:
    """Those that came in at our port."""
    return (one for one in open_connections() if one.here[1] == port)


def traffic(connection: Connection) -> Traffic | None:
    """None where that is no connection any more."""
    with contextlib.suppress(OSError, struct.error), _borrowed(connection.descriptor) as lent:
        info = lent.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_SIZE)
        unsent = _read(info, _NOT_SENT)
        written = _read(info, _SENT) - _read(info, _SENT_AGAIN) + unsent
        sent, received = _read(info, _LAST_SENT_MS), _read(info, _LAST_RECEIVED_MS)
        return Traffic(written, unsent, min(sent, received) / 1000, awaits_answer=received < sent)
    return None


def shut(connection: Connection) -> bool:
    """The number may have got another connection meanwhile: what is shut is a copy that is still the same one."""
    copy = -1
    try:
        copy = os.dup(connection.descriptor)
        with _borrowed(copy) as lent:
            if lent.getpeername() == connection.peer:
                lent.shutdown(socket.SHUT_RDWR)
                return True
    except OSError:
        pass  # it is closed already, or the process has no descriptor left just now
    finally:
        if copy >= 0:
            os.close(copy)
    return False


def _connection(descriptor: int) -> Connection | None:
    with contextlib.suppress(OSError), _borrowed(descriptor) as lent:
        peer, here = lent.getpeername(), lent.getsockname()
        return Connection(descriptor, peer, here) if isinstance(peer, tuple) else None
    return None


def _read(info: bytes, field: tuple[int, str]) -> int:
    return int(struct.unpack_from(field[1], info, field[0])[0])


@contextlib.contextmanager
def _borrowed(descriptor: int) -> Iterator[socket.socket]:
    """A socket object for a descriptor that stays its owner's."""
    lent = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=descriptor)
    try:
        yield lent
    finally:
        lent.detach()
