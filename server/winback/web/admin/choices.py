"""What the editor's selects offer, which depends on the rest of the draft."""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from ...rules import fields
from ...targeting import ways
from .words import ACTIONS, AUTOCOMPLETE, BLOCKS, CONSENT_ACTIONS, POSITIONS, STEPS, USUAL_AUTOCOMPLETE


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


def autocomplete(kind: str) -> list[tuple[str, str]]:
    """What the browser may fill into a field of this kind, the usual first."""
    return [
        ("", str(USUAL_AUTOCOMPLETE[kind])),
        *((name, str(AUTOCOMPLETE[name])) for name in fields.AUTOCOMPLETE[kind]),
    ]


def steps_of_numbers(chosen: float | None) -> list[tuple[Any, str]]:
    """Which numbers a field takes; what was chosen by API stays there to be chosen."""
    offered: list[tuple[Any, str]] = [("", _("Whole numbers")), *((step, str(said)) for step, said in STEPS.items())]
    if chosen in (None, *STEPS):
        return offered
    return [*offered, (chosen, _("In steps of %(step)s", step=format_decimal(chosen, "#,##0.######")))]


def is_reached(variant: dict[str, Any], step_id: str) -> bool:
    return step_id not in ways.unreached(variant)


def blocks_in(step: dict[str, Any]) -> str:
    """The step's blocks in a line: what a closed step shows."""
    return ", ".join(str(BLOCKS.get(block["type"], block["type"])) for block in step["blocks"])


def as_percent(weight: float | None) -> str:
    return "" if weight is None else f"{round(weight * 100, 4):g}"


def places(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, str(POSITIONS[name])) for name in names]


def has_control(draft: dict[str, Any]) -> bool:
    return any(arm["id"] == "control" for arm in draft["experiment"]["arms"])
