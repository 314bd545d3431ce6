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


class Answer(msgspec.Struct, frozen=True):
    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = []


Handler = Callable[[Request, str, Any], Answer]


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
        self._own = tuple({_first_segment(each) for each in routes})

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        matching = self._matching(path)
        if not matching and not path.startswith(self._own):
            return self._inner(environ, start_response)
        answer = self._answer(environ, matching) if matching else _nothing_here()
        count_answer(matching[0][0].name if matching else "none", answer.status)
        is_page = bool(matching) and matching[0][0].is_page
        return _send(answer, environ["REQUEST_METHOD"], start_response, _FOR_A_PAGE if is_page else _FOR_EVERY_ANSWER)

    def _find(self, path: str) -> tuple[Match, ...]:
        return tuple((each, found[1]) for each in self._routes if (found := each.pattern.fullmatch(path)))

    def _answer(self, environ: dict[str, Any], matching: tuple[Match, ...]) -> Answer:
        said = environ["REQUEST_METHOD"]
        method = "GET" if said == "HEAD" else said
        for matched, argument in matching:
            if matched.method == method:
                return self._handled(matched, argument, environ)
        methods = sorted({each.method for each, _ in matching})
        if method == "OPTIONS":
            return Answer(204, headers=_preflight(methods))
        refusal = problem(405, "method_not_allowed", f"{method} is not for this address")
        return Answer(refusal.status, refusal.body, [*refusal.headers, ("Allow", ", ".join([*methods, "OPTIONS"]))])

    def _handled(self, matched: Route, argument: str, environ: dict[str, Any]) -> Answer:
        try:
            return matched.handler(self._request(environ), argument, self._service)
        except UNREACHABLE as error:
            log.error("%s: the database does not answer: %s", matched.name, error)
            count_refusal(Refusal(503, "busy", ""))
            return problem(503, "busy", "The service is busy; send the same again.", retry_after=5)
        except Exception:
            log.exception("%s %s failed", environ["REQUEST_METHOD"], matched.pattern.pattern)
            return problem(
                500, "internal_error", "The server failed; the operator finds it in the log.", retry_after=60
            )

    def _request(self, environ: dict[str, Any]) -> Request:
        method = environ["REQUEST_METHOD"]
        return Request(
            method=method,
            path=environ.get("PATH_INFO", ""),
            query=environ.get("QUERY_STRING", ""),
            headers=Headers(environ),
            body=_body(environ) if method == "POST" else b"",
            address=client_address(environ, self._trusted_proxies),
            mount=environ.get("SCRIPT_NAME", ""),
        )


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
