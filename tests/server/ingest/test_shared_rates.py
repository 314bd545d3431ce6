"""Several processes keep one rate through a real Redis, and each its own while that is away."""

from __future__ import annotations

import select
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.server.ingest.senders import NOON, Browser, told
from tests.support.clock import TestClock
from tests.support.redis_server import RedisServer, running_redis
from winback.app import create_app
from winback.config import Settings, SettingsError, load_settings
from winback.ingest import shared_buckets
from winback.ingest.shared_buckets import SharedBuckets
from winback.models import Site

Door = Callable[[], socket.socket]

TAKE = """
import sys
from winback.ingest.shared_buckets import SharedBuckets
buckets = SharedBuckets(sys.argv[1])
print(sum(buckets.take("one", 60, 0) == 0 for _ in range(100)))
"""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    # pytest's own folder has a name too long for a Unix socket
    with tempfile.TemporaryDirectory() as folder, running_redis(Path(folder)) as server:
        yield server


def test_two_processes_share_one_rate(redis: RedisServer) -> None:
    command = [sys.executable, "-c", TAKE, redis.url]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    passed = sum(int(process.communicate()[0]) for process in both)
    assert 60 <= passed < 110  # each for itself would make 120; one token comes back a second


def test_a_refused_take_says_when_to_come_again(redis: RedisServer) -> None:
    buckets = SharedBuckets(redis.url)
    assert [buckets.take("a", 2, NOON) for _ in range(2)] == [0, 0]
    assert 25 <= buckets.take("a", 2, NOON) <= 30
    assert buckets.take("b", 2, NOON) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_services_refuse_what_is_too_much_for_both(
    redis: RedisServer, settings: Settings, clock: TestClock, app: Flask, shop: Site
) -> None:
    shared = replace(settings, redis_url=redis.url, rate_per_address=5)
    with ExitStack() as stack:
        services = [create_app(shared, clock=clock) for _ in range(2)]
        for each in services:
            stack.callback(each.extensions["winback"].close)
        answers = [Browser(services[n % 2].test_client(), shop).send(told("page_view")) for n in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert int(answers[-1].headers["Retry-After"]) >= 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_events_are_answered_while_redis_is_killed_and_comes_back(
    redis: RedisServer,
    settings: Settings,
    app: Flask,
    shop: Site,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(shared_buckets, "TRIED_AGAIN_AFTER_SECONDS", 0.05)
    service = app.extensions["winback"]
    buckets = service.recorder.buckets = SharedBuckets(redis.url)
    is_over = threading.Event()
    answered: list[int] = []

    def send_on() -> None:
        browser = Browser(app.test_client(), shop)
        while not is_over.is_set():
            answered.append(browser.send(told("page_view")).status_code)

    def wait_until(is_away: bool, more: int) -> None:
        goal = len(answered) + more
        while buckets._is_away is not is_away or len(answered) < goal:
            assert not is_over.wait(0.001)

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(send_on) for _ in range(4)]
        try:
            wait_until(is_away=False, more=30)
            redis.kill()
            wait_until(is_away=True, more=30)
            redis.start()
            wait_until(is_away=False, more=30)
        finally:
            is_over.set()
        for each in running:
            each.result()
    assert set(answered) == {200}
    said = [record.getMessage() for record in caplog.records if "Redis" in record.getMessage()]
    assert len(said) == 2
    assert "away" in said[0] and "back" in said[1]


@pytest.fixture
def door(redis: RedisServer) -> Iterator[tuple[str, Door]]:
    """An address before that of Redis, and who comes there one by one."""
    path = redis.socket.with_name("door.sock")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        listening.settimeout(30)
        yield f"unix://{path}", lambda: listening.accept()[0]


def let_through(client: socket.socket, redis: RedisServer) -> None:
    """Until the client has gone."""
    with client, socket.socket(socket.AF_UNIX) as server:
        server.connect(str(redis.socket))
        while True:
            for one in select.select([client, server], [], [])[0]:
                said = one.recv(65536)
                if not said:
                    return
                (server if one is client else client).sendall(said)


def test_who_asked_before_redis_came_back_does_not_call_it_away_again(
    redis: RedisServer, door: tuple[str, Door], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared_buckets, "TRIED_AGAIN_AFTER_SECONDS", 0)
    monkeypatch.setattr(shared_buckets, "ANSWERS_WITHIN_SECONDS", 30)
    url, next_one = door
    buckets = SharedBuckets(url)
    with ThreadPoolExecutor(4) as others, closing(buckets._script.registered_client):
        early = others.submit(buckets.take, "a", 60, NOON)
        held = next_one()
        refused = others.submit(buckets.take, "a", 60, NOON)
        next_one().close()
        assert refused.result(30) == 0
        late = others.submit(buckets.take, "a", 60, NOON)
        others.submit(let_through, next_one(), redis)
        assert late.result(30) == 0
        held.close()
        assert early.result(30) == 0
        assert not buckets._is_away
    assert told_of(caplog) == ["Redis is away", "Redis is back"]


def test_who_was_answered_before_redis_went_away_does_not_call_it_back(
    redis: RedisServer, door: tuple[str, Door], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared_buckets, "ANSWERS_WITHIN_SECONDS", 30)
    url, next_one = door
    buckets = SharedBuckets(url)
    with ThreadPoolExecutor(4) as others, closing(buckets._script.registered_client):
        early = others.submit(buckets.take, "a", 60, NOON)
        held = next_one()
        refused = others.submit(buckets.take, "a", 60, NOON)
        next_one().close()
        assert refused.result(30) == 0
        others.submit(let_through, held, redis)
        assert early.result(30) == 0
        assert buckets._is_away
    assert told_of(caplog) == ["Redis is away"]


def told_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage().split(",")[0].split(":")[0] for record in caplog.records]


def test_a_redis_that_never_was_there_is_no_error(tmp_path: Path) -> None:
    buckets = SharedBuckets(f"unix://{tmp_path}/nobody.sock")
    assert [buckets.take("a", 1, NOON) for _ in range(2)] == [0, 60]


def test_a_wrong_address_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="WINBACK_REDIS_URL"):
        load_settings({"WINBACK_DATA": str(tmp_path), "WINBACK_REDIS_URL": "localhost:6379"})
