"""A site's brand kit: what a message that follows it wears, with the campaign's own over it."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

# What stands on its box, and what visitors' browsers need a part of their own for.
BOX = ("width", "padding", "border", "shadow", "scrim", "motion")
_OF_THE_CAMPAIGN = ("kit",)
# The path of a picture of the library: of the service, wherever else a path is one of the shop.
_OF_LIBRARY = re.compile(r"/w/m/([0-9a-f]{32})-[1-9][0-9]{0,3}\.webp", re.ASCII)
_ROUNDEST = 32  # with more, the words of a corner would be cut


def worn(theme: Json | None, look: Json | None) -> Json:
    """The theme as it is drawn: where it follows the kit, the kit's with what the campaign chose otherwise."""
    own = {name: value for name, value in (theme or {}).items() if name not in _OF_THE_CAMPAIGN}
    kit = (look or {}) if (theme or {}).get("kit") else {}
    made = {**kit, **own}
    if own.get("dark") and kit.get("dark"):
        made["dark"] = {**kit["dark"], **own["dark"]}
    if made.get("radius", 0) > _ROUNDEST:
        made["radius"] = _ROUNDEST
    return {name: value for name, value in made.items() if value not in (None, {})}


def dressed(content: Json, look: Json | None) -> Json:
    """A campaign's content, each variant in what it wears."""
    variants = {
        arm: {**variant, "theme": worn(variant.get("theme"), look)} for arm, variant in content["variants"].items()
    }
    return {**content, "variants": variants}


def is_painted_there(theme: Json) -> bool:
    """Whether the visitor's browser has to work out some of the look itself, so that nothing of it can be prepared."""
    return (
        theme.get("scheme") in ("dark", "auto") or theme.get("font") == "inherit" or needs_box(theme) or has_logo(theme)
    )


def needs_box(theme: Json) -> bool:
    return any(theme.get(name) is not None for name in BOX)


def has_logo(theme: Json) -> bool:
    return bool((theme.get("logo") or {}).get("src"))


def is_of_library(path: str) -> bool:
    return _OF_LIBRARY.fullmatch(path) is not None


def logo_pictures(theme: Json | None) -> Iterator[str]:
    """The pictures of the library that are its logo, in the light and in the dark."""
    logo = (theme or {}).get("logo") or {}
    found = (_OF_LIBRARY.fullmatch(logo.get(name) or "") for name in ("src", "dark"))
    return (one[1] for one in found if one)


def with_whole_logo(theme: Json, base: str) -> Json:
    """The theme, where its logo is one of the library with its whole address: on a shop's page a path is one of the shop."""
    if not any(logo_pictures(theme)):
        return theme
    logo = {
        name: base + value if name in ("src", "dark") and is_of_library(value) else value
        for name, value in theme["logo"].items()
    }
    return {**theme, "logo": logo}
