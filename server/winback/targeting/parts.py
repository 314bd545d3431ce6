"""Which parts of the widget a site's script needs: those that its published campaigns use, and no others."""

from collections.abc import Iterator
from typing import Any

from .. import assets

Config = dict[str, Any]

_FONTS = ("serif", "mono")
_DARK = ("dark", "auto")


def loader(config: Config) -> bytes:
    """The first file, without the configuration that goes into it."""
    triggers = {f"triggers/{trigger['on']}" for campaign in config["campaigns"] for trigger in campaign["triggers"]}
    return assets.linked("loader", triggers | ({"forced"} if config.get("force") else set()))


def engine(config: Config, has_carts: bool) -> bytes:
    """The second file, fetched once a person is there. `has_carts`: the site has spoken of carts before."""
    wanted = {part for campaign in config["campaigns"] for part in _of_campaign(campaign)}
    if config["consent"]["mode"] != "off":
        wanted.add("decision")
    if has_carts or any(_asks_for_a_cart(campaign) for campaign in config["campaigns"]):
        wanted.add("carts/linked")
    return assets.linked("engine", wanted)


def _of_campaign(campaign: dict[str, Any]) -> Iterator[str]:
    if campaign["audience"] is not None:
        yield "audience"
    for variant in campaign["variants"].values():
        yield f"message/formats/{variant['format']}"
        yield from _of_theme(variant.get("theme") or {})
        for block in (block for step in variant["steps"] for block in step["blocks"]):
            yield from _of_block(block["type"])


def _of_theme(theme: dict[str, Any]) -> Iterator[str]:
    if theme.get("scheme") in _DARK:
        yield "message/dark"
    if theme.get("font") in _FONTS:
        yield "message/fonts"


PLAIN_BLOCKS = ("heading", "text", "image", "button")  # in every engine


def _of_block(kind: str) -> Iterator[str]:
    if kind not in PLAIN_BLOCKS:
        yield f"message/blocks/{kind}"


def _asks_for_a_cart(campaign: dict[str, Any]) -> bool:
    is_trigger = any(trigger["on"] == "cart_abandonment" for trigger in campaign["triggers"])
    return is_trigger or any(fact.startswith("cart.") for fact in _facts(campaign["audience"] or {}))


def _facts(rule: dict[str, Any]) -> Iterator[str]:
    if "fact" in rule:
        yield rule["fact"]
    parts = [*rule.get("all", []), *rule.get("any", []), *([rule["not"]] if "not" in rule else [])]
    for part in parts:
        yield from _facts(part)
