"""Changing a site's settings: one verb for the admin and the API, with everything that follows from a change."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, Purchase, Site
from ..rollups import count_days_anew
from .gate_content import is_readable_in
from .notice import keep_live_notices
from .problem import Problem


class CurrencyInUse(ValueError):
    """Sales are counted in the site's currency: in another one the same sums would be other sums."""


class KitUnreadable(ValueError):
    """Live campaigns that follow the kit could not be read in it. `found`: of which campaign, and what, by the kit's field."""

    def __init__(self, found: list[tuple[str, Problem]]) -> None:
        super().__init__("; ".join(f"{name}: {problem.message}" for name, problem in found))
        self.found = found


def change_settings(session: Session, site: Site, columns: dict[str, Any], now: int) -> None:
    """Sets these columns; live banners say their new words, campaigns open an epoch where the holdout changed.

    In another zone the days are others: they are counted anew, which takes a second for some millions of events.

    Raises CurrencyInUse or KitUnreadable, and then nothing is changed.
    """
    if columns.get("currency", site.currency) != site.currency and _has_sales(session, site):
        raise CurrencyInUse(f"There are sales in {site.currency} already: it has to stay this site's currency.")
    if "look" in columns and (found := list(_unreadable_in(session, site, columns["look"]))):
        raise KitUnreadable(found)
    holdout, zone = site.holdout, site.zone
    for name, value in columns.items():
        setattr(site, name, value)
    site.touch()
    if site.zone != zone:
        session.flush()
        count_days_anew(session.connection(), site.id)
    keep_live_notices(session, site, now)
    if site.holdout != holdout:
        for campaign in session.scalars(sa.select(Campaign).where(Campaign.site_id == site.id)):
            campaign.holdout_changed(now)


def _unreadable_in(session: Session, site: Site, look: dict[str, Any]) -> Iterator[tuple[str, Problem]]:
    """What the launch gate would not let out: of live campaigns, that can be read in the kit as it is now."""
    live = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.status == "live").order_by(Campaign.id)
    for campaign in session.scalars(live):
        content = campaign.published or {"variants": {}}
        known = {problem.path for problem in is_readable_in(content, site.look)}
        for problem in is_readable_in(content, look):
            if problem.path not in known:
                _, _, field = problem.path.partition(".theme.")
                yield campaign.name, replace(problem, path=field)


def _has_sales(session: Session, site: Site) -> bool:
    """Sales in another currency are counted nowhere, so an owner who chose a wrong one can still mend that."""
    sales = sa.select(Purchase.time).where(Purchase.site_id == site.id, Purchase.currency == site.currency)
    return session.scalar(sales.limit(1)) is not None
