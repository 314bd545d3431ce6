"""A page of its own before anybody else sees it, by a link from the admin: all of its steps, and nothing is stored."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy as sa

from ...ingest.facts import CampaignFacts, SiteFacts, campaign_facts
from ...models import Campaign, CampaignVersion
from ...targeting.preview import content_of, read_token
from ..public import Request
from ..service import Service
from .arm import shown_arm
from .sent import fields_of

PARAMETER = "preview"


def rehearsed(request: Request, service: Service, site: SiteFacts, slug: str) -> CampaignFacts | None:
    """The draft or the version that the link's token is signed for, as if it were live; None where there is no such token."""
    said = fields_of(request.query).get(PARAMETER, [""])[0] if PARAMETER in request.query else ""
    shown = read_token(service.settings.secret_key, site.key, said)
    if shown is None or shown.is_over(service.clock()) or shown.campaign != slug:
        return None
    with service.db.reading() as session:
        campaign = session.scalar(sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.slug == slug))
        content = campaign and content_of(campaign, shown.version)
        if not (campaign and content and content.get("hosted") and _can_be_shown(content)):
            return None
        version = CampaignVersion(version=_edition(content), content=content, published_at=0)
        return campaign_facts(campaign, [version])


def _can_be_shown(content: Mapping[str, Any]) -> bool:
    """A draft may lack what the launch gate asks for."""
    variants = content["variants"]
    return bool(variants and content["languages"] and variants[shown_arm(content)]["steps"])


def _edition(content: Mapping[str, Any]) -> int:
    """In place of a version's number: what was sealed for a draft is good for that as it was."""
    return int.from_bytes(hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()[:6])
