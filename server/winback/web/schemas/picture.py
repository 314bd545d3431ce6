"""A picture of the library on the wire."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import fields, validate

from ...models import Picture
from ...pictures.faults import NotTaken
from ...targeting.pictures import Users
from .fields import Instant, Strict, matching, words
from .paging import PageQuery

NAME = r"^(?=.{1,200}$)[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s]$"


def name(**options: Any) -> fields.String:
    return matching(NAME, "1 to 200 characters in one line.", **options)


class MediaQuery(PageQuery):
    q = fields.String(load_default="", validate=[validate.Length(max=200)])


class UploadFiles(Strict):
    file = Upload(required=True)


class PictureChange(Strict):
    name = name()
    alt = words(300)


class FileOut(Strict):
    width = fields.Integer(required=True)
    url = fields.String(required=True)


class PictureOut(Strict):
    """`live_in` are the campaigns that show it to visitors now, `used_by` all that name it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    alt = fields.Dict(fields.String(), fields.String(), required=True)
    kind = fields.String(required=True, metadata={"description": "Of the uploaded file: jpeg, png, gif, webp or avif."})
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    widths = fields.List(fields.Integer(), required=True)
    bytes = fields.Integer(required=True)
    files = fields.List(fields.Nested(FileOut), required=True)
    created_at = Instant(required=True)
    used_by = fields.List(fields.String(), required=True)
    live_in = fields.List(fields.String(), required=True)


class UploadedOut(PictureOut):
    is_new = fields.Boolean(
        required=True,
        metadata={"description": "False: the library had the same picture already, which stays as it was."},
    )
    is_moving = fields.Boolean(
        required=True, metadata={"description": "True: the file has several pictures, and only the first is kept."}
    )


def picture_json(picture: Picture, users: Users, base: str) -> dict[str, Any]:
    same = ("name", "alt", "kind", "width", "height", "widths", "bytes", "created_at")
    return {
        "id": picture.hash,
        **{key: getattr(picture, key) for key in same},
        "files": [{"width": width, "url": base + picture.path_of(width)} for width in picture.widths],
        "used_by": [campaign.slug for campaign in users.all],
        "live_in": [campaign.slug for campaign in users.live],
    }


def status_of(fault: NotTaken) -> int:
    return {"too_large": 413, "library_full": 409, "too_many_pictures": 409}.get(fault.reason, 422)
