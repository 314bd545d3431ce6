"""The admin: pages for people, one resource a file."""

from flask import Flask

from ..service import Service
from ..throttle import Throttle
from . import (
    campaigns,
    consent,
    editor,
    errors,
    exports,
    formats,
    guard,
    headers,
    install,
    language,
    login,
    page,
    preview,
    responses,
    results,
    settings,
    sites,
    static,
    subscribers,
    tokens,
    verbs,
    words,
)
from .blueprint import pages

RESOURCES = [
    campaigns,
    consent,
    editor,
    exports,
    install,
    login,
    preview,
    responses,
    results,
    settings,
    sites,
    static,
    subscribers,
    tokens,
    verbs,
]

pages.before_request(guard.check)
pages.after_request(headers.add)
pages.context_processor(page.shared)
errors.register(pages)


def register_admin(app: Flask) -> None:
    """Adds the pages under /admin to the app, with what their templates use."""
    service: Service = app.extensions["winback"]
    app.extensions["winback_login_throttle"] = Throttle(service.settings.login_attempts)
    # Flask's own cookie carries nothing but the notice on the next page.
    app.config["SESSION_COOKIE_NAME"] = "__Host-winback-notice" if service.settings.is_secure else "winback-notice"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_SECURE"] = service.settings.is_secure
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.globals.update(asset=static.asset, words=words)
    language.register(app)
    app.register_blueprint(pages)
