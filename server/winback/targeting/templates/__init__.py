"""The templates that a campaign can start from, one a file, in English and Korean: three for each of six moments."""

from typing import Any

import orjson

from ...models import Site
from .. import walk
from . import (
    age_notice,
    back_again,
    cart_question,
    cart_saver,
    consent_banner,
    delivery_rating,
    exit_feedback,
    exit_hour,
    exit_offer,
    free_delivery,
    heard_of_us,
    last_orders,
    looked_at,
    newsletter,
    nps_bar,
    page_question,
    preferences,
    welcome_offer,
)
from .base import Template
from .money import in_money

TEMPLATES: list[Template] = [
    welcome_offer.TEMPLATE,
    back_again.TEMPLATE,
    last_orders.TEMPLATE,
    newsletter.TEMPLATE,
    looked_at.TEMPLATE,
    page_question.TEMPLATE,
    exit_offer.TEMPLATE,
    exit_hour.TEMPLATE,
    exit_feedback.TEMPLATE,
    cart_saver.TEMPLATE,
    free_delivery.TEMPLATE,
    cart_question.TEMPLATE,
    nps_bar.TEMPLATE,
    delivery_rating.TEMPLATE,
    heard_of_us.TEMPLATE,
    consent_banner.TEMPLATE,
    age_notice.TEMPLATE,
    preferences.TEMPLATE,
]


def template(template_id: str) -> Template | None:
    return next((known for known in TEMPLATES if known.id == template_id), None)


def content_for(chosen: Template, site: Site, slug: str) -> dict[str, Any]:
    """The template's content for a site: its language first, its brand kit followed, its policy linked, the campaign's own seed."""
    # Not a deep copy: it would keep the blocks that variants share one, and who writes a code into one writes it into all.
    content: dict[str, Any] = orjson.loads(orjson.dumps(chosen.content))
    content["experiment"]["seed"] = slug
    content["languages"].sort(key=lambda language: language != site.language)
    for variant in content["variants"].values():
        variant["theme"] = _following(variant["theme"]) if site.look else variant["theme"]
    in_money(content["audience"], site.currency)
    if chosen.kind == "consent":
        links = [block for _, block in walk.blocks(content) if block.get("action") == "link"]
        for link in links:
            link["url"] = site.policy_url
    return content


def _following(theme: dict[str, Any]) -> dict[str, Any]:
    """The site's kit, wherever the message stands."""
    return {"kit": True, **({"position": theme["position"]} if "position" in theme else {})}


__all__ = ["TEMPLATES", "Template", "content_for", "template"]
