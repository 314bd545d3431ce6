"""The scale of a score: one row of equal columns wherever it stands, each wide enough for a finger."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.widget.campaigns import NPS, SEND_SURVEY, campaign, ends, step
from tests.widget.conftest import Visit, message, wait_until_shown

Publish = Callable[..., None]

SHOP = '<style>body { margin: 0 }</style><main style="padding: 0 16px"><div id="here" style="min-height: 400px"></div></main>'
LEAST = 24  # WCAG 2.2, 2.5.8
LINES = """box => [...box.querySelectorAll('.scores span')].map((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return range.getClientRects().length;
})"""
CELLS = "box => [...box.querySelectorAll('.scores label')].map((cell) => cell.getBoundingClientRect().toJSON())"


@pytest.mark.parametrize("width", [320, 360, 390, 700, 1280])
@pytest.mark.parametrize("format", ["popup", "slide_in", "bar", "fullscreen", "inline"])
def test_a_score_is_one_row_of_eleven_equal_columns(publish: Publish, visit: Visit, format: str, width: int) -> None:
    made = campaign("nps", step("one", NPS, SEND_SURVEY), format=format, kind="survey")
    made["variants"]["a"]["selector"] = "#here"
    publish(made)
    page = visit(body=SHOP, viewport={"width": width, "height": 760}, reduced_motion="reduce")
    wait_until_shown(page)
    cells = message(page).evaluate(CELLS)
    assert len(cells) == 11
    assert len({round(cell["top"]) for cell in cells}) == 1, "one row"
    widths = [cell["width"] for cell in cells]
    assert max(widths) - min(widths) < 0.1
    assert min(widths) >= LEAST and cells[0]["height"] >= 44
    assert all(left["right"] <= right["left"] + 0.1 for left, right in pairwise(cells))
    assert message(page).evaluate("box => box.scrollWidth <= box.clientWidth")
    assert message(page).evaluate(LINES) == [1] * 11, "a ten is no one above a nought"


def test_shorter_scales_are_one_row_too(publish: Publish, visit: Visit) -> None:
    made = campaign("easy", step("one", ends("ces"), {**ends("csat"), "id": "other"}, SEND_SURVEY), kind="survey")
    publish(made)
    page = visit(viewport={"width": 320, "height": 700}, reduced_motion="reduce")
    wait_until_shown(page)
    cells = message(page).evaluate(CELLS)
    rows = {round(cell["top"]): round(cell["width"]) for cell in cells}
    assert len(cells) == 12 and len(rows) == 2
    assert min(rows.values()) >= 36
