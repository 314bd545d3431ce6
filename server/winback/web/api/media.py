"""Media: the pictures that a site's messages may show."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from ...models import Picture
from ...pictures.faults import LARGEST_FILE, NotTaken, PressBusy
from ...targeting.pictures import Users, picture_users
from ..errors import Refusal, not_found
from ..in_use import InKit, InNotice, InUse
from ..media import (
    LARGEST_UPLOAD,
    Added,
    add_picture,
    change_picture,
    delete_picture,
    picture_in,
    pictures_of,
)
from ..schemas.paging import page_of
from ..schemas.picture import (
    MediaQuery,
    PictureChange,
    PictureOut,
    UploadedOut,
    UploadFiles,
    picture_json,
    status_of,
)
from ..service import service
from ..tokens import caller
from .base import Resources
from .resource import Resource, after, commit, page, session, site_by

blueprint = Resources("media", "Pictures that a site's messages may show.")


def take_large_files() -> None:
    request.max_content_length = LARGEST_UPLOAD


blueprint.before_request(take_large_files)


@blueprint.of_site("/media")
class Media(Resource):
    changes = ()  # an upload writes for itself: its picture is made while nobody waits

    @blueprint.arguments(MediaQuery, location="query")
    @blueprint.response(200, page_of(PictureOut))
    def get(self, query: dict[str, Any], site: str | None) -> dict[str, Any]:
        """The site's pictures, the latest first; with `q` those whose name or words have all the words in it."""
        owner = site_by(site)
        last = after(query["cursor"], int, int)
        found = [
            one
            for one in pictures_of(session(), owner.id, query["q"])
            if last is None or [one.created_at, one.id] < last
        ]
        shown = page(found[: query["limit"] + 1], query["limit"], lambda one: [one.created_at, one.id])
        users = picture_users(session(), owner.id)
        return {**shown, "items": [_json(one, users) for one in shown["items"]]}

    @blueprint.arguments(UploadFiles, location="files")
    @blueprint.response(201, UploadedOut)
    @blueprint.alt_response(200, schema=UploadedOut)
    def post(self, files: dict[str, FileStorage], site: str | None) -> ResponseReturnValue:
        """Puts a JPEG, PNG, GIF, WebP or AVIF of up to 20 MB into the library, as WebP in the sizes that visitors get.

        The same file again answers 200 with the picture that is there.
        """
        site_id, file = site_by(site).id, files["file"]
        commit()  # no transaction is open while the picture is made, which may take a minute
        try:
            data = file.stream.read(LARGEST_FILE + 1)
            added = add_picture(service(), site_id, file.filename or "", data, caller().user.id)
        except NotTaken as fault:
            wrong = [{"path": "file", "message": fault.message}]
            raise Refusal(status_of(fault), fault.message, wrong, fault.reason) from None
        except PressBusy:
            raise Refusal(503, "Too many pictures are being read just now.", Retry_After="5") from None
        return _uploaded(added, picture_users(session(), site_id)), 201 if added.is_new else 200


@blueprint.of_site("/media/<picture>")
class OnePicture(Resource):
    @blueprint.response(200, PictureOut)
    def get(self, site: str | None, picture: str) -> dict[str, Any]:
        """One picture."""
        return _shown(_picture_by(site, picture))

    @blueprint.arguments(PictureChange)
    @blueprint.response(200, PictureOut)
    def patch(self, parts: dict[str, Any], site: str | None, picture: str) -> dict[str, Any]:
        """Sets what is sent. Messages that have the picture keep the words that they have."""
        found = _picture_by(site, picture)
        change_picture(found, parts)
        session().flush()
        return _shown(found)

    @blueprint.response(204)
    @blueprint.alt_response(409, "CONFLICT")
    def delete(self, site: str | None, picture: str) -> None:
        """Takes a picture out of the library, unless a live campaign, the brand kit or a kept consent notice shows it."""
        try:
            delete_picture(session(), _picture_by(site, picture))
        except InUse as error:
            text = f"Live campaigns show this picture: {error}. Pause them, or give them another one."
            raise Refusal(409, text, reason="in_use") from None
        except InKit:
            text = "It is the logo of the site's brand kit. Give that another one."
            raise Refusal(409, text, reason="in_kit") from None
        except InNotice as error:
            text = f"A consent notice that is kept as proof of what visitors saw shows this picture: {error}."
            raise Refusal(409, text, reason="in_notice") from None


def _picture_by(site: str | None, name: str) -> Picture:
    """Raises a 404."""
    found = picture_in(session(), site_by(site).id, name)
    if found is None:
        raise not_found()
    return found


def _shown(picture: Picture) -> dict[str, Any]:
    return _json(picture, picture_users(session(), picture.site_id))


def _json(picture: Picture, users: dict[str, Users]) -> dict[str, Any]:
    return picture_json(picture, users.get(picture.hash, Users()), service().settings.url)


def _uploaded(added: Added, users: dict[str, Users]) -> dict[str, Any]:
    return {**_json(added.picture, users), "is_new": added.is_new, "is_moving": added.is_moving}
