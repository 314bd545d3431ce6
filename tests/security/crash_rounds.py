"""Rounds of kill -9 under load: what was acknowledged is there, and sending everything again doubles nothing.

`python -m tests.security.crash_rounds --rounds 50` runs many, on a database of each kind, and prints what it found.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import sqlalchemy as sa
import urllib3

from tests.server.ingest.senders import CHROME, NOON, PAGE, launched, told, visitor_in
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.servers import Service, ask_patiently, winback_serve
from winback.cli_recount import differences
from winback.clock import now_ms
from winback.db.engine import Database
from winback.db.migrate import upgrade
from winback.ids import new_site_key
from winback.models import Event, Participation, Purchase, Response, Site, Visit

SENDERS = 8
EVENTS = 6  # a batch
HEADERS = {"Origin": "https://shop.example", "User-Agent": CHROME, "Content-Type": "text/plain"}


@dataclass
class Letter:
    """One request's worth of events, sent until it is acknowledged."""

    body: bytes
    ids: frozenset[str]


@dataclass
class Load:
    """Browsers that send without a pause, and remember what was acknowledged. Where there are several services each
    visitor is at all of them at once.
    """

    key: str
    visitors: list[str]
    sent: list[Letter] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)

    def under_way(self, services: list[Service], enough: int, pull: threading.Event) -> None:
        """Sends until that many more requests are acknowledged; then `pull` is set, and it goes on until nobody answers."""
        wanted = len(self.acknowledged) + enough * EVENTS
        with ThreadPoolExecutor(SENDERS) as pool:
            at = [services[sender % len(services)] for sender in range(SENDERS)]
            who = [self.visitors[sender // len(services)] for sender in range(SENDERS)]
            list(pool.map(lambda service, visitor: self._send_on(service, visitor, wanted, pull), at, who))

    def _send_on(self, service: Service, visitor: str, wanted: int, pull: threading.Event) -> None:
        http = urllib3.PoolManager(retries=False, timeout=60)
        while True:
            letter = self._letter(visitor)
            self.sent.append(letter)
            if not self.deliver(http, service, letter):
                return
            if len(self.acknowledged) >= wanted:
                pull.set()

    def _letter(self, visitor: str) -> Letter:
        exposure = told("exposure", campaign="cart-saver", version=1, arm="a", epoch=1, trigger="t")
        events = [
            exposure,
            told("impression", exposure=exposure["id"], variant="a", format="bar"),
            told("page_view"),
            told("purchase", transaction_id=f"T{random.randrange(10**12)}", value=1, currency="EUR"),
            told("answer", exposure=exposure["id"], step="s1", block="score", value=random.randrange(11), ms=900),
            told("response", exposure=exposure["id"], complete=True, path=["s1"]),
        ]
        envelope = {
            "v": 1,
            "visitor": visitor,
            "consent": {"mode": "off", "purposes": []},
            "page": PAGE,
            "events": events,
        }
        return Letter(orjson.dumps(envelope), frozenset(str(event["id"]) for event in events))

    def deliver(self, http: urllib3.PoolManager, service: Service, letter: Letter) -> bool:
        try:
            answer = http.request("POST", f"{service.url}/e/{self.key}", body=letter.body, headers=HEADERS)
        except urllib3.exceptions.HTTPError:
            return False
        if answer.status != 200 or orjson.loads(answer.data) != {"accepted": EVENTS, "dropped": []}:
            return False
        self.acknowledged |= letter.ids
        return True

    def send_again(self, service: Service, letters: list[Letter]) -> int:
        """How many of them are acknowledged now."""
        http = urllib3.PoolManager(retries=False, timeout=60)
        return sum(self.deliver(http, service, letter) for letter in letters)


@dataclass
class Found:
    """What the rounds came to. All but the first three must be 0."""

    rounds: int = 0
    acknowledged: int = 0
    stored_unacknowledged: int = 0
    missing: int = 0
    not_taken_again: int = 0
    doubled: int = 0
    miscounted: int = 0

    def is_clean(self) -> bool:
        return not (self.missing or self.not_taken_again or self.doubled or self.miscounted)


def run_rounds(url: str, folder: Path, rounds: int, enough: int = 100, services: int = 1) -> Found:
    """Every second kill is of the workers alone, which must come back by themselves."""
    load, found = arrange(url), Found()
    for number in range(0, rounds, 2):
        with running(url, folder, f"{number}", services) as served:
            for kill in (kill_worker, Service.kill)[: rounds - number]:
                start = len(load.sent)
                with pulling(served, kill) as pull:
                    load.under_way(served, enough, pull)
                found.rounds += 1
                before = stored_ids(url)
                found.missing += len(load.acknowledged - before)
                found.stored_unacknowledged += len(before - load.acknowledged)
                if kill is kill_worker:
                    found.not_taken_again += again(load, served, load.sent[start:])
    with running(url, folder, "last", services) as served:
        found.not_taken_again += again(load, served, load.sent)
    found.acknowledged = len(load.acknowledged)
    found.missing += len({one for letter in load.sent for one in letter.ids} - stored_ids(url))
    found.doubled = doubled(url, load)
    found.miscounted = miscounted(url)
    return found


@contextmanager
def running(url: str, folder: Path, name: str, services: int) -> Iterator[list[Service]]:
    """So many services on one database."""
    settings = {
        "WINBACK_DATA": str(folder / "data"),
        "WINBACK_DATABASE_URL": url,
        "WINBACK_RATE_PER_ADDRESS": "1000000",
    }
    with ExitStack() as stack:
        logs = [folder / f"{name}-{number}.log" for number in range(services)]
        yield [stack.enter_context(winback_serve(settings, log)) for log in logs]


def again(load: Load, services: list[Service], letters: list[Letter]) -> int:
    """Sends them again, once all answer, each to another one in turn; returns how many were not taken."""
    for service in services:
        assert ask_patiently(f"{service.url}/readyz") == 200
    parts = [letters[number :: len(services)] for number in range(len(services))]
    return len(letters) - sum(map(load.send_again, reversed(services), parts))


@contextmanager
def pulling(services: list[Service], kill: Callable[[Service], None]) -> Iterator[threading.Event]:
    """Kills them all when the event is set, while the load goes on."""
    pull = threading.Event()

    def wait_and_kill() -> None:
        assert pull.wait(120), "the load never got that far"
        for service in services:
            kill(service)

    thread = threading.Thread(target=wait_and_kill)
    thread.start()
    yield pull
    thread.join()


def kill_worker(service: Service) -> None:
    for pid in workers(service):
        os.kill(pid, signal.SIGKILL)


def workers(service: Service) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, parent in pairs if int(parent) == service.process.pid]


def arrange(url: str) -> Load:
    db = Database(url)
    upgrade(db)
    with db.writing() as session:
        site = Site(name="s", key=new_site_key(), origins=["https://shop.example"], consent_mode="off", created_at=NOON)
        session.add(site)
    campaign = launched(db, site, now=now_ms())
    visitors: list[str] = []
    for _ in range(SENDERS):
        visitors.append(visitor_in("a", campaign, int(visitors[-1], 16) + 1 if visitors else 1))
    db.close()
    return Load(site.key, visitors)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    db = Database(url)
    try:
        yield db
    finally:
        db.close()


def stored_ids(url: str) -> set[str]:
    with opened(url) as db, db.reading() as session:
        found = [str(event_id) for event_id in session.scalars(sa.select(Event.id))]
    assert len(found) == len(set(found))
    return set(found)


def doubled(url: str, load: Load) -> int:
    """How far what is derived from the events is off: one visit and one part in the experiment a visitor, one purchase
    and one response a batch.
    """
    senders = len({orjson.loads(letter.body)["visitor"] for letter in load.sent})
    with opened(url) as db, db.reading() as session:
        parts = session.scalars(sa.select(Participation)).all()
        rows = {model: session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Visit, Purchase)}
        answered = session.scalar(sa.select(sa.func.count()).select_from(Response))
    off = [
        (rows[Visit] or 0) - senders,
        len(parts) - senders,
        (rows[Purchase] or 0) - len(load.sent),
        (answered or 0) - len(load.sent),
        sum(part.conversions for part in parts) - len(load.sent),
        sum(part.revenue_minor for part in parts) - 100 * len(load.sent),
    ]
    return sum(map(abs, off))


def miscounted(url: str) -> int:
    """How many rows that reports read differ from a recount."""
    with opened(url) as db:
        with db.reading() as session:
            sites = list(session.scalars(sa.select(Site.id)))
        return sum(1 for site in sites for _ in differences(db, site, mends=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--enough", type=int, default=100, help="acknowledged requests before each kill")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this kind")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="winback-crash-") as name:
        folder = Path(name)
        for kind in [said.database] if said.database else ["sqlite", "postgresql"]:
            (folder / kind).mkdir()
            with fresh(kind, folder / kind) as url:
                services = 1 if kind == "sqlite" else 2
                print(kind, run_rounds(url, folder / kind, said.rounds, said.enough, services), flush=True)


@contextmanager
def fresh(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        with SqliteDatabases(folder).fresh(folder) as url:
            yield url
    else:
        with PostgresDatabases.running() as databases, databases.fresh(folder) as url:
            yield url


if __name__ == "__main__":
    main()
