"""Where the steps of a variant lead."""

from collections.abc import Iterator
from typing import Any

Variant = dict[str, Any]


def onward(variant: Variant) -> dict[str, set[str]]:
    """By each step's id, the steps that may follow once it is done: its own next, and where its logic jumps."""
    ids = {step["id"] for step in variant["steps"]}
    return {step["id"]: {way for way in _onward(step) if way in ids} for step in variant["steps"]}


def reached(ways: dict[str, set[str]], start: str) -> set[str]:
    """Every step that some way leads to, after the start."""
    found: set[str] = set()
    left = list(ways[start])
    while left:
        step = left.pop()
        if step not in found:
            found.add(step)
            left += ways[step]
    return found


def unreached(variant: Variant) -> set[str]:
    """The steps that nobody comes to, neither by going on nor by any button."""
    if not variant["steps"]:
        return set()
    ways = onward(variant)
    for step in variant["steps"]:
        ways[step["id"]] |= {target for target in _gone_to(step) if target in ways}
    first = variant["steps"][0]["id"]
    return set(ways) - {first} - reached(ways, first)


def _onward(step: dict[str, Any]) -> Iterator[str]:
    """The first jump wins: behind one that always comes, neither a later one nor the usual way is ever gone."""
    for logic in step.get("logic") or []:
        jumps = [action["jump"] for action in logic["then"] if "jump" in action][:1]
        yield from (way for way in jumps if way)
        if jumps and logic.get("when") is None:
            return
    if step.get("next"):
        yield step["next"]


def _gone_to(step: dict[str, Any]) -> Iterator[str]:
    for block in step["blocks"]:
        kind, _, target = (block.get("action") or "").partition(":")
        if kind == "goto":
            yield target
