"""The addresses of a campaign's page of its own, for who sends them."""

from typing import Any

from ...models import Campaign
from ..service import service
from .links import slug_of, token


def address_of(campaign: Campaign) -> str:
    """For everybody: each time it is opened begins a set of answers."""
    return f"{service().settings.url}/f/{slug_of(campaign.site.key, campaign.slug)}"


def token_of(campaign: Campaign, recipient: str) -> str:
    """What `?t=` is in the link of this recipient, whose answers are one set."""
    return token(service().settings.secret_key, slug_of(campaign.site.key, campaign.slug), recipient)


def shown_content(campaign: Campaign) -> dict[str, Any]:
    """What the links lead to now, or will once it is launched."""
    published = campaign.published
    return published if published and published.get("hosted") and campaign.status == "live" else campaign.content
