"""Files that the product ships beside its Python: the built widget and the admin's templates."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

import brotli
import zstandard

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


class WidgetNotBuilt(RuntimeError):
    """The widget's files are missing: a checkout whose `make build` was not run."""


def folder(name: str) -> Path:
    """The folder of `widget` or `admin` files: inside an installed wheel, else in the checkout."""
    shipped = _PACKAGE / "_assets" / name
    if shipped.is_dir():
        return shipped
    return _CHECKOUT / ("widget/dist" if name == "widget" else name)


@cache
def widget_file(name: str) -> bytes:
    """The bytes of a built widget file such as `loader.js`. Raises WidgetNotBuilt."""
    path = folder("widget") / name
    if not path.is_file():
        raise WidgetNotBuilt(f"{path.name} is missing: run `make build`")
    return path.read_bytes()


@cache
def chunks() -> dict[str, str]:
    """Base name → immutable path of every file that the loader may import, e.g. `renderer`."""
    names = sorted(p.name for p in folder("widget").glob("*.js") if p.name not in ("loader.js", "preview.js"))
    return {Path(name).stem: f"/w/c/{content_hash(widget_file(name))}.js" for name in names}


@cache
def chunk_bodies() -> dict[str, bytes]:
    """Content hash → bytes, for the route that serves chunks."""
    names = [*chunks(), "preview"] if (folder("widget") / "preview.js").is_file() else [*chunks()]
    bodies = (widget_file(f"{name}.js") for name in names)
    return {content_hash(body): body for body in bodies}


def content_hash(body: bytes) -> str:
    """The first 16 hex digits of SHA-256: names an immutable file by what is in it."""
    return hashlib.sha256(body).hexdigest()[:16]


@cache
def compressed(name: str) -> dict[str, bytes]:
    """A chunk's bytes by content encoding."""
    body = chunk_bodies()[name]
    return {
        "br": brotli.compress(body, quality=11),
        "zstd": zstandard.compress(body, 19),
        "gzip": gzip.compress(body, 9, mtime=0),
    }
