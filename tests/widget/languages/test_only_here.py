"""What only the browser computes, beside what Python knows of it."""

from __future__ import annotations

import hashlib

from tests.widget.languages.asking import Ask
from winback.targeting.contrast import ENOUGH, contrast


def test_a_button_s_text_can_be_read_on_whatever_colour_it_has(ask: Ask) -> None:
    steps = range(0, 256, 15)
    colours = [f"#{red:02x}{green:02x}{blue:02x}" for red in steps for green in steps for blue in steps]
    for colour, is_black in zip(colours, ask("wants_black", colours), strict=True):
        ratio = contrast(colour, "#000000" if is_black else "#ffffff")
        assert ratio and ratio >= ENOUGH, colour


def test_a_text_has_the_hash_that_everybody_else_computes(ask: Ask) -> None:
    texts = [
        "",
        "abc",
        "동의합니다",
        "Ünïcode 🎉",
        *("x" * length for length in (54, 55, 56, 57, 63, 64, 65, 119, 120, 5000)),
    ]
    assert ask("sha256", texts) == [hashlib.sha256(text.encode()).hexdigest() for text in texts]
