"""Two services on one PostgreSQL: what one of them publishes, the other tells within two seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import urllib3

from tests.proxy.campaigns import go_live
from tests.support.cast import Person
from tests.support.clock import TestClock
from tests.support.servers import winback_serve
from winback.db.engine import Database
from winback.models import Site

FRESH_SECONDS = 2
HTTP = urllib3.PoolManager(retries=False)


@pytest.fixture
def database_url(postgresql_databases: Any, tmp_path: Path) -> Iterator[str]:
    with postgresql_databases.fresh(tmp_path) as url:
        yield url


@pytest.mark.slow
def test_a_pause_in_one_process_reaches_the_other(
    database_url: str, tmp_path: Path, db: Database, shop: Site, alice: Person, clock: TestClock
) -> None:
    go_live(db, shop, "https://shop.example", clock())
    settings = {"WINBACK_DATA": str(tmp_path / "data"), "WINBACK_DATABASE_URL": database_url}
    with winback_serve(settings, tmp_path / "one.log") as one, winback_serve(settings, tmp_path / "two.log") as two:
        assert told(two.url, shop)[1]
        paused = HTTP.request(
            "POST", f"{one.url}/api/v1/sites/{shop.id}/campaigns/score/pause", headers=alice.bearer, timeout=30
        )
        paused_at = monotonic()
        assert paused.status == 200
        assert not told(one.url, shop)[1], "the process that was asked to pause tells it at once"
        latest = paused_at
        while (asked := told(two.url, shop))[1]:
            latest = asked[0]
        # No question that was asked later than that got the old answer.
        assert latest - paused_at <= FRESH_SECONDS
        assert HTTP.request("GET", f"{two.url}/w/{shop.key}/live").json() == {"off": ["score"]}


def told(service: str, shop: Site) -> tuple[float, bool]:
    """When it was asked, and whether the script still has the campaign. It says when it answered, as caches need it."""
    asked_at = monotonic()
    answer = HTTP.request("GET", f"{service}/w/{shop.key}.js", timeout=30)
    assert answer.headers["Date"]
    return asked_at, b'"score"' in answer.data
