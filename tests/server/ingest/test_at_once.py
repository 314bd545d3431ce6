"""A batch is read at once where all of it fits, and part by part where not: both ways must come to the same."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.server.ingest.senders import NOON, PAGE, fresh_id
from winback.ingest.arrival import Arrival
from winback.ingest.dropped import Dropped
from winback.ingest.envelope import Envelope, Parcel, read_at_once, read_envelope
from winback.ingest.facts import SiteFacts
from winback.ingest.properties import OWN_EVENTS
from winback.ingest.reading import Scene
from winback.ingest.steps import BROWSER, walk
from winback.ingest.strict_json import BadJson, decode
from winback.ingest.typed import Misfit
from winback.models.consent_policy import ConsentPolicy

EXPOSURE = fresh_id()
ITEMS = [{"id": "p1", "name": "Lamp: small", "price": 49.9, "quantity": 1, "url": "https://shop.example/p/1"}]
MONEY = {"currency": "EUR", "value": 49.9, "items": ITEMS}
TOLD: dict[str, Any] = {
    "page_view": {},
    "page_leave": {"visible_ms": 4000, "scroll_pct": 55.5},
    "winback_unloaded": {"kind": "errors", "error": "TypeError: x is not a function", "rev": "0123456789abcdef"},
    "exposure": {"campaign": "cart-saver", "version": 1, "arm": "a", "epoch": 1, "trigger": "exit_intent"},
    "impression": {"exposure": EXPOSURE, "variant": "a", "format": "popup"},
    "click": {"exposure": EXPOSURE, "block": "b1", "action": "next"},
    "dismissal": {"exposure": EXPOSURE, "how": "esc"},
    "answer": {"exposure": EXPOSURE, "step": "s1", "block": "why", "value": {"other": "너무 비싸요"}, "ms": 900},
    "response": {"exposure": EXPOSURE, "complete": True, "path": ["s1", "s2"]},
    "subscribe": {"email": "a@example.com", "lists": ["news"], "text_id": "sha256-" + "a" * 64},
    "cart": {**MONEY, "source": "ga4"},
    **dict.fromkeys(("view_item", "add_to_cart", "remove_from_cart", "view_cart", "begin_checkout"), MONEY),
    "purchase": {**MONEY, "transaction_id": "T-1", "coupon": None, "tax": 1, "shipping": "4.90"},
    "refund": {"transaction_id": 1001},
    "decision": {
        "cart-saver": "audience",
        "nps": "shown",
        "_rate": 0.1,
        "_facts": {"cart.value": 40.5, "page.path": "/", "cart.items": ["tea"], "device.os": None},
        "_fired": {"cart-saver": "exit_intent"},
        "_seen": {"nps": "a"},
        "_view": {"id": "8f14e45fceea167a5a36dedd4bea2543", "ms": 9, "visible_ms": 8, "scroll_pct": 50, "pages": 2},
    },
    "size_chosen": {"size": "XL", "of": ["S", "XL"], "deep": {"a": {"b": {"c": [0.25, -3, True, None]}}}},
}
SITE = SiteFacts(
    id=1,
    key="wb_any",
    secret="s",
    has_public_customers=False,
    revision=1,
    origins=("https://shop.example",),
    consent=ConsentPolicy("ask"),
    currency="EUR",
    zone="Europe/Berlin",
    campaigns=MappingProxyType({}),
    by_id=MappingProxyType({}),
    goal_events=frozenset(),
)


def batch(*names: str) -> dict[str, Any]:
    """As the script sends it."""
    events = [{"id": fresh_id(), "name": name, "properties": TOLD[name], "age_ms": 40} for name in names]
    return {
        "v": 1,
        "sent_at": NOON,
        "visitor": "8f14e45fceea167a5a36dedd4bea2543",
        "session": None,
        "consent": {"mode": "ask", "purposes": ["analytics"], "notice": None, "gpc": False},
        "page": PAGE,
        "events": events,
    }


def part_by_part(body: bytes) -> Envelope | None:
    """None where it is refused. The space keeps the body from being taken for what its value is written as."""
    try:
        return read_envelope(decode(b" " + body))
    except (BadJson, Misfit):
        return None


def outcomes(envelope: Envelope) -> list[Arrival | Dropped]:
    scene = Scene(SITE, NOON, granted=frozenset(envelope.consent.purposes))
    return [walk(BROWSER, raw, index, scene) for index, raw in enumerate(envelope.events)]


def agree(body: bytes) -> Parcel | None:
    """Whatever was read at once is read part by part to the same."""
    parcel = read_at_once(body)
    if parcel is not None:
        envelope = part_by_part(body)
        assert envelope is not None, body
        heads = [(e.v, e.visitor, e.consent, e.page, e.session, e.sent_at) for e in (parcel, envelope)]
        assert heads[0] == heads[1]
        assert orjson.dumps(outcomes(parcel), default=str) == orjson.dumps(outcomes(envelope), default=str)
        assert outcomes(parcel) == outcomes(envelope)
    return parcel


def test_every_own_event_is_among_the_examples() -> None:
    assert set(OWN_EVENTS) <= {*TOLD}


@pytest.mark.parametrize("name", TOLD)
def test_what_the_script_sends_is_read_at_once(name: str) -> None:
    parcel = agree(json.dumps(batch(name, "page_view"), separators=(",", ":"), ensure_ascii=False).encode())
    assert parcel is not None
    assert isinstance(outcomes(parcel)[0], Arrival) or name == "exposure"  # the site has no campaign


# ---- mutations ----


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places_in(each, (*path, key))


DEEP: dict[int, Any] = {levels: json.loads("[" * levels + "]" * levels) for levels in range(1, 9)}
TOO_DEEP = {"a": DEEP[5]}
OMITTED = (("events", 0, "properties"), "remove", None)
ODD = st.one_of(
    st.sampled_from([None, True, 0, 1, -1, 1.0, 2.5, "", "x", "1", [], {}, {"a": 1}, ["x"]]),
    st.sampled_from([2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, -(2**63), 1e300, 1e16, -0.0]),
    st.sampled_from(["\0", 'a":"b', "{[", "]}", "\\u0000", "\u2028", "😀", "page_view", "Page", "a\n", "x" * 600]),
    st.sampled_from([EXPOSURE, EXPOSURE.upper(), EXPOSURE.replace("-", ""), "8f" * 16, "javascript:alert(1)"]),
    st.sampled_from(list(DEEP.values())),
    st.sampled_from([{"a": deep} for deep in DEEP.values()]),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
)
CHANGES = st.tuples(st.integers(1, 200), st.sampled_from(["replace", "remove", "add"]), ODD)


def changed(value: dict[str, Any], place: int | tuple[Any, ...], how: str, odd: Any) -> dict[str, Any]:
    """The batch with something odd in one place."""
    value = copy.deepcopy(value)
    places = list(places_in(value))[1:]
    path = place if isinstance(place, tuple) else places[place % len(places)]
    at: Any = value
    for key in path[:-1]:
        at = at[key]
    if how == "add" and isinstance(at[path[-1]], (dict, list)):
        at = at[path[-1]]
        at.update(more=odd) if isinstance(at, dict) else at.append(odd)
    elif how == "remove":
        del at[path[-1]]
    else:
        at[path[-1]] = odd
    return value


def doubled(text: str, number: int) -> str:
    """One of the text's members once more: a key that comes twice."""
    ends = [index for index, sign in enumerate(text) if sign == "{"]
    at = ends[number % len(ends)] + 1
    return text[:at] + '"v":1,"id":2,'[: 6 if number % 2 else 13] + text[at:]


WRITERS: list[Any] = [
    lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False),
    lambda value: json.dumps(value, separators=(",", ":")),
    lambda value: json.dumps(value),
]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(list(TOLD)), min_size=1, max_size=3),
    st.lists(CHANGES, max_size=2),
    st.sampled_from(WRITERS),
    st.none() | st.integers(0, 50),
    st.none() | st.tuples(st.integers(0, 3000), st.binary(max_size=2)),
)
@example(["page_view"], [(("events", 0, "properties"), "replace", {"a": DEEP[5]})], WRITERS[0], None, None)
@example(["page_view"], [(("events", 0, "properties"), "replace", {"a": DEEP[8]})], WRITERS[0], None, None)
@example(["refund"], [(("events", 0, "properties", "transaction_id"), "replace", 2**64 - 1)], WRITERS[0], None, None)
@example(["size_chosen"], [(("events", 0, "properties", "size"), "replace", "\0")], WRITERS[1], None, None)
@example(["page_view"], [(("events", 0, "name"), "replace", "Page")], WRITERS[0], None, None)
@example(
    ["page_view", "page_view"], [OMITTED, (("events", 1, "properties"), "replace", TOO_DEEP)], WRITERS[0], None, None
)
@example(["page_view", "page_view"], [(("events", 1, "properties"), "replace", TOO_DEEP)], WRITERS[0], None, None)
@example(["page_view", "click"], [], WRITERS[0], 0, None)
@example(["page_view", "click"], [], WRITERS[0], 3, None)
def test_what_is_read_at_once_is_what_is_read_part_by_part(
    names: list[str], changes: list[Any], write: Any, double: int | None, noise: tuple[int, bytes] | None
) -> None:
    value = batch(*names)
    for change in changes:
        value = changed(value, *change)
    text = write(value)
    if double is not None:
        text = doubled(text, double)
    body = text.encode("utf-8", "surrogatepass")
    if noise is not None:
        body = body[: noise[0]] + noise[1] + body[noise[0] :]
    agree(body)
