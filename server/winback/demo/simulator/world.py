"""What the simulated visitors walk into: the shop's address, its zone, and what its script shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...assign import assign, in_holdout
from ...rules import search


@dataclass(frozen=True)
class Shown:
    """A live campaign as its epoch has it: the terms of `epoch` decide arms, on the server as in the browser."""

    slug: str
    version: int
    epoch: Mapping[str, Any]
    variants: Mapping[str, Any]
    audience: Mapping[str, Any] | None = None
    moments: frozenset[str] = frozenset()  # its triggers
    covers: bool = False  # a phone that comes from a search is spared it on its first page

    @classmethod
    def of(cls, slug: str, version: int, epoch: Mapping[str, Any], content: Mapping[str, Any]) -> "Shown":
        moments = frozenset(trigger["on"] for trigger in content["triggers"])
        covers = search.covers("message", content)
        return cls(slug, version, epoch, content["variants"], content["audience"], moments, covers)

    def arm_of(self, visitor: str) -> str | None:
        if in_holdout(self.epoch["holdout"], visitor):
            return "holdout"
        return assign(self.epoch, visitor)  # type: ignore[arg-type]

    def consent_text(self, arm: str, language: str) -> str:
        """The words beside the newsletter's box."""
        blocks = (block for step in self.variants[arm]["steps"] for block in step["blocks"])
        return next(str(block["consent_text"][language]) for block in blocks if block["type"] == "email")


@dataclass(frozen=True)
class World:
    """Campaigns that are missing are not shown: an owner may run any of them."""

    shop_url: str
    zone: str = "Europe/Berlin"
    campaigns: Mapping[str, Shown] = field(default_factory=dict)
    log: Mapping[str, Any] = field(default_factory=lambda: {"seed": "", "share": 0})  # whose decisions are noted
    quiet: tuple[str, ...] = ()
