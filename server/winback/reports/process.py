"""The parent's side of a counting process: start it, ask it, end it."""

import socket
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from .messages import Begin, Failed, Question

START_SECONDS = 60  # on a machine that does much else


class TooHeavy(Exception):
    """The report took longer than a report may. Fewer days may do."""


class GaveWay(TooHeavy):
    """The report was ended for those who write: SQLite's log can't be emptied while somebody reads from it for long."""


class ReportFailed(Exception):
    """The report could not be counted; the log says why."""


class CountingProcess:
    """A worker of the service. It starts when first asked, and again after it ended. One thread at a time."""

    def __init__(self, database_url: str, seconds: float) -> None:
        self._begin = Begin(database_url, seconds)
        self._child: subprocess.Popen[bytes] | None = None
        self._link: Connection | None = None
        self._since: float | None = None  # when the question under way was asked
        self._is_over = self._is_hurried = False

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def ask(self, question: Question) -> Any:
        """The report's answer. Raises TooHeavy, GaveWay or ReportFailed."""
        self._since, self._is_hurried = time.monotonic(), False
        try:
            return self._answer_to(question)
        except (TooHeavy, EOFError, OSError) as error:
            self.stop()
            if isinstance(error, TooHeavy):
                raise
            if self._is_hurried:
                raise GaveWay("it was ended for those who write") from error
            raise ReportFailed("the counting process ended") from error
        finally:
            self._since = None

    @property
    def seconds(self) -> float:
        """For how long it has been counting."""
        since = self._since
        return time.monotonic() - since if since else 0

    def hurry(self) -> None:
        """Ends what it is counting, from any thread: whoever waits is told that it gave way."""
        child = self._child
        if child and self._since:
            self._is_hurried = True
            child.kill()

    def end(self) -> None:
        """For good, and from any thread: whoever waits for an answer is told that there will be none."""
        self._is_over = True
        if self._child:
            self._child.kill()

    def stop(self) -> None:
        """Ends the process and whatever it is counting."""
        if self._link:
            self._link.close()
        if self._child:
            self._child.kill()
            self._child.wait()
            if self._child.stdin:
                self._child.stdin.close()
        self._link = self._child = None

    def _answer_to(self, question: Question) -> Any:
        link = self._send(question)
        if not link.poll(self._begin.seconds):
            raise TooHeavy(f"more than {self._begin.seconds:g} seconds")
        reply = link.recv()
        if isinstance(reply, Failed):
            raise ReportFailed(reply.why)
        return reply.value

    def _send(self, question: Question) -> Connection:
        if self._link:
            with suppress(OSError):  # it has died since it was last asked
                self._link.send(question)
                return self._link
            self.stop()
        link = self._start()
        link.send(question)
        return link

    def _start(self) -> Connection:
        """A fresh interpreter, not a fork of this one: a fork would copy the locks that other threads hold."""
        if self._is_over:
            raise OSError("the service is stopping")
        ours, theirs = socket.socketpair()
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "winback.reports.worker", str(theirs.fileno())],
                stdin=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
            )
        link = self._link = Connection(ours.detach())
        link.send(self._begin)
        if not link.poll(START_SECONDS):
            raise OSError("the counting process did not start")
        link.recv()
        return link
