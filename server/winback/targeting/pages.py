"""What a site names on its pages, sets of pages and values, and how much of it a script has to carry."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..models import Site
from ..rules.facts import part_of
from . import walk

VARIABLE = "page.var."


def asked(rule: Mapping[str, Any] | None) -> Iterator[str]:
    """The facts that a rule asks about."""
    if not rule:
        return
    if "fact" in rule:
        yield rule["fact"]
    for part in [*rule.get("all", []), *rule.get("any", []), *([rule["not"]] if "not" in rule else [])]:
        yield from asked(part)


def parts(rule: Mapping[str, Any] | None) -> set[str]:
    """The parts of the widget that know the facts of a rule."""
    return {f"facts/{part}" for part in map(part_of, asked(rule)) if part}


LOADER_PARTS = {"session.paths": "trail", "visitor.orders": "orders"}


def loader_parts(rule: Mapping[str, Any] | None) -> set[str]:
    """What the first file has to keep, so that a rule can ask about it later."""
    return {LOADER_PARTS[fact] for fact in asked(rule) if fact in LOADER_PARTS}


def kept_with_answers(campaign: Mapping[str, Any]) -> Iterator[str]:
    """The site's values that hidden fields of the campaign keep."""
    for _, block in walk.blocks(campaign):
        if block["type"] == "hidden" and block["source"] == "variable":
            yield block["name"]


def carried(site: Site, campaigns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The site's names that the rules and hidden fields of these campaigns ask about: no others travel."""
    facts = {fact for campaign in campaigns for fact in asked(campaign.get("audience"))}
    kept = {name for campaign in campaigns for name in kept_with_answers(campaign)}
    variables = [one for one in site.page_variables or [] if VARIABLE + one["name"] in facts or one["name"] in kept]
    return {
        **({"groups": site.page_groups or []} if "page.group" in facts else {}),
        **({"variables": variables} if variables else {}),
    }
