"""Short texts are remembered, long ones are not."""

from __future__ import annotations

from winback.memory import LONGEST, MOST, remembered


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
