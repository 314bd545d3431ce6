"""What can't be removed yet."""

from ..models import Campaign


class InUse(ValueError):
    """Live campaigns need it: `users`."""

    def __init__(self, users: list[Campaign]) -> None:
        super().__init__(", ".join(campaign.slug for campaign in users))
        self.users = users
