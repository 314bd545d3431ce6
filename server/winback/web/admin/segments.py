"""Segments: the list with their sizes, a new one, and the editor with the campaigns' own rule builder."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from ...models import Segment, Site
from ...models.named import free_slug
from ...reports.segment import segment_size
from ...rules.profile import RECENT_DAYS
from ...targeting.server_facts import segments_in_use
from ..in_use import InUse
from ..schemas.campaign import slug_of
from ..schemas.problems import Errors, Malformed, loaded
from ..schemas.segment import SegmentChange
from ..segments import change_segment, create_segment, delete_segment, lately, segment_in
from ..service import service
from . import facts, words
from .blueprint import pages
from .counting import counted
from .page import my_site

EVERYBODY: dict[str, Any] = {"all": []}


@pages.get("/sites/<int:site_id>/segments")
def list_segments(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        segments, users = list(site.segments), segments_in_use(session, site.id)
    return render_template("segments/list.html", site=site, segments=segments, users=users)


@pages.get("/sites/<int:site_id>/segments/new")
def new_segment(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
    return render_template("segments/new.html", site=site, name="", errors={})


@pages.post("/sites/<int:site_id>/segments")
def make_segment(site_id: int) -> ResponseReturnValue:
    name = " ".join(request.form.get("name", "").split())
    with service().db.writing() as session:
        site = my_site(session, site_id)
        try:
            loaded(SegmentChange(), {"name": name})
        except Malformed as error:
            errors = {one["path"]: one["message"] for one in words.errors(error.errors)}
            return render_template("segments/new.html", site=site, name=name, errors=errors), 422
        slug = free_slug(session, site, Segment, slug_of(name, "segment"))
        create_segment(session, site, slug, name, EVERYBODY, service().clock())
    return redirect(url_for("admin.edit_segment", site_id=site_id, slug=slug), 303)


@pages.get("/sites/<int:site_id>/segments/<slug>")
def edit_segment(site_id: int, slug: str) -> str:
    with service().db.reading() as session:
        segment = _my_segment(session, site_id, slug)
        held = {"name": segment.name, "audience": segment.rule if segment.rule != EVERYBODY else None}
        shown = _form(segment, held) | _state(session, segment)
        return render_template("segments/edit.html", held=held, **shown)


@pages.post("/sites/<int:site_id>/segments/<slug>")
def save_segment(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        segment = _my_segment(session, site_id, slug)
        errors = _change(segment, request.get_json())
        session.flush()
        site, shown = segment.site, _state(session, segment)
    service().publisher.forget(site.key)
    drawn = render_template("segments/_state.html", **{**shown, "errors": errors}, site=site)
    return (drawn, 422) if errors else drawn


@pages.post("/sites/<int:site_id>/segments/<slug>/form")
def draw_segment(site_id: int, slug: str) -> str:
    """The form for a draft that the browser holds."""
    with service().db.reading() as session:
        segment = _my_segment(session, site_id, slug)
        return render_template("segments/_form.html", **_form(segment, request.get_json()))


@pages.get("/sites/<int:site_id>/segments/<slug>/size")
def show_segment_size(site_id: int, slug: str) -> str:
    """How many are in it as it is saved: a fragment that a page loads into itself."""
    with service().db.reading() as session:
        segment = _my_segment(session, site_id, slug)
        found = counted(segment_size, session, segment.site, lately(segment.site, service().clock()), segment.rule)
    return render_template("segments/_size.html", size=found.value, delay=found.delay, days=RECENT_DAYS)


@pages.post("/sites/<int:site_id>/segments/<slug>/delete")
def remove_segment(site_id: int, slug: str) -> ResponseReturnValue:
    with service().db.writing() as session:
        segment = _my_segment(session, site_id, slug)
        try:
            delete_segment(session, segment)
        except InUse as error:
            names = ", ".join(campaign.name for campaign in error.users)
            flash(_("It can't be deleted while live campaigns use it: %(names)s", names=names), "warning")
            return redirect(url_for("admin.edit_segment", site_id=site_id, slug=slug), 303)
    flash(_("%(name)s is deleted.", name=segment.name), "success")
    return redirect(url_for("admin.list_segments", site_id=site_id), 303)


def _my_segment(session: Session, site_id: int, slug: str) -> Segment:
    site: Site = my_site(session, site_id)
    found = segment_in(session, site, slug)
    if found is None:
        raise NotFound
    return found


def _form(segment: Segment, held: dict[str, Any]) -> dict[str, Any]:
    return {"segment": segment, "site": segment.site, "draft": held, "facts": facts.OF_SEGMENTS, "segments": []}


def _state(session: Session, segment: Segment) -> dict[str, Any]:
    users = segments_in_use(session, segment.site_id).get(segment.slug, [])
    return {"users": users, "segment": segment, "errors": []}


def _change(segment: Segment, data: Any) -> Errors:
    """Puts the draft into the segment, or says what is wrong with it and changes nothing."""
    said = data if isinstance(data, dict) else {}
    try:
        parts = loaded(SegmentChange(), {"name": said.get("name"), "rule": said.get("audience") or EVERYBODY})
        change_segment(segment, parts, service().clock())
    except Malformed as error:
        return [{**one, "path": _as_in_form(one["path"])} for one in words.errors(error.errors)]
    return []


def _as_in_form(path: str) -> str:
    return path.replace("rule", "audience", 1) if path.startswith("rule") else path
