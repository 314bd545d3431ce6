"""The API for people: one page made of the OpenAPI document, with nothing from elsewhere."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

from flask import Flask, Response, render_template_string

from .base import WinbackApi

METHODS = ("get", "post", "patch", "delete")
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h2 { margin-top: 3rem; }
section { border-top: 1px solid #8884; padding: 1rem 0; }
h3 { font: 600 1rem/1.4 ui-monospace, monospace; margin: 0; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.5rem; }
p { margin: .4rem 0; }
dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .2rem 1rem; margin: .5rem 0 0; }
dt { font-family: ui-monospace, monospace; }
dd { margin: 0; }
"""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Winback API</title>
<style>{{ style }}</style>
</head>
<body>
<h1>Winback API</h1>
<p>Send <code>Authorization: Bearer TOKEN</code>; a token is made in the admin, under your name. Errors are
<code>application/problem+json</code> with <code>errors</code> by field. Lists are <code>{"items", "next"}</code>: give
<code>next</code> back as <code>cursor</code>. Times are RFC 3339 in UTC. The whole description for machines is
<a href="openapi.json">openapi.json</a>.</p>
{% for tag, operations in groups.items() %}
<h2>{{ tag }}</h2>
{% for one in operations %}
<section>
<h3><span class="method">{{ one.method }}</span> {{ one.path }}</h3>
<p>{{ one.summary }}</p>
{% if one.fields %}<dl>{% for name, text in one.fields %}<dt>{{ name }}</dt><dd>{{ text }}</dd>{% endfor %}</dl>{% endif %}
</section>
{% endfor %}
{% endfor %}
</body>
</html>
"""


def register_docs(app: Flask, api: WinbackApi) -> None:
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'"

    def show() -> Response:
        response = Response(render_template_string(PAGE, groups=groups(api.spec.to_dict()), style=STYLE))
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    app.add_url_rule("/api/", "api_docs", show)


def groups(spec: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations by resource, the short addresses left out: they answer the same."""
    found: dict[str, list[dict[str, Any]]] = {}
    flat = {path.removeprefix("/api/v1/sites/{site}") for path in spec["paths"] if "/sites/{site}/" in path}
    for path, item in spec["paths"].items():
        if path.removeprefix("/api/v1") in flat:
            continue
        for method in METHODS:
            if method in item:
                operation = item[method]
                found.setdefault(operation["tags"][0], []).append(
                    {
                        "method": method.upper(),
                        "path": path,
                        "summary": " ".join([operation.get("summary", ""), operation.get("description", "")]),
                        "fields": [*_query(operation), *_body(operation, spec)],
                    }
                )
    return found


def _query(operation: dict[str, Any]) -> list[tuple[str, str]]:
    parameters = [p for p in operation.get("parameters", []) if p.get("in") in ("query", "header")]
    return [(p["name"], f"{p['in']}, {_kind(p.get('schema', {}))}") for p in parameters]


def _body(operation: dict[str, Any], spec: dict[str, Any]) -> list[tuple[str, str]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    schema = spec["components"]["schemas"].get(name, {})
    needed = schema.get("required", [])
    fields = schema.get("properties", {}).items()
    return [(field, f"body, {_kind(kind)}{', required' if field in needed else ''}") for field, kind in fields]


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"])
    kind = schema.get("type", "object")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
