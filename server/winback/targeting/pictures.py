"""Pictures of the library as campaigns see them: what a block has to know of its picture, and who uses which."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from ..models import Campaign, Picture, Site
from . import walk
from .kit import logo_pictures
from .problem import Problem, said
from .shades import paints, veil
from .templates import drawings


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
    shown = {shown["picture"] for _, shown in walk.pictures(content) if shown.get("picture")}
    return shown.union(*(logo_pictures(variant.get("theme")) for _, variant in walk.variants(content)))


def known_pictures(session: Session, site_id: int, content: dict[str, Any]) -> dict[str, Picture]:
    """By name, those of them that the site has."""
    named = pictures_in(content)
    if not named:
        return {}
    query = sa.select(Picture).where(Picture.site_id == site_id, Picture.hash.in_(named))
    return {picture.hash: picture for picture in session.scalars(query)}


def with_shapes(session: Session, site_id: int, content: dict[str, Any]) -> dict[str, Any]:
    """The content, each picture with its size: pages keep the room free before a byte of it is there."""
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
    for path, shown in walk.pictures(content):
        if shown.get("picture"):
            if known is not None and shown["picture"] not in known.keys() | drawings.by_hash().keys():
                yield Problem(
                    f"{path}.picture", said("The picture is not in the library of this site any more: choose another.")
                )
        elif not (shown.get("src") or "").strip():
            yield Problem(f"{path}.src", "There is no picture yet: choose one, or give its address.")


def told(block: dict[str, Any], theme: dict[str, Any]) -> dict[str, Any]:
    """What visitors' browsers get of a block with pictures, in a message that wears this theme."""
    if block["type"] == "image":
        made = _without_notes(block)
        return {**made, "veils": veils(block, theme)} if block.get("place") == "behind" else made
    if not any(option.get("image") for option in block.get("options") or []):
        return block
    return {**block, "options": [_option(option) for option in block["options"]]}


def veils(block: dict[str, Any], theme: dict[str, Any]) -> list[int]:
    """Percent of the background's colour over a picture behind words, on light screens, on dark ones, or on both."""
    return [veil(paint) if block.get("veil") is None else block["veil"] for paint in paints(theme)]


def _option(option: dict[str, Any]) -> dict[str, Any]:
    """Its words stand beside the picture, so what nobody has said of the picture needs no place."""
    if not option.get("image"):
        return option
    image = _without_notes(option["image"])
    return {**option, "image": {name: value for name, value in image.items() if value}}


def _without_notes(shown: dict[str, Any]) -> dict[str, Any]:
    """Without what only editors need."""
    without = {
        "decorative",
        "veil",
        *(("src",) if shown.get("picture") else ()),
        *(("alt",) if shown.get("decorative") else ()),
    }
    return {name: value for name, value in shown.items() if name not in without}


def _with(content: dict[str, Any], shapes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    def shaped(shown: dict[str, Any]) -> dict[str, Any]:
        return shown if shown.get("picture") not in shapes else {**shown, **shapes[shown["picture"]]}

    def option(one: dict[str, Any]) -> dict[str, Any]:
        return {**one, "image": shaped(one["image"])} if one.get("image") else one

    def block(one: dict[str, Any]) -> dict[str, Any]:
        return {**shaped(one), **({"options": [option(each) for each in one["options"]]} if one.get("options") else {})}

    variants = {
        name: {
            **variant,
            "steps": [{**step, "blocks": [block(one) for one in step["blocks"]]} for step in variant["steps"]],
        }
        for name, variant in content["variants"].items()
    }
    return {**content, "variants": variants}
