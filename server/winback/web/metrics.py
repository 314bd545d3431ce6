"""`GET /metrics`: what Prometheus asks for. Never for the open internet."""

import hmac
import ipaddress
from urllib.parse import urlsplit

from flask import Response, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from .. import __version__, measures
from ..config import Settings
from .errors import Refusal
from .public import client_address
from .service import service

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")


def metrics() -> Response:
    """Prometheus text, for whoever has the token; without one, for this machine while no visitor comes here."""
    parts = service()
    if not _may_read(parts.settings):
        raise Refusal(
            403,
            "Send the token of WINBACK_METRICS_TOKEN as `Authorization: Bearer …`. Where none is set, only a service "
            "without a public address and without proxies answers, and only its own machine.",
            reason="forbidden",
        )
    measures.build.labels(__version__, "sqlite" if parts.db.is_sqlite else "postgresql").set(1)
    measures.waiting.set(parts.recorder.waiting)
    measures.log_bytes.set(parts.db.log_bytes())
    measures.oldest_reader.set(max(parts.db.oldest_reader_seconds(), parts.reports.oldest_seconds()))
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read(settings: Settings) -> bool:
    if token := settings.metrics_token:
        said = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(said.encode(), token.encode())
    return _is_at_home(settings) and _is_from_here()


def _is_at_home(settings: Settings) -> bool:
    """Whether visitors can't be meant to come. Where they can, some proxy stands before us, and many don't say so:
    then everybody in the world seems to be on this machine.
    """
    return not settings.trusted_proxies and _is_here(urlsplit(settings.url).hostname)


def _is_from_here() -> bool:
    """Also by the name asked for: a page in a browser on this machine may have its own name point here."""
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    return (
        not is_forwarded
        and _is_here(client_address(request.environ, ()))
        and _is_here(urlsplit(f"//{request.host}").hostname)
    )


def _is_here(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        parsed = ipaddress.ip_address(host or "")
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback
