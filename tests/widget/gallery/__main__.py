"""`make references`: draws the reference pictures anew. Look at them, and commit them with what changed them."""

from __future__ import annotations

import sys

from playwright.sync_api import sync_playwright

from tests.widget.gallery.sheets import REFERENCES, draw_sheets, drawing_page, keep, path_of
from tests.widget.gallery.states import draw_states


def main() -> int:
    with sync_playwright() as playwright, drawing_page(playwright.chromium) as (page, front):
        for face, drawn in draw_sheets(page, front):
            keep(path_of(face), drawn)
        for sheet, drawn in draw_states(page, front):
            keep(sheet.path, drawn)
    sizes = [path.stat().st_size for path in REFERENCES.glob("*.webp")]
    print(
        f"{len(sizes)} sheets in {REFERENCES}, {sum(sizes) / 1000:.0f} kB in all. Look at them before you commit them."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
