"""The library of pictures: the page, one picture's page, and what the message editor chooses from."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session, object_session
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound

from ...models import Picture, Site
from ...pictures.faults import LARGEST_FILE, NotTaken, PressBusy
from ...targeting.notice import notice_with
from ...targeting.pictures import Users, picture_users
from ..in_use import InKit, InNotice, InUse
from ..media import (
    LARGEST_UPLOAD,
    Added,
    add_picture,
    change_picture,
    delete_picture,
    picture_in,
    pictures_of,
    room,
)
from ..schemas.picture import PictureChange, status_of
from ..schemas.problems import Malformed, loaded
from ..service import service
from . import island, words
from .blueprint import pages
from .page import my_site

MOST_FILES = 20  # a form
LARGEST_FORM = 5 * LARGEST_UPLOAD
A_PAGE = 60


def take_large_files() -> None:
    """Before anything reads the form, in which several may come. Each is measured by itself.

    Only of who is signed in: a stranger could else hold a thread for as long as so much may take.
    """
    if g.user is not None and request.endpoint == "admin.add_media":
        request.max_content_length = LARGEST_FORM


@pages.get("/sites/<int:site_id>/media")
def list_media(site_id: int) -> str:
    with service().db.reading() as session:
        return render_template("media/list.html", **_library(session, my_site(session, site_id)))


@pages.get("/sites/<int:site_id>/media/choose")
def choose_media(site_id: int) -> str:
    """What the editor's dialog shows."""
    with service().db.reading() as session:
        return render_template("media/_choose.html", **_library(session, my_site(session, site_id)))


@pages.post("/sites/<int:site_id>/media")
def add_media(site_id: int) -> ResponseReturnValue:
    """One file of a script's, which is answered at once; or a form's, whose outcome stands on the next page."""
    with service().db.reading() as session:
        my_site(session, site_id)
    files = [file for file in request.files.getlist("file") if file.filename or file.content_length]
    if "X-CSRF-Token" in request.headers:
        return _answered(site_id, files[:1])
    for file in files[:MOST_FILES]:
        try:
            flash(_said(file, _added(site_id, file)), "success")
        except (NotTaken, PressBusy) as fault:
            flash(_refused(file, fault), "danger")
    if not files:
        flash(_("Choose a file first."), "warning")
    if len(files) > MOST_FILES:
        flash(_("At most %(number)s files are taken at once.", number=MOST_FILES), "warning")
    return redirect(url_for("admin.list_media", site_id=site_id), 303)


@pages.get("/sites/<int:site_id>/media/<name>")
def show_picture(site_id: int, name: str) -> str:
    with service().db.reading() as session:
        return _page(session, _my_picture(session, site_id, name), {})


@pages.post("/sites/<int:site_id>/media/<name>")
def change_media(site_id: int, name: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        picture = _my_picture(session, site_id, name)
        try:
            change_picture(picture, loaded(PictureChange(), _form()))
        except Malformed as error:
            return _page(session, picture, {one["path"]: one["message"] for one in words.errors(error.errors)}), 422
    flash(_("Saved."), "success")
    return redirect(url_for("admin.show_picture", site_id=site_id, name=name), 303)


@pages.post("/sites/<int:site_id>/media/<name>/delete")
def remove_media(site_id: int, name: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        picture = _my_picture(session, site_id, name)
        try:
            delete_picture(session, picture)
        except InUse as error:
            names = ", ".join(campaign.name for campaign in error.users)
            flash(_("It can't be deleted while live campaigns show it: %(names)s", names=names), "warning")
            return redirect(url_for("admin.show_picture", site_id=site_id, name=name), 303)
        except InKit:
            flash(_("It can't be deleted: it is the logo of the brand kit."), "warning")
            return redirect(url_for("admin.show_picture", site_id=site_id, name=name), 303)
        except InNotice:  # the page says why
            return redirect(url_for("admin.show_picture", site_id=site_id, name=name), 303)
    flash(_("%(name)s is deleted.", name=picture.name), "success")
    return redirect(url_for("admin.list_media", site_id=site_id), 303)


def choice_json(picture: Picture) -> dict[str, Any]:
    """What the editor puts into a block, and where the library's own words are kept."""
    at = url_for("admin.change_media", site_id=picture.site_id, name=picture.hash)
    return {"picture": picture.hash, "name": picture.name, "alt": picture.alt, "at": at, **picture.shape}


def finder(site: Site) -> Callable[[Any], Picture | None]:
    """Finds the site's picture that a draft names; the draft is as the browser has it, and may name anything."""
    session = object_session(site)

    def named(name: Any) -> Picture | None:
        return picture_in(session, site.id, name) if session and isinstance(name, str) else None

    return named


def _library(session: Session, site: Site) -> dict[str, Any]:
    search = request.args.get("q", "")[:200]
    found = pictures_of(session, site.id, search)
    number = request.args.get("page", "")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    return {
        "site": site,
        "search": search,
        "pictures": found[(at - 1) * A_PAGE : at * A_PAGE] if at else [],
        "found": len(found),
        "earlier": at - 1 if at > 1 else None,
        "later": at + 1 if len(found) > at * A_PAGE else None,
        "users": picture_users(session, site.id),
        "room": room(service(), session, site.id),
        "choice_json": choice_json,
        "most_mb": LARGEST_FILE // (1024 * 1024),
        "island": island.said_of_media(),
    }


def _page(session: Session, picture: Picture, errors: dict[str, str]) -> str:
    site = session.get_one(Site, picture.site_id)
    users = picture_users(session, site.id).get(picture.hash, Users())
    notice = notice_with(session, site.id, picture.hash)
    shown = {"site": site, "picture": picture, "users": users, "notice": notice, "errors": errors, "said": request.form}
    languages = dict.fromkeys([site.language, *words.LANGUAGES, *picture.alt])
    return render_template("media/picture.html", **shown, languages_of=languages)


def _my_picture(session: Session, site_id: int, name: str) -> Picture:
    found = picture_in(session, my_site(session, site_id).id, name)
    if found is None:
        raise NotFound
    return found


def _form() -> dict[str, Any]:
    alt = {name.removeprefix("alt."): text.strip() for name, text in request.form.items() if name.startswith("alt.")}
    return {
        "name": " ".join(request.form.get("name", "").split()),
        "alt": {code: text for code, text in alt.items() if text},
    }


def _added(site_id: int, file: FileStorage) -> Added:
    """Raises NotTaken or PressBusy."""
    return add_picture(service(), site_id, file.filename or "", file.stream.read(LARGEST_FILE + 1), g.user.id)


def _answered(site_id: int, files: list[FileStorage]) -> ResponseReturnValue:
    if not files:
        return {"message": _("Choose a file first.")}, 422
    try:
        added = _added(site_id, files[0])
    except NotTaken as fault:
        return {"message": _refused(files[0], fault), "reason": fault.reason}, status_of(fault)
    except PressBusy as fault:
        return {"message": _refused(files[0], fault), "reason": "busy"}, 503
    return {"message": _said(files[0], added), **choice_json(added.picture)}, 201 if added.is_new else 200


def _said(file: FileStorage, added: Added) -> str:
    return " ".join(_sentences(file, added))


def _sentences(file: FileStorage, added: Added) -> Iterator[str]:
    if added.is_new:
        yield _("%(name)s is in the library.", name=added.picture.name)
    else:
        yield _("%(file)s is in the library already, as %(name)s.", file=file.filename, name=added.picture.name)
    if added.is_moving:
        yield _("It moves: only its first picture is kept.")


def _refused(file: FileStorage, fault: NotTaken | PressBusy) -> str:
    if isinstance(fault, PressBusy):
        why = _("Too many pictures are being read just now; try again in a moment.")
    else:
        why = words.fault(fault)
    return f"{file.filename}: {why}"
