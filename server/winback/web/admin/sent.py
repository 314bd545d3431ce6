"""The parts of a campaign that the editor sends: its times in the site's zone, its languages as they are stored."""

from typing import Any

from ...models import Campaign
from ..schemas.campaign import CampaignChange
from ..schemas.fields import keeping_tags
from ..schemas.problems import loaded
from .local_times import in_zone


def sent(campaign: Campaign, data: Any) -> dict[str, Any]:
    """Raises Malformed. Every save of the editor's carries all texts, so one that was taken long ago must not stop it."""
    with keeping_tags(campaign.content):
        return loaded(CampaignChange(), in_zone(data, campaign.site.zone))
