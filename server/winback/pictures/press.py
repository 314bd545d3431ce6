"""The service's side: a process for each picture, few at once, and none for longer than it may take."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import msgspec

from .faults import LARGEST_FILE, NotTaken, PressBusy
from .kinds import kind_of
from .worker import Answer

AT_ONCE = 2
MOST_WAITING = 6  # each takes a request thread, and ingest needs those
SECONDS = 60.0  # on a machine that does much else; CPU_SECONDS is what a file may really take
MEMORY = 1024 * 1024 * 1024  # bytes of addresses: some 600 MB at the worst, for some seconds
_NEEDED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG")  # and none of the settings: the secret key is among them
log = logging.getLogger("winback.pictures")


class Size(msgspec.Struct, frozen=True):
    """As making.Size, which this process does not import: no decoder is loaded here."""

    width: int
    height: int
    body: bytes


class Made(msgspec.Struct, frozen=True):
    kind: str
    is_moving: bool
    sizes: list[Size]


class Press:
    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._waiting = 0
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_closed = False

    def make(self, data: bytes) -> Made:
        """What visitors get of a picture. Raises NotTaken, or PressBusy."""
        if len(data) > LARGEST_FILE:
            raise NotTaken("too_large")
        kind_of(data)  # what is no picture at all costs no process
        with self._turn():
            return self._made(data)

    def close(self) -> None:
        """Ends what is being made."""
        with self._lock:
            self._is_closed = True
            for child in self._running:
                child.kill()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock:
            if self._is_closed or self._waiting >= AT_ONCE + MOST_WAITING:
                raise PressBusy
            self._waiting += 1
        try:
            with self._turns:
                yield
        finally:
            with self._lock:
                self._waiting -= 1

    def _made(self, data: bytes) -> Made:
        with self._started() as child:
            try:
                told, said = child.communicate(data, self._seconds)
            except subprocess.TimeoutExpired:
                raise NotTaken("too_heavy") from None
        if self._is_closed:
            raise PressBusy
        if child.returncode < 0:  # stopped by its limits, or fallen over the file
            raise NotTaken("too_heavy")
        if child.returncode:
            raise RuntimeError(f"the worker failed: {said.decode(errors='replace')[-2000:]}")
        answer = msgspec.msgpack.decode(told, type=Answer)
        if answer.fault is not None:
            raise NotTaken(answer.fault)
        return msgspec.msgpack.decode(answer.made, type=Made)

    @contextmanager
    def _started(self) -> Iterator[subprocess.Popen[bytes]]:
        pipe = subprocess.PIPE
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "winback.pictures.worker", str(self._memory)],
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        )
        with self._lock:
            self._running.add(child)
            if self._is_closed:
                child.kill()
        try:
            yield child
        finally:
            with suppress(OSError):
                child.kill()
            child.communicate()
            with self._lock:
                self._running.discard(child)
