"""The reference pictures: a sheet for each template, in every look, on a phone and on a desk, light and dark.

`make references` draws them anew. What is compared with them is a drawing in the same typeface, shrunk: machines differ
in how they set the edge of a letter, not in where a button stands or what colour it has.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import BrowserType, Page

from tests.support import browser
from tests.support.engines import ARGUMENTS
from tests.support.pages import OPEN_SHADOW_ROOTS
from tests.support.servers import Storefront, listening_socket, serving
from tests.widget.gallery.faces import FIRST, NOW, Face
from tests.widget.gallery.frames import FAMILY, open_gallery, show
from winback.targeting.looks import LOOKS

ROOT = Path(__file__).resolve().parents[3]
REFERENCES = Path(__file__).parent / "references"
FAILED = ROOT / ".cache" / "references"
SCALE = 0.5
ALIKE = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]
# Each side of what is compared: 4 pixels of the sheet, so 8 of the page, are one.
SHRUNK = 4
# A difference of one of the three colours, of 255, that is more than the edges of letters.
SEEN = 15
# How much of a sheet may differ so.
MOST = 0.0004

DARK = {"scheme": "dark"}
AUTO = {name: value for name, value in LOOKS["paper"].items() if name not in ("background", "text")} | DARK
WORN: list[dict[str, Any]] = [*LOOKS.values(), AUTO]
DEVICES = ["phone"] * len(WORN) + ["desk"] * len(WORN)


@contextmanager
def drawing_page(chromium: BrowserType, **environment: str) -> Iterator[tuple[Page, Storefront]]:
    """A page of a browser that sets letters alike on every machine, whatever is said there of how to draw them."""
    found, front = browser.find(), Storefront()
    assert found, "no Chromium for the tests: `make browser` fetches one"
    with listening_socket() as bound, serving(front, bound) as url:
        front.url = url
        env = {**os.environ, **found.env, **environment}
        started = chromium.launch(executable_path=found.path, args=[*ARGUMENTS, *ALIKE], env=env)
        context = started.new_context(locale="en-GB", reduced_motion="reduce")
        context.add_init_script(OPEN_SHADOW_ROOTS)
        yield context.new_page(), front
        started.close()


def draw_sheets(
    page: Page, storefront: Storefront, faces: Sequence[Face] = FIRST, family: str | None = FAMILY, plant: str = ""
) -> Iterator[tuple[Face, bytes]]:
    """Each template's first step, in all looks at once: packed as it is kept, since a reference has those losses too."""
    page.clock.set_fixed_time(NOW)
    open_gallery(page, storefront, DEVICES, SCALE, family, plant)
    for face in faces:
        show(page, [_worn(face, look) for look in [*WORN, *WORN]])
        yield face, as_kept(Image.open(BytesIO(page.screenshot())))


def _worn(face: Face, look: dict[str, Any]) -> dict[str, Any]:
    message = face.message("ko" if FIRST.index(face) % 2 else "en", look)
    if look is AUTO:
        for name in ("background", "text"):
            message["variant"]["theme"].pop(name, None)
    return {**message, "scheme": look["scheme"]}


def path_of(face: Face) -> Path:
    return REFERENCES / f"{face.template.id}.webp"


def as_kept(drawn: Image.Image) -> bytes:
    packed = BytesIO()
    drawn.convert("RGB").save(packed, "WEBP", quality=60)
    return packed.getvalue()


def read(packed: bytes) -> Image.Image:
    return Image.open(BytesIO(packed)).convert("RGB")


def keep(path: Path, drawn: bytes) -> None:
    """One that looks as it did stays the file that it is."""
    REFERENCES.mkdir(exist_ok=True)
    if not path.exists() or differs(read(path.read_bytes()), read(drawn)) > 0:
        path.write_bytes(drawn)


def differs(reference: Image.Image, drawn: Image.Image) -> float:
    """The share of the sheet, 0 to 1, that looks other than it did; 1 where it has not even the same size."""
    return _share(_difference(reference, drawn)) if reference.size == drawn.size else 1.0


def _difference(reference: Image.Image, drawn: Image.Image) -> Image.Image:
    small = [sheet.convert("RGB").reduce(SHRUNK) for sheet in (reference, drawn)]
    bands = ImageChops.difference(*small).split()
    return ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])


def _share(difference: Image.Image) -> float:
    seen = difference.point(_is_seen)
    return seen.histogram()[255] / (seen.width * seen.height)


def _is_seen(value: int) -> int:
    return 255 if value > SEEN else 0


def show_difference(name: str, reference: Image.Image, drawn: Image.Image) -> Path:
    """A picture of both, with what differs in red: kept in .cache, and named."""
    FAILED.mkdir(parents=True, exist_ok=True)
    marked = drawn.copy()
    if reference.size == drawn.size:
        mask = _difference(reference, drawn).point(_is_seen).resize(drawn.size, Image.Resampling.NEAREST)
        marked.paste(Image.blend(drawn, Image.new("RGB", drawn.size, "#ff0033"), 0.6), mask=mask)
    both = Image.new("RGB", (max(reference.width, drawn.width), reference.height + marked.height))
    both.paste(reference, (0, 0))
    both.paste(marked, (0, reference.height))
    path = FAILED / f"{name}.png"
    both.save(path)
    return path
