"""Every hostile input of the tables: refused by name or stored as it is, alike on both databases, never a 500."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from prometheus_client import REGISTRY

from tests.security.hostile import Hostile, body_maker, is_python, requests_of, rows_about
from tests.server.ingest.senders import CHROME, NOON, PAGE, content, fresh_id, visitor_in
from tests.support.clock import TestClock
from winback.app import create_app
from winback.config import load_settings
from winback.ids import new_site_key
from winback.models import Base, Campaign, ConsentNotice, ConsentRecord, Event, Site, Visit

ROWS = rows_about("public ingest", "public consent", "/c/")
# What a row describes in prose has a test of its own.
IN_PROSE = {
    "I23": "tests/security/test_slow_senders.py",
    "I56": "tests/server/ingest/test_guards.py",
}
NOTICE = "sha256-" + "a" * 64
LEAKS = ("Traceback", "sqlalchemy", "SELECT ", "INSERT ", "/server/", ".py", "psycopg", "sqlite3")


@dataclass
class Stage:
    """The service over one of the databases, with one site that allows one origin."""

    app: Flask
    site: Site
    campaign: Campaign

    @property
    def db(self) -> Any:
        return self.app.extensions["winback"].db

    def send(self, hostile: Hostile) -> Any:
        headers = {
            "Origin": "https://shop.example",
            "User-Agent": CHROME,
            "Content-Type": "text/plain",
            **hostile.headers,
        }
        return self.app.test_client().post(f"/{hostile.route}/{self.site.key}", data=hostile.body, headers=headers)

    def count(self, model: type[Base]) -> int:
        with self.db.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    def set_mode(self, mode: str) -> None:
        with self.db.writing() as session:
            session.get_one(Site, self.site.id).consent_mode = mode


@pytest.fixture
def stages(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Stage]]:
    """The same stage on SQLite and on PostgreSQL."""
    key = new_site_key()
    with ExitStack() as stack:
        yield [stack.enter_context(stage_on(kind, key, request, tmp_path)) for kind in ("sqlite", "postgresql")]


@contextmanager
def stage_on(kind: str, key: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with request.getfixturevalue(f"{kind}_databases").fresh(tmp_path) as url:
        settings = {"WINBACK_DATA": str(tmp_path / kind), "WINBACK_DATABASE_URL": url}
        app = create_app(load_settings(settings), clock=TestClock())
        yield arranged(app, key)
        app.extensions["winback"].close()


def arranged(app: Flask, key: str) -> Stage:
    with app.extensions["winback"].db.writing() as session:
        site = Site(
            name="shop", key=key, origins=["https://shop.example"], consent_mode="off", currency="EUR", created_at=NOON
        )
        campaign = Campaign(
            site=site, slug="cart-saver", name="c", content=content(), epochs=[], version=0, created_at=1, updated_at=1
        )
        session.add_all([site, campaign])
        session.flush()
        campaign.launch(None, NOON)
        purposes = [{"key": "analytics"}, {"key": "personalization"}]
        session.add(ConsentNotice(site_id=site.id, hash=NOTICE, content={"purposes": purposes}, published_at=NOON))
    return Stage(app, site, campaign)


def values_for(stages: list[Stage]) -> dict[str, str]:
    """What the placeholders stand for. The visitor was shown the campaign, on both stages by the same exposure."""
    visitor, exposure = visitor_in("a", stages[0].campaign), fresh_id()
    values = {
        "KEY": stages[0].site.key,
        "VISITOR": visitor,
        "SESSION": "0f" * 16,
        "MS": str(NOON),
        "PAGE": PAGE["url"],
        "NOTICE": NOTICE,
        "EXPOSURE": exposure,
        "OTHER_VISITOR": "f" * 32,
    }
    said = {"campaign": "cart-saver", "version": 1, "arm": "a", "epoch": 1, "trigger": "t"}
    shown = json.loads(body_maker(values)("1"))
    shown["events"] = [{"id": exposure, "name": "exposure", "age_ms": 0, "properties": said}]
    for stage in stages:
        assert stage.send(Hostile({}, "", json.dumps(shown).encode())).json == {"accepted": 1, "dropped": []}
    return values


def reason_counts() -> dict[str, float]:
    names = ("winback_refused_requests_total", "winback_dropped_events_total")
    return {
        sample.labels["reason"]: sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name in names
    }


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['id']} {row['name'][:50]}" for row in ROWS])
def test_a_hostile_input(row: dict[str, Any], stages: list[Stage]) -> None:
    values = values_for(stages)
    hostiles = list(requests_of(row, values))
    if not hostiles:
        assert row["id"] in IN_PROSE, "a row in prose needs a test of its own"
        assert (Path(__file__).parents[2] / IN_PROSE[row["id"]]).is_file()
    for hostile in hostiles:
        outcomes = [outcome_of(stage, hostile) for stage in stages]
        assert outcomes[0] == outcomes[1], (hostile.name, "not the same on both databases")
        if hostile.is_refused:
            assert outcomes[0]["stored"] == 0, (hostile.name, outcomes[0])
        if hostile.is_stored:
            assert outcomes[0]["status"] == 200, (hostile.name, outcomes[0])
            assert outcomes[0]["stored"] == 1, (hostile.name, outcomes[0])
    for stage in stages:
        stage.set_mode("off")
        good = Hostile({}, "good", body_maker(values)("1").encode())
        assert stage.send(good).json == {"accepted": 1, "dropped": []}


def outcome_of(stage: Stage, hostile: Hostile) -> dict[str, Any]:
    """What became of it, after what holds for every input was checked."""
    stage.set_mode(mode_of(hostile.body))
    before, counted = stage.count(Event) + stage.count(ConsentRecord), reason_counts()
    answer = stage.send(hostile)
    stored = stage.count(Event) + stage.count(ConsentRecord) - before
    assert answer.status_code < 500, (hostile.name, answer.data)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert not [leak for leak in LEAKS if leak in answer.text], answer.text
    if answer.status_code == 200:
        reasons = [dropped["reason"] for dropped in answer.json.get("dropped", [])]
        assert stored == answer.json.get("accepted", 1)
    else:
        assert answer.content_type == "application/problem+json"
        reasons = [answer.json["reason"]]
        assert stored == 0
    for reason in reasons:
        assert reason_counts()[reason] == counted[reason] + reasons.count(reason)
    return {"status": answer.status_code, "reasons": reasons, "stored": stored}


def mode_of(body: bytes) -> str:
    """The mode that the input speaks of: what it claims must be judged on a site that has it."""
    try:
        mode = json.loads(body)["consent"]["mode"]
    except (ValueError, KeyError, TypeError):
        return "off"
    return mode if mode in ("ask", "optout", "exempt", "off") else "off"


def test_the_tables_are_really_read() -> None:
    """Else the test above could pass by collecting nothing."""
    assert len(ROWS) >= 27
    assert sum("gen_python" in row and is_python(row["gen_python"]) for row in ROWS) >= 6
    values = {
        "VISITOR": "v",
        "SESSION": "0" * 32,
        "MS": "1",
        "PAGE": "p",
        "NOTICE": "n",
        "EXPOSURE": "x",
        "OTHER_VISITOR": "o",
    }
    slots = {hostile.slot for row in ROWS for hostile in requests_of(row, values)}
    assert {
        "Origin",
        "User-Agent",
        "Sec-GPC",
        "sent_at",
        "age_ms",
        "score",
        "why",
        "visitor",
        "value",
        "key",
        "consent",
    } <= slots


def test_a_refused_visitor_is_stored_nowhere(stages: list[Stage]) -> None:
    values = values_for(stages)
    stranger = {**values, "VISITOR": "e" * 32}
    text = body_maker(stranger)("1").replace('"mode":"off"', '"mode":"ask"')
    for stage in stages:
        stage.set_mode("ask")
        visits = stage.count(Visit)
        answer = stage.send(Hostile({}, "", text.encode()))
        assert [dropped["reason"] for dropped in answer.json["dropped"]] == ["no_consent"]
        assert stage.count(Visit) == visits


def test_metacharacters_are_stored_literally(stages: list[Stage]) -> None:
    (row,) = [row for row in ROWS if row["id"] == "I48"]
    values = values_for(stages)
    for hostile in requests_of(row, values):
        said = json.loads(hostile.body)["events"][0]
        for stage in stages:
            assert stage.send(hostile).json["accepted"] == 1
            with stage.db.reading() as session:
                kept = [r for r in session.scalars(sa.select(Event)) if str(r.id) == said["id"]]
            assert kept[0].properties == said["properties"]


def test_a_bomb_is_not_held_in_memory(stages: list[Stage]) -> None:
    bomb = gzip.compress(b" " * 60_000_000)
    tracemalloc.start()
    for stage in stages:
        assert stage.send(Hostile({}, "", bomb, {"Content-Encoding": "gzip"})).status_code == 413
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
