"""What a template is, and the few words that all of them are written with."""

from dataclasses import dataclass
from typing import Any

Text = dict[str, str]


@dataclass(frozen=True)
class Template:
    """`content` is a campaign's content, ready but for what only the owner knows (a coupon's code, an address)."""

    id: str
    name: str
    purpose: str
    kind: str
    content: dict[str, Any]


def words(english: str, korean: str) -> Text:
    return {"en": english, "ko": korean}


def heading(text: Text, key: str = "heading") -> dict[str, Any]:
    return {"id": key, "type": "heading", "text": text}


def paragraph(text: Text, key: str = "text") -> dict[str, Any]:
    return {"id": key, "type": "text", "text": text}


def button(key: str, text: Text, action: str, style: str = "primary", url: str | None = None) -> dict[str, Any]:
    made = {"id": key, "type": "button", "text": text, "action": action, "style": style}
    return made if url is None else {**made, "url": url}


def step(key: str, *blocks: dict[str, Any], leads_to: str | None = None) -> dict[str, Any]:
    return {"id": key, "blocks": list(blocks), "next": leads_to}


def content(
    triggers: list[dict[str, Any]],
    variants: dict[str, Any],
    control: float = 0.0,
    audience: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A campaign's content with the usual caps, and equal shares for the variants beside the control's.

    Its experiment has no seed yet: every campaign gets one of its own.
    """
    share = round((1 - control) / len(variants), 4)
    arms = [{"id": "control", "weight": control}] if control else []
    return {
        "triggers": triggers,
        "audience": audience,
        "schedule": {"from": None, "to": None, "hours": None},
        "frequency": {
            "per_session": 1,
            "after_close_days": 30,
            "after_conversion_days": 365,
            "after_answer_days": 90,
            "after_later_days": 7,
            "max_total": None,
        },
        "goal": {"event": "purchase", "window_days": 7},
        "languages": ["en", "ko"],
        "experiment": {
            "hash_version": 2,
            "hash_attribute": "visitor",
            "coverage": 1,
            "arms": [*arms, *({"id": name, "weight": share} for name in variants)],
            "mode": "open" if control else "check",
        },
        "variants": variants,
        "match": "any",
        "search_safe": True,
        "hosted": False,
        "tests": [],
    }
