"""Making and changing drafts out of checked input: the same for the API and for the admin's pages."""

from typing import Any

from sqlalchemy.orm import Session, object_session

from ..models import Campaign, Site
from ..models.named import free_slug
from ..targeting.drafts import draft
from ..targeting.pictures import with_shapes
from .schemas.campaign import checked, slug_of
from .schemas.content import CONTENT_KEYS


def create_draft(session: Session, site: Site, parts: dict[str, Any], now: int, *, slug: str | None = None) -> Campaign:
    """A new draft out of loaded parts: `name`, and if given `kind`, `priority` and parts of the content.

    Its id is made from the name unless a free `slug` is given. Raises Malformed.
    """
    slug = slug or free_slug(session, site, Campaign, slug_of(parts["name"]))
    kind = parts.get("kind", "message")
    content = with_shapes(session, site.id, checked(parts, kind, slug, site.language))
    made = draft(session, site, slug, parts["name"], kind, content, now)
    made.priority = parts.get("priority", 50)
    session.flush()
    return made


def change_draft(campaign: Campaign, parts: dict[str, Any], now: int, by: int | None = None) -> None:
    """Sets the given parts, each as a whole. Visitors see the change after the next launch. Raises Malformed."""
    campaign.content = with_changes(campaign, parts)
    campaign.name = parts.get("name", campaign.name)
    if parts.get("priority", campaign.priority) != campaign.priority:
        campaign.priority = parts["priority"]
        campaign.site.touch()  # it is no part of a version: it holds at once
    campaign.updated_at = now
    campaign.edited_by = by


def with_changes(campaign: Campaign, parts: dict[str, Any]) -> dict[str, Any]:
    """The campaign's content as it would be with the given parts. Raises Malformed."""
    merged = {**campaign.content, **{key: parts[key] for key in CONTENT_KEYS if key in parts}}
    content = checked(merged, campaign.kind, campaign.slug, campaign.site.language)
    session = object_session(campaign)
    return with_shapes(session, campaign.site_id, content) if session else content
