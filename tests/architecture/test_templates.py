"""The admin's pages obey a Content-Security-Policy with no `unsafe-inline` and no `unsafe-eval`: so they contain none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "admin" / "templates"

# What Jinja computes is escaped, so a string in there (a snippet to copy, say) is text and no tag.
COMPUTED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\s+false\b")
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=|<style\b",
    "an inline script": r"<script(?![^>]*\b(src\s*=|type\s*=\s*[\"']?(application/json|importmap)))[^>]*>",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"'{]",
    "htmx that needs eval": r"\bhx-on\b|hx-(vals|confirm|headers)\s*=\s*[\"'](js|javascript):|hx-trigger\s*=\s*[\"'][^\"']*\[",
    "a script in an address": r"(href|src|action)\s*=\s*[\"']?\s*javascript:",
}

PLANTED = {
    "an inline style": '<div style="width: 40%">',
    "an inline script": "<script>start()</script>",
    "an inline handler": '<button onclick="go()">',
    "htmx that needs eval": '<input hx-trigger="click[ctrlKey]">',
    "a script in an address": '<a href="javascript:go()">',
    "unescaped markup": "{{ campaign.name | safe }}",
}


def found_in(text: str) -> list[str]:
    html = COMPUTED.sub("", text)
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, html)]
    return [*found, "unescaped markup"] if UNESCAPED.search(text) else found


def test_no_template_needs_what_the_policy_forbids() -> None:
    pages = sorted(TEMPLATES.rglob("*.html"))
    assert pages
    found = {str(page.relative_to(TEMPLATES)): what for page in pages if (what := found_in(page.read_text()))}
    assert not found


@pytest.mark.parametrize(("what", "planted"), PLANTED.items(), ids=PLANTED)
def test_what_is_forbidden_is_found(what: str, planted: str) -> None:
    assert found_in(f"<p>fine</p>{planted}") == [what]


@pytest.mark.parametrize(
    "allowed",
    [
        '<script type="module" src="/admin/static/editor.js"></script>',
        '<script type="application/json" id="content">{}</script>',
        '<option value="one">on sale = "yes"</option>',
        '<svg><rect width="40"/></svg>',
        """{{ code("<script>winback('close')</script>") }}""",
    ],
)
def test_what_is_allowed_is_let_be(allowed: str) -> None:
    assert found_in(allowed) == []
