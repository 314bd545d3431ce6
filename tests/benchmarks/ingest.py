"""events in, answered only after they are on disk, beside a WSGI app that does nothing"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import orjson

from tests.benchmarks.load import Measured, drive, requests_of
from tests.benchmarks.noop import running_noop
from tests.support.servers import winback_serve
from winback.db.engine import Database
from winback.db.migrate import upgrade
from winback.ids import uuid7
from winback.models.site import Site

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
PLAIN = {"Content-Type": "text/plain", "Origin": "https://shop.example", "User-Agent": BROWSER}
ROUNDS = 3


def run(folder: Path) -> Iterator[str]:
    database_url = f"sqlite:///{folder / 'winback.db'}"
    key = make_site(database_url)
    unlimited = {"WINBACK_RATE_PER_ADDRESS": "10000000", "WINBACK_RATE_PER_SITE": "100000000"}
    settings = {"WINBACK_DATA": str(folder), "WINBACK_DATABASE_URL": database_url, **unlimited}
    with winback_serve(settings, folder / "log") as service, running_noop() as noop:
        for events, requests in ((10, 3000), (1, 6000)):
            ours, nothing = in_turn(f"{service.url}/e/{key}", f"{noop}/e/{key}", events, requests)
            yield sentence(events, ours, nothing)


def in_turn(ours: str, nothing: str, events: int, requests: int) -> tuple[Measured, Measured]:
    """The best of some rounds of each, so that a neighbour on the machine disturbs both alike."""
    best: dict[str, Measured] = {}
    for _ in range(ROUNDS):
        for url in (ours, nothing):
            bodies = [batch(events) for _ in range(requests)]
            measured = drive(url, requests_of(url, "POST", bodies, PLAIN))
            if set(measured.statuses) != {200}:
                raise RuntimeError(f"{url} answered {measured.statuses}")
            if url not in best or measured.per_second > best[url].per_second:
                best[url] = measured
    return best[ours], best[nothing]


def sentence(events: int, ours: Measured, nothing: Measured) -> str:
    return (
        f"{events:>2} events a request: {ours.per_second * events:>7,.0f} events/s, {ours.per_second:>6,.0f} requests/s "
        f"(p50 {ours.percentile_ms(0.5):.1f} ms, p99 {ours.percentile_ms(0.99):.1f} ms); "
        f"doing nothing {nothing.per_second:>7,.0f} requests/s: ratio {ours.per_second / nothing.per_second:.3f}"
    )


def batch(events: int) -> bytes:
    now = time.time_ns() // 1_000_000
    page = {"url": "https://shop.example/p/1", "referrer": "", "title": "Lamp", "lang": "en"}
    made = [{"id": str(uuid7(now)), "name": "page_view", "age_ms": 40, "properties": {}} for _ in range(events)]
    consent = {"mode": "off", "purposes": [], "notice": None, "gpc": False}
    envelope = {
        "v": 1,
        "visitor": secrets.token_hex(16),
        "session": None,
        "sent_at": now,
        "consent": consent,
        "page": page,
    }
    return orjson.dumps({**envelope, "events": made})


def make_site(database_url: str) -> str:
    """A site that takes everything; returns its key."""
    db = Database(database_url)
    upgrade(db)
    with db.writing() as session:
        site = Site(name="Bench", origins=["https://shop.example"], consent_mode="off", created_at=0)
        session.add(site)
    db.close()
    return site.key
