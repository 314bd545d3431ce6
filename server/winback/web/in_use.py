"""What can't be removed yet."""

from ..models import Campaign, ConsentNotice


class InUse(ValueError):
    """Live campaigns need it: `users`."""

    def __init__(self, users: list[Campaign]) -> None:
        super().__init__(", ".join(campaign.slug for campaign in users))
        self.users = users


class InKit(ValueError):
    """It is the logo of the site's brand kit."""


class InNotice(ValueError):
    """A kept consent notice shows it."""

    def __init__(self, notice: ConsentNotice) -> None:
        super().__init__(notice.hash)
        self.notice = notice
