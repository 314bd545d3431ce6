"""Docs are held to the code: whatever a person can set, call or be answered is found in `docs/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from winback.app import PUBLIC_ROUTES
from winback.cli import group
from winback.config import SETTINGS
from winback.ingest.dropped import DROPS, REFUSALS
from winback.ingest.properties import OWN_EVENTS
from winback.models import Flag
from winback.rules.facts import FACTS, FAMILIES
from winback.web.schemas.content import CONTENT_KEYS
from winback.web.schemas.site import SiteOut

DOCS = Path(__file__).resolve().parents[2] / "docs"


def code_in(pages: Iterable[str]) -> str:
    """What the pages show as code, a piece a line, with every `{name}` in a path as `{}`."""
    pieces = [piece for page in pages for piece in re.findall(r"```\w*\n(.*?)```|`([^`\n]+)`", page, re.DOTALL)]
    return re.sub(r"\{\w+\}", "{}", "\n".join(fenced or inline for fenced, inline in pieces))


def undocumented(names: Iterable[str], code: str) -> list[str]:
    return [name for name in names if not re.search(rf"(?<![\w/{{-]){re.escape(name)}(?![\w/{{-])", code)]


@pytest.fixture(scope="module")
def code() -> str:
    return code_in(page.read_text() for page in sorted(DOCS.glob("*.md")))


def test_every_setting_is_documented(code: str) -> None:
    assert undocumented((setting.variable for setting in SETTINGS), code) == []


def test_every_refusal_drop_reason_and_flag_is_documented(code: str) -> None:
    flags = [str(flag.name).lower() for flag in Flag]
    assert undocumented([*REFUSALS, *DROPS, *flags], code) == []


def rows_of(page: str) -> dict[str, str]:
    """Each code in the first cell of a table's row, and the row."""
    rows = [line for line in (DOCS / page).read_text().splitlines() if line.startswith("| `")]
    return {name: row for row in reversed(rows) for name in re.findall(r"`([a-z_]+)`", row.split(" | ")[0])}


@pytest.mark.parametrize("name", sorted({*OWN_EVENTS} - {"page_view", "decision"}))
def test_every_property_of_an_event_is_in_its_row(name: str) -> None:
    row = rows_of("contract.md")[name]
    assert [one for one in OWN_EVENTS[name].__struct_fields__ if not re.search(rf"\b{one}\b", row)] == []


def test_every_setting_of_a_site_is_documented() -> None:
    rows = rows_of("contract.md")
    named = {re.sub(r"_$", "", one): one for one in SiteOut._declared_fields}
    assert [name for name in named if name not in rows] == []


def test_every_part_of_the_configuration_and_of_a_campaign_is_documented(code: str) -> None:
    source = (DOCS.parent / "widget" / "src" / "config.ts").read_text()
    config = re.findall(r"^  (\w+)\??: ", source.split("export type Config = {")[1].split("\n};")[0], re.MULTILINE)
    assert "platform" in config
    assert undocumented([*config, *CONTENT_KEYS], code) == []


def test_every_event_name_is_documented(code: str) -> None:
    assert undocumented(OWN_EVENTS, code) == []


def test_every_public_route_is_documented(code: str) -> None:
    routes = [re.sub(r"\\(.)", r"\1", each.pattern.pattern.replace("([^/]*)", "{}")) for each in PUBLIC_ROUTES]
    assert undocumented(routes, code) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_rest_route_is_documented(app: Flask, code: str) -> None:
    rules = {re.sub(r"<[^>]+>", "{}", rule.rule) for rule in app.url_map.iter_rules()}
    # The short form of a site's route is said once for all.
    rules -= {rule.replace("/sites/{}", "", 1) for rule in rules if rule.startswith("/api/v1/sites/{}/")}
    outside = {rule for rule in rules if rule.startswith("/api/") or rule in ("/healthz", "/readyz", "/metrics")}
    assert any(rule.startswith("/api/v1/") for rule in outside)
    assert undocumented(sorted(outside), code) == []


def test_every_fact_is_documented_with_its_meaning() -> None:
    page = (DOCS / "marketer.md").read_text()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| `")
    ]
    told = {name.strip("`"): (kind, meaning) for name, kind, meaning, *_ in (row for row in rows if len(row) > 2)}
    known = {fact.name: fact for fact in FACTS.values()} | {f"{each.prefix}NAME": each for each in FAMILIES}
    assert [name for name, fact in known.items() if told.get(name, ("",))[0].split(":")[0] != fact.kind] == []
    assert [name for name, fact in known.items() if not told[name][1].startswith(fact.meaning)] == []


def test_every_command_and_its_options_are_documented(code: str) -> None:
    assert undocumented(commands(group, "winback"), code) == []


def commands(command: click.Command, name: str) -> Iterator[str]:
    """`winback user add`, and each of its options."""
    if not isinstance(command, click.Group):
        yield name
        options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
        yield from (max(option.opts, key=len) for option in options if not option.hidden)
        return
    context = click.Context(command)
    for each in command.list_commands(context):
        found = command.get_command(context, each)
        assert found
        yield from commands(found, f"{name} {each}")


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("WINBACK_COLOUR", "Set WINBACK_COLOUR in prose only, or `WINBACK_COLOURS`."),
        ("/api/v1/sites", "There is `/api/v1/sites/{site}` and nothing shorter."),
        ("/w/{}.js", "`GET /w/{key}.json`"),
    ],
)
def test_what_the_docs_lack_is_found(name: str, page: str) -> None:
    assert undocumented([name], code_in([page])) == [name]


def test_what_the_docs_have_is_found() -> None:
    page = "`GET /w/{key}.js`\n```sh\nWINBACK_COLOUR=red winback serve --reload\n```"
    assert undocumented(["/w/{}.js", "WINBACK_COLOUR", "winback serve", "--reload"], code_in([page])) == []
