"""What passes through `/wb/` on the shop's own domain, what does not, and what is left behind on the way."""

from __future__ import annotations

import http.client
import json
import socket
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from tests.proxy.conftest import Ask, Upstream
from winback.assets import chunks
from winback.ids import uuid7
from winback.models import Site

NOON = 1795176000000
NOT_CARRIED = [
    "/wb/admin/",
    "/wb/api/v1/sites",
    "/wb/api/openapi.json",
    "/wb/healthz",
    "/wb/",
    "/wb/static/x",
    "/wb/wb/w/x.js",
    "/wb/f/../admin/login",
    "/wb/f/%2e%2e/admin/login",
    "/wb/w/..%2f..%2fadmin/login",
    "/wb/w//../../admin/login",
    "/wb/../wb/admin/login",
]


def batch(name: str = "page_view") -> bytes:
    event = {"id": str(uuid7(NOON)), "name": name, "age_ms": 0, "properties": {}}
    envelope = {
        "v": 1,
        "visitor": None,
        "consent": {"mode": "off", "purposes": []},
        "page": {"url": "https://shop.example/"},
        "events": [event],
    }
    return json.dumps(envelope).encode()


POST = {"Content-Type": "text/plain", "Origin": "https://shop.example"}


def test_the_visitors_routes_are_carried(domain: str, upstream: Upstream, shop: Site, ask: Ask) -> None:
    assert b"winback" in ask("GET", f"{domain}/wb/w/{shop.key}.js").data
    assert ask("GET", f"{domain}/wb{next(iter(chunks().values()))}").headers["Cache-Control"].endswith("immutable")
    assert ask("GET", f"{domain}/wb/w/{shop.key}/live").json() == {"off": []}
    assert ask("POST", f"{domain}/wb/e/{shop.key}", body=batch(), headers=POST).json()["accepted"] == 1
    assert ask("POST", f"{domain}/wb/c/{shop.key}", body=b"{}", headers=POST).json()["reason"] == "bad_envelope"
    assert ask("POST", f"{domain}/wb/w/{shop.key}/code", body=b"{}", headers=POST).json()["reason"] == "not_earned"
    assert all(path.startswith("/wb/") for path in upstream.paths)


def test_nothing_else_is_carried(domain: str, upstream: Upstream, shop: Site) -> None:
    for path in NOT_CARRIED:
        assert as_it_is(domain, path).status == 404, path
    # What a proxy let through is still below /wb/, where the service has nothing else.
    assert all(asked.startswith("/wb/") for asked in upstream.paths)


def test_nothing_else_is_there_even_where_a_proxy_carries_all(client: FlaskClient) -> None:
    """A proxy that passes on whatever it is asked, decoded or not."""
    for path in NOT_CARRIED:
        for form in (path, path.replace("%2e", ".").replace("%2f", "/")):
            answer = client.get("/", environ_overrides={"PATH_INFO": form})
            assert answer.status_code == 404, form
            assert b"password" not in answer.data


def test_cookies_stay_in_the_shop(domain: str, upstream: Upstream, shop: Site, ask: Ask) -> None:
    cookie = {"Cookie": "session=secret"}
    ask("GET", f"{domain}/wb/w/{shop.key}.js", headers=cookie)
    answer = ask("POST", f"{domain}/wb/e/{shop.key}", body=batch(), headers=POST | cookie)
    assert len(upstream.asked) == 2
    assert not any(environ.get("HTTP_COOKIE") for environ in upstream.asked)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
def test_the_rate_counts_each_visitor_and_not_the_proxy(domain: str, shop: Site) -> None:
    statuses = {visitor: [send_from(visitor, domain, shop) for _ in range(6)] for visitor in ("127.0.0.2", "127.0.0.3")}
    for answered in statuses.values():
        assert answered == [200] * 5 + [429]


def test_a_visitor_who_claims_another_address_keeps_their_own(domain: str, shop: Site, ask: Ask) -> None:
    answered = []
    for number in range(6):
        claim = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"}
        answered.append(ask("POST", f"{domain}/wb/e/{shop.key}", body=batch(), headers=POST | claim).status)
    assert answered == [200] * 5 + [429]


def test_a_body_that_is_too_large_ends_at_the_proxy(domain: str, upstream: Upstream, shop: Site, ask: Ask) -> None:
    answer = ask("POST", f"{domain}/wb/e/{shop.key}", body=b"x" * (64 * 1024 + 1), headers=POST)
    assert answer.status == 413


def test_half_a_body_never_reaches_the_service(nginx_domain: str, upstream: Upstream, shop: Site, ask: Ask) -> None:
    where = urlsplit(nginx_domain)
    head = f"POST /wb/e/{shop.key} HTTP/1.1\r\nHost: shop.example\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\n{{"
    with ExitStack() as stack:
        for _ in range(100):
            half = stack.enter_context(socket.create_connection((str(where.hostname), where.port or 80)))
            half.sendall(head.encode())
        assert ask("GET", f"{nginx_domain}/wb/w/{shop.key}/live").status == 200
        assert upstream.paths == [f"/wb/w/{shop.key}/live"]


def test_the_script_turns_to_the_domain_of_its_page(client: FlaskClient, shop: Site) -> None:
    own = client.get(f"/wb/w/{shop.key}.js").text
    assert '"base":location.origin+"/wb"' in own
    assert '"base":"http' not in own
    assert '"base":"http' in client.get(f"/w/{shop.key}.js").text


def as_it_is(domain: str, path: str) -> http.client.HTTPResponse:
    """Asks for a path that a client library would tidy up first."""
    where = urlsplit(domain)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def send_from(address: str, domain: str, shop: Site) -> int:
    where = urlsplit(domain)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=20, source_address=(address, 0))
    connection.request("POST", f"/wb/e/{shop.key}", body=batch(), headers=POST)
    status = connection.getresponse().status
    connection.close()
    return status
