"""The shop's list of everything it sells: the page on which a guest's script is measured."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from typing import Any

from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from winback.demo.shop.app import create_shop

PAGE = "/shop"
PICTURE = (400, 480)  # pixels; of the shape that the page keeps room for


class HostPage:
    """The demo's shop, whose pages have pixels for pictures as other shops' have, and a guest's tag where it belongs."""

    def __init__(self) -> None:
        self._shop = create_shop()
        self._html = Client(self._shop).get(PAGE).get_data(as_text=True)
        self._picture = picture(*PICTURE)
        self._heads: dict[str, str] = {}

    def invite(self, slug: str, head: str) -> str:
        """The path of the page with these tags in its head."""
        self._heads[f"/with/{slug}"] = head
        return f"/with/{slug}"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = Request(environ).path
        if path in self._heads:
            html = self._html.replace("</head>", f"{self._heads[path]}</head>")
            return Response(html, mimetype="text/html")(environ, start_response)
        if re.match("/(art|scenes)/", path):
            return Response(self._picture, mimetype="image/png")(environ, start_response)
        return self._shop(environ, start_response)


def picture(width: int, height: int) -> bytes:
    """A PNG, a gradient: it must be decoded like any other."""
    rows = b"".join(
        b"\0" + bytes(level - (x + y) // 16 for x in range(width) for level in (222, 210, 190)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
