"""The shop's own web server, in a thread of the demo's process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from .app import Shop


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's own name
        """A shop's access log would drown the lines that say where to look."""


@contextmanager
def serving(shop: Shop, host: str, port: int) -> Iterator[None]:
    """The shop answers until the block ends. Raises OSError where the port is taken."""
    server = make_server(host, port, shop, threaded=True, request_handler=_Handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, name="shop", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
