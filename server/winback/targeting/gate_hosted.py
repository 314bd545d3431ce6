"""The launch gate's view of a campaign that is a page of its own: whether all that it asks can be sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..models import Site
from ..rules.ahead import asked_about
from . import walk
from .problem import Problem, said

LARGEST_STATE = 40_000  # characters of the field in which a form carries what was answered before
_LARGEST_BODY = 64 * 1024
_SENT, _CARRIED = 9, 4  # bytes of a letter beyond ASCII: in the body of a form; in that field
_FRAME = 300  # bytes: a field's name and the like
_WHOLE = re.compile("(https?:)?//|mailto:|tel:", re.IGNORECASE)
_LONGEST_OTHER, _LONGEST_FIELD, _LONGEST_ADDRESS, _LONGEST_OPTION = 1000, 200, 254, 64


def can_be_sent(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    """A form has to go through with its longest answers, in any script; what is asked about later goes with each step."""
    if not content.get("hosted"):
        return
    text = said("With long answers this step would not fit into one page: ask for shorter ones, or for fewer.")
    for path, variant in walk.variants(content):
        for at, step in walk.steps_of(path, variant):
            carried = _carried(variant["steps"])
            sent = sum(_FRAME + _SENT * _longest(block) for block in step["blocks"])
            if carried > LARGEST_STATE or sent + carried > _LARGEST_BODY:
                yield Problem(f"{at}.blocks", text)


_UNDRAWN = ("coupon", "countdown", "products", "purposes")


def can_be_drawn(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    """A form has no script: what needs one is not on it."""
    if not content.get("hosted"):
        return
    undrawn = said("On a page of its own this block is not shown: take it out, or show the message on your site alone.")
    untold = said("On a page of its own no event can be told: there is no script that would.")
    for path, block in walk.blocks(content):
        if block["type"] in _UNDRAWN:
            yield Problem(path, undrawn)
        if block.get("action") == "event":
            yield Problem(f"{path}.action", untold)


def has_whole_addresses(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    """A page of its own stands on another host than the shop: what is only a path needs an address of the shop."""
    if not content.get("hosted") or any("*" not in origin for origin in site.origins):
        return
    text = said(
        "On a page of its own this leads nowhere: name the whole address, or list one of your site without a star."
    )
    for path, block in walk.blocks(content):
        if block.get("action") == "link" and _is_path(block.get("url")):
            yield Problem(f"{path}.url", text)
        for language, parts in (block.get("rich") or {}).items():
            if any(_is_path(url) for url in walk.links(parts)):
                yield Problem(f"{path}.text.{language}", text)
    for path, shown in walk.pictures(content):
        if not shown.get("picture") and _is_path(shown.get("src")):
            yield Problem(f"{path}.src", text)


def is_no_notice(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    if content.get("hosted"):
        yield Problem("hosted", "A consent notice is no page of its own: it asks in the browser that it is about.")


def _is_path(url: str | None) -> bool:
    return bool(url) and not _WHOLE.match(url or "")


def _carried(steps: Sequence[Mapping[str, Any]]) -> int:
    asked = asked_about(steps)
    all_blocks = [block for step in steps for block in step["blocks"]]
    blocks = [block for block in all_blocks if f"answer.{block['id']}" in asked]
    # what hidden fields keep goes along all the way, and where there is a way back, whatever was answered
    blocks += [block for block in all_blocks if block["type"] == "hidden"]
    if any(block.get("action") == "back" for block in all_blocks):
        blocks += [block for block in all_blocks if block["type"] in walk.QUESTIONS]
    return _FRAME * (1 + len(steps) + len(blocks)) + sum(_CARRIED * _longest(block) for block in blocks)


def _longest(block: Mapping[str, Any]) -> int:
    """The characters of an answer at its longest."""
    match block["type"]:
        case "open_text":
            return int(block.get("max") or 1000)
        case "email":
            return _LONGEST_ADDRESS
        case "field" | "hidden":
            return _LONGEST_FIELD
        case "single_choice" | "select" | "multiple_choice":
            options = len(block["options"]) if block["type"] == "multiple_choice" else 1
            # the name of an option is ASCII
            return options * _LONGEST_OPTION // 4 + (_LONGEST_OTHER if block.get("other") else 0)
    return 0
