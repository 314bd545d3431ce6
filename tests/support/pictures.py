"""Picture files as cameras and drawing programs make them, and as nobody should."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageDraw

RED, BLUE = (200, 30, 40), (20, 60, 200)


def drawn(width: int = 1600, height: int = 1000) -> Image.Image:
    """Red at the left, blue at the right: one sees which way up it is."""
    image = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill=BLUE)
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png(width: int = 1600, height: int = 1000) -> bytes:
    return encoded(drawn(width, height))


def photo(orientation: int = 1) -> bytes:
    """A JPEG that says where it was taken, by whom, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = orientation, "Ada Lovelace"
    exif.get_ifd(0x8825)[1] = "N"
    return encoded(drawn(), "JPEG", exif=exif, quality=90)


def swapped_profile() -> bytes:
    """A profile of colours in which red and blue have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack(">I", profile[128:132])
    at = {bytes(profile[p : p + 4]): p + 4 for p in range(132, 132 + 12 * count, 12)}
    red, blue = at[b"rXYZ"], at[b"bXYZ"]
    profile[red : red + 8], profile[blue : blue + 8] = profile[blue : blue + 8], profile[red : red + 8]
    return bytes(profile)


def moving() -> list[Image.Image]:
    return [Image.new("RGB", (300, 200), colour) for colour in (RED, BLUE, RED)]


def png_of_size(width: int, height: int) -> bytes:
    """A file of some bytes that claims to be this large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 4096))
        + _chunk(b"IEND", b"")
    )


def webp_of_size(width: int, height: int) -> bytes:
    """A moving WebP of one picture on a canvas of this size."""
    frames = encoded(moving()[0], "WEBP", save_all=True, append_images=moving()[1:], duration=100)
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return frames[:24] + sizes + frames[30:]


def form_with(data: bytes, name: str, field: str = "file") -> tuple[bytes, str]:
    """A form with one file, and its content type."""
    head = f'--formend\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    return head.encode() + data + b"\r\n--formend--\r\n", "multipart/form-data; boundary=formend"


def opened(body: bytes) -> Image.Image:
    image = Image.open(BytesIO(body), formats=["WEBP"])
    image.load()
    return image


def is_near(pixel: Any, colour: tuple[int, ...]) -> bool:
    """Lossy files are not exact."""
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=False))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
