"""The admin: pages for people, one resource a file."""

from flask import Flask
from flask.templating import Environment

from ..jinja import ByName
from . import (
    account,
    campaigns,
    checks,
    consent,
    coupons,
    decisions,
    editor,
    errors,
    exports,
    formats,
    guard,
    headers,
    install,
    kit,
    language,
    links,
    login,
    media,
    own_words,
    page,
    preview,
    quality,
    replay,
    responses,
    results,
    segments,
    settings,
    sites,
    static,
    subscribers,
    template_words,
    tokens,
    verbs,
    words,
)
from .blueprint import pages

RESOURCES = [
    account,
    campaigns,
    checks,
    consent,
    coupons,
    decisions,
    editor,
    exports,
    install,
    kit,
    links,
    login,
    media,
    own_words,
    preview,
    quality,
    replay,
    responses,
    results,
    segments,
    settings,
    sites,
    static,
    subscribers,
    tokens,
    verbs,
]

pages.before_request(guard.know)
pages.before_request(media.take_large_files)
pages.before_request(guard.check)
pages.after_request(headers.add)
pages.context_processor(page.shared)
errors.register(pages)


class Templates(ByName, Environment):
    """Flask's, which look entries up by name."""


def register_admin(app: Flask) -> None:
    """Adds the pages under /admin to the app, with what their templates use."""
    app.jinja_environment = Templates
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.globals.update(asset=static.asset, built=static.built, words=words, template_words=template_words)
    language.register(app)
    app.register_blueprint(pages)
