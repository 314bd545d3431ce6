"""The bytes of a site's script: the built loader with a configuration inside, kept in every packing."""

from dataclasses import dataclass
from typing import Any

import orjson

from .. import assets
from . import parts

PLACEHOLDER = b"__WINBACK_CONFIG__"
CONFIG_VERSION = 1  # of the configuration's form: a pinned loader from before a change of it keeps still


@dataclass(frozen=True)
class Packed:
    """A body by content encoding, and the strong ETag that names all of them."""

    etag: str
    bodies: dict[str, bytes]


def script_of(config: dict[str, Any], mount: str = "") -> Packed:
    """The loader with this configuration. Raises assets.WidgetNotBuilt.

    `mount` is the folder below which the page's own domain passes requests on, such as `/wb`; then the script turns to
    the domain of whatever page it is on, so that one script serves all of a site's domains.
    """
    carried = parts.carried(config)
    text = _as_javascript({name: value for name, value in carried.items() if not (mount and name == "base")})
    if mount:
        text = b'{"base":location.origin+"' + mount.encode() + b'",' + text[1:]
    return pack(parts.loader(config).replace(PLACEHOLDER, text))


def json_of(config: dict[str, Any]) -> Packed:
    """The configuration alone, for the loader whose bytes never change."""
    return pack(orjson.dumps({"v": CONFIG_VERSION, **config}))


def pack(body: bytes) -> Packed:
    return Packed(etag=assets.content_hash(body), bodies={"identity": body, **assets.packed(body)})


def _as_javascript(config: dict[str, Any]) -> bytes:
    # JSON is JavaScript but for these two line ends; `<` could close an inlined script.
    text = orjson.dumps(config).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()
