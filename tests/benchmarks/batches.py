"""What is sent: batches of events as the script sends them, each with ids of its own."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
PLAIN = {"Content-Type": "text/plain", "Origin": "https://shop.example", "User-Agent": BROWSER}

# In the template, which is a good batch itself: the id that takes the place of a mark is as long as it is.
ID = "00000000-0000-7000-8000-1d1d1d1d1d1d"
EXPOSURE = "00000000-0000-7000-8000-e0e0e0e0e0e0"  # the id of this batch's first event
VISITOR = "71517151715171517151715171517151"
ADDRESS = "2001:db8:a1a1:a1a1::1"  # of a visitor: no two of them live in one network
# A visitor comes back some times while others come: a visit is more than one batch.
VISITORS_TOGETHER = 500
BATCHES_A_VISITOR = 4

ITEM = {"item_id": "p1", "item_name": "Lamp", "price": 49.9, "quantity": 1}
VIEW: tuple[str, dict[str, Any]] = ("page_view", {})
LEAVE: tuple[str, dict[str, Any]] = ("page_leave", {"visible_ms": 4210, "scroll_pct": 55})
LOOK: tuple[str, dict[str, Any]] = ("view_item", {"currency": "EUR", "value": 49.9, "items": [ITEM]})
ONE = [VIEW]
TEN = [VIEW, LEAVE, VIEW, LOOK, LEAVE, VIEW, LEAVE, VIEW, LOOK, LEAVE]
HEADERS = {**PLAIN, "X-Forwarded-For": ADDRESS}
# Of a campaign of the demo's, which the large table has.
AROUND_A_MESSAGE: list[tuple[str, dict[str, Any]]] = [
    ("exposure", {"campaign": "nps-bar", "version": 1, "arm": "a", "epoch": 1, "trigger": "exit_intent"}),
    ("impression", {"exposure": EXPOSURE, "variant": "a", "format": "bar"}),
    ("click", {"exposure": EXPOSURE, "block": "send", "action": "next"}),
    ("answer", {"exposure": EXPOSURE, "step": "s1", "block": "score", "value": 9, "ms": 900}),
    ("answer", {"exposure": EXPOSURE, "step": "s1", "block": "reason", "value": "The lamp.", "ms": 900}),
    ("response", {"exposure": EXPOSURE, "complete": True, "path": ["s1"]}),
    VIEW,
    ("add_to_cart", {"currency": "EUR", "value": 49.9, "items": [ITEM]}),
    ("purchase", {"currency": "EUR", "value": 49.9, "transaction_id": ID, "items": [ITEM]}),
    LEAVE,
]


@dataclass(frozen=True)
class Batch:
    """A template with its marks."""

    name: str
    events: int
    template: str


def batch(name: str, events: list[tuple[str, dict[str, Any]]]) -> Batch:
    told = [
        {"id": EXPOSURE if number == 0 else ID, "name": event, "properties": properties, "age_ms": 40}
        for number, (event, properties) in enumerate(events)
    ]
    text = {
        "v": 1,
        "sent_at": time.time_ns() // 1_000_000,
        "visitor": VISITOR,
        "session": None,
        "consent": {"mode": "off", "purposes": [], "notice": None, "gpc": False},
        "page": {"url": "https://shop.example/p/1?utm_source=x", "referrer": "", "title": "Lamp", "lang": "en"},
        "events": told,
    }
    return Batch(name, len(events), orjson.dumps(text).decode())


BATCHES = {
    each.name: each
    for each in (batch("1 event", ONE), batch("10 events", TEN), batch("10, a message", AROUND_A_MESSAGE))
}


def id_prefix() -> str:
    """Of a run's ids: its millisecond and some chance, so that a number more makes a later id."""
    now = f"{time.time_ns() // 1_000_000:012x}"
    return f"{now[:8]}-{now[8:]}-7{secrets.token_hex(2)[:3]}-8{secrets.token_hex(2)[:3]}-"


def filled(template: str, prefix: str, start: int = 0, step: int = 1) -> Iterator[bytes]:
    """A body, or a whole request, again and again, each with new ids. `wrk.lua` does the same."""
    ids = itertools.count(start * 1_000_000_000)
    for number in itertools.count(start, step):
        first = f"{prefix}{next(ids):012x}"
        visitor = visitor_of(number, prefix)
        body = template.replace(EXPOSURE, first).replace(VISITOR, visitor).replace(ADDRESS, address_of(visitor))
        while ID in body:
            body = body.replace(ID, f"{prefix}{next(ids):012x}", 1)
        yield body.encode()


def visitor_of(number: int, prefix: str) -> str:
    round_, place = divmod(number, VISITORS_TOGETHER)
    visitor = round_ // BATCHES_A_VISITOR * VISITORS_TOGETHER + place
    return f"{prefix[:18].replace('-', '')}{visitor:016x}"


def address_of(visitor: str) -> str:
    return f"2001:db8:{visitor[-8:-4]}:{visitor[-4:]}::1"
