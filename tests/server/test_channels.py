"""Where a visit came from, by the one table that the server and the browser read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import analytics
from winback.rules.channels import CHANNELS, channel, channel_of_visit, kind_of

ROWS: list[tuple[dict[str, str], str]] = [
    (row, name)
    for case in analytics("channel")
    for row, name in zip(case["input"]["rows"], case["expect"], strict=True)
]


def of_row(row: dict[str, str]) -> str:
    utm = {key.removeprefix("utm_"): value for key, value in row.items() if key.startswith("utm_")}
    return channel(utm, row.get("referrer", ""), row.get("host", ""), row.get("click_id", ""))


@pytest.mark.parametrize(("row", "name"), ROWS, ids=[f"{row} is {name}" for row, name in ROWS])
def test_a_channel_by_the_worked_example(row: dict[str, str], name: str) -> None:
    assert of_row(row) == name


def test_every_channel_but_none_other_is_reached_by_the_example() -> None:
    assert {name for _, name in ROWS} - set(CHANNELS) == set()


SOURCES: dict[str, str] = {
    "mail": "email", "www.google.co.kr": "search", "search.naver.com": "search", "tv.naver.com": "video",
    "m.youtube.com": "video", "l.instagram.com": "social", "shopping.google.com": "shopping", "mail.google.com": "email", "t.co": "social", "t.com": "",
    "google.shop.example": "", "notgoogle.com": "", "gemini.google.com": "ai", "chatgpt.com": "ai",
}  # fmt: skip


@pytest.mark.parametrize(("source", "kind"), SOURCES.items())
def test_a_source_is_known_by_its_host(source: str, kind: str) -> None:
    assert kind_of(source) == kind


VISITS: dict[str, tuple[str, str, str]] = {
    "an ad": ("https://shop.example/?gclid=1&utm_source=google", "https://www.google.com/", "Paid Search"),
    "an empty click id": ("https://shop.example/?gclid=", "https://www.google.com/", "Organic Search"),
    "a link of the shop": ("https://www.shop.example/p", "https://blog.shop.example/post", "Direct"),
    "a link of another": ("https://shop.example/p", "https://notshop.example/", "Referral"),
    "a mail": ("https://shop.example/p?utm_source=Newsletter&utm_medium=EMAIL", "", "Email"),
    "a bookmark": ("https://shop.example/p", "", "Direct"),
}


@pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
def test_a_visit_has_a_channel(visit: tuple[Any, ...]) -> None:
    landing, referrer, name = visit
    assert channel_of_visit(landing, referrer) == name
