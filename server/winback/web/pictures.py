"""`GET /w/m/{picture}-{width}.webp`: one size of a picture, named by what is in it, to be kept for a year."""

import re
from collections.abc import Callable

import sqlalchemy as sa

from ..models import Picture, PictureFile
from ..targeting.templates import drawings
from .guesses import unless_guessing
from .public import Answer, Request, has_it, problem
from .service import Service

_NAME = re.compile(r"([0-9a-f]{32})-([1-9][0-9]{0,3})", re.ASCII)
_FOR_EVER = "public, max-age=31536000, immutable"


def picture(request: Request, name: str, service: Service) -> Answer:
    named = _NAME.fullmatch(name)  # guesses cost no look-up, and a NUL is no text for PostgreSQL
    etag = f'"{name}"'
    is_known = has_it(request, etag)
    body = _unless_guessed(request, service, name, lambda: _body(service, named, is_known)) if named else None
    if body is None:
        return problem(404, "unknown_picture", "No site has a picture of this name in this size.")
    headers = [("ETag", etag), ("Cache-Control", _FOR_EVER), ("Content-Security-Policy", "default-src 'none'")]
    if is_known:
        return Answer(304, headers=headers)
    return Answer(200, body, [("Content-Type", "image/webp"), *headers])


def _unless_guessed(request: Request, service: Service, name: str, look: Callable[[], bytes | None]) -> bytes | None:
    """Who has guessed too often still gets the pictures that others have got. Raises Refused for all else."""
    shown = service.shown_pictures
    body = unless_guessing(request, service, shown.has(name), look)
    if body is None:
        shown.forget(name)
    else:
        shown.add(name)
    return body


def _body(service: Service, named: re.Match[str], is_known: bool) -> bytes | None:
    """None where it is gone, unless we have drawn it ourselves: previews of templates show that to any site. Nothing of it where the asker has it. Not kept in memory: what is deleted is gone at once."""
    wanted = sa.literal(b"") if is_known else PictureFile.body
    query = sa.select(wanted).join_from(PictureFile, Picture)
    query = query.where(Picture.hash == named[1], PictureFile.width == int(named[2]))
    with service.db.reading() as session:
        found = session.scalar(query.limit(1))
    return drawings.body(named[1], int(named[2])) if found is None else bytes(found)
