"""Earlier answers in a form's texts: an option is named by its words, whatever its id."""

from collections.abc import Callable, Mapping
from typing import Any

from ...rules.meaning import Facts

Say = Callable[[Mapping[str, str] | None], str]


def named(facts: Facts, steps: list[Any], say: Say) -> dict[str, Any]:
    """The facts as texts speak of them."""
    in_words = dict(facts)
    for block in (block for step in steps for block in step["blocks"]):
        name = f"answer.{block['id']}"
        if block.get("options") and name in facts:
            words = {option["id"]: say(option["text"]) for option in block["options"]}
            in_words[name] = _in_words(facts[name], words)
    return in_words


def _in_words(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_in_words(one, words) for one in value]
    return (words.get(value) or value) if isinstance(value, str) else value
