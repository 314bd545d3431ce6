"""How often somebody may send: an address, a household, a site; and what a flood of them costs the others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.ingest.senders import Browser, accepted, refused_as, told
from tests.support.clock import TestClock
from winback.ingest.buckets import Buckets
from winback.ingest.guards import network_of
from winback.models import Site


@pytest.fixture
def one_site_rate(app: Flask) -> Iterator[Callable[[int], None]]:
    """Sets how many requests a minute the whole site may send."""
    settings = app.extensions["winback"].settings
    before = settings.rate_per_site
    yield lambda limit: object.__setattr__(settings, "rate_per_site", limit)
    object.__setattr__(settings, "rate_per_site", before)


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
