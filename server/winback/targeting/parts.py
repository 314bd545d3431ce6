"""Which parts of the widget a site's script needs: those that its published campaigns use, and no others."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from .. import assets
from ..rules.logic import piped
from . import only_consent, pages, walk

Config = dict[str, Any]

_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

PLATFORMS = ("shopify", "woocommerce")  # shop systems whose cart is read; each has a chunk of this name

_SITE_WIDE: dict[str, Callable[[Config], bool]] = {
    "law": lambda config: config["consent"]["mode"] != "off",
    "carts/platform": lambda config: "platform" in config,
    "carts/last_word": lambda config: bool(config.get("carts")),
}
# What is in the configuration only where the site's settings want it.
_BY_SETTING = {"manners": "manners", "decisions": "log/sample", "search": "search"}


def loader(config: Config) -> bytes:
    """The first file, without the configuration that goes into it."""
    if is_consent_only(config):
        return assets.linked("consent", _of_prompt(config))
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
    if "message/dark" in wanted:
        return {*counted_unasked, *wanted, "lean/painted"}
    return {*counted_unasked, *wanted} - {"message/fonts"}


def chunks(config: Config) -> dict[str, str]:
    """The ready-made files that this site's script may import, by name: of the shop systems, only its own, and the log
    only where something is logged.
    """
    unused = {*PLATFORMS, "tally"} - {config.get("platform")} | (set() if config.get("decisions") else {"log"})
    return {name: path for name, path in assets.chunks().items() if name not in unused}


def engine(config: Config, has_carts: bool) -> bytes:
    """The second file, fetched once a person is there. `has_carts`: the site has spoken of carts before."""
    wanted = {part for campaign in config["campaigns"] for part in _of_campaign(campaign)}
    if config["consent"]["mode"] != "off":
        wanted.add("prompt")
    wanted |= {part for name, part in _BY_SETTING.items() if config.get(name)}
    if has_carts or "platform" in config or any(_asks_for_a_cart(campaign) for campaign in config["campaigns"]):
        wanted.add("carts/linked")
    return assets.linked("engine", wanted)


def _of_trigger(trigger: dict[str, Any]) -> Iterator[str]:
    yield f"triggers/{trigger['on']}"
    if trigger.get("idle"):
        yield "triggers/exit_idle"


def _of_campaign(campaign: dict[str, Any]) -> Iterator[str]:
    if any(trigger["on"] == "server_event" for trigger in campaign["triggers"]):
        yield "facts/server"
    if any(trigger.get("min_score") is not None for trigger in campaign["triggers"]):
        yield "exit_score"
    if campaign.get("audience") is not None:
        yield "audience"
        yield from pages.parts(campaign["audience"])
    for variant in campaign["variants"].values():
        yield from _of_variant(variant)


def _of_variant(variant: dict[str, Any]) -> Iterator[str]:
    yield f"message/formats/{variant['format']}"
    theme = variant.get("theme") or {}
    if variant["format"] == "bar" and theme.get("position") == "above":
        yield "message/formats/above"
    if variant.get("teaser"):
        yield "message/teaser"
    yield from _of_theme(theme)
    for step in variant["steps"]:
        if step.get("logic"):
            yield "message/logic/index"
        if _has_three_buttons(step["blocks"]):
            yield "message/styles/three"
        for block in step["blocks"]:
            yield from _of_block(block)


def _has_three_buttons(blocks: list[dict[str, Any]]) -> bool:
    """Whether three or more follow each other: they share a row."""
    rows = groupby(block["type"] == "button" for block in blocks)
    return any(is_button and len(list(row)) > 2 for is_button, row in rows)


def _of_theme(theme: dict[str, Any]) -> Iterator[str]:
    if theme.get("scheme") in only_consent.DARK:
        yield "message/dark"
    if theme.get("font") in only_consent.FONTS:
        yield "message/fonts"


PLAIN_BLOCKS = ("heading", "text", "button")  # in every engine


# What a block needs besides the part of its type.
_BLOCK_PARTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "told": lambda block: block["type"] == "nps",  # a later rule may ask for the score
    "message/blocks/picture": lambda block: block.get("picture"),
    "message/shuffle": lambda block: block.get("shuffle"),
    "message/rich": lambda block: block.get("rich"),
    "message/reminder": lambda block: block.get("remind"),
    "message/never": lambda block: block.get("action") == "never",
    "message/code_link": walk.takes_code,
    "facts/variables": lambda block: block["type"] == "hidden" and block.get("source") == "variable",
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
    if any(language.split("-")[0] in _RIGHT_TO_LEFT for text in texts for language in text):
        yield "message/rtl"


def _asks_for_a_cart(campaign: dict[str, Any]) -> bool:
    is_trigger = any(trigger["on"] == "cart_abandonment" for trigger in campaign["triggers"])
    steps = [step for variant in campaign["variants"].values() for step in variant["steps"]]
    is_shown = any(block["type"] == "products" for step in steps for block in step["blocks"])
    return is_trigger or is_shown or any(fact.startswith("cart.") for fact in pages.asked(campaign.get("audience")))
