"""From a file that somebody uploads to the files that visitors get. Runs in the worker only: decoders meet hostile files."""

from io import BytesIO
from typing import Any

import msgspec
from PIL import Image, ImageCms

from .faults import NotTaken
from .kinds import check_pixels, kind_of

WIDTHS = (480, 960, 1440)  # a phone's and a message's column, and twice and thrice that for dense screens
TALLEST = 2880
_QUALITY = 82
_NEAR = 0.8  # a size this near to the next larger one saves nothing
_DRAWN = ("png", "gif")  # flat colours and sharp edges: often smaller without loss
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # by the orientation of EXIF or XMP
_SRGB = ImageCms.createProfile("sRGB")


class Size(msgspec.Struct, frozen=True):
    width: int
    height: int
    body: bytes


class Made(msgspec.Struct, frozen=True):
    """`sizes` the smallest first; the last one is as large as is ever needed. `is_moving`: only its first picture is kept."""

    kind: str
    is_moving: bool
    sizes: list[Size]


def make(data: bytes) -> Made:
    """The WebP files of a picture. Raises NotTaken."""
    kind = kind_of(data)
    image, orientation, is_moving = _read(data)
    image = _upright(_in_srgb(image), orientation)
    sizes = [_size(image, width, kind in _DRAWN) for width in widths_for(*image.size)]
    return Made(kind, is_moving, sizes)


def widths_for(width: int, height: int) -> list[int]:
    """The widths to make of a picture of this size: none larger than it is."""
    widest = max(1, round(width * min(1, WIDTHS[-1] / width, TALLEST / height)))
    return [*(one for one in WIDTHS if one <= widest * _NEAR), widest]


def _read(data: bytes) -> tuple[Image.Image, int, bool]:
    """The first picture, no larger than is needed, in RGB or RGBA or in its own profile's colours; and how it lies."""
    Image.MAX_IMAGE_PIXELS = None  # we look ourselves, and refuse by name
    try:
        # Only these decoders: others would start programs (EPS) or read other files.
        image: Image.Image = Image.open(BytesIO(data), formats=["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
        check_pixels(*image.size)
        is_moving = bool(getattr(image, "is_animated", False)) and image.format != "MPO"
        orientation = image.getexif().get(0x0112, 1)  # read once, wherever the file says it
        room = _room(orientation)
        image.draft("RGB", room)  # a JPEG can be decoded at an eighth of its size
        image.load()
        image = _plain(image)
        image.thumbnail(room, Image.Resampling.LANCZOS, reducing_gap=3.0)
    except (MemoryError, NotTaken):
        raise
    except Exception as error:  # whatever a decoder makes of a hostile file; there is no list of it
        raise NotTaken("damaged") from error
    return image, orientation, is_moving


def _room(orientation: int) -> tuple[int, int]:
    """What it has to fit into as it lies in the file: on its side, perhaps."""
    return (TALLEST, WIDTHS[-1]) if orientation >= 5 else (WIDTHS[-1], TALLEST)


def _plain(image: Image.Image) -> Image.Image:
    """In a mode that can be resized and that a profile fits: L, RGB, RGBA or CMYK."""
    kept: dict[str | tuple[int, int], Any] = {key: image.info[key] for key in ("icc_profile",) if key in image.info}
    is_clear = "transparency" in image.info or image.mode in ("LA", "PA", "La", "RGBa")
    if is_clear and image.mode != "RGBA":
        image = image.convert("RGBA")
    elif image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")  # 16 bits of grey
    elif image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")
    image.info = kept
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """What browsers take colours for where no profile says otherwise."""
    profile = image.info.get("icc_profile")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    converted = _converted(colours, profile) if profile else None
    image = converted or colours.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def _converted(image: Image.Image, profile: bytes) -> Image.Image | None:
    """None where the profile is none, or is of other colours than the picture's: then it says nothing."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    """As the camera was held; and then nothing is left that says where, when and by whom it was taken."""
    turn = _TURNS.get(orientation)
    turned = image if turn is None else image.transpose(turn)
    turned.info = {}
    return turned


def _size(image: Image.Image, width: int, is_drawn: bool) -> Size:
    height = max(1, round(image.height * width / image.width))
    resized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    bodies = [_webp(resized, quality=_QUALITY)]
    if is_drawn:
        bodies.append(_webp(resized, lossless=True, quality=60))
    return Size(width, resized.height, min(bodies, key=len))


def _webp(image: Image.Image, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", method=4, icc_profile=b"", exif=b"", xmp=b"", **options)
    return out.getvalue()
