"""The templates that a campaign can start from, one a file, in English and Korean: three for each of six moments."""

from copy import deepcopy
from typing import Any

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
    """The template's content for a site: its language first, its look, its policy linked, the campaign's own seed."""
    content = deepcopy(chosen.content)
    content["experiment"]["seed"] = slug
    content["languages"].sort(key=lambda language: language != site.language)
    for variant in content["variants"].values():
        variant["theme"] = {**variant["theme"], **(site.look or {})}
    in_money(content["audience"], site.currency)
    if chosen.kind == "consent":
        links = [block for _, block in walk.blocks(content) if block.get("action") == "link"]
        for link in links:
            link["url"] = site.policy_url
    return content


__all__ = ["TEMPLATES", "Template", "content_for", "template"]
