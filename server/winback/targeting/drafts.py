"""New campaigns: from content, or as a copy. A draft until somebody launches it."""

from copy import deepcopy
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Campaign, Picture, PictureFile, Site
from ..models.named import free_slug
from .pictures import pictures_in
from .templates import drawings


def draft(session: Session, site: Site, slug: str, name: str, kind: str, content: dict[str, Any], now: int) -> Campaign:
    """A new campaign. Its slug must be free: see free_slug. Of our drawings, those that it shows are the site's from now on."""
    keep_drawings(session, site, content, now)
    made = Campaign(site=site, slug=slug, name=name, kind=kind, content=content, created_at=now, updated_at=now)
    session.add(made)
    return made


def keep_drawings(session: Session, site: Site, content: dict[str, Any], now: int) -> None:
    """Into the site's library, so that no later version of us takes a picture from a message: there, it is like any other."""
    wanted = {name: drawings.by_hash()[name] for name in pictures_in(content) & drawings.by_hash().keys()}
    if not wanted:
        return
    session.flush()
    # one after the other, as an upload does it: two that begin at once have the picture once
    session.execute(sa.select(Site.id).where(Site.id == site.id).with_for_update(key_share=True))
    query = sa.select(Picture.hash).where(Picture.site_id == site.id, Picture.hash.in_(wanted))
    for name in wanted.keys() - set(session.scalars(query)):
        _keep(session, site.id, wanted[name], now)


def _keep(session: Session, site_id: int, drawn: drawings.Drawing, now: int) -> None:
    row = Picture(
        site_id=site_id,
        hash=drawn.hash,
        source_hash=drawn.source_hash,
        name=drawn.name,
        alt=drawn.alt,
        kind="webp",
        width=drawn.width,
        height=drawn.height,
        widths=list(drawn.bodies),
        bytes=sum(map(len, drawn.bodies.values())),
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.add_all(PictureFile(picture_id=row.id, width=width, body=body) for width, body in drawn.bodies.items())


def duplicate(session: Session, campaign: Campaign, name: str, now: int) -> Campaign:
    """A draft with the same content, and a seed of its own: the same people must not fall into the same arms again."""
    slug = free_slug(session, campaign.site, Campaign, campaign.slug)
    content = deepcopy(campaign.content)
    content["experiment"]["seed"] = slug
    made = draft(session, campaign.site, slug, name, campaign.kind, content, now)
    made.priority = campaign.priority
    return made
