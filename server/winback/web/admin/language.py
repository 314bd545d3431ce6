"""Which language a page speaks: the person's own, else this browser's choice, else what the browser asks for."""

from flask import Flask, g, has_request_context, request, url_for
from flask_babel import Babel, get_locale
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from ... import assets
from ...models import User
from ..auth import relative
from ..service import service
from .blueprint import pages

LANGUAGES = {"en": "English", "ko": "한국어"}
COOKIE = "winback-language"
_A_YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    Babel(
        app,
        locale_selector=chosen,
        default_translation_directories=str(assets.folder("admin") / "translations"),
    )


def chosen() -> str:
    """From the closed list: a language that Babel does not know would be an error 500."""
    if not has_request_context():
        return "en"
    user = g.get("user")
    wishes = [user.language if user else None, request.cookies.get(COOKIE)]
    known = next((wish for wish in wishes if wish in LANGUAGES), None)
    return known or request.accept_languages.best_match(list(LANGUAGES)) or "en"


def current() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "en"


@pages.post("/language")
def set_language() -> Response:
    wish = request.form.get("language", "")
    response = redirect(relative(request.form.get("next", "")) or url_for("admin.home"), 303)
    if wish not in LANGUAGES:
        return response
    if g.user:
        with service().db.writing() as session:
            session.merge(User(id=g.user.id)).language = wish
    secure = service().settings.is_secure
    response.set_cookie(COOKIE, wish, max_age=_A_YEAR, path="/admin", samesite="Lax", secure=secure, httponly=True)
    return response
