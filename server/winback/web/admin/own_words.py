"""The words that are Winback's own in messages and hosted pages, and what the owner says in their place."""

from typing import Any

import sqlalchemy as sa
from babel import Locale, UnknownLocaleError
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from ...languages import direction
from ...models import Campaign, Site
from ...targeting import own
from ...targeting.settings import change_settings
from ..schemas.problems import Malformed, loaded
from ..schemas.site import SiteChange
from ..service import service
from . import words
from .blueprint import pages
from .page import my_site


@pages.get("/sites/<int:site_id>/words")
def show_words(site_id: int) -> str:
    with service().db.reading() as session:
        site = my_site(session, site_id)
        offered = _languages(session, site)
    language = request.args.get("language", "")
    return _page(site, offered, language if language in offered else offered[0], {}, {})


@pages.post("/sites/<int:site_id>/words")
def save_words(site_id: int) -> ResponseReturnValue:
    """One language's; an empty field is Winback's own word again. The others stay."""
    typed = {name: " ".join(request.form.get(name, "").split()) for name in own.names()}
    with service().db.writing() as session:
        site = my_site(session, site_id)
        offered = _languages(session, site)
        language = request.form.get("language", "")
        if language not in offered:
            raise NotFound  # another language's words are not to be lost for it
        rest = {code: table for code, table in site.own_words.items() if code != language}
        table = {name: text for name, text in typed.items() if text}
        try:
            changed = loaded(SiteChange(), {"own_words": {**rest, **({language: table} if table else {})}})
        except Malformed as error:
            return _page(site, offered, language, typed, _errors(error)), 422
        change_settings(session, site, changed, service().clock())
    service().publisher.forget(site.key)
    flash(_("Saved. Pages that are open take the change within a minute."), "success")
    return redirect(url_for("admin.show_words", site_id=site.id, language=language), 303)


def _page(site: Site, offered: list[str], language: str, typed: dict[str, str], errors: dict[str, str]) -> str:
    has = site.own_words.get(language, {})
    rest = {code: table for code, table in site.own_words.items() if code != language}
    return render_template(
        "sites/words.html",
        site=site,
        offered={code: _name(code) for code in offered},
        chosen=language,
        direction=direction(language),
        values={name: typed.get(name, has.get(name, "")) for name in own.names()},
        ours={name: own.found(name, language, rest) for name in own.names()},
        in_english=own.ours()["en"],
        hosted=own.HOSTED,
        errors=errors,
    )


def _languages(session: Session, site: Site) -> list[str]:
    """The site's own, then those of its campaigns and of what was changed, then all others that there are words in."""
    contents = session.scalars(sa.select(Campaign.content).where(Campaign.site_id == site.id))
    used = {code for content in contents for code in content["languages"]} | site.own_words.keys()
    return list(dict.fromkeys([site.language, *sorted(used), *own.ours()]))


def _name(code: str) -> str:
    """`Português (Brasil)`, as the page's reader calls it; the code itself where nobody knows it."""
    try:
        named = Locale.parse(code, sep="-").get_display_name(get_locale())
    except (UnknownLocaleError, ValueError):
        return code
    return f"{named} ({code})" if named else code


def _errors(error: Malformed) -> dict[str, str]:
    found: list[dict[str, Any]] = words.errors(error.errors)
    return {one["path"].rpartition(".")[2]: one["message"] for one in found}
