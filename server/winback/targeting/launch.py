"""Launching: the gate first, then the campaign's own verb, then what must be kept as proof."""

from sqlalchemy.orm import Session

from ..models import Campaign
from .gate import Problem, problems
from .notice import keep_notice


def launch(session: Session, campaign: Campaign, user_id: int | None, now: int) -> list[Problem]:
    """Launches the campaign, or says why it can't be and changes nothing.

    After the commit, tell the publisher to forget the site's script.
    """
    found = problems(campaign.content, campaign.kind, campaign.site, now)
    if found:
        return found
    campaign.launch(user_id, now)
    if campaign.kind == "consent":
        session.flush()
        keep_notice(session, campaign.site, campaign, now)
    return []
