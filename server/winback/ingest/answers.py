"""Whether an answer's value is one that its question can have."""

from collections.abc import Callable, Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email

from ..rules import fields
from .facts import CampaignFacts, text_id

Check = Callable[[Mapping[str, Any], Any], bool]

LONGEST_OTHER = 1000
LONGEST_FIELD = fields.LONGEST
NUMBERED = frozenset({"nps", "csat", "ces", "stars"})  # whose answers are one of a few numbers


def kind_of_answer(campaign: CampaignFacts, block: str, value: Any) -> str | None:
    """The type of the question that this can answer, in any published version; None where there is none."""
    for each in campaign.blocks.get(block, ()):
        if each["type"] in _CHECKS and _CHECKS[each["type"]](each, value):
            kind: str = each["type"]
            return kind
    return None


def as_kept(campaign: CampaignFacts, block: str, value: Any) -> Any:
    """What is stored of an answer: with a consent the exact words too, so that the proof needs no other record."""
    texts = (_agreed_text(each, value) for each in campaign.blocks.get(block, ()) if each["type"] == "consent")
    agreed = next((text for text in texts if text), None)
    return value if agreed is None else {**value, "text": agreed}


def _is_from(lowest: int, highest: int) -> Check:
    return lambda block, value: _is_whole(value) and lowest <= value <= highest


def _is_whole(value: Any) -> bool:
    return type(value) is int  # neither 9.0 nor true


def _is_stars(block: Mapping[str, Any], value: Any) -> bool:
    return _is_whole(value) and 1 <= value <= (block.get("max") or 5)


def _is_choice(block: Mapping[str, Any], value: Any) -> bool:
    if isinstance(value, str):
        return value in [option["id"] for option in block["options"]]
    if not (isinstance(value, dict) and value.keys() == {"other"} and block.get("other")):
        return False
    return isinstance(value["other"], str) and len(value["other"]) <= LONGEST_OTHER


def _is_choices(block: Mapping[str, Any], value: Any) -> bool:
    """A list of different options; where the visitor's own words are among them, they are one."""
    if not (isinstance(value, list) and value and len(value) <= (block.get("max") or len(block["options"]) + 1)):
        return False
    own = [each for each in value if isinstance(each, dict)]
    named = [each for each in value if not isinstance(each, dict)]
    return all(_is_choice(block, each) for each in value) and len(set(named)) == len(named) and len(own) <= 1


def _is_option(block: Mapping[str, Any], value: Any) -> bool:
    return isinstance(value, str) and _is_choice(block, value)


def _is_field(block: Mapping[str, Any], value: Any) -> bool:
    return fields.fault_in(block, value) is None


def _is_ticked(block: Mapping[str, Any], value: Any) -> bool:
    return bool(value == "yes")


def _is_agreed(block: Mapping[str, Any], value: Any) -> bool:
    return _agreed_text(block, value) is not None


def _agreed_text(block: Mapping[str, Any], value: Any) -> str | None:
    """The words that stood beside the box, where the answer names them as they were published."""
    if not (isinstance(value, dict) and value.keys() == {"text_id", "language"}):
        return None
    text = block.get("label", {}).get(value["language"]) if isinstance(value["language"], str) else None
    return text if text and value["text_id"] == text_id(text) else None


def _is_text(block: Mapping[str, Any], value: Any) -> bool:
    return isinstance(value, str) and len(value) <= (block.get("max") or 1000)


def _is_hidden(block: Mapping[str, Any], value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_FIELD


def _is_email(block: Mapping[str, Any], value: Any) -> bool:
    return isinstance(value, str) and normal_email(value) is not None


def normal_email(text: str) -> str | None:
    """The address in the one form in which we keep it; None where it is none. Asks no server."""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


_CHECKS: dict[str, Check] = {
    "nps": _is_from(0, 10),
    "csat": _is_from(1, 5),
    "ces": _is_from(1, 7),
    "stars": _is_stars,
    "single_choice": _is_choice,
    "multiple_choice": _is_choices,
    "select": _is_option,
    "open_text": _is_text,
    "field": _is_field,
    "checkbox": _is_ticked,
    "consent": _is_agreed,
    "email": _is_email,
    "hidden": _is_hidden,
}
