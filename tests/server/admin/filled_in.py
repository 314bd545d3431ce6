"""Templates with what only the owner knows filled in, and the site that they are for."""

from __future__ import annotations

from typing import Any

from winback.models import Site
from winback.targeting.templates import content_for, template

SITE = Site(
    origins=["https://shop.example"],
    controller="The Shop Ltd.",
    policy_url="https://shop.example/privacy",
    purposes=[{"key": "analytics", "title": {"en": "Statistics"}, "text": {}}],
    consent_mode="ask",
    language="en",
)


def content(template_id: str) -> dict[str, Any]:
    chosen = template(template_id)
    assert chosen
    made = content_for(chosen, SITE, "mine")
    for variant in made["variants"].values():
        for step in variant["steps"]:
            for block in step["blocks"]:
                if block["type"] == "coupon":
                    block["code"] = "WELCOME10"
                if block["type"] == "countdown" and block["mode"] == "fixed":
                    block["at"] = "2026-12-18T15:00:00.000Z"
        if variant["format"] == "inline":
            variant["selector"] = "#here"
    return made


def site(**changed: Any) -> Site:
    names = ("origins", "controller", "policy_url", "purposes", "consent_mode")
    return Site(**{**{name: getattr(SITE, name) for name in names}, **changed})
