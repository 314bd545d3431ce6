"""Which shop system a site seems to be built on, by the addresses of the pages last seen."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Event, Site

_LOOKED_AT = 200
_ENOUGH = 3  # pages: a single one may be called anything

# Shopify's addresses can't be changed, only a language put before them; WooCommerce's are its defaults, in any folder.
_ADDRESSES = {
    "shopify": re.compile(r"^https?://([^/]+\.myshopify\.com/|[^/]+(/[a-z]{2}(-[a-z]{2})?)?/(products|collections)/)"),
    "woocommerce": re.compile(
        r"/product(-category|-tag)?/[^/]+|/my-account/|/order-received/|[?&](add-to-cart|wc-ajax)="
    ),
}


def suggested(session: Session, site: Site) -> str | None:
    """`shopify`, `woocommerce`, or None where the pages look like neither, or like both alike."""
    latest = (
        sa.select(Event.url)
        .where(Event.site_id == site.id, Event.named("page_view"), Event.url.is_not(None))
        .order_by(Event.time.desc())
        .limit(_LOOKED_AT)
    )
    urls = session.scalars(latest).all()
    counts = {name: sum(1 for url in urls if url and like.search(url)) for name, like in _ADDRESSES.items()}
    found, others = max(counts, key=lambda name: counts[name]), min(counts.values())
    return found if counts[found] >= _ENOUGH and counts[found] > others else None
