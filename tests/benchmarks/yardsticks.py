"""What ours is measured beside, served by the same server with the same settings: `noop`, `decode` and `orm`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from granian.constants import Interfaces
from granian.server import MPServer

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
ANSWER = b'{"accepted":10,"dropped":[]}'
HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(ANSWER)))]


def noop(database_url: str) -> Wsgi:
    """Reads the body and does nothing."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        start_response("200 OK", HEADERS)
        return [ANSWER]

    return app


def decode(database_url: str) -> Wsgi:
    """Decodes the body into typed events, and stores nothing."""
    import msgspec

    from winback.ingest.envelope import Parcel

    decoder = msgspec.json.Decoder(Parcel)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        parcel = decoder.decode(environ["wsgi.input"].read())
        [(each.id.bytes, each.name, each.age_ms, each.properties) for each in parcel.events]
        start_response("200 OK", HEADERS)
        return [ANSWER]

    return app


def orm(database_url: str) -> Wsgi:
    from tests.benchmarks.flask_orm import make_app

    return make_app(database_url)


YARDSTICKS: dict[str, Callable[[str], Wsgi]] = {"noop": noop, "decode": decode, "orm": orm}


def serve(name: str, port: int, database_url: str) -> None:
    app = YARDSTICKS[name]
    MPServer(
        "yardstick",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=32,
        backpressure=64,
        backlog=1024,
        log_enabled=False,
    ).serve(target_loader=lambda: app(database_url), wrap_loader=False)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
