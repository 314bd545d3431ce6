"""The six templates that a campaign can start from, one a file, in English and Korean."""

from copy import deepcopy
from typing import Any

from ...models import Site
from .. import walk
from . import cart_saver, consent_banner, exit_feedback, exit_offer, newsletter, nps_bar
from .base import Template

TEMPLATES: list[Template] = [
    exit_offer.TEMPLATE,
    cart_saver.TEMPLATE,
    nps_bar.TEMPLATE,
    exit_feedback.TEMPLATE,
    newsletter.TEMPLATE,
    consent_banner.TEMPLATE,
]


def template(template_id: str) -> Template | None:
    return next((known for known in TEMPLATES if known.id == template_id), None)


def content_for(chosen: Template, site: Site, slug: str) -> dict[str, Any]:
    """The template's content for a site: its language first, its look, its policy linked, the campaign's own seed."""
    content = deepcopy(chosen.content)
    content["experiment"]["seed"] = slug
    content["languages"].sort(key=lambda language: language != site.language)
    for variant in content["variants"].values():
        variant["theme"] = {**variant["theme"], **(site.look or {})}
    if chosen.kind == "consent":
        links = [block for _, block in walk.blocks(content) if block.get("action") == "link"]
        for link in links:
            link["url"] = site.policy_url
    return content


__all__ = ["TEMPLATES", "Template", "content_for", "template"]
