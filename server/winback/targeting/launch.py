"""Launching: the gate first, then the campaign's own verb, then what must be kept as proof."""

from sqlalchemy.orm import Session

from ..models import Campaign
from .gate import Problem, problems
from .notice import keep_notice
from .pictures import hold_pictures, with_shapes


def launch(session: Session, campaign: Campaign, user_id: int | None, now: int) -> list[Problem]:
    """Launches the campaign, or says why it can't be and changes nothing.

    After the commit, tell the publisher to forget the site's script.
    """
    hold_pictures(session, campaign.site_id, campaign.content)
    shaped = with_shapes(session, campaign.site_id, campaign.content)
    found = problems(campaign.content, campaign.kind, campaign.site, now)
    if found:
        return found
    if shaped != campaign.content:
        campaign.content = shaped  # made before the picture was in the library
    campaign.launch(user_id, now)
    if campaign.kind == "consent":
        session.flush()
        keep_notice(session, campaign.site, campaign, now)
    return []
