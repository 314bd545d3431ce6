"""Walking through a campaign's variants, each part with the path of its field."""

from collections.abc import Iterator, Mapping
from typing import Any

Part = tuple[str, dict[str, Any]]

# One press answers these, so that their step needs no button.
PRESSED = ("nps", "csat", "ces", "stars")
QUESTIONS = (
    *PRESSED,
    "email",
    "single_choice",
    "multiple_choice",
    "select",
    "open_text",
    "field",
    "checkbox",
    "consent",
)


def variants(content: Mapping[str, Any]) -> Iterator[Part]:
    for name, variant in content["variants"].items():
        yield f"variants.{name}", variant


def steps(content: Mapping[str, Any]) -> Iterator[Part]:
    for path, variant in variants(content):
        yield from steps_of(path, variant)


def steps_of(path: str, variant: dict[str, Any]) -> Iterator[Part]:
    for index, step in enumerate(variant["steps"]):
        yield f"{path}.steps.{index}", step


def blocks(content: Mapping[str, Any]) -> Iterator[Part]:
    for path, step in steps(content):
        yield from blocks_of(path, step)


def blocks_of(path: str, step: dict[str, Any]) -> Iterator[Part]:
    for index, block in enumerate(step["blocks"]):
        yield f"{path}.blocks.{index}", block


def pictures(content: Mapping[str, Any]) -> Iterator[Part]:
    """What holds a picture, or its place: the image blocks, and the answers of a question that are pictures."""
    for path, block in blocks(content):
        if block["type"] == "image":
            yield path, block
        for index, option in enumerate(block.get("options") or []):
            if option.get("image"):
                yield f"{path}.options.{index}.image", option["image"]


def links(parts: Any) -> Iterator[str]:
    """The addresses in a tree of rich text."""
    if isinstance(parts, list):
        for part in parts:
            yield from links(part)
    elif isinstance(parts, dict):
        yield from (parts[name] for name in ("url",) if name in parts)
        for value in parts.values():
            yield from links(value)


def leads_on(block: dict[str, Any]) -> bool:
    """Whether pressing it sends the step's answers and goes on."""
    return block["type"] == "button" and (
        block.get("action") == "next" or (block.get("action") == "event" and block.get("then") == "next")
    )


def takes_code(block: dict[str, Any]) -> bool:
    """Whether the address of this button has a place for the code that a coupon reveals."""
    return block["type"] == "button" and block.get("action") == "link" and "{code}" in (block.get("url") or "")


def buttons_of(path: str, step: dict[str, Any], action: str) -> list[Part]:
    """The step's buttons with this action, with their paths."""
    found = blocks_of(path, step)
    return [(at, block) for at, block in found if block["type"] == "button" and block.get("action") == action]


def languages(variant: Mapping[str, Any]) -> set[str]:
    """Those that any of its texts has, whatever the campaign says that it speaks."""
    blocks = [block for step in variant["steps"] for block in step["blocks"]]
    options = [option for block in blocks for option in block.get("options") or []]
    parts = [variant.get("teaser") or {}, *blocks, *options]
    texts = (value for part in parts for value in part.values() if isinstance(value, dict))
    return {code for text in texts for code in text}
