"""What docs/demo.md says of the demo is what the demo does."""

from __future__ import annotations

from pathlib import Path

import click

from winback.demo import effects
from winback.demo.command import demo_command

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "demo.md").read_text()


def row(name: str) -> str:
    return next(line for line in PAGE.splitlines() if line.startswith(f"| {name} |"))


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def test_the_docs_say_the_effects() -> None:
    saver = row("Cart saver")
    assert all(percent(share) in saver for share in effects.CART_SAVER.values())
    assert f"adds {effects.EXIT_OFFER_ADDS['a'] * 100:.0f} points" in row("Exit offer")
    assert effects.EXIT_OFFER_ADDS["b"] == 0
    assert percent(effects.NEWSLETTER_JOINS["a"]) in row("Newsletter")
    assert f"{effects.nps():+.0f}" in row("NPS bar")
    assert percent(effects.NPS_ANSWERED) in row("NPS bar")
    feedback = row("Feedback at exit")
    assert percent(effects.FEEDBACK_ANSWERED) in feedback
    assert all(f"{share} %" in feedback for share in effects.FEEDBACK_REASONS.values())


def test_the_docs_name_every_option() -> None:
    options = [parameter for parameter in demo_command.params if isinstance(parameter, click.Option)]
    assert len(options) == 6
    for option in options:
        assert option.opts[0] in PAGE
