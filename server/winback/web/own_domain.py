"""The public routes once more below `/wb/`, for a shop that passes them on from its own domain.

The shop's proxy forwards `/wb/…` as it is. So what can be reached through it is decided here and not by the care with
which a proxy was configured: the public routes, and never the admin or the API.
"""

from collections.abc import Iterable
from typing import Any

from ..measures import count_answer
from .public import StartResponse, Wsgi

MOUNT = "/wb"
_CARRIED = ("/w/", "/e/", "/c/", "/f/")
_NOTHING = b"Nothing is at this address.\n"


class OwnDomain:
    def __init__(self, inner: Wsgi) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(f"{MOUNT}/"):
            return self._inner(environ, start_response)
        below = path.removeprefix(MOUNT)
        if not below.startswith(_CARRIED) or "/." in below:
            count_answer("none", 404)
            start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", str(len(_NOTHING)))])
            return [_NOTHING]
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = MOUNT, below
        # The shop's own cookies come along on its domain; they are nobody's business here.
        environ.pop("HTTP_COOKIE", None)
        return self._inner(environ, start_response)
