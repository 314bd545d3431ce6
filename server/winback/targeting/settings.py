"""Changing a site's settings: one verb for the admin and the API, with everything that follows from a change."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, Purchase, Site
from ..rollups import count_days_anew
from .notice import keep_live_notices


class CurrencyInUse(ValueError):
    """Sales are counted in the site's currency: in another one the same sums would be other sums."""


def change_settings(session: Session, site: Site, columns: dict[str, Any], now: int) -> None:
    """Sets these columns; live banners say their new words, campaigns open an epoch where the holdout changed.

    In another zone the days are others: they are counted anew, which takes a second for some millions of events.

    Raises CurrencyInUse, and then nothing is changed.
    """
    if columns.get("currency", site.currency) != site.currency and _has_sales(session, site):
        raise CurrencyInUse(f"There are sales in {site.currency} already: it has to stay this site's currency.")
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


def _has_sales(session: Session, site: Site) -> bool:
    """Sales in another currency are counted nowhere, so an owner who chose a wrong one can still mend that."""
    sales = sa.select(Purchase.time).where(Purchase.site_id == site.id, Purchase.currency == site.currency)
    return session.scalar(sales.limit(1)) is not None
