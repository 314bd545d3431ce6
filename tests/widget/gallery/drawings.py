"""`make drawings`: the templates' pictures, out of their drawings: SVG in, the WebP that visitors get out."""

from __future__ import annotations

import os
import sys
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.support import browser
from tests.support.engines import ARGUMENTS
from winback.targeting.templates.drawings import FOLDER, LARGEST, NAMES, widths_of

QUALITIES = range(88, 40, -4)


def main() -> int:
    found = browser.find()
    assert found, "no Chromium: `make browser` fetches one"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found.path, args=[*ARGUMENTS, "--force-color-profile=srgb"], env={**os.environ, **found.env}
        )
        page = started.new_page()
        for name in NAMES:
            render(page, name)
        started.close()
    return 0


def render(page: Page, name: str) -> None:
    """In each width, shrunk from one twice as wide, so that edges come out smooth; as well as fits into a small file."""
    drawing, widths = (FOLDER / f"{name}.svg").read_text(), widths_of(name)
    page.set_content(f"<style>* {{ margin: 0 }} svg {{ display: block; width: {2 * widths[-1]}px }}</style>{drawing}")
    large = Image.open(BytesIO(page.locator("svg").screenshot())).convert("RGB")
    for width in widths:
        small = large.resize((width, round(width * large.height / large.width)), Image.Resampling.LANCZOS)
        packed = next(body for quality in QUALITIES if len(body := _webp(small, quality)) <= LARGEST)
        (FOLDER / f"{name}-{width}.webp").write_bytes(packed)
        print(f"{name}-{width}  {len(packed)} B")


def _webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", method=6, quality=quality)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
