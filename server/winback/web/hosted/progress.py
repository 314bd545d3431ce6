"""How far a survey has come: by the longest way that may still lie ahead. As widget/src/message/blocks/progress.ts has it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...targeting.walk import QUESTIONS

Step = Mapping[str, Any]


def progress(steps: Sequence[Step], path: Sequence[str]) -> int:
    """The hundredths of questions' steps that lie behind the last step of the path."""
    by_id = {step["id"]: step for step in steps}
    here = path[-1]
    behind = len({name for name in path[:-1] if name != here and name in by_id and _asks(by_id[name])})
    ahead = _longest(by_id, here, {})
    # half of a hundredth goes up, as JavaScript rounds
    return int(behind * 100 / (behind + ahead) + 0.5) if ahead else 100


def _longest(by_id: Mapping[str, Step], name: str | None, known: dict[str, int]) -> int:
    """How many steps with questions the longest way from here has, this one among them."""
    step = by_id.get(name or "")
    if step is None:
        return 0
    if step["id"] not in known:
        known[step["id"]] = 0  # a circle is gone round once
        ways = max(_longest(by_id, way, known) for way in _ways(step))
        known[step["id"]] = _asks(step) + ways
    return known[step["id"]]


def _ways(step: Step) -> Iterator[str | None]:
    yield step.get("next")
    for logic in step.get("logic") or []:
        yield from (action["jump"] for action in logic["then"] if "jump" in action)
    for block in step["blocks"]:
        kind, _, target = (block.get("action") or "").partition(":")
        if kind == "goto":
            yield target


def _asks(step: Step) -> bool:
    return any(block["type"] in QUESTIONS for block in step["blocks"])
