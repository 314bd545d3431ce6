"""What a whole request must pass: in this order, by these names, with these answers."""

from __future__ import annotations

import gzip
import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.ingest.senders import PAGE, Browser, accepted, count, rows, told
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.ids import new_site_key
from winback.ingest.arrival import Batch
from winback.ingest.buckets import Buckets
from winback.ingest.guards import network_of
from winback.ingest.sightings import MOST_ALLOWED, MOST_REFUSED, keep_sightings
from winback.models import Event, Site, TagSighting


@pytest.fixture
def one_site_rate(app: Flask) -> Iterator[Callable[[int], None]]:
    """Sets how many requests a minute the whole site may send."""
    settings = app.extensions["winback"].settings
    before = settings.rate_per_site
    yield lambda limit: object.__setattr__(settings, "rate_per_site", limit)
    object.__setattr__(settings, "rate_per_site", before)


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


def refused_as(answer: TestResponse) -> str:
    assert answer.content_type == "application/problem+json", answer.data
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body = answer.json
    assert body
    assert body["status"] == answer.status_code
    assert body["type"] == f"/problems/{body['reason']}"
    return str(body["reason"])


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


def test_a_refused_origin_is_shown_on_the_install_check_twenty_at_most(browser: Browser, db: Database) -> None:
    for number in range(25):
        body = orjson.dumps(browser.envelope(told("page_view"), page={"url": f"https://o{number}.example/a?b#c"}))
        assert refused_as(browser.post(body, Origin=f"https://o{number}.example")) == "origin_refused"
    assert accepted(browser.send(told("page_view"))) == 1
    seen = {row.origin: (row.is_allowed, row.url) for row in rows(db, TagSighting)}
    assert seen["https://o0.example"] == (False, "https://o0.example/a?b")
    assert seen["https://shop.example"] == (True, PAGE["url"])
    assert sum(not is_allowed for is_allowed, _ in seen.values()) == 20


def test_a_day_later_a_newcomer_takes_the_place_of_the_longest_unseen(
    browser: Browser, db: Database, clock: TestClock
) -> None:
    body = orjson.dumps(browser.envelope(told("page_view")))
    for number in range(20):
        browser.post(body, Origin=f"https://o{number}.example")
        clock.advance(seconds=1)
    clock.advance(days=1)
    browser.post(body, Origin="https://new.example")
    seen = [row.origin for row in rows(db, TagSighting)]
    assert "https://new.example" in seen
    assert "https://o0.example" not in seen
    assert len(seen) == 20


def test_the_tag_is_noted_once_a_minute(browser: Browser, db: Database, clock: TestClock) -> None:
    first = clock()
    browser.send(told("page_view"))
    clock.advance(seconds=59)
    browser.send(told("page_view"))
    assert [row.seen_at for row in rows(db, TagSighting)] == [first]
    clock.advance(seconds=1)
    browser.send(told("page_view"))
    assert [row.seen_at for row in rows(db, TagSighting)] == [first + 60_000]


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


def test_a_flood_from_one_address_leaves_other_sites_alone(
    browser: Browser, client: FlaskClient, elsewhere: Site, app: Flask, clock: TestClock
) -> None:
    body = orjson.dumps(browser.envelope(told("page_view")))
    object.__setattr__(app.extensions["winback"].settings, "rate_per_address", 3)
    for number in range(3):
        assert accepted(browser.post(body, X_Forwarded_For=f"10.0.0.{number}")) == 1
    answer = browser.post(body, X_Forwarded_For="10.0.0.9")
    assert refused_as(answer) == "rate_limited"
    assert answer.headers["Retry-After"] == "20"
    other = Browser(client, elsewhere, headers={**browser.headers, "Origin": "https://charlie.example"}, visitor=None)
    assert accepted(other.send(told("page_view"))) == 1
    clock.advance(seconds=20)
    assert accepted(browser.post(body)) == 1


def test_a_site_has_a_rate_of_its_own(browser: Browser, one_site_rate: Callable[[int], None]) -> None:
    one_site_rate(1)
    assert accepted(browser.send(told("page_view"))) == 1
    answer = browser.send(told("page_view"))
    assert refused_as(answer) == "rate_limited"
    assert answer.headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, "unknown"),
    ],
)
def test_a_household_of_ipv6_counts_as_one(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_a_bucket_fills_again_with_time_and_never_above_its_rim() -> None:
    buckets = Buckets()
    assert [buckets.take("a", 2, 0) for _ in range(3)] == [0, 0, 30]
    assert buckets.take("a", 2, 29_000) == 1
    assert buckets.take("a", 2, 30_000) == 0
    assert [buckets.take("a", 2, 10**9) for _ in range(3)] == [0, 0, 30]
    # a clock that goes back gives nothing and takes nothing
    assert buckets.take("a", 2, 0) == 30


def test_a_flood_of_addresses_neither_eats_the_memory_nor_frees_whoever_is_held_back() -> None:
    buckets = Buckets(most_keys=1000)
    assert [buckets.take("greedy", 2, 0) for _ in range(3)] == [0, 0, 30]
    for number in range(100_000):
        buckets.take(f"events 1 2001:db8:{number:x}::/64", 600, number % 1000)
    assert buckets.take("greedy", 2, 1000) == 29
    assert len(buckets._level) == 1000
    assert len(buckets._shared) <= 4096
    assert buckets.take("newcomer", 600, 1000) == 0


def test_after_a_flood_everybody_has_a_bucket_and_a_newcomer_its_own() -> None:
    buckets = Buckets(most_keys=100)
    for number in range(1000):
        buckets.take(str(number), 1, number)
    for number in range(200):  # each makes room for one more than itself
        assert buckets.take(f"later {number}", 1, 100_000 + number) in (0, 59, 60)
    assert [buckets.take(f"one of {number}", 1, 200_000) for number in range(100)] == [0] * 100
    assert [buckets.take(f"one of {number}", 1, 200_000) for number in range(100)] == [60] * 100


def test_a_take_costs_the_same_in_the_midst_of_a_flood() -> None:
    """What a full table needs for one more key does not grow with the table: no walk over all of it."""

    class Counting(OrderedDict[str, tuple[float, int]]):
        looks = 0

        def __iter__(self) -> Iterator[str]:
            for key in super().__iter__():
                Counting.looks += 1
                yield key

    buckets = Buckets(most_keys=2000)
    buckets._level = Counting()
    for number in range(10_000):
        buckets.take(str(number), 10, number // 100)
    assert Counting.looks <= 2 * 10_000


def test_a_clock_that_is_put_back_neither_frees_a_flood_nor_shuts_others_out() -> None:
    buckets = Buckets(most_keys=10)
    for number in range(10):
        buckets.take(str(number), 1, 10**9)
    assert buckets.take("0", 1, 0) == 60
    for number in range(10):
        buckets.take(f"later {number}", 1, 0)
    assert [buckets.take(f"one of {number}", 1, 60_000) for number in range(10)] == [0] * 10


@pytest.mark.parametrize("origins", [["https://shop.example"], ["https://*.shop.example"]], ids=["refused", "allowed"])
def test_made_up_origins_cost_a_write_for_a_few_alone(
    app: Flask, browser: Browser, db: Database, origins: list[str]
) -> None:
    """Nor do they push out what was seen of the shop's own."""
    with db.writing() as session:
        session.get_one(Site, browser.site.id).origins = ["https://shop.example", *origins]
    sightings = app.extensions["winback"].recorder.sightings
    most = MOST_ALLOWED if "*" in origins[-1] else MOST_REFUSED
    browser.headers["Origin"] = "https://shop.example"
    browser.send(told("page_view"))
    facts = app.extensions["winback"].recorder.sites.by_id(browser.site.id)
    is_allowed = most == MOST_ALLOWED
    now = app.extensions["winback"].clock()
    made_up = [f"https://x{number}.shop.example" for number in range(most + 100)]
    written = [s for origin in made_up if (s := sightings.of(facts, origin, None, is_allowed, now))]
    assert most - 1 <= len(written) <= most
    app.extensions["winback"].recorder.record(Batch(facts, [], sighting=written[0]))
    later = [replace(each, origin=f"https://y{n}.shop.example") for n, each in enumerate(written)] + written
    with db.write_engine.begin() as connection:
        keep_sightings(connection, later)
    alike = [row for row in rows(db, TagSighting) if row.is_allowed == is_allowed]
    assert len(alike) == most
    assert any(row.origin == "https://shop.example" for row in rows(db, TagSighting))
    assert sightings.of(facts, "https://shop.example", None, True, now) is None
