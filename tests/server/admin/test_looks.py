"""The looks to begin with can be read by everybody, and are what a campaign may hold."""

from __future__ import annotations

import pytest

from winback.targeting.contrast import ENOUGH, contrast
from winback.targeting.looks import LOOKS
from winback.web.admin.themes import NAMES
from winback.web.schemas.content import Theme

SEEN = 3.0  # WCAG 2.2, 1.4.11: that a button is one


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_can_be_read(name: str) -> None:
    look = LOOKS[name]
    assert (contrast(look["text"], look["background"]) or 0) >= ENOUGH
    assert max(contrast(look["accent"], words) or 0 for words in ("#000000", "#ffffff")) >= ENOUGH
    assert (contrast(look["accent"], look["background"]) or 0) >= SEEN
    assert Theme().load(look) == look
    assert name in NAMES
