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


# What costs about as much as one euro or dollar, where that is far from it: templates speak of carts in those.
MONEY = {"KRW": 1000, "JPY": 100, "CNY": 7, "TWD": 30, "INR": 100, "VND": 25_000, "IDR": 15_000, "HUF": 400, "CZK": 25}
MONEY |= {"SEK": 10, "NOK": 10, "DKK": 7, "ISK": 140, "PLN": 4, "THB": 35, "PHP": 60, "TRY": 40, "CLP": 1000}


def template(template_id: str) -> Template | None:
    return next((known for known in TEMPLATES if known.id == template_id), None)


def content_for(chosen: Template, site: Site, slug: str) -> dict[str, Any]:
    """The template's content for a site: its language first, its look, its policy linked, the campaign's own seed."""
    content = deepcopy(chosen.content)
    content["experiment"]["seed"] = slug
    content["languages"].sort(key=lambda language: language != site.language)
    for variant in content["variants"].values():
        variant["theme"] = {**variant["theme"], **(site.look or {})}
    _in_money(content["audience"], MONEY.get(site.currency, 1))
    if chosen.kind == "consent":
        links = [block for _, block in walk.blocks(content) if block.get("action") == "link"]
        for link in links:
            link["url"] = site.policy_url
    return content


def _in_money(rule: Any, rate: int) -> None:
    """Turns what is asked of the cart's value into the site's currency."""
    if not rule:
        return
    for each in rule.get("all", []):
        if each["fact"] == "cart.value":
            each["value"] *= rate


__all__ = ["TEMPLATES", "Template", "content_for", "template"]
