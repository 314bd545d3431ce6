"""The REST API under /api/v1: one resource a file, everything that the admin can do."""

from typing import Any

import orjson
from flask import Flask
from flask.json.provider import JSONProvider
from flask_cors import CORS

from . import (
    campaigns,
    checks,
    consent,
    coupons,
    decisions,
    events,
    hosted,
    media,
    replay,
    reports,
    responses,
    segments,
    sites,
    subscribers,
    tokens,
    visitors,
)
from .base import WinbackApi, describe_kinds, describe_table
from .docs import register_docs

RESOURCES = [
    *(sites, campaigns, segments, coupons, media, checks, hosted, responses, events, reports, decisions, replay),
    *(consent, subscribers, visitors, tokens),
]


class Json(JSONProvider):
    def dumps(self, obj: Any, **kwargs: Any) -> str:
        indented = orjson.OPT_INDENT_2 if kwargs.get("indent") else 0
        return orjson.dumps(obj, option=orjson.OPT_NON_STR_KEYS | indented).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return orjson.loads(s)


def register_api(app: Flask) -> None:
    """Adds the API and its OpenAPI document to the app."""
    app.json = Json(app)
    app.config |= {
        "API_TITLE": "Winback",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "openapi.json",
        "API_SPEC_OPTIONS": {
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "security": [{"bearer": []}],
        },
    }
    api = WinbackApi(app)
    api.ma_plugin.converter.add_attribute_function(describe_table)
    api.ma_plugin.converter.add_attribute_function(describe_kinds)
    for resource in RESOURCES:
        api.register_blueprint(resource.blueprint)
    register_docs(app, api)
    # A dashboard on any origin may ask with its own token. No cookie is ever taken here, so there is none to steal.
    CORS(
        app,
        resources={r"/api/.*": {"origins": "*"}},
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
        expose_headers=["Retry-After", "WWW-Authenticate", "Winback-Counted-From"],
        send_wildcard=True,
        max_age=86400,
    )
