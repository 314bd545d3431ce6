"""kill -9 of the real service under load: what it acknowledged is there, and re-sending doubles nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import orjson
import pytest
import sqlalchemy as sa
import urllib3

from tests.server.ingest.senders import CHROME, NOON, PAGE, launched, told, visitor_in
from tests.support.servers import Service, winback_serve
from winback.clock import now_ms
from winback.db.engine import Database
from winback.db.migrate import upgrade
from winback.ids import new_site_key
from winback.models import Event, Participation, Site, Visit

pytestmark = pytest.mark.slow

SENDERS = 8
ENOUGH = 150  # acknowledged requests before the power goes


class Load:
    """Browsers that send without a pause, and remember what was acknowledged."""

    def __init__(self, url: str, key: str, visitors: list[str]) -> None:
        self.url, self.key, self.visitors = url, key, visitors
        self.acknowledged: set[str] = set()
        self.sent: list[bytes] = []
        self.is_over = threading.Event()
        self.is_enough = threading.Event()

    def run(self, sender: int) -> None:
        pool = urllib3.PoolManager(retries=False)
        number = 0
        while not self.is_over.is_set():
            number += 1
            body, ids = self.batch(sender, number)
            self.sent.append(body)
            if not self.deliver(pool, body):
                return
            self.acknowledged |= ids
            if len(self.acknowledged) >= ENOUGH * 3:
                self.is_enough.set()

    def batch(self, sender: int, number: int) -> tuple[bytes, set[str]]:
        exposure = told("exposure", campaign="cart-saver", version=1, arm="a", epoch=1, trigger="t")
        transaction = f"T{sender}-{number}"
        events = [exposure, told("page_view"), told("purchase", transaction_id=transaction, value=1, currency="EUR")]
        envelope = {
            "v": 1,
            "visitor": self.visitors[sender],
            "consent": {"mode": "off", "purposes": []},
            "page": PAGE,
            "events": events,
        }
        return orjson.dumps(envelope), {str(event["id"]) for event in events}

    def deliver(self, pool: urllib3.PoolManager, body: bytes) -> bool:
        headers = {"Origin": "https://shop.example", "User-Agent": CHROME, "Content-Type": "text/plain"}
        try:
            answer = pool.request("POST", f"{self.url}/e/{self.key}", body=body, headers=headers, timeout=30)
        except urllib3.exceptions.HTTPError:
            return False
        return answer.status == 200 and orjson.loads(answer.data) == {"accepted": 3, "dropped": []}


def arrange(url: str) -> tuple[str, list[str]]:
    db = Database(url)
    upgrade(db)
    with db.writing() as session:
        site = Site(name="s", key=new_site_key(), origins=["https://shop.example"], consent_mode="off", created_at=NOON)
        session.add(site)
    campaign = launched(db, site, now=now_ms())
    visitors = []
    for _ in range(SENDERS):
        visitors.append(visitor_in("a", campaign, int(visitors[-1], 16) + 1 if visitors else 1))
    db.close()
    return site.key, visitors


def test_no_acknowledged_event_is_lost_and_none_is_doubled(database_url: str, tmp_path: Path) -> None:
    key, visitors = arrange(database_url)
    settings = {
        "WINBACK_DATA": str(tmp_path / "data"),
        "WINBACK_DATABASE_URL": database_url,
        "WINBACK_RATE_PER_ADDRESS": "1000000",
    }
    with ExitStack() as stack:
        service: Service = stack.enter_context(winback_serve(settings, tmp_path / "first.log"))
        load = Load(service.url, key, visitors)
        with ThreadPoolExecutor(SENDERS) as pool:
            running = [pool.submit(load.run, sender) for sender in range(SENDERS)]
            assert load.is_enough.wait(60)
            service.kill()
            load.is_over.set()
            for each in running:
                each.result(60)
    assert load.acknowledged <= stored_ids(database_url)

    with winback_serve(settings, tmp_path / "second.log") as service:
        load.url = service.url
        again = urllib3.PoolManager(retries=False)
        assert all(load.deliver(again, body) for body in load.sent)
    expected = {event["id"] for body in load.sent for event in orjson.loads(body)["events"]}
    assert stored_ids(database_url) == expected
    check_what_is_derived(database_url, load)


def stored_ids(url: str) -> set[str]:
    db = Database(url)
    with db.reading() as session:
        found = [str(event_id) for event_id in session.scalars(sa.select(Event.id))]
    db.close()
    assert len(found) == len(set(found))
    return set(found)


def check_what_is_derived(url: str, load: Load) -> None:
    """Each visitor has one session, one part in the experiment, and every purchase in it once."""
    db = Database(url)
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Visit)) == SENDERS
        parts = session.scalars(sa.select(Participation)).all()
    db.close()
    assert len(parts) == SENDERS
    assert sum(part.conversions for part in parts) == len(load.sent)
    assert sum(part.revenue_minor for part in parts) == 100 * len(load.sent)
