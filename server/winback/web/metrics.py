"""`GET /metrics`: what Prometheus asks for. Never for the open internet."""

import hmac
import ipaddress

from flask import Response, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from .. import __version__, measures
from ..config import Proxies
from .errors import Refusal
from .public import client_address
from .service import Service, service

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")


def metrics() -> Response:
    """Prometheus text, for this machine or for whoever has the token."""
    parts = service()
    if not _may_read(parts):
        raise Refusal(
            403, "Ask from the service's own machine, or with the token of WINBACK_METRICS_TOKEN.", reason="forbidden"
        )
    measures.build.labels(__version__, "sqlite" if parts.db.is_sqlite else "postgresql").set(1)
    measures.waiting.set(parts.recorder.waiting)
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read(parts: Service) -> bool:
    if token := parts.settings.metrics_token:
        said = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(said.encode(), token.encode())
    return _is_from_here(parts.settings.trusted_proxies)


def _is_from_here(trusted_proxies: Proxies) -> bool:
    """Whether the client is on this machine. A proxy here is no proof: whoever comes through it is somewhere else."""
    if not trusted_proxies and any(name in request.headers for name in _FORWARDED):
        return False
    address = client_address(request.environ, trusted_proxies)
    return address is not None and _is_loopback(address)


def _is_loopback(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
