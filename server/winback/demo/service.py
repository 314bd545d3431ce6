"""The real service, in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READY_WITHIN_SECONDS = 60
_STOPS_WITHIN_SECONDS = 20


class NotStarted(RuntimeError):
    """The service ended, or did not answer in time."""


def is_free(host: str, port: int) -> bool:
    """Whether somebody could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@contextmanager
def running(environ: dict[str, str], url: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`winback serve` with these variables, ready when the block begins. Raises NotStarted."""
    with log.open("wb") as out:
        # `-c`, not `-m`: a folder named winback where the demo is started would be taken for the package.
        command = [sys.executable, "-c", "from winback.cli import main; main(['serve'])"]
        process = subprocess.Popen(command, env={**os.environ, **environ}, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_until_ready(process, f"{url}/readyz", log)
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks it to finish what it has taken; a service that hangs is killed."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_STOPS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotStarted(f"the service did not start: {_last_line(log)}")
        if _is_ready(url):
            return
        time.sleep(0.05)
    raise NotStarted(f"the service does not answer at {url}; see {log}")


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"see {log}"
