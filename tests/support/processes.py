"""Programs that the tests start beside themselves: each ends with the block that started it, or with the tests."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import urllib3

PR_SET_PDEATHSIG = 1


@contextmanager
def running(
    command: Sequence[str | Path], url: str, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The program, from its first answer at this address until the block ends. Yields the address."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )
    try:
        until_it_answers(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Asks again and again, for some minute; raises RuntimeError with its log where it ends before that."""
    for _ in range(30):
        if _answers(url):
            return
        if process.poll() is not None:
            break
    raise RuntimeError(f"it did not start: {log.read_text()}")


def _answers(url: str) -> bool:
    """Whether somebody does, whatever it is; with patience enough for a start."""
    patience = urllib3.Retry(connect=20, read=0, backoff_factor=0.05, backoff_max=0.1)
    with suppress(urllib3.exceptions.HTTPError):
        urllib3.request("GET", url, timeout=30, retries=patience)
        return True
    return False


def die_with_parent() -> None:
    """Also where the tests are killed: no server stays behind. Only Linux can say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
