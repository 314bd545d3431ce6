"""The files beside a form's pages, the same for all of them."""

from functools import cache
from pathlib import Path

from ... import assets
from ..delivery import accepted
from ..public import Answer, Request

FILES = {"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
_SHEET = Path(__file__).parent / "form.css"


def file(request: Request, name: str) -> Answer:
    """For good by the name that pages call it by, which changes with what is in it."""
    is_named = name == "style.css" and request.query == f"v={version()}"
    kept = "public, max-age=31536000, immutable" if is_named else "max-age=3600"
    headers = [("Content-Type", FILES[name]), ("Cache-Control", kept), ("Vary", "Accept-Encoding")]
    body = _body(name)
    bodies = assets.packed(body)
    encoding = next(iter(accepted(request.headers.get("accept-encoding", ""))), None)
    if encoding is None:
        return Answer(200, body, headers)
    return Answer(200, bodies[encoding], [*headers, ("Content-Encoding", encoding)])


@cache
def version() -> str:
    """Of the sheet."""
    return assets.content_hash(_body("style.css"))


@cache
def _body(name: str) -> bytes:
    path = _SHEET if name == "style.css" else assets.folder("admin") / "static" / name
    return path.read_bytes()
