"""A script that is a guest on the shop's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

Kind = Literal["banner", "survey", "popup"]


@dataclass(frozen=True)
class Guest:
    """One script on the page, set up for one purpose, and how to know that its message stands.

    `head` is what the owner pastes. `provoke` is what makes the message due; None: it comes by itself.
    `says` is a sentence of the message. `at_once` is what is pasted for a message that is due from the first moment.
    `box` is JavaScript for the element that a visitor sees, where every shadow root is open.
    """

    name: str
    version: str
    kind: Kind
    setup: str
    head: str
    says: str
    box: str
    provoke: Callable[[Page], None] | None = None
    at_once: str | None = None

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}: {self.setup}"

    @property
    def slug(self) -> str:
        return re.sub("[^a-z0-9]+", "-", self.title.lower())
