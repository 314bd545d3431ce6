"""The bytes of a site's script: the built loader with a configuration inside, kept in every packing."""

from dataclasses import dataclass
from typing import Any

import orjson

from .. import assets
from . import own, parts, spoken

PLACEHOLDER = b"__WINBACK_CONFIG__"
CONFIG_VERSION = 1  # of the configuration's form: a pinned loader from before a change of it keeps still


@dataclass(frozen=True)
class Packed:
    """A body by content encoding, and the strong ETag that names all of them."""

    etag: str
    bodies: dict[str, bytes]


def script_of(config: dict[str, Any], mount: str = "", changed: own.Words | None = None) -> Packed:
    """The loader with this configuration, and our words as the owner has `changed` them. Raises assets.WidgetNotBuilt.

    `mount` is the folder below which the page's own domain passes requests on, such as `/wb`; then the script turns to
    the domain of whatever page it is on, so that one script serves all of a site's domains.
    """
    carried = parts.carried(config)
    text = _as_javascript({name: value for name, value in carried.items() if not (mount and name == "base")})
    if mount:
        # pictures of the library by a path of whatever domain the page is on
        text = text.replace(f'"{config["base"]}/w/m/'.encode(), f'"{mount}/w/m/'.encode())
        text = b'{"base":location.origin+"' + mount.encode() + b'",' + text[1:]
    return pack(parts.loader(config, changed or {}).replace(PLACEHOLDER, text))


def json_of(config: dict[str, Any], changed: own.Words | None = None) -> Packed:
    """The configuration alone, for the loader whose bytes never change: so it says our words, where they are not English."""
    told: dict[str, Any] = {"v": CONFIG_VERSION, **config}
    languages = spoken.of_texts(config)
    if changed or languages != ["en"]:
        told["words"] = own.said(languages, changed or {}, own.of_widget())
    return pack(orjson.dumps(told))


def pack(body: bytes) -> Packed:
    return Packed(etag=assets.content_hash(body), bodies={"identity": body, **assets.packed(body)})


def _as_javascript(config: dict[str, Any]) -> bytes:
    # JSON is JavaScript but for these two line ends; `<` could close an inlined script.
    text = orjson.dumps(config).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()
