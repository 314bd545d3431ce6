"""What a form says: each question's answer as the widget would tell it, or what has to be put right first."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...ingest.answers import LONGEST_FIELD, kind_of_answer, normal_email
from ...ingest.facts import CampaignFacts, text_id
from ...rules.meaning import Facts
from ...targeting.walk import QUESTIONS
from .language import said, spoken

Form = Mapping[str, list[str]]
Block = Mapping[str, Any]

TICKED = "yes"

_NUMBERS = ("nps", "csat", "ces", "stars")
MISSING = {"en": "Please answer this.", "ko": "이 질문에 답해 주세요."}
WRONG = {"en": "Please check what you have entered.", "ko": "입력한 내용을 확인해 주세요."}
TICK = {"en": "Please tick the box to agree first.", "ko": "먼저 동의란에 체크해 주세요."}


def questions(step: Mapping[str, Any]) -> list[Block]:
    return [block for block in step["blocks"] if block["type"] in QUESTIONS]


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
    if kind in _NUMBERS or (kind == "field" and block.get("kind") == "number"):
        return int(value) if re.fullmatch("-?[0-9]{1,11}", value) else value
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


def is_required(block: Block, facts: Facts) -> bool:
    """By itself, or because the logic of this step or of an earlier one says so."""
    return bool(block.get("required") or facts.get(f"required.{block['id']}"))


def fault(block: Block, value: Any, form: Form, campaign: CampaignFacts, facts: Facts) -> dict[str, str] | None:
    """Why the answer can't be taken, in words; None where it can."""
    if value is None:
        return MISSING if is_required(block, facts) else None
    if block["type"] == "email":
        if normal_email(value) is None:
            return WRONG
        return None if form.get(f"{block['id']}:agree") == [TICKED] else TICK
    return None if kind_of_answer(campaign, block["id"], value) else WRONG
