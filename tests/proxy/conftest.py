"""A shop's domain whose own web server passes `/wb/` on: nginx, Caddy and the Worker, exactly as the docs have them."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import urllib3
from flask import Flask

from tests.support.caddy import running_caddy
from tests.support.nginx import free_port, running_nginx
from tests.support.servers import Storefront, serving
from tests.support.worker import running_worker
from winback.config import Settings, load_settings

OPERATOR = Path(__file__).resolve().parents[2] / "docs" / "operator.md"
SHOP_AS_IT_IS = "# your shop, as it is today"

Ask = Callable[..., urllib3.BaseHTTPResponse]


def from_docs(language: str) -> str:
    """The one block of this language on the operator's page."""
    (block,) = re.findall(rf"```{language}\n(.*?)```", OPERATOR.read_text(), re.DOTALL)
    return str(block)


@dataclass
class Upstream:
    """The service, and what the proxy handed it: one environ a request. `date` is when it says that it answered: now.

    `minute` is how long a copy of what it says is good for a minute may be used, for a test that has no minute.
    """

    app: Flask
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    date: str | None = None
    minute: int = 60

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked.append(dict(environ))
        dated = ("Date", self.date or formatdate(usegmt=True))

        def answer(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            said = [(name, value.replace("max-age=60", f"max-age={self.minute}")) for name, value in headers]
            return start_response(status, [*said, dated], *more)

        return self.app(environ, answer)

    @property
    def paths(self) -> list[str]:
        return [environ["PATH_INFO"] for environ in self.asked]


@pytest.fixture
def database_url(sqlite_databases: Any, tmp_path: Path) -> Iterator[str]:
    """Nothing here depends on the database."""
    with sqlite_databases.fresh(tmp_path) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path, listener: socket.socket) -> Settings:
    return load_settings(
        {
            "WINBACK_DATA": str(tmp_path / "data"),
            "WINBACK_DATABASE_URL": database_url,
            "WINBACK_PORT": str(listener.getsockname()[1]),
            "WINBACK_SECRET_KEY": "a key for the tests, and for them alone",
            "WINBACK_TRUSTED_PROXIES": "1",
            "WINBACK_RATE_PER_ADDRESS": "5",
        }
    )


@pytest.fixture
def upstream(app: Flask, listener: socket.socket) -> Iterator[Upstream]:
    recording = Upstream(app)
    with serving(recording, listener) as url:
        recording.url = url
        yield recording


@pytest.fixture
def nginx_domain(upstream: Upstream, storefront: Storefront, tmp_path: Path) -> Iterator[str]:
    """The shop's domain with nginx before it."""
    port = free_port()
    http = (
        from_docs("nginx")
        .replace("/var/cache/nginx/winback", str(tmp_path / "cache"))
        .replace("127.0.0.1:8000", upstream.url.removeprefix("http://"))
        .replace("listen 80;", f"listen 127.0.0.1:{port};")
        .replace(SHOP_AS_IT_IS, f"proxy_pass {storefront.url};")
    )
    # So that a test sees what came out of the cache, and what never got as far.
    http = http.replace("proxy_cache winback;", "proxy_cache winback; add_header X-Cache $upstream_cache_status;")
    http = http.replace("server_name", f"access_log {tmp_path}/access.log; server_name")
    with running_nginx(http, tmp_path / "nginx", port) as url:
        yield url


@pytest.fixture
def caddy_domain(upstream: Upstream, storefront: Storefront, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    caddyfile = (
        from_docs("caddy")
        .replace("shop.example", f"http://127.0.0.1:{port}")
        .replace("127.0.0.1:8000", upstream.url.removeprefix("http://"))
        .replace(SHOP_AS_IT_IS, f"reverse_proxy {storefront.url}")
    )
    with running_caddy(caddyfile, tmp_path / "caddy", port) as url:
        yield url


@pytest.fixture
def worker_domain(upstream: Upstream, storefront: Storefront, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    script = from_docs("js").replace("https://winback.example", upstream.url)
    with running_worker(script, storefront.url, tmp_path, port) as url:
        yield url


@pytest.fixture(params=["nginx", "caddy", "worker"])
def domain(request: pytest.FixtureRequest) -> str:
    """The shop's domain, behind each of them."""
    url: str = request.getfixturevalue(f"{request.param}_domain")
    return url


@pytest.fixture
def ask() -> Ask:
    """Asks without following anything, normalising anything, or asking again."""
    pool = urllib3.PoolManager(retries=False)
    return lambda method, url, **more: pool.request(method, url, timeout=20, redirect=False, **more)
