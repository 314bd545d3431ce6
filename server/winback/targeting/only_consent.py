"""A site that shows its visitors the question of consent and nothing else: then all of its script is one small file."""

from typing import Any

from .. import assets
from . import shades
from .kit import is_painted_there

Config = dict[str, Any]

_TRIGGER = {"on": "page_load"}
_ACTIONS = ("accept", "refuse", "save", "close", "link")
_NEEDED = ("base", "site", "rev", "consent", "language", "tongues", "currency", "carts", "force")
_NEEDED_OF_CONSENT = ("mode", "notice", "days", "purposes")
DARK = ("dark", "auto")
FONTS = {
    "serif": 'ui-serif,Georgia,"Nanum Myeongjo",serif',
    "mono": "ui-monospace,Menlo,Consolas,monospace",
    "rounded": 'ui-rounded,"Hiragino Maru Gothic ProN",Quicksand,Nunito,system-ui,sans-serif',
    "humanist": 'Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",system-ui,sans-serif',
}


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
    """With the colours that follow from the theme's own, unless the visitor's browser works some of them out."""
    theme = variant.get("theme") or {}
    if is_painted_there(theme):
        return variant
    kept = {name: theme[name] for name in ("position",) if theme.get(name)}
    return {**variant, "theme": {**kept, "look": look(theme)}}


def look(theme: dict[str, Any]) -> dict[str, str]:
    """A message's custom properties by name, as widget/src/message/theme.ts sets them."""
    made = shades.shades(next(shades.paints(theme)))
    accent, background, text = (theme.get(name) for name in ("accent", "background", "text"))
    if shades.is_colour(accent):
        black_on, white_on = ("#000", "#fff") if shades.wants_black(str(accent)) else ("#fff", "#000")
        made |= {"accent": str(accent), "on": black_on, "off": white_on}
    if shades.is_colour(background) and shades.is_colour(text):
        made |= {"bg": str(background), "fg": str(text)}
    if isinstance(theme.get("radius"), int | float) and 0 <= theme["radius"] <= 32:
        made["r"] = f"{theme['radius']}px"
    if theme.get("font") in FONTS:
        made["font"] = FONTS[theme["font"]]
    return made


def chunks(mode: str) -> dict[str, str]:
    """What counts visits is a file of its own where it has to wait for a yes."""
    named = ("cart", "debug", "tally") if mode == "ask" else ("cart", "debug")
    return {name: assets.chunks()[name] for name in named}
