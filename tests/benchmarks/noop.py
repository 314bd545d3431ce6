"""The yardstick: a WSGI app that reads the body and does nothing, served by the same server with the same settings."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.servers import ask_patiently, listening_socket

ANSWER = b'{"accepted":10,"dropped":[]}'


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(ANSWER)))])
    return [ANSWER]


@contextmanager
def running_noop() -> Iterator[str]:
    with listening_socket() as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.noop", str(port)])
    try:
        ask_patiently(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def serve(port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import MPServer

    MPServer(
        "noop",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=32,
        backpressure=64,
        backlog=1024,
        log_enabled=False,
    ).serve(target_loader=lambda: app, wrap_loader=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
