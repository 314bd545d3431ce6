"""What a whole request must pass: in this order, by these names, with these answers."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask import Flask

from tests.server.ingest.senders import Browser, accepted, count, refused_as, told
from winback.db.engine import Database
from winback.ids import new_site_key
from winback.models import Event


# Each way of being wrong: what it does to a good request.
def too_large(request: dict[str, Any]) -> None:
    request["body"] = request["body"] + b" " * 65536


def bad_type(request: dict[str, Any]) -> None:
    request["headers"]["Content-Type"] = "application/xml"


def bad_key(request: dict[str, Any]) -> None:
    request["key"] = "wb_nonsense"


def unknown_site(request: dict[str, Any]) -> None:
    request["key"] = new_site_key()


def rate_limited(request: dict[str, Any]) -> None:
    request["is_exhausted"] = True


def origin_refused(request: dict[str, Any]) -> None:
    request["headers"]["Origin"] = "https://evil.example"


def bad_json(request: dict[str, Any]) -> None:
    request["body"] = b"{" + request["body"]


def bad_envelope(request: dict[str, Any]) -> None:
    request["body"] = request["body"].replace(b'"v":1', b'"v":2')


WRONGS = [too_large, bad_type, bad_key, unknown_site, rate_limited, origin_refused, bad_json, bad_envelope]
STATUS = {
    "too_large": 413,
    "bad_type": 415,
    "bad_key": 404,
    "unknown_site": 404,
    "rate_limited": 429,
    "origin_refused": 403,
    "bad_json": 400,
    "bad_envelope": 422,
}
# One key can't be ill-formed and unknown, and only a known site's requests are counted.
IMPOSSIBLE = [{"bad_key", "unknown_site"}, {"bad_key", "rate_limited"}, {"unknown_site", "rate_limited"}]
PAIRS = [
    (first, second)
    for first, second in itertools.combinations_with_replacement(WRONGS, 2)
    if {first.__name__, second.__name__} not in IMPOSSIBLE
]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("first", "second"), PAIRS, ids=[f"{a.__name__} before {b.__name__}" for a, b in PAIRS])
def test_the_earlier_of_two_faults_answers(
    first: Callable[..., None], second: Callable[..., None], browser: Browser, app: Flask, db: Database
) -> None:
    request: dict[str, Any] = {
        "key": browser.site.key,
        "headers": dict(browser.headers),
        "body": orjson.dumps(browser.envelope(told("page_view"))),
        "is_exhausted": False,
    }
    # The later one first: what it does to the body must not hide what the earlier one does.
    for wrong in {second: None, first: None}:
        wrong(request)
    if request["is_exhausted"]:
        settings = app.extensions["winback"].settings
        for _ in range(settings.rate_per_address):
            app.extensions["winback"].recorder.buckets.take(
                f"events {browser.site.id} 127.0.0.1", settings.rate_per_address, app.extensions["winback"].clock()
            )
    answer = browser.client.post(f"/e/{request['key']}", data=request["body"], headers=request["headers"])
    assert refused_as(answer) == first.__name__
    assert answer.status_code == STATUS[first.__name__]
    assert count(db, Event) == 0


@pytest.mark.parametrize("fault", ['"a\\u0000"', "9223372036854775808", "1" * 25, "-9223372036854775809", "NaN"])
def test_a_body_that_is_no_json_of_ours_is_refused_with_its_good_events(
    fault: str, browser: Browser, db: Database
) -> None:
    """An event that is read and does not fit is dropped alone; this one can't be read alike by all, so none is."""
    batch = orjson.dumps(browser.envelope(told("page_view"), told("size_chosen", size="@"), told("page_view")))
    answer = browser.post(batch.replace(b'"@"', fault.encode()))
    assert (answer.status_code, refused_as(answer)) == (400, "bad_json")
    assert count(db, Event) == 0
    assert accepted(browser.post(batch)) == 3


def test_a_body_of_exactly_64_kib_is_taken(browser: Browser) -> None:
    body = orjson.dumps(browser.envelope(told("page_view")))
    padded = body + b" " * (65536 - len(body))
    assert accepted(browser.post(padded)) == 1
    assert refused_as(browser.post(padded + b" ")) == "too_large"


def test_a_gzip_body_is_inflated_and_measured_inflated(browser: Browser) -> None:
    body = orjson.dumps(browser.envelope(told("page_view")))
    assert accepted(browser.post(gzip.compress(body), Content_Encoding="gzip")) == 1
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 65536
    assert refused_as(browser.post(bomb, Content_Encoding="gzip")) == "too_large"
    # too large and of a wrong type at once: the first guard answers
    assert refused_as(browser.post(bomb, Content_Encoding="gzip", Content_Type="a/b")) == "too_large"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"{}"),
        ("br", b"{}"),
        ("gzip, gzip", b"{}"),
        ("gzip", gzip.compress(b"{}")[:-4]),
        ("gzip", gzip.compress(b"{}") + b"more"),
        ("gzip", b""),
    ],
    ids=["no gzip", "brotli", "twice", "cut short", "with a tail", "nothing"],
)
def test_an_encoding_that_is_not_one_gzip_is_refused(browser: Browser, encoding: str, body: bytes) -> None:
    assert refused_as(browser.post(body, Content_Encoding=encoding)) == "bad_type"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "text/plain;charset=UTF-8", 'application/json; charset="utf-8"', "Application/JSON"]
)
def test_text_and_json_are_taken(browser: Browser, content_type: str) -> None:
    body = orjson.dumps(browser.envelope(told("page_view")))
    assert accepted(browser.post(body, Content_Type=content_type)) == 1


@pytest.mark.parametrize("content_type", [None, "", "text/html", "text/plain;charset=utf-16", "text/plainer"])
def test_other_types_are_refused(browser: Browser, content_type: str | None) -> None:
    body = orjson.dumps(browser.envelope(told("page_view")))
    assert refused_as(browser.post(body, Content_Type=content_type)) == "bad_type"


@pytest.mark.parametrize(
    "origin", ["https://shop.example", "https://SHOP.example", "https://shop.example:443", "https://shop.example/"]
)
def test_an_allowed_origin_may_be_written_differently(browser: Browser, origin: str) -> None:
    assert accepted(browser.post(orjson.dumps(browser.envelope(told("page_view"))), Origin=origin)) == 1


@pytest.mark.parametrize(
    "origin",
    [
        "http://shop.example",
        "https://shop.example:8443",
        "https://www.shop.example",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://user@shop.example",
        "file://",
        "nonsense",
    ],
)
def test_another_origin_is_refused(browser: Browser, origin: str, db: Database) -> None:
    assert (
        refused_as(browser.post(orjson.dumps(browser.envelope(told("page_view"))), Origin=origin)) == "origin_refused"
    )
    assert count(db, Event) == 0


@pytest.mark.parametrize("origin", ["null", None])
def test_without_an_origin_the_page_is_judged(browser: Browser, origin: str | None) -> None:
    body = orjson.dumps(browser.envelope(told("page_view")))
    assert accepted(browser.post(body, Origin=origin)) == 1
    foreign = orjson.dumps(browser.envelope(told("page_view"), page={"url": "https://evil.example/"}, v=2))
    assert refused_as(browser.post(foreign, Origin=origin)) == "origin_refused"
    without = orjson.dumps(browser.envelope(told("page_view"), page={}))
    assert refused_as(browser.post(without, Origin=origin)) == "bad_envelope"


def test_the_envelopes_fault_is_named_by_its_path(browser: Browser) -> None:
    answer = browser.send(told("page_view"), consent={"mode": "off", "purposes": [7], "notice": None, "gpc": False})
    assert refused_as(answer) == "bad_envelope"
    assert answer.json["errors"] == [{"path": "consent.purposes[0]", "message": "Expected `str`, got `int`"}]  # type: ignore[index]


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"v": "1"},
        {"visitor": "8F14E45FCEEA167A5A36DEDD4BEA2543"},
        {"visitor": "8f14e45fceea167a5a36dedd4bea2543\n"},
        {"visitor": 7},
        {"session": "x"},
        {"sent_at": -1},
        {"sent_at": 1e20},
        {"sent_at": "now"},
        {"sent_at": True},
        {"page": {"url": "javascript:alert(1)"}},
        {"page": {"url": ""}},
        {"page": "https://shop.example"},
        {"events": []},
        {"events": {}},
        {"consent": None},
        {"consent": {"mode": "maybe", "purposes": []}},
        {"more": 1},
    ],
    ids=str,
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bad_envelope_is_refused_whole(browser: Browser, db: Database, changes: dict[str, Any]) -> None:
    assert refused_as(browser.send(told("page_view"), **changes)) == "bad_envelope"
    assert count(db, Event) == 0
