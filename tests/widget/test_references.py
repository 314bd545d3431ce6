"""Every template in every look, on a phone and a desk: whether it looks as it did when somebody last looked at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.support.browser import FETCHED
from tests.widget.gallery.faces import FIRST
from tests.widget.gallery.sheets import (
    FAILED,
    MOST,
    REFERENCES,
    differs,
    draw_sheets,
    drawing_page,
    path_of,
    read,
    show_difference,
)
from tests.widget.gallery.states import SHEETS, draw_states

FONTS = (Path("/usr/share/fonts"), FETCHED / "fonts")
ONE_FONT = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"""

CHANGES = {
    "a button 2 pixels lower": ".b { min-height: 46px }",
    "less room between blocks": ".step { gap: 18px !important }",
    "a brighter button": ".primary { filter: brightness(1.15) }",
    "a smaller title": "h2 { font-size: 23px }",
    "paler words": "p { color: #888 !important }",
}


@pytest.mark.slow
def test_each_template_looks_as_it_did(browser: Browser) -> None:
    """If it should look other: `make references`, and commit the pictures with what changed them."""
    other = []
    with drawing_page(browser.browser_type) as (page, front):
        for face, drawn in draw_sheets(page, front):
            reference = read(path_of(face).read_bytes())
            if (share := differs(reference, read(drawn))) > MOST:
                path = show_difference(face.template.id, reference, read(drawn))
                other.append(f"{share:.2%} of {face.template.id}: see {path}")
    assert not other, "\n".join(other)


@pytest.mark.slow
def test_each_state_looks_as_it_did_at_three_widths(browser: Browser) -> None:
    other = []
    with drawing_page(browser.browser_type) as (page, front):
        for sheet, drawn in draw_states(page, front):
            reference = read(sheet.path.read_bytes())
            if (share := differs(reference, read(drawn))) > MOST:
                path = show_difference(sheet.name, reference, read(drawn))
                other.append(f"{share:.2%} of {sheet.name}: see {path}")
    assert not other, "\n".join(other)


def test_there_is_a_reference_of_each_template_and_all_are_small() -> None:
    kept = list(REFERENCES.glob("*.webp"))
    assert {path.stem for path in kept} == {face.template.id for face in FIRST} | {sheet.name for sheet in SHEETS}
    assert sum(path.stat().st_size for path in kept) < 2_000_000


@pytest.mark.slow
def test_a_machine_with_one_other_typeface_draws_the_same(browser: Browser, tmp_path: Path) -> None:
    own = next((font for folder in FONTS for font in sorted(folder.rglob("*Serif*.ttf"))), None)
    if own is None:
        pytest.skip("no typeface to force upon the browser")
    (tmp_path / "one.ttf").symlink_to(own)
    (tmp_path / "fonts.conf").write_text(ONE_FONT.format(folder=tmp_path))
    with drawing_page(browser.browser_type, FONTCONFIG_FILE=str(tmp_path / "fonts.conf")) as (page, front):
        found = {
            face.template.id: differs(read(path_of(face).read_bytes()), read(drawn))
            for face, drawn in draw_sheets(page, front, FIRST[:2])
        }
    assert {name: share for name, share in found.items() if share > MOST} == {}


@pytest.mark.slow
def test_what_was_changed_is_found(browser: Browser) -> None:
    with drawing_page(browser.browser_type) as (page, front):
        found = {
            what: differs(read(path_of(face).read_bytes()), read(drawn))
            for what, plant in CHANGES.items()
            for face, drawn in draw_sheets(page, front, FIRST[:1], plant=plant)
        }
    assert {what: share for what, share in found.items() if share <= MOST} == {}


def test_the_picture_of_a_difference_marks_it() -> None:
    reference = Image.new("RGB", (400, 200), "#ffffff")
    drawn = reference.copy()
    drawn.paste("#202020", (40, 40, 80, 80))
    assert 0.015 < differs(reference, drawn) < 0.025
    path = show_difference("first", reference, drawn)
    assert path.parent == FAILED and path.name == "first.png"
    red, green, _ = Image.open(path).convert("RGB").getpixel((60, 260))
    assert red > 150 > green
    path.unlink()


def test_a_sheet_of_another_size_differs_altogether() -> None:
    assert differs(Image.new("RGB", (40, 40)), Image.new("RGB", (40, 44))) == 1
