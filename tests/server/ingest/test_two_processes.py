"""Two processes on one PostgreSQL that are sent the same events at once, and in different order."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.server.ingest.senders import count, launched
from tests.server.ingest.two_writers import EVENTS, VISITORS
from winback.db.engine import Database
from winback.ingest.facts import Sites
from winback.ingest.recount import recount_parts, recount_purchases
from winback.models import Event, Purchase, Site
from winback.rollups import recount_answers, recount_events

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_they_count_together_is_what_is_stored(db: Database, shop: Site) -> None:
    launched(db, shop)
    command = [sys.executable, "-m", "tests.server.ingest.two_writers", db.url, str(shop.id)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, seed], **pipes) for seed in ("first", "second")]  # type: ignore[call-overload]
    try:
        assert [writer.stdout.readline() for writer in writers] == ["ready\n"] * 2
        for writer in writers:
            writer.stdin.write("\n")
            writer.stdin.flush()
        said = [writer.communicate(timeout=120)[0] for writer in writers]
    finally:
        for writer in writers:
            writer.kill()
    assert said == [f"{EVENTS}\n"] * 2
    assert count(db, Event) == EVENTS
    assert count(db, Purchase) == len({n % 30 for n in range(EVENTS) if n // VISITORS % 5 == 4})
    site = Sites(db).by_id(shop.id)
    assert site
    assert list(recount_purchases(db, site)) == []
    assert list(recount_parts(db, site)) == []
    assert list(recount_events(db, shop.id)) == []
    assert list(recount_answers(db, shop.id)) == []
