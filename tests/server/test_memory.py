"""Short texts are remembered, long ones are not."""

from __future__ import annotations

import pytest

from winback.ingest.strangers import Strangers
from winback.memory import LONGEST, MOST, Recent, remembered


def test_short_texts_are_asked_once_and_long_ones_each_time() -> None:
    asked: list[str | None] = []

    @remembered
    def length(text: str | None, other: str | None = None) -> int:
        asked.append(text)
        return len(text or "")

    assert [length("short"), length("short"), length(None), length(None)] == [5, 5, 0, 0]
    assert asked == ["short", None]
    long = "x" * (LONGEST + 1)
    assert [length(long), length(long), length("short", long), length("short", long)] == [501, 501, 5, 5]
    assert len(asked) == 6


def test_no_more_than_so_many_are_remembered() -> None:
    asked: list[str] = []

    @remembered
    def same(text: str) -> str:
        asked.append(text)
        return text

    for number in range(MOST + 1):
        same(str(number))
    same("0")
    assert len(asked) == MOST + 2


def test_misses_and_guessers_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    misses = Recent(seconds=60, most=100)
    for number in range(1000):
        misses.add(str(number))
    assert (misses.has("999"), misses.has("900"), misses.has("899")) == (True, True, False)
    assert not Recent(seconds=0).has("999")
    monkeypatch.setattr("winback.ingest.strangers._MOST_WAITING", 100)
    strangers = Strangers(most_misses=1)
    for number in range(1000):
        for _ in range(2):
            strangers.missed(f"network {number}", 1000)
    assert (strangers.wait("network 999", 1000), strangers.wait("network 1", 1000)) == (60, 0)
    assert strangers.wait("network 999", 61_000) == 0
