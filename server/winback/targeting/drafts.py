"""New campaigns: from content, or as a copy. A draft until somebody launches it."""

from copy import deepcopy
from typing import Any

from sqlalchemy.orm import Session

from ..models import Campaign, Site
from ..models.named import free_slug


def draft(session: Session, site: Site, slug: str, name: str, kind: str, content: dict[str, Any], now: int) -> Campaign:
    """A new campaign. Its slug must be free: see free_slug."""
    made = Campaign(site=site, slug=slug, name=name, kind=kind, content=content, created_at=now, updated_at=now)
    session.add(made)
    return made


def duplicate(session: Session, campaign: Campaign, name: str, now: int) -> Campaign:
    """A draft with the same content, and a seed of its own: the same people must not fall into the same arms again."""
    slug = free_slug(session, campaign.site, Campaign, campaign.slug)
    content = deepcopy(campaign.content)
    content["experiment"]["seed"] = slug
    made = draft(session, campaign.site, slug, name, campaign.kind, content, now)
    made.priority = campaign.priority
    return made
