"""Answers in words: the question as it was asked, and what the visitor chose or wrote."""

from dataclasses import dataclass
from typing import Any

from ...languages import matching
from ...models import Answer, Campaign, Response


@dataclass(frozen=True)
class Said:
    question: str
    answer: str
    kind: str


def said(response: Response, campaign: Campaign) -> list[Said]:
    """All answers of a response. A question that is no longer in the campaign is named by its block's id."""
    blocks = _blocks(campaign, response.variant)
    return [_said(answer, blocks.get(answer.block, {}), response.language) for answer in response.answers]


def _said(answer: Answer, block: dict[str, Any], language: str | None) -> Said:
    question = in_language(block.get("label"), language) or block.get("name") or answer.block
    return Said(question, _words(answer.value, block, language), answer.kind)


def _words(value: Any, block: dict[str, Any], language: str | None) -> str:
    if isinstance(value, dict):
        return str(value.get("other") or value.get("text") or "")
    if isinstance(value, list):
        return ", ".join(_words(one, block, language) for one in value)
    option = next((option for option in block.get("options", []) if option["id"] == value), None)
    return in_language(option["text"], language) if option else str(value)


def _blocks(campaign: Campaign, variant: str) -> dict[str, dict[str, Any]]:
    content = (campaign.published or campaign.content)["variants"].get(variant, {"steps": []})
    return {block["id"]: block for step in content["steps"] for block in step["blocks"]}


def in_language(text: dict[str, str] | None, language: str | None) -> str:
    """The text as who reads this language was shown it, else in the first that there is."""
    text = {code: words for code, words in (text or {}).items() if words}
    return next((text[code] for code in [*matching(language or "", list(text)), *text]), "")
