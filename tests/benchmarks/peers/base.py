"""What a peer is, and the server that its script talks to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import brotli
from werkzeug.wrappers import Request, Response

from tests.benchmarks.page.guest import Guest
from tests.benchmarks.peers.packages import Package

TYPES = {"js": "text/javascript", "css": "text/css"}


@dataclass(frozen=True)
class Reply:
    """An answer of a peer's service."""

    body: str
    type: str


def told(value: Any) -> Reply:
    return Reply(json.dumps(value, separators=(",", ":")), "application/json")


def script(text: str) -> Reply:
    return Reply(text, TYPES["js"])


# Method, path and query → the answer; None: it has no such route.
Answers = Callable[[str, str, str], Reply | None]


@dataclass(frozen=True)
class Peer:
    """`files` maps a path of its server to a file of one of its packages. `guest` is told the server's address."""

    packages: tuple[Package, ...]
    files: Mapping[str, tuple[Package, str]]
    guest: Callable[[str], Guest]
    answers: Answers = lambda method, path, query: None
    # What is put otherwise in its files, where they name an address on the internet.
    replaced: Mapping[str, str] | None = None


class Stub:
    """The server of a peer: its files as a CDN serves them (brotli, kept for long), and its answers."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self.url = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        response = self._answer(request)
        response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
        response.headers["Access-Control-Allow-Headers"] = "*, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT"
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        request.get_data()  # else what is left of a body is taken for the next request
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Access-Control-Max-Age": "600"})
        if request.path in self._peer.files:
            package, name = self._peer.files[request.path]
            return self._file(package.text(name), TYPES[name.rpartition(".")[2]])
        reply = self._peer.answers(request.method, request.path, request.query_string.decode())
        if reply is None:
            return Response(status=404)
        return _packed(reply.body, reply.type, "no-store")

    def _file(self, text: str, type_: str) -> Response:
        for old, new in (self._peer.replaced or {}).items():
            text = text.replace(old, new.format(url=self.url))
        return _packed(text, type_, "public, max-age=31536000, immutable")


def _packed(text: str, type_: str, kept: str) -> Response:
    """Every browser that these measure takes brotli from this machine's own address."""
    headers = {"Content-Encoding": "br", "Vary": "Accept-Encoding", "Cache-Control": kept}
    return Response(pack(text.encode()), headers=headers, mimetype=type_)


@cache
def pack(content: bytes) -> bytes:
    return brotli.compress(content, quality=11)
