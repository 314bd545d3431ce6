"""A link that shows a campaign on the site's own pages before anybody else sees it: who may, and what they get.

The link's token is signed for one site, one campaign and its draft or one of its versions, and is good for a day. Whoever
has it needs no login. It opens nothing else: no list of campaigns, no numbers, no coupon code.
"""

import hmac
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY, rfc3339
from ..ids import signature
from ..models import Campaign, CampaignVersion, Site
from . import own, spoken
from .publish import live_campaigns, site_config

LASTS = DAY
_SIGNED = re.compile(r"([a-z0-9-]{1,60})\.(draft|[1-9][0-9]{0,8})\.([0-9]{13})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True)
class Shown:
    """What a token shows. `version` None: the draft, as it was last saved."""

    campaign: str
    version: int | None
    until: int

    def is_over(self, now: int) -> bool:
        return self.until < now


def token(secret: str, site_key: str, campaign: str, version: int | None, now: int) -> str:
    """What the admin puts behind `#winback-preview=`."""
    return _signed(secret, site_key, campaign, str(version or "draft"), now + LASTS)


def read_token(secret: str, site_key: str, said: object) -> Shown | None:
    """What a token of this site shows, also one that is over; None for whatever we never signed."""
    found = _SIGNED.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        return None
    campaign, which, until, _ = found.groups()
    if not hmac.compare_digest(found[0], _signed(secret, site_key, campaign, which, int(until))):
        return None
    return Shown(campaign, None if which == "draft" else int(which), int(until))


def config_of(session: Session, site: Site, shown: Shown, base: str, mode: str, now: int) -> dict[str, Any] | None:
    """The site's configuration with this campaign in it as if it were live; None where it is gone."""
    campaign = session.scalar(sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.slug == shown.campaign))
    content = None if campaign is None else content_of(campaign, shown.version)
    if campaign is None or content is None:
        return None
    others = [one for one in live_campaigns(session, site, now) if one.slug != campaign.slug]
    campaigns = sorted([*others, _as_if_live(campaign, content, site)], key=lambda one: one.slug)
    config = site_config(site, campaigns, base, mode)
    config["words"] = own.said(spoken.of_texts(config), site.own_words or {}, own.of_widget())
    return {"config": config, "names": {one.slug: one.name for one in campaigns}}


def content_of(campaign: Campaign, version: int | None) -> dict[str, Any] | None:
    """Of this version, or of the draft; None where there is no such version."""
    if version is None:
        return campaign.content
    return next((one.content for one in campaign.versions if one.version == version), None)


def _as_if_live(campaign: Campaign, content: dict[str, Any], site: Site) -> Campaign:
    """A copy that no session knows of, so that nothing of it can be stored."""
    experiment = content["experiment"]
    terms = {key: experiment[key] for key in ("hash_version", "hash_attribute", "seed", "coverage", "arms")}
    copy = Campaign(
        slug=campaign.slug,
        name=campaign.name,
        kind=campaign.kind,
        status="live",
        priority=campaign.priority,
        content=content,
        version=campaign.version + 1,
        epochs=[{"id": len(campaign.epochs) + 1, "since": rfc3339(0), **terms, "holdout": site.holdout}],
    )
    copy.versions = [CampaignVersion(version=copy.version, content=content, published_at=0)]
    return copy


def _signed(secret: str, site_key: str, campaign: str, which: str, until: int) -> str:
    said = f"{campaign}.{which}.{until:013d}"
    return f"{said}.{signature(secret, f'preview {site_key} {said}')}"
