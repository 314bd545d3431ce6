"""flask-smorest, hardened: strict bodies and queries, problem+json in practice and in the documents."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from flask import Request, request
from flask.views import MethodView
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields, missing
from webargs.flaskparser import FlaskParser

from ..errors import Refusal, harden
from ..schemas.fields import ByKind, Table
from ..tokens import require_token

F = TypeVar("F", bound=Callable[..., Any])
V = TypeVar("V", bound=type[MethodView])
PREFIX = "/api/v1"
PROBLEM_JSON = "application/problem+json"
# What any operation may answer besides its own.
ANY_METHOD = (401, 404, 422, 500)
WITH_BODY = (400, 413, 415)
ON_POST = (409, 503)


class FieldError(Schema):
    path = fields.String(required=True)
    message = fields.String(required=True)


class Problem(Schema):
    """Why a request was refused."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    reason = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldError), required=True)


class Parser(FlaskParser):
    # Without this webargs ignores unknown names in queries, and a mistyped filter answers everything.
    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(("json", "query", "form", "headers", "cookies", "files"))

    def load_json(self, req: Request, schema: Schema) -> Any:
        if getattr(schema, "may_be_left_out", False) and not req.content_type and not req.get_data():
            return missing
        if not req.is_json:
            raise Refusal(415)
        try:
            # Not the standard library's: deep nesting, NaN and lone surrogates come through it.
            return orjson.loads(req.get_data())
        except orjson.JSONDecodeError as error:
            raise Refusal(400, f"The body is no JSON: {error}.", reason="bad_json") from None

    def load_files(self, req: Request, schema: Schema) -> Any:
        if req.mimetype != "multipart/form-data":
            raise Refusal(415, "Send the file as multipart/form-data.")
        extra = [*req.form, *(name for name, files in req.files.lists() if len(files) > 1)]
        if extra:
            raise Refusal(422, errors=[{"path": name, "message": "Send one file, as `file`."} for name in extra])
        return dict(req.files)

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            raise Refusal(422, errors=[{"path": name, "message": "Given more than once."} for name in twice])
        # The site is resolved apart, for it is in the path as often as here.
        return {name: value for name, value in req.args.items() if name != "site" or not is_flat()}


class Resources(Blueprint):  # type: ignore[misc]
    """A blueprint whose routes need a token and refuse what they don't know."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, __name__, url_prefix=PREFIX, description=description)
        self._prepare_doc_cbks.append(_document_what_all_share)
        self.before_request(require_token)
        self.after_request(harden)

    # The same as flask-smorest's, with the types that it lacks.

    def arguments(self, schema: Any, **options: Any) -> Callable[[F], F]:
        decorator: Callable[[F], F] = super().arguments(schema, **options)
        return decorator

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[F], F]:
        decorator: Callable[[F], F] = super().response(status_code, schema, **options)
        return decorator

    def alt_response(self, status_code: int, response: str | None = None, **options: Any) -> Callable[[F], F]:
        decorator: Callable[[F], F] = super().alt_response(status_code, response, **options)
        return decorator

    def doc(self, **options: Any) -> Callable[[F], F]:
        decorator: Callable[[F], F] = super().doc(**options)
        return decorator

    def route(self, rule: str, **options: Any) -> Callable[[V], V]:
        decorator: Callable[[V], V] = super().route(rule, **options)
        return decorator

    def of_site(self, rule: str) -> Callable[[V], V]:
        """Registers a resource twice: below `/sites/{site}`, and flat, with the site in the query.

        Flat, `?site=` may be left out where the token sees one site only.
        """

        def decorator(view: V) -> V:
            nested = f"/sites/<site>{rule}"
            self.add_url_rule(nested, view.__name__, view)
            in_query = {
                "in": "query",
                "name": "site",
                "schema": {"type": "string"},
                "description": "The site's id. May be left out by a token that sees one site only.",
            }
            self.add_url_rule(rule, f"Flat{view.__name__}", view, defaults={"site": None}, parameters=[in_query])
            return view

        return decorator


class WinbackApi(Api):  # type: ignore[misc]
    ERROR_SCHEMA = Problem
    DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"

    def _register_error_handlers(self) -> None:
        """None: web/errors.py answers for the whole app."""

    def _register_responses(self) -> None:
        # Else the refusals are documented as application/json.
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_JSON
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE  # the class's own shows again


def is_flat() -> bool:
    """Whether the request came by the short address, which names its site in the query."""
    return request.url_rule is not None and "site" in (request.url_rule.defaults or {})


def _document_what_all_share(doc: dict[str, Any], doc_info: Any, *, method: str, **rest: Any) -> dict[str, Any]:
    shared = ANY_METHOD + (WITH_BODY if "requestBody" in doc else ()) + (ON_POST if method == "post" else ())
    doc.setdefault("responses", {}).update({status: HTTPStatus(status).name for status in shared})
    if method == "post":
        key = {
            "in": "header",
            "name": "Idempotency-Key",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
            "description": "The same key and body within a day change nothing again and are answered the same.",
        }
        doc.setdefault("parameters", []).append(key)
    return doc


def describe_table(self: Any, field: Any, **kwargs: Any) -> dict[str, Any]:
    """For the document: how a Table's keys look, and how many there may be."""
    if not isinstance(field, Table):
        return {}
    keys = self.field2property(field.key_field)
    return {"propertyNames": {k: v for k, v in keys.items() if k != "type"}, "maxProperties": field.most}


def describe_kinds(self: Any, field: Any, **kwargs: Any) -> dict[str, Any]:
    """For the document: the schemas among which a ByKind field's tag chooses."""
    if not isinstance(field, ByKind):
        return {}
    return {"oneOf": [self.resolve_nested_schema(schema) for schema in field.schemas.values()]}


__all__ = ["Parser", "Resources", "WinbackApi", "describe_kinds", "describe_table", "is_flat"]
