"""kill -9 of the real service under load: what it acknowledged is there, and re-sending doubles nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.crash_rounds import run_rounds

pytestmark = pytest.mark.slow


def test_no_acknowledged_event_is_lost_and_none_is_doubled(database_url: str, tmp_path: Path) -> None:
    services = 1 if database_url.startswith("sqlite") else 2
    found = run_rounds(database_url, tmp_path, rounds=2, services=services)
    assert found.is_clean(), found
    assert (found.rounds, found.acknowledged >= 1000) == (2, True)
