"""`GET /w/m/{picture}-{width}.webp`: one size of a picture, named by what is in it, to be kept for a year."""

import re

import sqlalchemy as sa

from ..models import Picture, PictureFile
from .public import Answer, Request, problem
from .service import Service

_NAME = re.compile(r"([0-9a-f]{32})-([1-9][0-9]{0,3})", re.ASCII)
_FOR_EVER = "public, max-age=31536000, immutable"


def picture(request: Request, name: str, service: Service) -> Answer:
    named = _NAME.fullmatch(name)  # guesses cost no look-up, and a NUL is no text for PostgreSQL
    etag = f'"{name}"'
    is_known = etag in request.headers.get("if-none-match", "").replace(" ", "").split(",")
    body = _body(service, named[1], int(named[2]), is_known) if named else None
    if body is None:
        return problem(404, "unknown_picture", "No site has a picture of this name in this size.")
    headers = [("ETag", etag), ("Cache-Control", _FOR_EVER), ("Content-Security-Policy", "default-src 'none'")]
    if is_known:
        return Answer(304, headers=headers)
    return Answer(200, body, [("Content-Type", "image/webp"), *headers])


def _body(service: Service, picture_hash: str, width: int, is_known: bool) -> bytes | None:
    """None where it is gone; nothing of it where the asker has it. Not kept in memory: what is deleted is gone at once."""
    wanted = sa.literal(b"") if is_known else PictureFile.body
    query = sa.select(wanted).join_from(PictureFile, Picture)
    with service.db.reading() as session:
        found = session.scalar(query.where(Picture.hash == picture_hash, PictureFile.width == width).limit(1))
    return None if found is None else bytes(found)
