"""Servers that a real browser can visit: the service itself, and a shop's pages on another origin."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import urllib3
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from tests.support.databases import SqliteDatabases

Wsgi = Callable[..., Any]


class SilentHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *message: Any) -> None: ...

    def send_response(self, code: int, message: str | None = None) -> None:
        """The status alone: whether there is a `Date` is for the app to say."""
        self.send_response_only(code, message)


def listening_socket() -> socket.socket:
    """Bound to a free port of this machine, so that the address is known before the app is made."""
    return socket.create_server(("127.0.0.1", 0), backlog=128)


@contextmanager
def serving(app: Wsgi, listener: socket.socket) -> Iterator[str]:
    """The app answers on that socket, a thread a request, until the block ends. Yields its URL."""
    port = listener.getsockname()[1]
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=SilentHandler, fd=listener.fileno())
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Storefront:
    """A shop's own web server. `pages` maps a path to its HTML (or what `types` says) and can be changed while it runs."""

    url: str = ""
    pages: dict[str, str | bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, fact: Callable[[], object], seconds: float = 30) -> None:
        """Until it is true, asked again whenever a page was asked for."""
        with self._changed:
            assert self._changed.wait_for(fact, seconds), f"never came; there were {self.visited}"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        with self._changed:
            self.visited.append(request.full_path.rstrip("?"))
            self._changed.notify_all()
        html = self.pages.get(request.path)
        if html is None:
            # A missing icon is no complaint of a page's.
            response = Response(status=204 if request.path == "/favicon.ico" else 404)
        else:
            response = Response(html, mimetype=self.types.get(request.path, "text/html"), headers=self.headers)
        return response(environ, start_response)


@dataclass
class Service:
    """`winback serve` as an operator runs it: a process of its own, with its settings in the environment."""

    process: subprocess.Popen[bytes]
    url: str

    def stop(self) -> int:
        """Asks it to end, as systemd does, and waits. Returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def kill(self) -> None:
        """As a power cut does: the supervisor and its worker."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)


@contextmanager
def winback_serve(settings: Mapping[str, str], log: Path, under: Sequence[str] = ()) -> Iterator[Service]:
    """Ready to answer when the block begins. `under` is a command that runs it, such as `setpriv …`."""
    with listening_socket() as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WINBACK_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*under, sys.executable, "-m", "winback.cli", "serve"],
            env={**clean, "WINBACK_PORT": str(port), "WINBACK_URL": url, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(url, process, log)
        yield Service(process, url)
    finally:
        if process.poll() is None:
            Service(process, url).stop()


@contextmanager
def service_on_disk(
    folder: Path, databases: SqliteDatabases, under: Sequence[str] = ()
) -> Iterator[tuple[Service, str]]:
    """The service on a SQLite file `winback.db` in this folder, and the key of its one site, which asks for no consent."""
    with databases.fresh(folder) as url:
        key = put_site(url)
        settings = {"WINBACK_DATA": str(folder), "WINBACK_DATABASE_URL": url}
        with winback_serve(settings, folder / "serve.log", under) as service:
            yield service, key


def put_site(url: str) -> str:
    """A site that asks for no consent, in the database there. Its key."""
    from winback.db.engine import Database
    from winback.ids import new_site_key
    from winback.models import Site

    db = Database(url)
    with db.writing() as session:
        site = Site(name="s", key=new_site_key(), origins=["https://shop.example"], consent_mode="off", created_at=1)
        session.add(site)
    db.close()
    return site.key


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    try:
        status = ask_patiently(f"{url}/readyz")
    except urllib3.exceptions.HTTPError:
        status = 0
    if status != 200 or process.poll() is not None:
        raise RuntimeError(f"the service did not start: {log.read_text()}")


def ask_patiently(url: str) -> int:
    """The status of the first answer, asked again and again while nobody listens there, for some twenty seconds."""
    patience = urllib3.Retry(total=None, connect=600, backoff_factor=0.05, backoff_max=0.1)
    return urllib3.request("GET", url, timeout=30, retries=patience).status
