"""A site that shows its visitors the question of consent and nothing else: then all of its script is one small file."""

import re
from typing import Any

from .. import assets

Config = dict[str, Any]

_TRIGGER = {"on": "page_load"}
_ACTIONS = ("accept", "refuse", "save", "close", "link")
_NEEDED = ("base", "site", "rev", "consent", "language", "currency", "carts", "force")
_NEEDED_OF_CONSENT = ("mode", "notice", "days", "purposes")
DARK = ("dark", "auto")
FONTS = {
    "serif": 'ui-serif,Georgia,"Nanum Myeongjo",serif',
    "mono": "ui-monospace,Menlo,Consolas,monospace",
}
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_MIDDLE = 0.179  # white and black are told apart equally well from a colour of this brightness


def asks_nothing_else(config: Config) -> bool:
    """Whether the only live campaign asks for consent, of everybody and at once, on a site whose cart no connector reads."""
    if config["consent"]["mode"] == "off" or "platform" in config or len(config["campaigns"]) != 1:
        return False
    (campaign,) = config["campaigns"]
    is_for_all = campaign["kind"] == "consent" and campaign.get("audience") is None and not campaign["schedule"]
    return is_for_all and campaign["triggers"] == [_TRIGGER] and all(map(_is_plain, campaign["variants"].values()))


def _is_plain(variant: dict[str, Any]) -> bool:
    buttons = (block for step in variant["steps"] for block in step["blocks"] if block["type"] == "button")
    actions = [block.get("action", "close") for block in buttons]
    return all(action in _ACTIONS or action.startswith("goto:") for action in actions)


def carried(config: Config) -> Config:
    """Without what only messages ask for."""
    (campaign,) = config["campaigns"]
    variants = {name: _painted(variant) for name, variant in campaign["variants"].items()}
    ask = {name: config["consent"][name] for name in _NEEDED_OF_CONSENT}
    return {
        **{name: config[name] for name in _NEEDED if name in config},
        "consent": ask,
        "chunks": chunks(ask["mode"]),
        "campaigns": [{"id": campaign["id"], "kind": campaign["kind"], "variants": variants}],
    }


def _painted(variant: dict[str, Any]) -> dict[str, Any]:
    """With the colours that follow from the theme's own, unless the visitor's browser is to choose between light and dark."""
    theme = variant.get("theme") or {}
    if theme.get("scheme") in DARK:
        return variant
    kept = {name: theme[name] for name in ("position",) if theme.get(name)}
    return {**variant, "theme": {**kept, "look": look(theme)}}


def look(theme: dict[str, Any]) -> dict[str, str]:
    """A message's custom properties by name, as widget/src/message/theme.ts sets them."""
    made: dict[str, str] = {}
    accent, background, text = (theme.get(name) or "" for name in ("accent", "background", "text"))
    if _COLOUR.fullmatch(accent):
        black_on, white_on = ("#000", "#fff") if _brightness(accent) > _MIDDLE else ("#fff", "#000")
        made |= {"accent": accent, "on": black_on, "off": white_on}
    if _COLOUR.fullmatch(background) and _COLOUR.fullmatch(text):
        made |= {"bg": background, "fg": text}
    if isinstance(theme.get("radius"), int | float) and 0 <= theme["radius"] <= 32:
        made["r"] = f"{theme['radius']}px"
    if theme.get("font") in FONTS:
        made["font"] = FONTS[theme["font"]]
    return made


def _brightness(colour: str) -> float:
    red, green, blue = ((int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def chunks(mode: str) -> dict[str, str]:
    """What counts visits is a file of its own where it has to wait for a yes."""
    named = ("cart", "debug", "tally") if mode == "ask" else ("cart", "debug")
    return {name: assets.chunks()[name] for name in named}
