"""30 minutes of silence end a session, and 24 hours at most."""

from __future__ import annotations

import itertools
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winback.clock import HOUR, MINUTE
from winback.ingest.sessions import IDLE, LONGEST, sessionize

CASES = [
    pytest.param(case, id=case["id"])
    for path in sorted((Path(__file__).parents[2] / "cases").glob("*.json"))
    for case in json.loads(path.read_text()).get("cases", [])
    if case.get("kind") == "session" and "sessions" in case.get("expect", {})
]


@pytest.mark.parametrize(
    ("times", "starts"),
    [
        ([], []),
        ([5], [0]),
        ([0, 30 * MINUTE], [0]),
        ([0, 30 * MINUTE + 1], [0, 1]),
        ([0, 0, 0], [0]),
        ([n * 20 * MINUTE for n in range(73)], [0]),
        ([n * 20 * MINUTE for n in range(74)], [0, 73]),
        ([n * 30 * MINUTE for n in range(100)], [0, 49, 98]),
    ],
    ids=[
        "nothing",
        "one event",
        "exactly 30 minutes stay",
        "a millisecond more cuts",
        "one instant",
        "exactly 24 hours stay",
        "the event after 24 hours begins a new one",
        "and it counts its own 24 hours",
    ],
)
def test_where_sessions_begin(times: list[int], starts: list[int]) -> None:
    assert sessionize(times) == starts


@pytest.mark.parametrize("case", CASES)
def test_the_shared_cases(case: dict[str, Any]) -> None:
    of_visitor: dict[str, list[int]] = {}
    for visitor, time, *_ in case["input"]["events"]:
        of_visitor.setdefault(visitor, []).append(round(datetime.fromisoformat(time).timestamp() * 1000))
    found = sum(len(sessionize(sorted(times))) for times in of_visitor.values())
    assert found == case["expect"]["sessions"]


@settings(deadline=None)
@given(st.lists(st.integers(0, 72 * HOUR), min_size=1).map(sorted))
def test_every_session_obeys_both_rules_and_no_cut_is_needless(times: list[int]) -> None:
    starts = sessionize(times)
    assert starts[0] == 0
    for start, end in zip(starts, [*starts[1:], len(times)], strict=True):
        own = times[start:end]
        assert all(later - earlier <= IDLE for earlier, later in itertools.pairwise(own))
        assert own[-1] - own[0] <= LONGEST
        if end < len(times):
            assert times[end] - own[-1] > IDLE or times[end] - own[0] > LONGEST
