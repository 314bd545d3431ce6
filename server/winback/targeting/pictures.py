"""Pictures of the library as campaigns see them: what a block has to know of its picture, and who uses which."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from ..models import Campaign, Picture, Site
from . import walk
from .problem import Problem, said


@dataclass
class Users:
    """The campaigns that name a picture: in what visitors get of them now, or only as drafts or in what once was live."""

    live: list[Campaign] = field(default_factory=list)
    others: list[Campaign] = field(default_factory=list)

    @property
    def all(self) -> list[Campaign]:
        return [*self.live, *self.others]


def pictures_in(content: dict[str, Any]) -> set[str]:
    """The pictures that a campaign's content names."""
    return {block["picture"] for _, block in walk.blocks(content) if block.get("picture")}


def known_pictures(session: Session, site_id: int, content: dict[str, Any]) -> dict[str, Picture]:
    """By name, those of them that the site has."""
    named = pictures_in(content)
    if not named:
        return {}
    query = sa.select(Picture).where(Picture.site_id == site_id, Picture.hash.in_(named))
    return {picture.hash: picture for picture in session.scalars(query)}


def with_shapes(session: Session, site_id: int, content: dict[str, Any]) -> dict[str, Any]:
    """The content, each block knowing its picture's size: pages keep the room free before a byte of it is there."""
    known = known_pictures(session, site_id, content)
    return content if not known else _with(content, {name: picture.shape for name, picture in known.items()})


def hold_pictures(session: Session, site_id: int, content: dict[str, Any]) -> None:
    """Until the commit nobody deletes what the content names; who is about to is waited for."""
    if named := pictures_in(content):
        query = sa.select(Picture.id).where(Picture.site_id == site_id, Picture.hash.in_(named))
        session.execute(query.with_for_update(read=True))


def picture_users(session: Session, site_id: int) -> dict[str, Users]:
    """The site's campaigns, by the pictures that they name."""
    users: dict[str, Users] = {}
    for campaign in session.scalars(sa.select(Campaign).where(Campaign.site_id == site_id).order_by(Campaign.slug)):
        published = pictures_in(campaign.published or {"variants": {}})
        live = published if campaign.status == "live" else set()
        for name in published | pictures_in(campaign.content):
            known = users.setdefault(name, Users())
            (known.live if name in live else known.others).append(campaign)
    return users


def has_its_pictures(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    session = object_session(site)
    known = known_pictures(session, site.id, content) if session else None
    for path, block in walk.blocks(content):
        if block["type"] != "image":
            continue
        if block.get("picture"):
            if known is not None and block["picture"] not in known:
                yield Problem(
                    f"{path}.picture", said("The picture is not in the library of this site any more: choose another.")
                )
        elif not (block.get("src") or "").strip():
            yield Problem(f"{path}.src", "There is no picture yet: choose one, or give its address.")


def told(block: dict[str, Any]) -> dict[str, Any]:
    """What visitors' browsers get of an image block."""
    without = {
        "decorative",
        *(("src",) if block.get("picture") else ()),
        *(("alt",) if block.get("decorative") else ()),
    }
    return {name: value for name, value in block.items() if name not in without}


def _with(content: dict[str, Any], shapes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    def shaped(block: dict[str, Any]) -> dict[str, Any]:
        return block if block.get("picture") not in shapes else {**block, **shapes[block["picture"]]}

    variants = {
        name: {
            **variant,
            "steps": [{**step, "blocks": [shaped(block) for block in step["blocks"]]} for step in variant["steps"]],
        }
        for name, variant in content["variants"].items()
    }
    return {**content, "variants": variants}
