"""The library of a site: putting pictures in, naming them, taking them out. The same for the API and the admin's pages."""

import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Picture, PictureFile, Site
from ..pictures.faults import LARGEST_FILE, NotTaken
from ..pictures.press import Made
from ..targeting.kit import logo_pictures
from ..targeting.notice import notice_with
from ..targeting.pictures import Users, picture_users
from .in_use import InKit, InNotice, InUse
from .service import Service

LARGEST_UPLOAD = LARGEST_FILE + 64 * 1024  # with the form around it
LONGEST_NAME = 200
_MB = 1024 * 1024


@dataclass(frozen=True)
class Added:
    """`is_new` False: the site had the same picture already, which keeps its name."""

    picture: Picture
    is_new: bool
    is_moving: bool = False


@dataclass(frozen=True)
class Room:
    """What a library holds, and what it may."""

    pictures: int
    bytes: int
    most_pictures: int
    most_bytes: int


def add_picture(service: Service, site_id: int, name: str, data: bytes, by: int | None) -> Added:
    """Puts a file into the site's library. Raises NotTaken or PressBusy; then nothing of it is stored.

    Looked at while nobody waits: the one transaction that writes begins when all is made.
    """
    source_hash = hashlib.sha256(data).hexdigest()
    with service.db.reading() as session:
        known = _known(session, site_id, Picture.source_hash == source_hash)
        if known is not None:
            return Added(known, is_new=False)
        _check_room(service, room(service, session, site_id), 0)
    made = service.press.make(data)
    return _store(service, site_id, _row(made, site_id, source_hash, name, by, service.clock()), made)


def room(service: Service, session: Session, site_id: int) -> Room:
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Picture.bytes), 0))
    pictures, used = session.execute(query.where(Picture.site_id == site_id)).one()
    return Room(pictures, int(used), service.settings.media_pictures, service.settings.media_mb * _MB)


def pictures_of(session: Session, site_id: int, search: str = "") -> list[Picture]:
    """The latest first; those whose name or words have all the words that are looked for."""
    query = sa.select(Picture).where(Picture.site_id == site_id).order_by(Picture.created_at.desc(), Picture.id.desc())
    wanted = search.casefold().split()
    return [one for one in session.scalars(query) if _has(one, wanted)]


def picture_in(session: Session, site_id: int, name: str) -> Picture | None:
    return None if "\x00" in name else _known(session, site_id, Picture.hash == name)


def change_picture(picture: Picture, parts: dict[str, Any]) -> None:
    """Messages that have it already keep the words that they have."""
    for key in ("name", "alt"):
        if key in parts:
            setattr(picture, key, parts[key])


def delete_picture(session: Session, picture: Picture) -> Users:
    """Takes it out of the library. Raises InUse, InKit or InNotice; else gives back the campaigns that lack it from now on."""
    # A launch that names it holds it until its commit: whoever comes second sees what the first has done.
    session.execute(sa.select(Picture.id).where(Picture.id == picture.id).with_for_update())
    users = picture_users(session, picture.site_id).get(picture.hash, Users())
    if users.live:
        raise InUse(users.live)
    if picture.hash in logo_pictures(session.get_one(Site, picture.site_id).look):
        raise InKit(picture.name)
    notice = notice_with(session, picture.site_id, picture.hash)
    if notice is not None:
        raise InNotice(notice)
    session.delete(picture)
    return users


def tidy_name(name: str) -> str:
    """A file's name as a library shows it: without folders, ending and what no name has."""
    base = name.replace("\\", "/").rpartition("/")[2]
    stem = base.rpartition(".")[0] or base
    shown = "".join(one if one.isprintable() else " " for one in stem)
    return " ".join(shown.split())[:LONGEST_NAME] or "picture"


def _store(service: Service, site_id: int, row: Picture, made: Made) -> Added:
    with service.db.writing() as session:
        # One after the other, or two would both find the last room free. Ingest may go on to name the site.
        session.execute(sa.select(Site.id).where(Site.id == site_id).with_for_update(key_share=True))
        same = sa.or_(Picture.source_hash == row.source_hash, Picture.hash == row.hash)
        known = _known(session, site_id, same)
        if known is not None:
            return Added(known, is_new=False)
        _check_room(service, room(service, session, site_id), row.bytes)
        session.add(row)
        session.flush()
        session.add_all(PictureFile(picture_id=row.id, width=size.width, body=size.body) for size in made.sizes)
    return Added(row, is_new=True, is_moving=made.is_moving)


def _row(made: Made, site_id: int, source_hash: str, name: str, by: int | None, now: int) -> Picture:
    largest = made.sizes[-1]
    digest = hashlib.sha256()
    for size in made.sizes:
        digest.update(size.body)
    return Picture(
        site_id=site_id,
        hash=digest.hexdigest()[:32],
        source_hash=source_hash,
        name=tidy_name(name),
        alt={},
        kind=made.kind,
        width=largest.width,
        height=largest.height,
        widths=[size.width for size in made.sizes],
        bytes=sum(len(size.body) for size in made.sizes),
        created_at=now,
        created_by=by,
    )


def _check_room(service: Service, held: Room, more: int) -> None:
    if held.pictures >= held.most_pictures:
        raise NotTaken("too_many_pictures", most=held.most_pictures)
    if held.bytes + more > held.most_bytes:
        raise NotTaken("library_full", megabytes=service.settings.media_mb)


def _known(session: Session, site_id: int, same: sa.ColumnElement[bool]) -> Picture | None:
    return session.scalar(sa.select(Picture).where(Picture.site_id == site_id, same).limit(1))


def _has(picture: Picture, wanted: list[str]) -> bool:
    text = " ".join([picture.name, *map(str, picture.alt.values())]).casefold()
    return all(word in text for word in wanted)
