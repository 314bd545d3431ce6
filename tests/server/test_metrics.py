"""`/metrics`: what it tells, and whom."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.ingest.senders import Browser, told
from winback import __version__
from winback.db.engine import Database
from winback.models import Site

TOKEN = "a token for the metrics"
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def set_up(app: Flask, **changes: object) -> None:
    parts = app.extensions["winback"]
    app.extensions["winback"] = replace(parts, settings=replace(parts.settings, **changes))


def ask(client: FlaskClient, peer: str = "127.0.0.1", **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/metrics", headers=named, environ_base={"REMOTE_ADDR": peer}).status_code


def test_it_tells_what_came_in_and_how_it_was_written(client: FlaskClient, shop: Site, db: Database) -> None:
    browser = Browser(client, shop)
    browser.send(told("page_view"))
    browser.post(b"{")
    client.get(f"/w/{shop.key}.js")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    lines = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert float(lines["winback_stored_events_total"]) >= 1
    assert float(lines['winback_refused_requests_total{reason="bad_json"}']) >= 1
    assert float(lines["winback_commit_seconds_count"]) >= 1
    assert float(lines['winback_commit_requests_bucket{le="+Inf"}']) >= 1
    assert float(lines['winback_public_answers_total{route="/w/{key}.js",status="200"}']) >= 1
    assert float(lines['winback_public_answers_total{route="/e/{key}",status="400"}']) >= 1
    assert float(lines["winback_waiting_requests"]) == 0
    assert (float(lines["winback_log_bytes"]) > 0) is db.is_sqlite
    assert float(lines["winback_oldest_reader_seconds"]) >= 0
    assert any(f'version="{__version__}"' in name and value == "1.0" for name, value in lines.items())


def test_what_is_not_there_and_what_is_not_for_it_is_counted_by_route(
    client: FlaskClient, shop: Site, db: Database
) -> None:
    def counted(route: str, status: int) -> float:
        labels = f'winback_public_answers_total{{route="{route}",status="{status}"}}'
        found = (line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines())
        return sum(float(parts[1]) for parts in found if parts[0] == labels)

    asked = {
        ("none", 404): ["/w/nothing", "/wb/admin/", "/wb/w/nothing"],
        ("/w/m/{name}.webp", 404): [f"/w/m/{'0' * 32}-480.webp"],
        ("/f/{slug}", 404): [f"/f/{shop.key}.none"],
        ("/e/{key}", 405): [f"/e/{shop.key}"],
    }
    for (route, status), paths in asked.items():
        before = counted(route, status)
        assert [client.get(path).status_code for path in paths] == [status] * len(paths)
        assert counted(route, status) == before + len(paths), route


@SQLITE
@pytest.mark.parametrize(
    ("peer", "changes", "headers", "status"),
    [
        ("127.0.0.1", {}, {}, 200),
        ("::1", {}, {}, 200),
        ("::ffff:127.0.0.1", {}, {}, 200),
        ("127.0.0.1", {}, {"Host": "[::1]:8000"}, 200),
        ("127.0.0.1", {"url": "http://[::1]:8000"}, {}, 200),
        ("203.0.113.7", {}, {}, 403),
        ("10.0.0.7", {}, {}, 403),
        ("", {}, {}, 403),
        # a proxy on this machine, of which the settings know nothing
        ("127.0.0.1", {}, {"X_Forwarded_For": "203.0.113.7"}, 403),
        ("127.0.0.1", {}, {"X_Forwarded_For": "127.0.0.1"}, 403),
        ("127.0.0.1", {}, {"Via": "1.1 proxy"}, 403),
        ("127.0.0.1", {}, {"Forwarded": "for=203.0.113.7"}, 403),
        # one that says nothing of itself: visitors have to come somehow
        ("127.0.0.1", {"url": "https://winback.example"}, {}, 403),
        ("127.0.0.1", {"url": "http://0.0.0.0:8000"}, {}, 403),
        # a trusted proxy, whatever it says
        ("127.0.0.1", {"trusted_proxies": 1}, {"X_Forwarded_For": "203.0.113.7"}, 403),
        ("127.0.0.1", {"trusted_proxies": 1}, {}, 403),
        ("10.0.0.7", {"trusted_proxies": 1}, {"X_Forwarded_For": "203.0.113.7, 127.0.0.1"}, 403),
        ("127.0.0.1", {"trusted_proxies": (ip_network("127.0.0.1"),)}, {}, 403),
        # a stranger's page in a browser on this machine
        ("127.0.0.1", {}, {"Host": "evil.example"}, 403),
        ("127.0.0.1", {}, {"Host": "127.0.0.1.evil.example:8000"}, 403),
    ],
)
def test_without_a_token_it_is_for_this_machine_alone(
    app: Flask, client: FlaskClient, peer: str, changes: dict[str, object], headers: dict[str, str], status: int
) -> None:
    set_up(app, **{"url": "http://127.0.0.1:8000", "trusted_proxies": 0, **changes})
    assert ask(client, peer, **headers) == status


@SQLITE
@pytest.mark.parametrize(
    ("method", "path", "status", "reason"),
    [
        ("GET", "/metrics", 403, "forbidden"),
        ("POST", "/metrics", 405, "method_not_allowed"),
        ("PUT", "/healthz", 405, "method_not_allowed"),
        ("DELETE", "/readyz", 405, "method_not_allowed"),
    ],
)
def test_what_a_program_asks_is_refused_in_its_language(
    client: FlaskClient, method: str, path: str, status: int, reason: str
) -> None:
    answer = client.open(path, method=method, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json["reason"] == reason  # type: ignore[index]


@SQLITE
def test_with_a_token_it_is_for_whoever_has_it(app: Flask, client: FlaskClient) -> None:
    set_up(app, metrics_token=TOKEN)
    assert ask(client, "203.0.113.7", Authorization=f"Bearer {TOKEN}") == 200
    assert ask(client, "203.0.113.7", Authorization="Bearer another token at all") == 403
    assert ask(client, "203.0.113.7", Authorization="Bearer ") == 403
    assert ask(client, "127.0.0.1") == 403
