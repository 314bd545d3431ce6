"""Which parts of the widget a site's script needs: those that its published campaigns use, and no others."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from .. import assets
from ..languages import direction
from ..rules.logic import piped
from . import kit, only_consent, own, pages, shades, spoken, walk

Config = dict[str, Any]

_UNCHANGED: own.Words = {}

PLATFORMS = ("shopify", "woocommerce")  # shop systems whose cart is read; each has a chunk of this name

_SITE_WIDE: dict[str, Callable[[Config], bool]] = {
    "law": lambda config: config["consent"]["mode"] != "off",
    "carts/platform": lambda config: "platform" in config,
    "carts/last_word": lambda config: bool(config.get("carts")),
}
# What is in the configuration only where the site's settings want it.
_BY_SETTING = {"manners": "manners", "decisions": "log/sample", "search": "search", "tongues": "message/tongues"}


def loader(config: Config, changed: own.Words = _UNCHANGED) -> bytes:
    """The first file, without the configuration that goes into it. `changed`: our words as the site's owner says them."""
    if is_consent_only(config):
        return own.put_in(assets.linked("consent", _of_prompt(config)), spoken.of_texts(config), changed)
    triggers = {
        part for campaign in config["campaigns"] for trigger in campaign["triggers"] for part in _of_trigger(trigger)
    }
    wanted = {part for part, is_wanted in _SITE_WIDE.items() if is_wanted(config)}
    kept = {part for campaign in config["campaigns"] for part in pages.loader_parts(campaign.get("audience"))}
    return assets.linked("loader", triggers | wanted | kept)


def carried(config: Config) -> Config:
    """The configuration as the first file carries it."""
    return only_consent.carried(config) if is_consent_only(config) else config


def is_consent_only(config: Config) -> bool:
    """Whether one file is all that the site's visitors need: the question of consent, and what draws it."""
    if not only_consent.asks_nothing_else(config):
        return False
    drawn = {part.name for part in assets.bundle("consent").parts}
    return _of_prompt(config) <= drawn


def _of_prompt(config: Config) -> set[str]:
    counted_unasked = set() if config["consent"]["mode"] == "ask" else {"lean/linked"}
    wanted = {part for one in config["campaigns"] for part in _of_campaign(one)}
    if "tongues" in config:
        wanted.add(_BY_SETTING["tongues"])
    (campaign,) = config["campaigns"]
    if any(kit.is_painted_there(variant.get("theme") or {}) for variant in campaign["variants"].values()):
        return {*counted_unasked, *wanted, "lean/painted"}
    # the server has worked out the rest of them
    wanted = {"message/rim" if part == "message/readable" else part for part in wanted}
    return {*counted_unasked, *wanted} - {"message/fonts"}


def chunks(config: Config) -> dict[str, str]:
    """The ready-made files that this site's script may import, by name: of the shop systems, only its own, and the log
    only where something is logged.
    """
    unused = {*PLATFORMS, "tally"} - {config.get("platform")} | (set() if config.get("decisions") else {"log"})
    return {name: path for name, path in assets.chunks().items() if name not in unused}


def engine(config: Config, has_carts: bool, changed: own.Words = _UNCHANGED) -> bytes:
    """The second file, fetched once a person is there. `has_carts`: the site has spoken of carts before."""
    wanted = {part for campaign in config["campaigns"] for part in _of_campaign(campaign)}
    if config["consent"]["mode"] != "off":
        wanted.add("prompt")
    wanted |= {part for name, part in _BY_SETTING.items() if config.get(name)}
    if has_carts or "platform" in config or any(_asks_for_a_cart(campaign) for campaign in config["campaigns"]):
        wanted.add("carts/linked")
    return own.put_in(assets.linked("engine", wanted), spoken.of_texts(config), changed)


def _of_trigger(trigger: dict[str, Any]) -> Iterator[str]:
    yield f"triggers/{trigger['on']}"
    if trigger.get("idle"):
        yield "triggers/exit_idle"


def _of_campaign(campaign: dict[str, Any]) -> Iterator[str]:
    if any(trigger["on"] == "server_event" for trigger in campaign["triggers"]):
        yield "facts/server"
    if any(trigger.get("min_score") is not None for trigger in campaign["triggers"]):
        yield "exit_score"
    if campaign.get("experiment", {}).get("hash_version") == 1:
        yield "assign_v1"
    if campaign.get("audience") is not None:
        yield "audience"
        yield from pages.parts(campaign["audience"])
    for variant in campaign["variants"].values():
        yield from _of_variant(variant)


def _of_variant(variant: dict[str, Any]) -> Iterator[str]:
    yield f"message/formats/{variant['format']}"
    theme = variant.get("theme") or {}
    if variant["format"] == "bar" and theme.get("position") in ("above", "top"):
        yield f"message/formats/{theme['position']}"
    if variant.get("teaser"):
        yield "message/teaser"
    yield from _of_theme(theme)
    if any(direction(language) == "rtl" for language in walk.languages(variant)):
        yield "message/rtl"
    for step in variant["steps"]:
        if step.get("logic"):
            yield "message/logic/index"
        if not any(map(_names_its_step, step["blocks"])):
            yield "message/named"
        if _has_three_buttons(step["blocks"]):
            yield "message/styles/three"
        for block in step["blocks"]:
            yield from _of_block(block)
            if variant["format"] != "bar" and block["type"] not in (*PLAIN_BLOCKS, "coupon") and block.get("label"):
                yield "message/asked"


_WITH_LEGEND = ("nps", "csat", "ces", "stars", "single_choice", "multiple_choice")


def _names_its_step(block: dict[str, Any]) -> bool:
    """Whether what it says is the dialog's name, as the renderer finds it."""
    return block["type"] in ("heading", *_WITH_LEGEND) or (block["type"] == "text" and not block.get("rich"))


def _has_three_buttons(blocks: list[dict[str, Any]]) -> bool:
    """Whether three or more follow each other: they share a row."""
    rows = groupby(block["type"] == "button" for block in blocks)
    return any(is_button and len(list(row)) > 2 for is_button, row in rows)


def _of_theme(theme: dict[str, Any]) -> Iterator[str]:
    if theme.get("scheme") in only_consent.DARK:
        yield "message/dark"
    if any(shades.shades(paint) for paint in shades.paints(theme)):
        yield "message/readable"
    if theme.get("font") in (*only_consent.FONTS, "inherit"):
        yield "message/fonts"
    if kit.needs_box(theme):
        yield "message/box"
    if kit.has_logo(theme):
        yield "message/logo"


PLAIN_BLOCKS = ("heading", "text", "button")  # in every engine


# What a block needs besides the part of its type.
_BLOCK_PARTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "told": lambda block: block["type"] == "nps",  # a later rule may ask for the score
    "message/blocks/picture": lambda block: block.get("picture") and not block.get("place"),
    "message/blocks/art": lambda block: block.get("place"),
    "message/blocks/cards": lambda block: any(option.get("image") for option in block.get("options") or []),
    "message/fields/date": lambda block: block.get("kind") == "date",
    "message/fields/number": lambda block: block.get("kind") == "number",
    "message/fields/phone": lambda block: block.get("kind") == "phone",
    "message/shuffle": lambda block: block.get("shuffle"),
    "message/rich": lambda block: block.get("rich"),
    "message/reminder": lambda block: block.get("remind"),
    "message/never": lambda block: block.get("action") == "never",
    "message/code_link": walk.takes_code,
    "facts/variables": lambda block: block["type"] == "hidden" and block.get("source") == "variable",
    "facts/tracked": lambda block: block["type"] == "hidden" and block.get("source") == "trait",
    "message/blocks/link": lambda block: block.get("action") == "link",
    "message/event": lambda block: block.get("action") == "event",
    "message/back": lambda block: block.get("action") == "back",
    "carts/viewed": lambda block: block.get("source") == "viewed",
    "message/styles/secondary": lambda block: block.get("style") == "secondary",
    "message/styles/link": lambda block: block.get("style") == "link",
}


def _of_block(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] not in PLAIN_BLOCKS:
        yield f"message/blocks/{block['type']}"
    yield from (part for part, is_wanted in _BLOCK_PARTS.items() if is_wanted(block))
    texts = [value for value in block.values() if isinstance(value, dict)]
    if any(piped(text) for said in texts for text in said.values() if isinstance(text, str)):
        yield "message/logic/piping"


def _asks_for_a_cart(campaign: dict[str, Any]) -> bool:
    is_trigger = any(trigger["on"] == "cart_abandonment" for trigger in campaign["triggers"])
    steps = [step for variant in campaign["variants"].values() for step in variant["steps"]]
    is_shown = any(block["type"] == "products" for step in steps for block in step["blocks"])
    return is_trigger or is_shown or any(fact.startswith("cart.") for fact in pages.asked(campaign.get("audience")))
