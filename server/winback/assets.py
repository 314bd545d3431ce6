"""Files that the product ships beside its Python: the built widget and the admin's templates."""

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

import brotli
import msgspec
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


class Part(msgspec.Struct, frozen=True):
    """One module of the widget, as it stands in the bundle."""

    name: str
    needs: list[str]
    code: str


class Bundle(msgspec.Struct, frozen=True):
    """A script cut into parts that share one scope: any closed choice of them, in this order, is a script again."""

    root: str
    head: str
    parts: list[Part]
    tail: str


@cache
def bundle(name: str) -> Bundle:
    """The `loader` or the `engine` as the build has cut it. Raises WidgetNotBuilt."""
    return msgspec.json.decode(widget_file(f"{name}.json"), type=Bundle)


def linked(name: str, wanted: Iterable[str]) -> bytes:
    """The script made of the bundle's root, the wanted parts, and whatever these need. Raises KeyError for no part."""
    return _linked(name, frozenset(wanted))


def whole(name: str) -> bytes:
    """The script made of all parts of the bundle: the same bytes whatever is published."""
    return linked(name, (part.name for part in bundle(name).parts))


@lru_cache(maxsize=256)
def _linked(name: str, wanted: frozenset[str]) -> bytes:
    made = bundle(name)
    needs = {part.name: part.needs for part in made.parts}
    chosen: set[str] = set()
    todo = [made.root, *wanted]
    while todo:
        part = todo.pop()
        if part not in chosen:
            chosen.add(part)
            todo += [needed for needed in needs[part] if needed in needs]
    code = "".join(part.code for part in made.parts if part.name in chosen)
    return f"{made.head}{code}{made.tail}".encode()


# What no script names: the admin's own pages ask for some, and `debug` has the paths of the others from the build.
_ADMIN = (
    "preview",
    "left_behind",
    "inline",
    "editor",
    "samples",
    "segment",
    "kit",
    "library",
    "media",
    "colours",
    "art",
    "logic",
)
_BY_DEBUG = ("explain", "prompt", "toolbar", "rehearsal", "links", "unload", "release")
_APART = ("loader", *_ADMIN, *_BY_DEBUG)


@cache
def chunks() -> dict[str, str]:
    """Base name → immutable path of every ready-made file that a site's script names, e.g. `debug`."""
    names = sorted(path.stem for path in folder("widget").glob("*.js") if path.stem not in _APART)
    return {name: chunk_path(widget_file(f"{name}.js")) for name in names}


@cache
def ready_made() -> dict[str, bytes]:
    """Base name → bytes of every file that the widget may import, whoever names it."""
    names = [*chunks(), *(name for name in _BY_DEBUG if (folder("widget") / f"{name}.js").is_file())]
    return {name: widget_file(f"{name}.js") for name in names}


def chunk_path(body: bytes) -> str:
    return f"/w/c/{content_hash(body)}.js"


@cache
def chunk_bodies() -> dict[str, bytes]:
    """Content hash → bytes, for the route that serves chunks."""
    admin = [widget_file(f"{name}.js") for name in _ADMIN if (folder("widget") / f"{name}.js").is_file()]
    return {content_hash(body): body for body in [*ready_made().values(), *admin]}


def is_content_hash(name: str) -> bool:
    return re.fullmatch("[0-9a-f]{16}", name) is not None


def content_hash(body: bytes) -> str:
    """The first 16 hex digits of SHA-256: names an immutable file by what is in it."""
    return hashlib.sha256(body).hexdigest()[:16]


@cache
def compressed(name: str) -> Mapping[str, bytes]:
    """A ready-made file's bytes by content encoding."""
    return packed(chunk_bodies()[name])


@lru_cache(maxsize=64)
def packed(body: bytes) -> Mapping[str, bytes]:
    """By content encoding. Kept, for what scripts share is packed by each publishing, and that is slow on purpose."""
    return {
        "br": brotli.compress(body, quality=11),
        "zstd": zstandard.compress(body, 19),
        "gzip": gzip.compress(body, 9, mtime=0),
    }
