"""Events that were recorded, read back as they were told."""

from __future__ import annotations

import uuid

from tests.server.api.story import NPS, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.clock import HOUR, rfc3339
from winback.models.site import Site


def base(site: Site, path: str) -> str:
    return f"/api/v1/sites/{site.id}/{path}"


def test_an_event_comes_back_as_it_was_told(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    exposure = told.met(visitor(1), "nps", "a", NOON - HOUR, url="https://shop.example/p/1?x=1#top", lang="ko")
    told.bought(visitor(1), 19.99, NOON, "o1")
    told.send()
    first, second = alice.api.get(base(shop, "events")).json["items"]
    assert first["id"] == first["exposure"] == exposure
    assert (first["name"], first["campaign"], first["arm"]) == ("exposure", "nps", "a")
    assert first["visitor"] == visitor(1)
    assert len(first["session"]) == 32
    assert first["time"] == rfc3339(NOON - HOUR)
    assert first["received_at"] == rfc3339(NOON)
    assert first["page"]["path"] == "/p/1"
    assert first["page"]["lang"] == "ko"
    assert first["source"] == "server"
    assert (second["value"], second["currency"], second["flags"]) == (19.99, "EUR", [])


def test_a_repeated_call_records_nothing_again(alice: Person, shop: Site) -> None:
    told = Told(alice, shop)
    for number in range(3):
        told.add(visitor(number), "page_view", NOON - number * HOUR)
    events = list(told.events)
    told.send()
    again = alice.api.post(base(shop, "events"), json={"events": events})
    assert again.json == {"accepted": 3, "dropped": []}
    assert len(alice.api.get(base(shop, "events")).json["items"]) == 3


def test_a_broken_event_costs_its_neighbours_nothing(alice: Person, shop: Site) -> None:
    good = {"id": str(uuid.uuid4()), "name": "page_view", "time": rfc3339(NOON), "visitor": visitor(1)}
    bad = {"id": str(uuid.uuid4()), "name": "Page View", "time": rfc3339(NOON)}
    lost = {"id": str(uuid.uuid4()), "name": "exposure", "time": rfc3339(NOON), "visitor": visitor(1)}
    lost["properties"] = {"campaign": "none", "version": 1, "arm": "a", "epoch": 1, "trigger": "time"}
    answer = alice.api.post(base(shop, "events"), json={"events": [good, bad, lost]}).json
    assert answer["accepted"] == 1
    assert [(drop["id"], drop["reason"]) for drop in answer["dropped"]] == [
        (bad["id"], "bad_event"),
        (lost["id"], "unknown_campaign"),
    ]


def test_more_than_a_thousand_events_are_refused_whole(alice: Person, shop: Site) -> None:
    event = {"name": "page_view", "time": rfc3339(NOON)}
    events = [{**event, "id": str(uuid.uuid4())} for _ in range(1001)]
    refused = alice.api.post(base(shop, "events"), json={"events": events})
    assert (refused.status_code, refused.json["errors"][0]["path"]) == (422, "events")
    assert alice.api.post(base(shop, "events"), json={"events": events[:1000]}).json["accepted"] == 1000


def test_events_are_found_by_visitor_name_and_time(alice: Person, shop: Site) -> None:
    told = Told(alice, shop)
    for number in range(12):
        told.add(visitor(number % 2), ["page_view", "signup", "search"][number % 3], NOON - number * 12 * HOUR)
    told.send()

    def found(**query: str) -> int:
        return len(alice.api.get(base(shop, "events"), query_string=query).json["items"])

    assert found() == 12
    assert found(visitor=visitor(0)) == 6
    assert found(name="signup") == 4
    assert found(visitor=visitor(0), name="signup") == 2
    assert found(**{"from": "2026-11-19", "to": "2026-11-20"}) == 2
    assert alice.api.get(base(shop, "events?visitor=ALL")).status_code == 422


def test_events_of_one_millisecond_come_each_once_through_pages(alice: Person, shop: Site) -> None:
    told = Told(alice, shop)
    ids = {told.add(visitor(number), "page_view", NOON) for number in range(25)}
    told.send()
    seen: list[str] = []
    cursor = None
    while True:
        query = {"limit": 10, **({"cursor": cursor} if cursor else {})}
        page = alice.api.get(base(shop, "events"), query_string=query).json
        seen += [row["id"] for row in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert len(seen) == 25
    assert set(seen) == ids
