"""What a failed request is answered: problem+json (RFC 9457) to programs, a page to people."""

import logging
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from ..db.engine import UNREACHABLE
from .schemas.problems import Errors, by_path

log = logging.getLogger("winback.web")

REASONS = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    412: "changed_meanwhile",
    413: "too_large",
    415: "bad_type",
    422: "invalid",
    429: "rate_limited",
    500: "internal_error",
    503: "busy",
}
_FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics")
DETAILS = {
    404: "There is nothing at this address, or nothing that you may see.",
    405: "This address does not answer that method.",
    412: "Somebody has changed it since; read it again.",
    413: "The body is larger than the server takes.",
    415: "Send the body as application/json.",
    422: "Some values can't be taken; `errors` says which.",
    500: "The server failed; the operator finds it in the log.",
}


class Refusal(HTTPException):
    """A refusal by name, as the API answers it."""

    def __init__(self, status: int, detail: str = "", errors: Errors | None = None, reason: str = "", **headers: str):
        super().__init__(detail or DETAILS.get(status))
        self.code = status
        self.reason = reason or REASONS[status]
        self.errors = errors or []
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def not_found() -> Refusal:
    """One answer for what isn't there and for what this person must not learn of."""
    return Refusal(404)


def invalid(path: str, message: str) -> Refusal:
    return Refusal(422, errors=[{"path": path, "message": message}])


def register_errors(app: Flask) -> None:
    # Whatever else is raised Flask logs for the operator and hands on as a 500.
    app.register_error_handler(HTTPException, answer_http_error)
    for fault in UNREACHABLE:
        app.register_error_handler(fault, answer_unreachable)


def answer_http_error(error: HTTPException) -> Response | HTTPException:
    return problem(error) if is_for_api() or request.path in _FOR_PROGRAMS else error


def answer_unreachable(error: Exception) -> Response | HTTPException:
    log.error("%s %s: the database does not answer: %s", request.method, request.path, error)
    return answer_http_error(Refusal(503, "The database does not answer just now.", Retry_After="5"))


def is_for_api() -> bool:
    return request.path == "/api" or request.path.startswith("/api/")


def problem(error: HTTPException) -> Response:
    status = error.code or 500
    body = {
        "type": f"/problems/{_reason(error, status)}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "reason": _reason(error, status),
        "detail": error.description if isinstance(error, Refusal) else DETAILS.get(status, error.description),
        "errors": _errors(error),
    }
    response = Response(orjson.dumps(body), status, content_type="application/problem+json")
    for name, value in _headers(error):
        response.headers[name] = value
    return harden(response)


def harden(response: Response) -> Response:
    """What an answer may be used for: nothing but reading it, once."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    return response


def _reason(error: HTTPException, status: int) -> str:
    return getattr(error, "reason", "") or REASONS.get(status, "error")


def _errors(error: HTTPException) -> Errors:
    if isinstance(error, Refusal):
        return error.errors
    # webargs puts its messages here, below the place where it looked: {"json": {"name": […]}}
    data: dict[str, Any] = getattr(error, "data", None) or {}
    return [found for inner in data.get("messages", {}).values() for found in by_path(inner)]


def _headers(error: HTTPException) -> list[tuple[str, str]]:
    if isinstance(error, Refusal):
        return list(error.headers.items())
    return [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
