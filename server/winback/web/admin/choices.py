"""What the editor's selects offer, which depends on the rest of the draft."""

from typing import Any

from flask_babel import gettext as _

from .words import ACTIONS, BLOCKS, CONSENT_ACTIONS, POSITIONS


def actions(kind: str, variant: dict[str, Any]) -> list[tuple[str, str]]:
    """What a button can do in this kind of campaign, with a jump to each step of the variant."""
    wrong = ("next", "back", "later", "never", "event") if kind == "consent" else CONSENT_ACTIONS
    offered = [(key, str(words)) for key, words in ACTIONS.items() if key not in wrong]
    return offered + [(f"goto:{step_id}", words) for step_id, words in steps_to_go(variant)]


def steps_to_go(variant: dict[str, Any], without: str | None = None) -> list[tuple[str, str]]:
    return [
        (step["id"], _("Go to step %(number)s", number=index))
        for index, step in enumerate(variant["steps"], 1)
        if step["id"] != without
    ]


def blocks_in(step: dict[str, Any]) -> str:
    """The step's blocks in a line: what a closed step shows."""
    return ", ".join(str(BLOCKS.get(block["type"], block["type"])) for block in step["blocks"])


def as_percent(weight: float | None) -> str:
    return "" if weight is None else f"{round(weight * 100, 4):g}"


def places(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, str(POSITIONS[name])) for name in names]


def has_control(draft: dict[str, Any]) -> bool:
    return any(arm["id"] == "control" for arm in draft["experiment"]["arms"])
