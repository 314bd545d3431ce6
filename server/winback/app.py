"""Wiring only: which parts the app is made of and which routes it answers."""

from functools import partial
from typing import Any

from flask import Flask, Response, jsonify, redirect

from .clock import HOUR, MINUTE, Clock, now_ms
from .config import Settings, SettingsError, load_settings
from .db.engine import Database
from .db.migrate import current_revision, newest_revision, upgrade
from .ingest.buckets import Buckets
from .ingest.record import Recorder
from .ingest.shared_buckets import MissingRedis, SharedBuckets
from .pictures.press import Press
from .reports.pool import ReportPool
from .targeting.publish import Publisher
from .web import collect, delivery, facts, pictures
from .web.admin import register_admin
from .web.api import register_api
from .web.errors import register_errors
from .web.hosted import form as hosted
from .web.metrics import metrics
from .web.own_domain import OwnDomain
from .web.public import PublicRoutes, route
from .web.service import Service, service
from .web.throttle import Throttle

PUBLIC_ROUTES = [
    route("GET", "/w/{key}.js", delivery.script),
    route("GET", "/w/{key}.json", delivery.configuration),
    route("GET", "/w/c/{hash}.js", delivery.chunk),
    route("GET", "/w/m/{name}.webp", pictures.picture),
    route("GET", "/w/{key}/live", delivery.live),
    route("GET", "/w/{key}/facts", facts.facts),
    route("POST", "/w/{key}/code", collect.code),
    route("POST", "/w/{key}/staff", collect.staff),
    route("POST", "/w/{key}/preview", collect.preview),
    route("POST", "/e/{key}", collect.events),
    route("POST", "/c/{key}", collect.consent),
    route("GET", "/f/{slug}", hosted.show, is_page=True),
    route("POST", "/f/{slug}", hosted.answer, is_page=True),
]


def create_app(settings: Settings | None = None, *, clock: Clock = now_ms) -> Flask:
    """The whole service as a WSGI app over a database of the newest form.

    Raises SettingsError, and whatever the database says when it can't be opened.
    """
    return attach(routes(), settings or load_settings(), clock)


def routes() -> Flask:
    """What the service answers, with nothing behind it yet: the half of `create_app` that no setting changes."""
    app = Flask("winback", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 8 * 1024 * 1024
    register_errors(app)
    register_api(app)
    register_admin(app)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    app.add_url_rule("/metrics", view_func=metrics)
    app.add_url_rule("/", view_func=home)
    return app


def attach(app: Flask, settings: Settings, clock: Clock) -> Flask:
    """Puts the settings, the database and the writer behind the routes. The app answers from the last ones attached."""
    parts = _parts(settings, clock)
    upgrade(parts.db)
    app.extensions["winback"] = parts
    app.secret_key = settings.secret_key
    # Flask's own cookie carries nothing but the notice on the next page.
    app.config["SESSION_COOKIE_NAME"] = "__Host-winback-notice" if settings.is_secure else "winback-notice"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_SECURE"] = settings.is_secure
    inner = partial(Flask.wsgi_app, app)
    public = PublicRoutes(inner, PUBLIC_ROUTES, parts, settings.trusted_proxies)
    app.wsgi_app = OwnDomain(public)  # type: ignore[method-assign]
    return app


def _parts(settings: Settings, clock: Clock) -> Service:
    db = Database(settings.database_url, settings.threads + settings.spare_threads)
    reports = ReportPool(settings.database_url, settings.report_seconds)
    minute, hour = _buckets(settings, MINUTE), _buckets(settings, HOUR)
    return Service(
        settings=settings,
        clock=clock,
        db=db,
        recorder=Recorder(db, clock, buckets=minute, code_buckets=hour, end_readers=reports.hurry),
        publisher=Publisher(db, settings.url, clock),
        reports=reports,
        press=Press(),
        login_throttle=Throttle(db, settings.login_attempts),
    )


def _buckets(settings: Settings, span: int) -> Buckets:
    try:
        return SharedBuckets(settings.redis_url, span) if settings.redis_url else Buckets(span=span)
    except MissingRedis as error:
        raise SettingsError(str(error)) from error


def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


def readyz() -> tuple[Response, int]:
    """The process can do its work: the database answers and has the newest form."""
    try:
        revision = current_revision(service().db)
    except Exception as error:
        return jsonify(status="unready", reason=type(error).__name__), 503
    if revision != newest_revision():
        return jsonify(status="unready", reason="migrations are missing"), 503
    return jsonify(status="ready"), 200


def home() -> Any:
    return redirect("/admin/")
