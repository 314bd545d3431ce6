"""The public routes, answered before Flask's routing: plain functions from request bytes to answer bytes.

They run on every page of every site, so they skip what Flask would do for them and cost a twentieth.
"""

import ipaddress
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
import orjson

from ..config import Network, Proxies
from ..db.engine import UNREACHABLE
from ..ingest.dropped import Refusal, count_refusal
from ..measures import count_answer
from ..memory import remembered

LARGEST_BODY = 64 * 1024

StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
log = logging.getLogger("winback.public")


class Headers(Mapping[str, str]):
    """A request's headers by their names in lower case, looked up when somebody asks."""

    __slots__ = ("_environ",)

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        value: str = self._environ[_variable(name)]
        return value

    def get(self, name: str, default: Any = None) -> Any:  # a tenth of what a missing key's exception costs
        return self._environ.get(_variable(name), default)

    def __iter__(self) -> Iterator[str]:
        names = (name[5:] for name in self._environ if name.startswith("HTTP_"))
        yield from (name.replace("_", "-").lower() for name in names)
        if "CONTENT_TYPE" in self._environ:
            yield "content-type"

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _variable(header: str) -> str:
    """Where a WSGI server puts it. Only our own code's few names are ever asked for."""
    name = header.upper().replace("-", "_")
    return name if name == "CONTENT_TYPE" else f"HTTP_{name}"


class Request(msgspec.Struct, frozen=True):
    """`body` is None where it is over 64 KiB; `address` is None where it isn't known or doesn't parse.

    `mount` is the folder of the page's own domain that passes requests on, such as `/wb`; empty on our own.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes | None
    address: str | None
    mount: str = ""
    later: "Later | None" = None  # how to answer when the request's thread is gone; None where somebody waits in it


class Answer(msgspec.Struct, frozen=True):
    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = []


Later = Callable[[Callable[[], Answer]], None]
Handler = Callable[[Request, str, Any], Answer | None]  # None: what will answer is `later`
Send = Callable[[int, list[tuple[str, str]], bytes], None]

# In the environ, a function that answers at any time and from any thread; and what an app returns that will call it.
SEND_LATER = "winback.send_later"
ANSWERED_LATER: list[bytes] = []


class Refused(Exception):
    """Raised by a handler that can't answer."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    handler: Handler
    name: str
    is_page: bool


def route(method: str, template: str, handler: Handler, *, is_page: bool = False) -> Route:
    """A route whose template has one `{…}`: any characters but a slash. No other site's script may read a page."""
    pattern = re.sub(r"\\{\w+\\}", "([^/]*)", re.escape(template))
    return Route(method, re.compile(pattern), handler, template, is_page)


def problem(
    status: int, reason: str, detail: str, errors: Iterable[Mapping[str, str]] = (), retry_after: int | None = None
) -> Answer:
    """A refusal by name, as RFC 9457 problem+json."""
    body: dict[str, Any] = {
        "type": f"/problems/{reason}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "reason": reason,
        "detail": detail,
    }
    if errors := list(errors):
        body["errors"] = errors
    headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if retry_after is not None:
        headers.append(("Retry-After", str(retry_after)))
    return Answer(status, orjson.dumps(body), headers)


Match = tuple[Route, str]  # and what stands in the place of its `{…}`


class PublicRoutes:
    """Answers the public routes and passes everything else on."""

    def __init__(self, inner: Wsgi, routes: list[Route], service: Any, trusted_proxies: Proxies) -> None:
        self._inner = inner
        self._routes = routes
        self._service = service
        self._trusted_proxies = trusted_proxies
        self._matching = remembered(self._find)
        # Two slashes are one to Flask, and another address to a proxy that keeps strangers out of `/admin`.
        self._own = ("//", *{_first_segment(each) for each in routes})

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        matching = self._matching(path)
        if not matching and not path.startswith(self._own):
            return self._inner(environ, start_response)
        matched, answer = self._answer(environ, matching) if matching else (None, _nothing_here())
        if answer is None:
            return ANSWERED_LATER
        count_answer(matched.name if matched else "none", answer.status)
        return _send(answer, environ["REQUEST_METHOD"], start_response, _headers_of(matched))

    def _find(self, path: str) -> tuple[Match, ...]:
        return tuple((each, found[1]) for each in self._routes if (found := each.pattern.fullmatch(path)))

    def _answer(self, environ: dict[str, Any], matching: tuple[Match, ...]) -> tuple[Route, Answer | None]:
        said = environ["REQUEST_METHOD"]
        method = "GET" if said == "HEAD" else said
        for matched, argument in matching:
            if matched.method == method:
                return matched, self._handled(matched, argument, environ)
        methods, first = sorted({each.method for each, _ in matching}), matching[0][0]
        if method == "OPTIONS":
            return first, Answer(204, headers=_preflight(methods))
        refusal = problem(405, "method_not_allowed", f"{method} is not for this address")
        allowed = ("Allow", ", ".join([*methods, "OPTIONS"]))
        return first, Answer(refusal.status, refusal.body, [*refusal.headers, allowed])

    def _handled(self, matched: Route, argument: str, environ: dict[str, Any]) -> Answer | None:
        return _guarded(matched, lambda: matched.handler(self._request(environ, matched), argument, self._service))

    def _request(self, environ: dict[str, Any], matched: Route) -> Request:
        method = environ["REQUEST_METHOD"]
        return Request(
            method=method,
            path=environ.get("PATH_INFO", ""),
            query=environ.get("QUERY_STRING", ""),
            headers=Headers(environ),
            body=_body(environ) if method == "POST" else b"",
            address=client_address(environ, self._trusted_proxies),
            mount=environ.get("SCRIPT_NAME", ""),
            later=_later(environ[SEND_LATER], matched) if SEND_LATER in environ else None,
        )


def _guarded(matched: Route, answering: Callable[[], Answer | None]) -> Answer | None:
    try:
        return answering()
    except Refused as refused:
        one = refused.refusal
        count_refusal(one)
        return problem(one.status, one.reason, one.detail, one.errors, one.retry_after)
    except UNREACHABLE as error:
        log.error("%s: the database does not answer: %s", matched.name, error)
        count_refusal(Refusal(503, "busy", ""))
        return problem(503, "busy", "The service is busy; send the same again.", retry_after=5)
    except Exception:
        log.exception("%s %s failed", matched.method, matched.pattern.pattern)
        return problem(500, "internal_error", "The server failed; the operator finds it in the log.", retry_after=60)


def _later(send: Send, matched: Route) -> Later:
    def answer_now(answering: Callable[[], Answer]) -> None:
        answer = _guarded(matched, answering)
        assert answer is not None  # noqa: S101 - later than later it is not
        count_answer(matched.name, answer.status)
        send(answer.status, [*answer.headers, *_headers_of(matched)], answer.body)

    return answer_now


def _first_segment(each: Route) -> str:
    """`/e/` of `/e/{key}`: no page of ours lies below it, so a browser's script never gets one for an answer."""
    return re.match("/[^/]*/", each.pattern.pattern)[0]  # type: ignore[index]


def _nothing_here() -> Answer:
    return problem(404, "not_found", "There is nothing at this address.")


def client_address(environ: Mapping[str, Any], trusted_proxies: Proxies) -> str | None:
    """The client's address: the peer, or what the outermost trusted proxy saw. None where that is no address."""
    peer = environ.get("REMOTE_ADDR", "")
    if not trusted_proxies:
        return _address(peer)
    hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if isinstance(trusted_proxies, int):
        return _address(hops[-trusted_proxies]) if len(hops) >= trusted_proxies else None
    # From the nearest outwards: the first that is none of ours is who came, whatever was claimed further out.
    way = [peer, *reversed(hops)]
    return _address(next((hop for hop in way if not _is_in(trusted_proxies, hop)), way[-1]))


@remembered
def _address(text: str) -> str | None:
    try:
        # After a `%` anything at all may stand, and a zone means nothing on another machine.
        address = ipaddress.ip_address("" if "%" in text else text)
    except ValueError:
        return None
    # On a socket of both families an IPv4 address comes as ::ffff:10.0.0.1.
    return str((isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped) or address)


def _is_in(networks: tuple[Network, ...], hop: str) -> bool:
    address = _address(hop)
    return address is not None and any(ipaddress.ip_address(address) in network for network in networks)


def _body(environ: Mapping[str, Any]) -> bytes | None:
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > LARGEST_BODY:
        return None
    # A chunked body has no length: read one byte more than allowed, and no further.
    wanted = int(length) if length.isdigit() else LARGEST_BODY + 1
    body: bytes = environ["wsgi.input"].read(wanted)
    return body if len(body) <= LARGEST_BODY else None


def has_it(request: Request, etag: str) -> bool:
    """Whether the asker has what bears this tag: by the weak comparison of RFC 9110 §13.1.2, as whatever packs an answer anew
    on its way makes the tag weak.
    """
    said = request.headers.get("if-none-match", "").replace(" ", "")
    return said == "*" or etag in (each.removeprefix("W/") for each in said.split(","))


def _preflight(methods: list[str]) -> list[tuple[str, str]]:
    return [
        ("Access-Control-Allow-Methods", ", ".join(methods)),
        ("Access-Control-Allow-Headers", "Content-Type"),
        ("Access-Control-Max-Age", "86400"),
    ]


_FOR_EVERY_ANSWER = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Retry-After"),  # else the script cannot read how long to wait
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Timing-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
]


_FOR_A_PAGE = [("Cross-Origin-Resource-Policy", "same-origin"), ("X-Content-Type-Options", "nosniff")]


def _headers_of(matched: Route | None) -> list[tuple[str, str]]:
    return _FOR_A_PAGE if matched and matched.is_page else _FOR_EVERY_ANSWER


def _send(
    answer: Answer, method: str, start_response: StartResponse, for_all: list[tuple[str, str]]
) -> Iterable[bytes]:
    headers = answer.headers + for_all
    if answer.status in (204, 304):
        start_response(_status_line(answer.status), headers)
        return []
    headers.append(("Content-Length", str(len(answer.body))))
    start_response(_status_line(answer.status), headers)
    return [] if method == "HEAD" else [answer.body]


@cache
def _status_line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
