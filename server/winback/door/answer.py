"""How a request gets from granian to the app and its answer back."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

from granian.wsgi import ResponseIterWrap

from ..config import Proxies
from ..ingest.dropped import Refusal, count_refusal
from ..ingest.guards import network_of
from ..measures import hung_up
from ..web.public import ANSWERED_LATER, SEND_LATER, Wsgi, client_address, problem
from .bodies import Bodies, Sender
from .hang_up import Look, hang_up
from .under_way import Respond, UnderWay

# Not the process's environment, which granian would mix in: a variable named HTTP_X would look like a header.
_ENVIRON = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "wsgi.errors": sys.stderr,
    "wsgi.multiprocess": False,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}
Answer = Callable[[Any, dict[str, Any]], None]
LEFT_OVER = 64 * 1024  # bytes; for a longer rest a new connection is cheaper


def answering(app: Wsgi, bodies: Bodies, trusted_proxies: Proxies, under_way: UnderWay) -> Answer:
    """What granian calls for each request, in one of its threads."""

    def answer(proto: Any, scope: dict[str, Any]) -> None:
        environ = {**_ENVIRON, **scope}
        under_way.enter(proto, environ["REMOTE_ADDR"])
        is_answered = True
        try:
            is_answered = attend(proto, environ)
        finally:
            if is_answered:
                under_way.leave(proto)

    def attend(proto: Any, environ: dict[str, Any]) -> bool:
        """False where the answer is given later."""
        respond = under_way.leaving(proto)
        if not _has_body(environ):
            return _run(app, environ, proto, respond)
        sender = _sender(proto, environ, trusted_proxies, bodies.now())
        if not bodies.enter(sender):
            _turn_away(proto)
            return True
        environ["wsgi.input"] = Body(environ["wsgi.input"], sender, bodies)
        environ["wsgi.input_terminated"] = not sender.length  # else half a form would be taken for the whole
        try:
            return _run(app, environ, proto, respond)
        finally:
            bodies.leave(sender)

    return answer


class Body:
    """`wsgi.input` that tells when the last of it has come."""

    def __init__(self, inner: Any, sender: Sender, bodies: Bodies) -> None:
        self._inner, self._sender, self._bodies, self._left = inner, sender, bodies, sender.length
        self._is_read = False

    def read(self, size: int | None = -1) -> bytes:
        data: bytes = self._inner.read() if size is None or size < 0 else self._inner.read(size)
        return self._seen(data, is_last=size is None or len(data) < size or size < 0)

    def readline(self, size: int | None = -1) -> bytes:
        data: bytes = self._inner.readline()
        return self._seen(data, is_last=not data)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def take_rest(self) -> None:
        """Reads what the app had no use for.

        A connection whose body nobody has read is closed after the answer: whoever had sent the next request on it by
        then would get none.
        """
        if not self._is_read and self._left <= LEFT_OVER:
            self.read(LEFT_OVER)

    def _seen(self, data: bytes, is_last: bool) -> bytes:
        self._left -= len(data)
        if is_last or (self._sender.length and self._left <= 0):
            self._is_read = True
            self._bodies.has_read(self._sender)
        return data


def _run(app: Wsgi, environ: dict[str, Any], proto: Any, later: Respond) -> bool:
    """False where the answer is given later, by `later`."""
    head: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        head[:] = int(status[:3]), headers

    environ[SEND_LATER] = later
    body = app(environ, start_response)
    if body is ANSWERED_LATER:
        return False  # the thread is free for the next one
    if isinstance(rest := environ["wsgi.input"], Body):
        rest.take_rest()
    if isinstance(body, list):
        proto.response_bytes(*head, b"".join(body))
    else:
        proto.response_iter(*head, ResponseIterWrap(body))  # type: ignore[no-untyped-call]
    return True


def _has_body(environ: dict[str, Any]) -> bool:
    return environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ


def _sender(proto: Any, environ: dict[str, Any], trusted_proxies: Proxies, now: float) -> Sender:
    peer = environ["REMOTE_ADDR"]
    said = environ.get("CONTENT_LENGTH", "")
    return Sender(
        network=_network(peer, environ.get("HTTP_X_FORWARDED_FOR", ""), trusted_proxies),
        length=int(said) if said.isdecimal() else 0,
        since=now,
        let_go=lambda: _let_go(proto, peer),
    )


def _let_go(proto: Any, peer: str) -> Look:
    look = hang_up(proto, peer)
    hung_up.inc()
    return look


def _network(peer: str, forwarded: str, trusted_proxies: Proxies) -> str:
    return network_of(client_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}, trusted_proxies))


def _turn_away(proto: Any) -> None:
    count_refusal(Refusal(503, "busy", ""))
    answer = problem(503, "busy", "Too many send at once; send the same again.", retry_after=2)
    proto.response_bytes(
        503,
        [*answer.headers, ("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "Retry-After")],
        answer.body,
    )
