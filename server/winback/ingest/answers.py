"""Whether an answer's value is one that its question can have."""

from collections.abc import Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email

from .facts import CampaignFacts

LONGEST_OTHER = 1000


def kind_of_answer(campaign: CampaignFacts, block: str, value: Any) -> str | None:
    """The type of the question that this can answer, in any published version; None where there is none."""
    for each in campaign.blocks.get(block, ()):
        if each["type"] in _CHECKS and _CHECKS[each["type"]](each, value):
            kind: str = each["type"]
            return kind
    return None


def _is_nps(block: Mapping[str, Any], value: Any) -> bool:
    return type(value) is int and 0 <= value <= 10  # neither 9.0 nor true


def _is_choice(block: Mapping[str, Any], value: Any) -> bool:
    if isinstance(value, str):
        return value in [option["id"] for option in block["options"]]
    if not (isinstance(value, dict) and value.keys() == {"other"} and block.get("other")):
        return False
    return isinstance(value["other"], str) and len(value["other"]) <= LONGEST_OTHER


def _is_text(block: Mapping[str, Any], value: Any) -> bool:
    return isinstance(value, str) and len(value) <= (block.get("max") or 1000)


def _is_email(block: Mapping[str, Any], value: Any) -> bool:
    return isinstance(value, str) and normal_email(value) is not None


def normal_email(text: str) -> str | None:
    """The address in the one form in which we keep it; None where it is none. Asks no server."""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


_CHECKS = {"nps": _is_nps, "single_choice": _is_choice, "open_text": _is_text, "email": _is_email}
