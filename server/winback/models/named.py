"""What of a site has a name in addresses: its campaigns, segments and coupon pools."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .site import Site

Named = TypeVar("Named")


def named(session: Session, site: Site, kind: type[Named], slug: str) -> Named | None:
    """The one of the site with this slug."""
    model: Any = kind
    query = sa.select(kind).where(model.site_id == site.id, model.slug == slug)
    return None if "\x00" in slug else session.scalar(query)


def free_slug(session: Session, site: Site, kind: Any, wish: str) -> str:
    """`wish`, or the first of wish-2, wish-3 … that none of the site's has."""
    taken = set(session.scalars(sa.select(kind.slug).where(kind.site_id == site.id)))
    number, slug = 2, wish
    while slug in taken:
        slug, number = f"{wish}-{number}", number + 1
    return slug
