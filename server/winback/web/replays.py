"""Trying a campaign's rules out on the decision log: what the API and the admin ask of it alike."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..clock import DAY
from ..models import Campaign, Site
from ..reports.period import Period
from ..reports.replay import Rules
from ..targeting.conflicts import Conflict, conflicts

USUAL_DAYS = 14


def last_days(site: Site, now: int, days: int = USUAL_DAYS) -> Period:
    """The last days up to this quarter-hour: whoever asks again soon asks the same."""
    period = Period.parse(None, None, site.zone)
    end = now - now % (15 * 60_000) + 15 * 60_000
    return Period(end - days * DAY, end, period.zone)


def rules_of(campaign: Campaign) -> Rules:
    """The campaign as it is edited."""
    return Rules(campaign.slug, campaign.priority, campaign.content)


def live_content(campaign: Campaign) -> dict[str, Any] | None:
    return campaign.published if campaign.status == "live" else None


def static_conflicts(session: Session, campaign: Campaign) -> list[Conflict]:
    """Those with the site's live campaigns."""
    live = sa.select(Campaign).where(Campaign.site_id == campaign.site_id, Campaign.status == "live")
    return conflicts(campaign, session.scalars(live.order_by(Campaign.slug)))
