"""Every state of every template in its own look, on a phone, a tablet and a desk: a contact sheet for each moment of a visit.

What sheets.py leaves out: steps after the first, thanks, what is missing in an answer, the tab of a message that is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.support.servers import Storefront
from tests.widget.gallery.faces import ALL, LANGUAGES, NOW, Face, left_behind
from tests.widget.gallery.frames import FAMILY, open_gallery, show
from tests.widget.gallery.sheets import REFERENCES, as_kept
from winback.targeting.templates import TEMPLATES

SCALE = 0.4
# Of many frames only one has the keyboard, and which one is chance.
UNFOCUSED = ":focus-visible { outline: 0 !important }"
WIDTHS = ("phone", "tablet", "desk")


@dataclass(frozen=True)
class States:
    """The faces of one sheet, each in a column."""

    moment: str
    faces: Sequence[Face]

    @property
    def name(self) -> str:
        return f"states_{self.moment}"

    @property
    def path(self) -> Path:
        return REFERENCES / f"{self.name}.webp"


MOMENTS = list(dict.fromkeys(chosen.moment for chosen in TEMPLATES))
SHEETS = [
    States(moment, [face for face in [*ALL, *left_behind()] if face.template.moment == moment]) for moment in MOMENTS
]


def draw_states(
    page: Page, storefront: Storefront, sheets: Sequence[States] = SHEETS, plant: str = ""
) -> Iterator[tuple[States, bytes]]:
    """Each sheet as it is kept."""
    page.clock.set_fixed_time(NOW)
    for sheet in sheets:
        count = len(sheet.faces)
        open_gallery(
            page, storefront, [width for width in WIDTHS for _ in range(count)], SCALE, FAMILY, UNFOCUSED + plant
        )
        drawn = [face.message(LANGUAGES[at % 2]) for at, face in enumerate(sheet.faces)]
        show(page, drawn * len(WIDTHS))
        yield sheet, as_kept(Image.open(BytesIO(page.screenshot())))
