"""A site's brand kit: its page, and saving it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ...models import Campaign, Site
from ...targeting.settings import KitUnreadable, change_settings
from ...targeting.shades import in_the_dark
from ...targeting.templates import content_for, template
from ..schemas.content import Look
from ..schemas.problems import Malformed, loaded
from ..service import service
from . import island, preview, themes, words
from .blueprint import pages
from .page import my_site

Json = dict[str, Any]

# A background is worn together with its text alone.
_IN_THE_DARK = (("accent",), ("background", "text"))
_SAMPLE = "welcome_offer"
_NUMBERS = ("radius", "width", "padding", "border", "scrim", "logo.width", "logo.height")
_PARTS = ("accent", "background", "text", "scheme", "font", "shadow", "motion", *_NUMBERS[:5])


@pages.get("/sites/<int:site_id>/look")
def show_kit(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        return _page(session, site, site.look or {}, {})


@pages.post("/sites/<int:site_id>/kit")
def save_kit(site_id: int) -> ResponseReturnValue:
    typed = read(request.form)
    with service().db.writing() as session:
        site = my_site(session, site_id)
        typed = _without_the_usual_dark(typed, site.look or {})
        try:
            change_settings(session, site, {"look": loaded(Look(), typed)}, service().clock())
        except Malformed as error:
            wrong = {one["path"]: _("This can't be so: see what is allowed.") for one in error.errors}
            return _page(session, site, typed, wrong), 422
        except KitUnreadable as error:
            wrong = {problem.path: f"{name}: {words.problem(problem)}" for name, problem in reversed(error.found)}
            return _page(session, site, typed, wrong), 422
    service().publisher.forget(site.key)
    flash(_("Saved. Messages that follow the kit wear it within a minute."), "success")
    return redirect(url_for("admin.show_kit", site_id=site_id), 303)


def read(form: Mapping[str, str]) -> Json:
    """The kit that the fields say; what is left empty is the usual."""
    said = {name: _value(name, form[name]) for name in _PARTS if form.get(name, "").strip()}
    for group, names in (
        ("dark", ("accent", "background", "text")),
        ("logo", ("src", "dark", "alt", "align", "width", "height")),
    ):
        parts = {
            name: _value(f"{group}.{name}", form[f"{group}.{name}"])
            for name in names
            if form.get(f"{group}.{name}", "").strip()
        }
        if parts and (group != "logo" or parts.get("src")):
            said[group] = parts
    return said


def _without_the_usual_dark(typed: Json, kept: Json) -> Json:
    """Fields of colours are never empty: what they were shown with, or what is worn without them, nobody has chosen."""
    dark, chosen = dict(typed.get("dark") or {}), kept.get("dark") or {}
    rest = {name: value for name, value in typed.items() if name != "dark"}
    usual, shown = in_the_dark(rest)._asdict(), in_the_dark(kept)._asdict()
    for names in _IN_THE_DARK:
        is_new = not all(name in chosen for name in names)
        if any(all(dark.get(name) == known[name] for name in names) for known in [usual, *[shown] * is_new]):
            for name in names:
                del dark[name]
    return {**rest, "dark": dark} if dark else rest


def _value(name: str, text: str) -> Any:
    text = text.strip()
    return int(text) if name in _NUMBERS and text.isascii() and text.isdigit() and len(text) < 9 else text


def followers(session: Session, site: Site) -> int:
    """How many campaigns that are not archived follow the kit."""
    campaigns = sa.select(Campaign).where(Campaign.site_id == site.id, Campaign.status != "archived")
    return sum(
        any((variant.get("theme") or {}).get("kit") for variant in campaign.content["variants"].values())
        for campaign in session.scalars(campaigns)
    )


def _page(session: Session, site: Site, kit: Json, errors: dict[str, str]) -> str:
    chosen = template(_SAMPLE)
    content: Json = content_for(chosen, site, "") if chosen else {"variants": {}, "languages": []}
    variant: Json = next(iter(content["variants"].values()), {})
    sample = {"campaign": preview.sample("message", site, content["languages"]), "variant": variant}
    return render_template(
        "sites/look.html",
        site=site,
        kit=kit,
        errors=errors,
        followers=followers(session, site),
        sample=sample,
        themes=themes,
        island=island.said(),
    )
