"""One of several processes that record the same events: `python -m tests.server.ingest.two_writers URL SITE SEED`."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from tests.server.ingest.senders import NOON
from winback.db.engine import Database
from winback.ingest.arrival import Arrival, Batch
from winback.ingest.facts import SiteFacts
from winback.ingest.places import place
from winback.ingest.record import Recorder

EVENTS = 600
VISITORS = 12
PAGE = place("https://shop.example/p/1", None, None, None)


def event_id(number: int) -> UUID:
    return UUID(int=0x0193_0000_0000_7000_8000 << 48 | number)


def happened(site: SiteFacts, number: int) -> Arrival:
    """The same event for the same number, in whichever process."""
    campaign = next(iter(site.campaigns.values()))
    visitor = number % VISITORS
    name = ("exposure", "page_view", "impression", "page_view", "purchase")[number // VISITORS % 5]
    one = Arrival(
        event_id(number), name, NOON + number * 7000, NOON + number * 7000, "browser", UUID(int=visitor + 1), PAGE, {}
    )
    if name == "exposure":
        one.exposure, one.campaign, one.campaign_id = one.id, campaign, campaign.id
        one.arm = "ab"[number % 7 == 0]
        one.properties = {"campaign": campaign.slug, "version": 1, "arm": one.arm, "epoch": 1, "trigger": "t"}
    elif name == "impression":
        one.exposure = event_id(visitor)
        one.properties = {"exposure": str(one.exposure), "variant": "a", "format": "popup"}
    elif name == "purchase":
        one.transaction_id, one.value_minor, one.currency = f"T{number % 30}", 100, "EUR"
        one.properties = {"transaction_id": one.transaction_id, "value": 1, "currency": "EUR"}
    return one


def main(url: str, site_id: str, seed: str) -> None:
    chance = random.Random(seed)
    db = Database(url)
    recorder = Recorder(db, lambda: NOON, patience_seconds=60)
    site = recorder.sites.by_id(int(site_id))
    assert site is not None
    numbers = list(range(EVENTS))
    chance.shuffle(numbers)
    batches = []
    while numbers:
        size = chance.choice([1, 3, 40, 90])
        batches.append(Batch(site, [happened(site, number) for number in numbers[:size]]))
        del numbers[:size]
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(recorder.record, batches))
    recorder.close()
    db.close()
    print(sum(outcome.accepted for outcome in outcomes), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
