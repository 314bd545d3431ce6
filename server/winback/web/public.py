"""The public routes, answered before Flask's routing: plain functions from request bytes to answer bytes.

They run on every page of every site, so they skip what Flask would do for them and cost a twentieth.
"""

import ipaddress
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson

LARGEST_BODY = 64 * 1024

StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
log = logging.getLogger("winback.public")


@dataclass(frozen=True)
class Request:
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


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)


Handler = Callable[[Request, str, Any], Answer]


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    handler: Handler


def route(method: str, template: str, handler: Handler) -> Route:
    """A route whose template has one `{…}`: any characters but a slash."""
    pattern = re.sub(r"\\{\w+\\}", "([^/]*)", re.escape(template))
    return Route(method, re.compile(pattern), handler)


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


class PublicRoutes:
    """Answers the public routes and passes everything else on."""

    def __init__(self, inner: Wsgi, routes: list[Route], service: Any, trusted_proxies: int) -> None:
        self._inner = inner
        self._routes = routes
        self._service = service
        self._trusted_proxies = trusted_proxies

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        matching = [(r, m) for r in self._routes if (m := r.pattern.fullmatch(path))]
        if not matching:
            return self._inner(environ, start_response)
        answer = self._answer(environ, matching)
        return _send(answer, environ["REQUEST_METHOD"], start_response)

    def _answer(self, environ: dict[str, Any], matching: list[tuple[Route, re.Match[str]]]) -> Answer:
        method = environ["REQUEST_METHOD"]
        methods = sorted({r.method for r, _ in matching})
        if method == "OPTIONS":
            return Answer(204, headers=_preflight(methods))
        chosen = next(((r, m) for r, m in matching if r.method == ("GET" if method == "HEAD" else method)), None)
        if chosen is None:
            refusal = problem(405, "method_not_allowed", f"{method} is not for this address")
            return Answer(refusal.status, refusal.body, [*refusal.headers, ("Allow", ", ".join([*methods, "OPTIONS"]))])
        matched, match = chosen
        try:
            return matched.handler(self._request(environ), match[1], self._service)
        except Exception:
            log.exception("%s %s failed", method, matched.pattern.pattern)
            return problem(
                500, "internal_error", "The server failed; the operator finds it in the log.", retry_after=60
            )

    def _request(self, environ: dict[str, Any]) -> Request:
        headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        if kind := environ.get("CONTENT_TYPE"):
            headers["content-type"] = kind
        return Request(
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", ""),
            query=environ.get("QUERY_STRING", ""),
            headers=headers,
            body=_body(environ) if environ["REQUEST_METHOD"] == "POST" else b"",
            address=client_address(environ, self._trusted_proxies),
            mount=environ.get("SCRIPT_NAME", ""),
        )


def client_address(environ: Mapping[str, Any], trusted_proxies: int) -> str | None:
    """The client's address: the peer, or what the outermost trusted proxy saw. None where that is no address."""
    text = environ.get("REMOTE_ADDR", "")
    if trusted_proxies:
        hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        text = hops[-trusted_proxies] if len(hops) >= trusted_proxies else ""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


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


def _send(answer: Answer, method: str, start_response: StartResponse) -> Iterable[bytes]:
    headers = [
        *answer.headers,
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", "Retry-After"),  # else the script cannot read how long to wait
        ("Cross-Origin-Resource-Policy", "cross-origin"),
        ("Timing-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    if answer.status not in (204, 304):
        headers.append(("Content-Length", str(len(answer.body))))
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
    return [] if method == "HEAD" or answer.status in (204, 304) else [answer.body]
