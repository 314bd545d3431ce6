"""What a form says: each question's answer as the widget would tell it, or what has to be put right first."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...ingest.answers import LONGEST_FIELD, kind_of_answer, normal_email
from ...ingest.facts import CampaignFacts, text_id
from ...rules.fields import Fault, fault_in, number_in
from ...rules.meaning import Facts
from ...targeting.walk import QUESTIONS
from .language import said, spoken
from .written import point_of, written

Form = Mapping[str, list[str]]
Block = Mapping[str, Any]

TICKED = "yes"

_NUMBERS = ("nps", "csat", "ces", "stars")
# What is said by our own words, as the widget says it: see targeting/own.
WRONG, NO_ADDRESS, NOT_AGREED, NOT_CHOSEN = map(Fault, ("check", "address", "agree", "choose"))
_MISSING = {
    "open_text": Fault("write"),
    "field": Fault("fill"),
    "email": NO_ADDRESS,
    "checkbox": Fault("tick"),
    "consent": Fault("tick"),
}


def questions(step: Mapping[str, Any]) -> list[Block]:
    return [block for block in step["blocks"] if block["type"] in QUESTIONS]


def shape_of(block: Block) -> str:
    """How the pictures of its answers are cut, all alike: as the first of them is. The widget's cards.ts does the same."""
    image: Block = next((option["image"] for option in block["options"] if option.get("image")), {})
    ratio = image["width"] / image["height"] if "width" in image and "height" in image else 4 / 3
    return "tall" if ratio < 0.9 else "square" if ratio < 1.2 else "wide"


def hidden(steps: Sequence[Mapping[str, Any]], query: Form) -> dict[str, str]:
    """By hidden field, what the link says for it, in one line; what it does not say is left out."""
    named = {block["id"]: block["name"] for step in steps for block in step["blocks"] if _is_said_by_link(block)}
    found = {block: " ".join("".join(query.get(name, [])[:1]).split())[:LONGEST_FIELD] for block, name in named.items()}
    return {block: value for block, value in found.items() if value}


def _is_said_by_link(block: Block) -> bool:
    return bool(block["type"] == "hidden" and block["source"] == "url")


def answer_to(block: Block, form: Form, order: Sequence[str]) -> Any:
    """None where nothing was answered."""
    # A browser sends a line's end as two characters, of which its own count knows one.
    given = [value for each in form.get(block["id"], []) if (value := each.replace("\r\n", "\n").strip())]
    kind = block["type"]
    if kind == "multiple_choice":
        return [_option(block, value, form) for value in given] or None
    if not given:
        return None
    value = given[0]
    if kind in _NUMBERS:
        return int(value) if re.fullmatch("[0-9]{1,2}", value) else value
    if is_number(block):
        number = number_in(value, point_of(spoken(block.get("label"), order)))
        return value if number is None else number
    if kind in ("checkbox", "consent") and value != TICKED:
        return value
    if kind == "consent":
        return {
            "text_id": text_id(said(block.get("label"), order)),
            "language": spoken(block.get("label"), order),
        }
    return _option(block, value, form)


def _option(block: Block, value: str, form: Form) -> Any:
    if value == "other:" and block.get("other"):
        return {"other": " ".join(form.get(f"{block['id']}:other", []))[:1000]}
    return value


def is_number(block: Block) -> bool:
    return bool(block["type"] == "field" and block.get("kind") == "number")


def is_required(block: Block, facts: Facts) -> bool:
    """By itself, or because the logic of this step or of an earlier one says so."""
    return bool(block.get("required") or facts.get(f"required.{block['id']}"))


def fault(block: Block, value: Any, form: Form, campaign: CampaignFacts, facts: Facts) -> Fault | None:
    """Why the answer can't be taken; None where it can."""
    if value is None:
        return _MISSING.get(block["type"], NOT_CHOSEN) if is_required(block, facts) else None
    if block["type"] == "email":
        if normal_email(value) is None:
            return NO_ADDRESS
        return None if form.get(f"{block['id']}:agree") == [TICKED] else NOT_AGREED
    if block["type"] == "multiple_choice" and len(value) > (block.get("max") or len(value)):
        return Fault("choose_at_most", block["max"])
    if block["type"] == "field":
        return fault_in(block, value)
    return None if kind_of_answer(campaign, block["id"], value) else WRONG


def typed(block: Block, value: Any, order: Sequence[str]) -> dict[str, list[str]]:
    """The fields of a form as they were filled in for this answer."""
    name = block["id"]
    if is_number(block):
        return {name: [written(value, spoken(block.get("label"), order))]}
    if block["type"] == "email":
        return {name: [value], f"{name}:agree": [TICKED]}
    if block["type"] in ("checkbox", "consent"):
        return {name: [TICKED]}
    values = value if isinstance(value, list) else [value]
    own = [one["other"] for one in values if isinstance(one, dict)]
    return {name: ["other:" if isinstance(one, dict) else str(one) for one in values], f"{name}:other": own}
