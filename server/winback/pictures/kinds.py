"""What a file is by its first bytes, before any decoder sees it. Its name says nothing."""

import re

from .faults import MOST_PIXELS, NotTaken

_SVG = re.compile(rb"<svg[\s>/]", re.IGNORECASE)
_HEAD = 4096
_AVIF = (b"avif", b"avis")


def kind_of(data: bytes) -> str:
    """`jpeg`, `png`, `gif`, `webp` or `avif`. Raises NotTaken."""
    if not data:
        raise NotTaken("empty")
    kind = _signed(data)
    if kind is None:
        raise NotTaken("svg" if _SVG.search(data[:_HEAD].replace(b"\0", b"")) else "not_a_picture")
    if kind == "webp":
        check_pixels(*_canvas(data))
    return kind


def check_pixels(width: int, height: int) -> None:
    """Raises NotTaken where decoding would fill the memory."""
    if width * height > MOST_PIXELS:
        raise NotTaken("too_many_pixels")


def _signed(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and _is_avif(data):
        return "avif"
    return None


def _is_avif(data: bytes) -> bool:
    """The first box names the brands that the file follows."""
    size = int.from_bytes(data[:4], "big")
    brands = data[8 : min(size, 256)]
    return any(brands[at : at + 4] in _AVIF for at in range(0, len(brands), 4))


def _canvas(data: bytes) -> tuple[int, int]:
    """A WebP's width and height. Its decoder takes the memory for them as soon as it is opened.

    https://developers.google.com/speed/webp/docs/riff_container
    """
    form = data[12:16]
    if form == b"VP8X" and len(data) >= 30:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if form == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 " and len(data) >= 30:
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    raise NotTaken("damaged")
