"""All that visitors may see of the templates: each variant, step and state, as the marketer would launch it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from winback.targeting import own, walk
from winback.targeting.templates import TEMPLATES, Template

Json = dict[str, Any]
# Where nobody has looked at or chosen anything yet, what the page's clock shows is this.
NOW = "2026-11-23T09:30:00Z"
HOLIDAYS = "2026-12-18T15:00:00Z"
LANGUAGES = ("en", "ko")


@dataclass(frozen=True)
class Face:
    """One state of one message. `state` is `error` where it is as it is after something was left out."""

    template: Template
    variant: str
    step: str
    state: str = ""

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.template.id, self.variant, self.step, self.state) if part)

    @property
    def content(self) -> Json:
        return filled(self.template)["variants"][self.variant]

    def message(self, language: str, look: Json | None = None) -> Json:
        """What the renderer is told. `look` goes over the template's own."""
        variant = self.content
        return {
            "type": "winback:preview",
            "campaign": {"kind": self.template.kind, "words": own.said([language], {})},
            "variant": {**variant, "theme": {**variant["theme"], **(look or {})}},
            "language": language,
            "step": self.step,
            "state": self.state,
        }


def filled(chosen: Template) -> Json:
    """With what only the marketer can give."""
    content = deepcopy(chosen.content)
    for _, block in walk.blocks(content):
        if block["type"] == "coupon":
            block["code"] = "WELCOME10"
        block.pop("shuffle", None)  # each drawing would be another
        if block["type"] == "countdown" and block["mode"] == "fixed":
            block["at"] = HOLIDAYS
    return content


def faces(chosen: Template) -> Iterator[Face]:
    for name, variant in chosen.content["variants"].items():
        for step in variant["steps"]:
            yield Face(chosen, name, step["id"])
            if any(block.get("required") for block in step["blocks"]):
                yield Face(chosen, name, step["id"], "error")


def left_behind() -> Iterator[Face]:
    """The tabs of closed messages."""
    for chosen in TEMPLATES:
        for name, variant in chosen.content["variants"].items():
            if variant.get("teaser"):
                yield Face(chosen, name, variant["steps"][0]["id"], "tab")


ALL = [face for chosen in TEMPLATES for face in faces(chosen)]
FIRST = [next(faces(chosen)) for chosen in TEMPLATES]
