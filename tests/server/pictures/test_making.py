"""What becomes of a file: turned upright, in sRGB, small, without its maker's secrets; or refused by name."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

import psutil
import pytest
from PIL import Image, ImageOps

from tests.support.pictures import (
    BLUE,
    RED,
    drawn,
    encoded,
    is_near,
    moving,
    opened,
    photo,
    png,
    png_of_size,
    swapped_profile,
    webp_of_size,
)
from winback.pictures.faults import LARGEST_FILE, NotTaken, PressBusy
from winback.pictures.making import Made, make, widths_for
from winback.pictures.press import AT_ONCE, MOST_WAITING, Press


def largest(made: Made) -> Image.Image:
    return opened(made.sizes[-1].body)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_each_kind_becomes_webp_in_the_sizes_that_visitors_need(kind: str) -> None:
    made = make(encoded(drawn(), kind))
    assert (made.kind, made.is_moving) == (kind.lower(), False)
    assert [(size.width, size.height) for size in made.sizes] == [(480, 300), (960, 600), (1440, 900)]
    for size in made.sizes:
        image = opened(size.body)
        assert (image.format, image.size) == ("WEBP", (size.width, size.height))
        assert is_near(image.getpixel((20, 20)), RED) and is_near(image.getpixel((size.width - 20, 20)), BLUE)


@pytest.mark.parametrize(
    ("width", "height", "widths"),
    [
        (1600, 1000, [480, 960, 1440]),
        (1440, 900, [480, 960, 1440]),
        (1000, 500, [480, 1000]),
        (500, 500, [500]),
        (16, 16, [16]),
        (1, 9000, [1]),
        (2000, 12_000, [480]),
        (9000, 1, [480, 960, 1440]),
    ],
)
def test_no_size_is_larger_than_the_picture_or_than_needed(width: int, height: int, widths: list[int]) -> None:
    assert widths_for(width, height) == widths


def test_a_photo_stands_upright_and_tells_nothing_of_its_maker() -> None:
    made = make(photo(orientation=6))
    image = largest(made)
    assert image.size == (1000, 1600)
    assert is_near(image.getpixel((500, 20)), RED) and is_near(image.getpixel((500, 1580)), BLUE)
    for size in made.sizes:
        assert b"Ada" not in size.body and b"EXIF" not in size.body
        assert not opened(size.body).getexif()


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_picture_that_is_turned_by_xmp_alone_stands_upright(kind: str) -> None:
    said = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    turned, plain = (make(encoded(drawn(), kind, **more)).sizes[-1] for more in ({"xmp": said}, {}))
    assert (turned.width < turned.height, plain.width < plain.height) == (True, False)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_way_to_hold_a_camera_ends_upright(orientation: int) -> None:
    data = photo(orientation)
    expected = ImageOps.exif_transpose(Image.open(BytesIO(data))).resize((40, 40)).convert("RGB")
    found = opened(make(data).sizes[-1].body).resize((40, 40)).convert("RGB")
    pairs = zip(expected.tobytes(), found.tobytes(), strict=True)
    assert sum(abs(one - other) for one, other in pairs) / (40 * 40 * 3) < 8


def test_a_profile_is_worked_into_the_colours() -> None:
    image = largest(make(encoded(drawn(300, 200), "PNG", icc_profile=swapped_profile())))
    left, right = image.getpixel((20, 20)), image.getpixel((280, 20))
    assert left[2] > left[0] and right[0] > right[2]  # type: ignore[index]
    assert "icc_profile" not in image.info
    assert is_near(largest(make(encoded(drawn(300, 200), "PNG", icc_profile=b"no profile"))).getpixel((20, 20)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "I;16", "P", "CMYK", "RGB"])
def test_every_mode_of_colours_is_read(mode: str) -> None:
    image = Image.new("I;16", (300, 200), 40_000) if mode == "I;16" else drawn(300, 200).convert(mode)
    made = make(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert largest(made).mode == "RGB"
    if mode == "I;16":
        assert largest(made).getpixel((5, 5)) == pytest.approx((156, 156, 156), abs=2)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_clear_stays_clear(mode: str) -> None:
    image = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 300, 400))
    kept = largest(make(encoded(image.quantize(8) if mode == "P" else image.convert(mode), "PNG")))
    assert kept.mode == "RGBA"
    assert (kept.getpixel((20, 20))[3], kept.getpixel((580, 20))[3]) == (255, 0)  # type: ignore[index]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_a_moving_picture_the_first_is_kept(kind: str) -> None:
    first, *rest = moving()
    made = make(encoded(first, kind, save_all=True, append_images=rest, duration=100))
    assert made.is_moving
    assert is_near(largest(made).getpixel((20, 20)), RED)
    assert not getattr(largest(made), "is_animated", False)


WHOLE = {kind: encoded(drawn(), kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "AVIF")}
HOSTILE = {
    "nothing": (b"", "empty"),
    "a page named .png": (b"<!doctype html><script>alert(1)</script>", "not_a_picture"),
    "a program": (b"MZ\x90\0" * 100, "not_a_picture"),
    "noise": (bytes(range(256)) * 40, "not_a_picture"),
    "a TIFF, which browsers don't show": (encoded(drawn(20, 20), "TIFF"), "not_a_picture"),
    "PostScript, which would start a program": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "not_a_picture"),
    "an SVG": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "svg"),
    "an SVG in UTF-16": ("<svg onload='x()'/>".encode("utf-16"), "svg"),
    "a WebP's head": (b"RIFF\x04\0\0\0WEBP", "damaged"),
    "a JPEG's head": (b"\xff\xd8\xff", "damaged"),
    "a PNG bomb": (png_of_size(30_000, 30_000), "too_many_pixels"),
    "a PNG whose size is a lie": (png_of_size(3000, 3000), "damaged"),
    "a PNG of no size": (png_of_size(0, 10), "damaged"),
    "a real PNG bomb": (encoded(Image.new("1", (12_000, 12_000)), "PNG"), "too_many_pixels"),
    "a moving GIF bomb": (b"GIF89a\xff\xff\xff\xff\0\0\0" + b",\0\0\0\0\xff\xff\xff\xff\0\x02\0;", "too_many_pixels"),
    "a moving WebP bomb": (webp_of_size(16_000, 16_000), "too_many_pixels"),
    **{f"{kind}, cut off": (whole[: len(whole) // 2], "damaged") for kind, whole in WHOLE.items()},
    "a GIF that ends within its picture": (WHOLE["GIF"][:-40], "damaged"),
}


@pytest.mark.parametrize(("data", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_good_picture_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(NotTaken) as refused:
        make(data)
    assert refused.value.reason == reason
    assert "{" not in refused.value.message


# ---- the press: a process for each ----


@pytest.fixture
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.close()


def test_the_press_gives_what_its_worker_makes(press: Press) -> None:
    made = press.make(png(300, 200))
    assert [(made.kind, size.width, opened(size.body).size) for size in made.sizes] == [("png", 300, (300, 200))]
    with pytest.raises(NotTaken, match="damaged"):
        press.make(WHOLE["PNG"][:-200])
    with pytest.raises(NotTaken, match="too_large"):
        press.make(b"\xff\xd8\xff" + b"\0" * LARGEST_FILE)


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(NotTaken, match="too_heavy"):
        Press(seconds=0.01).make(png())


def test_what_takes_too_much_memory_is_stopped() -> None:
    with pytest.raises(NotTaken, match="too_heavy"):
        Press(memory=200 * 1024 * 1024).make(encoded(Image.new("1", (7000, 7000)), "PNG"))


def test_few_are_made_at_once_and_the_rest_is_told_to_come_again(press: Press) -> None:
    slow = encoded(Image.effect_noise((1500, 1500), 90), "PNG", compress_level=1)
    many = AT_ONCE + MOST_WAITING + 4
    said: list[str] = []
    gate = threading.Barrier(many)

    def ask() -> None:
        gate.wait()
        try:
            press.make(slow)
            said.append("made")
        except PressBusy:
            said.append("busy")

    threads = [threading.Thread(target=ask) for _ in range(many)]
    for thread in threads:
        thread.start()
    while said.count("busy") < 4:
        threads[0].join(0.01)
    press.close()  # ends what is being made, and whoever waits for a turn
    for thread in threads:
        thread.join()
    assert len(said) == many


def test_the_worker_sees_no_setting_of_the_service(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINBACK_SECRET_KEY", "x" * 40)
    mine = psutil.Process()
    before = {child.pid for child in mine.children()}
    making = threading.Thread(target=press.make, args=[png(1440, 1440)])
    making.start()
    seen: dict[str, str] = {}
    while making.is_alive() and not seen:
        for child in mine.children():
            with suppress(psutil.Error):
                if child.pid not in before and "winback.pictures.worker" in child.cmdline():
                    seen = child.environ()
    making.join()
    assert "PATH" in seen
    assert not [name for name in seen if name.startswith("WINBACK_")]
