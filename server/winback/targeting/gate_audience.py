"""The launch gate's view of whom a campaign is for: nobody is found by a question that can't be answered."""

from collections.abc import Iterator
from typing import Any

from .. import rules
from ..models import Site
from ..rules.fitting import leaves
from .pages import VARIABLE
from .problem import Problem
from .server_facts import SEGMENTS, segments_named


def asks_what_is_known(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    audience = content["audience"]
    if audience is None:
        return
    wrong = rules.check(audience) or rules.misfits(audience)
    for found in wrong:
        text = found.text if found.values else found.text.replace("{", "{{").replace("}", "}}")
        yield Problem(f"audience.{found.path}".rstrip("."), text, dict(found.values))
    if not wrong:
        yield from _names(audience, site)


def _names(audience: dict[str, Any], site: Site) -> Iterator[Problem]:
    """A group of pages, a value on the page or a segment that the site does not have is never known."""
    variables = {VARIABLE + one["name"] for one in site.page_variables or []}
    groups = {one["name"] for one in site.page_groups or []}
    asked = segments_named(audience)
    segments = {segment.slug for segment in site.segments} if asked else set()
    for path, leaf in leaves(audience):
        at = ".".join(map(str, ("audience", *path)))
        fact, value = leaf["fact"], leaf.get("value")
        if fact.startswith(VARIABLE) and fact not in variables:
            yield Problem(f"{at}.fact", "The site's settings name no value {fact}.", {"fact": fact})
        values = value if isinstance(value, list) else [value]
        if fact == "page.group" and value is not None and not groups.issuperset(values):
            unknown = ", ".join(str(one) for one in values if one not in groups)
            yield Problem(f"{at}.value", "The site's settings name no group of pages {group}.", {"group": unknown})
        if fact == SEGMENTS and value is not None and not segments.issuperset(values):
            unknown = ", ".join(str(one) for one in values if one not in segments)
            yield Problem(f"{at}.value", "The site has no segment {segment}.", {"segment": unknown})
