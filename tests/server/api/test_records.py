"""What was recorded, read back: events, responses, consent, subscribers."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskClient

from tests.server.api.story import NPS, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON, TestClock
from winback.clock import DAY, HOUR, rfc3339
from winback.db.engine import Database
from winback.models import ConsentNotice, Subscriber
from winback.models.site import Site


def base(site: Site, path: str) -> str:
    return f"/api/v1/sites/{site.id}/{path}"


# ---- events ----


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


# ---- responses ----


def test_a_response_shows_its_answers_and_the_way_there(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    told.add(visitor(1), "page_view", NOON - 3 * DAY)  # an earlier visit
    told.add(visitor(1), "page_view", NOON - HOUR, url="https://shop.example/")
    exposure = told.met(visitor(1), "nps", "a", NOON - HOUR + 1000)
    told.saw(visitor(1), exposure, "a", NOON - HOUR + 2000)
    told.answered(visitor(1), exposure, 9, NOON - HOUR + 3000)
    told.answered(visitor(1), exposure, "Quick delivery", NOON - HOUR + 4000, block="why")
    told.add(visitor(1), "response", NOON - HOUR + 5000, exposure=exposure, complete=True, path=["ask"])
    told.bought(visitor(1), 50, NOON - HOUR + 60_000, "o1")
    told.add(visitor(2), "page_view", NOON - HOUR)
    told.send()
    (listed,) = alice.api.get(base(shop, "responses")).json["items"]
    assert (listed["id"], listed["campaign"], listed["variant"], listed["complete"]) == (exposure, "nps", "a", True)
    assert listed["steps"] == ["ask"]
    answers = [(answer["block"], answer["type"], answer["value"]) for answer in listed["answers"]]
    assert answers == [("score", "nps", 9), ("why", "open_text", "Quick delivery")]
    one = alice.api.get(base(shop, f"responses/{exposure}")).json
    assert {key: value for key, value in one.items() if key != "path"} == listed
    names = [step["name"] for step in one["path"]]
    assert names == ["page_view", "exposure", "impression", "answer", "answer", "response", "purchase"]
    assert {step["visitor"] for step in one["path"]} == {visitor(1)}


def test_responses_of_one_millisecond_come_each_once_through_pages(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    ids = set()
    for number in range(5):
        exposure = told.met(visitor(number), "nps", "a", NOON - HOUR)
        told.answered(visitor(number), exposure, number, NOON - HOUR + 1000)
        ids.add(exposure)
    told.send()
    seen: list[str] = []
    page = alice.api.get(base(shop, "responses?limit=2")).json
    seen += [row["id"] for row in page["items"]]
    while page["next"]:
        page = alice.api.get(base(shop, f"responses?limit=2&cursor={page['next']}")).json
        seen += [row["id"] for row in page["items"]]
    assert len(seen) == 5
    assert set(seen) == ids


def test_a_response_of_nobody_in_particular_has_a_way_too(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    exposure = told.met(None, "nps", "a", NOON - HOUR)
    told.answered(None, exposure, 2, NOON - HOUR + 3000)
    told.met(None, "nps", "a", NOON - HOUR)
    told.send()
    one = alice.api.get(base(shop, f"responses/{exposure}")).json
    assert one["visitor"] is None
    assert [step["name"] for step in one["path"]] == ["exposure", "answer"]


def test_responses_are_found_by_campaign_completeness_and_time(alice: Person, shop: Site) -> None:
    for slug in ("nps", "other"):
        campaign(alice, shop, slug, {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    for number in range(8):
        slug = ("nps", "other")[number % 2]
        at = NOON - number * DAY
        exposure = told.met(visitor(number), slug, "a", at)
        told.answered(visitor(number), exposure, 5, at + 1000)
        if number < 3:
            told.add(visitor(number), "response", at + 2000, exposure=exposure, complete=True, path=["ask"])
    told.send()

    def found(**query: str) -> list[str]:
        return [row["started_at"] for row in alice.api.get(base(shop, "responses"), query_string=query).json["items"]]

    assert len(found()) == 8
    assert found() == sorted(found(), reverse=True)
    assert len(found(campaign="other")) == 4
    assert len(found(complete="true")) == 3
    assert len(found(complete="false", campaign="nps")) == 2
    assert len(found(**{"from": "2026-11-15", "to": "2026-11-17"})) == 2
    first = alice.api.get(base(shop, "responses?limit=5")).json
    rest = alice.api.get(base(shop, f"responses?limit=5&cursor={first['next']}")).json
    assert [row["started_at"] for row in first["items"] + rest["items"]] == found()
    assert rest["next"] is None


# ---- consent and subscribers ----


def test_decisions_are_listed_with_their_place_in_the_chain(alice: Person, shop: Site, client: FlaskClient) -> None:
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"consent_mode": "ask"})
    made = alice.api.post(base(shop, "campaigns"), json={"name": "Banner", "template": "consent_banner"}).json
    launched = alice.api.post(base(shop, f"campaigns/{made['id']}/launch"))
    assert launched.status_code == 200, launched.json
    (notice,) = alice.api.get(base(shop, "consent/notices")).json["items"]
    decision = {"v": 1, "visitor": None, "notice": notice["hash"], "how": "click", "layer": 1, "language": "en"}
    decision |= {"shown_ms": 4200, "age_ms": 0, "gpc": False, "page": {"url": "https://shop.example/"}}
    for number, agrees in enumerate([True, False, True]):
        told = {**decision, "id": str(uuid.uuid4()), "consent_id": visitor(number)}
        told["purposes"] = {"analytics": agrees, "personalization": agrees}
        answer = client.post(
            f"/c/{shop.key}", json=told, headers={"Origin": "https://shop.example"}, content_type="text/plain"
        )
        assert answer.status_code == 200, answer.data
    records = alice.api.get(base(shop, "consent/records")).json["items"]
    assert [record["seq"] for record in records] == [3, 2, 1]
    assert [record["action"] for record in records] == ["accept_all", "reject_all", "accept_all"]
    assert records[0]["previous_hash"] == records[1]["hash"]
    assert records[0]["notice"] == notice["hash"]
    (own,) = alice.api.get(base(shop, f"consent/records?consent_id={visitor(1)}")).json["items"]
    assert own == records[1]
    assert alice.api.get(base(shop, f"consent/notices/{notice['hash']}")).json == notice


def test_notices_come_in_pages(alice: Person, shop: Site, db: Database) -> None:
    with db.writing() as session:
        for number in range(3):
            session.add(
                ConsentNotice(site_id=shop.id, hash=f"sha256-{number}", content={"n": number}, published_at=NOON)
            )
    first = alice.api.get(base(shop, "consent/notices?limit=2")).json
    rest = alice.api.get(base(shop, f"consent/notices?limit=2&cursor={first['next']}")).json
    assert [notice["hash"] for notice in first["items"] + rest["items"]] == ["sha256-2", "sha256-1", "sha256-0"]


def test_subscribers_are_listed_with_the_words_they_agreed_to(alice: Person, shop: Site, db: Database) -> None:
    with db.writing() as session:
        for name in ("ann", "ben"):
            session.add(
                Subscriber(
                    site_id=shop.id, email=f"{name}@example.com", visitor=None, campaign_id=None, lists=["newsletter"],
                    text_id="sha256-1", consent_text="Yes, write to me.", subscribed_at=NOON,
                )
            )  # fmt: skip
    first = alice.api.get(base(shop, "subscribers?limit=1")).json
    rest = alice.api.get(base(shop, f"subscribers?limit=1&cursor={first['next']}")).json
    assert [person["email"] for person in first["items"] + rest["items"]] == ["ben@example.com", "ann@example.com"]
    assert first["items"][0]["consent_text"] == "Yes, write to me."
    assert first["items"][0]["lists"] == ["newsletter"]


# ---- sites ----


def test_alice_makes_a_site_and_gets_its_tag(alice: Person, charlie: Person) -> None:
    made = alice.api.post("/api/v1/sites", json={"name": "Second", "origins": ["HTTPS://Second.example:443/"]})
    assert made.status_code == 201
    site = made.json
    assert site["origins"] == ["https://second.example"]
    assert f"/w/{site['key']}.js" in site["snippet"]
    assert site["install"] == {"is_recent": False, "last_seen_at": None, "seen": []}
    assert alice.api.get(f"/api/v1/sites/{site['id']}").json == site
    assert site["id"] not in [other["id"] for other in charlie.api.get("/api/v1/sites").json["items"]]


ORIGINS = {
    "https://shop.example": "https://shop.example",
    "http://localhost:8001": "http://localhost:8001",
    "http://127.0.0.1:8001": "http://127.0.0.1:8001",
    "http://[::1]:8001": "http://[::1]:8001",
    "https://*.shop.example": "https://*.shop.example",
    "https://*.shop.example:8443": "https://*.shop.example:8443",
    "https://münchen.example": "https://xn--mnchen-3ya.example",
    "https://shop.example/path": None,
    "https://*.example": None,
    "https://shop.*.example": None,
    "https://*shop.example": None,
    "https://*": None,
    "*": None,
    "null": None,
    "shop.example": None,
    "ftp://shop.example": None,
    "https://user@shop.example": None,
    "https://shop.example:99999": None,
    "https://shop .example": None,
    "https://": None,
}


@pytest.mark.parametrize(("given", "kept"), ORIGINS.items(), ids=ORIGINS)
def test_an_origin_is_kept_in_one_form_or_refused(given: str, kept: str | None) -> None:
    from winback.web.schemas.site import canonical_origin

    assert canonical_origin(given) == kept


def test_settings_change_what_visitors_get(alice: Person, shop: Site, client: FlaskClient) -> None:
    before = client.get(f"/w/{shop.key}.js").data
    change = {
        "name": "The new shop", "origins": ["https://shop.example", "https://*.shop.example"], "consent_mode": "optout",
        "zone": "Asia/Seoul", "language": "ko", "controller": "Shop Inc.", "policy_url": "/privacy",
        "page_groups": [{"name": "products", "paths": ["/p/*"]}],
        "page_variables": [{"name": "stock", "from": "selector", "at": "#stock", "kind": "number"}],
        "manners": {"gap_minutes": 5, "session": 4, "day": None, "days_30": None},
        "quiet_paths": ["/pay*"], "holdout": {"share": 0.1}, "allows_forced_arms": True, "platform": "woocommerce",
    }  # fmt: skip
    changed = alice.api.patch(f"/api/v1/sites/{shop.id}", json=change).json
    assert {key: changed[key] for key in change if key != "holdout"} == {
        k: v for k, v in change.items() if k != "holdout"
    }
    assert changed["holdout"] == {"seed": "holdout:1", "share": 0.1}
    assert alice.api.get(f"/api/v1/sites/{shop.id}").json == changed
    after = client.get(f"/w/{shop.key}.js").data
    assert before != after
    assert b'"share":0.1' in after


def test_another_holdout_opens_an_epoch_of_live_campaigns(alice: Person, shop: Site, clock: TestClock) -> None:
    launched = campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    clock.advance(minutes=1)
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"name": "Same holdout"})
    assert alice.api.get(base(shop, "campaigns/nps")).json == launched
    alice.api.patch(f"/api/v1/sites/{shop.id}", json={"holdout": {"share": 0.2}})
    assert len(alice.api.get(base(shop, "campaigns/nps")).json["experiment"]["epochs"]) == 2


def test_a_currency_stays_once_there_are_sales_in_it(alice: Person, shop: Site) -> None:
    told = Told(alice, shop)
    told.add(visitor(1), "purchase", NOON, value=39000, currency="KRW", transaction_id="1")
    told.send()
    address = f"/api/v1/sites/{shop.id}"
    assert alice.api.patch(address, json={"currency": "KRW"}).json["currency"] == "KRW", "it was a mistake until now"
    told.add(visitor(1), "purchase", NOON, value=1000, currency="KRW", transaction_id="2")
    told.send()
    refused = alice.api.patch(address, json={"currency": "EUR", "name": "Other"})
    assert (refused.status_code, refused.json["reason"]) == (409, "currency_in_use")
    assert refused.json["errors"][0]["path"] == "currency"
    assert alice.api.get(address).json["name"] == "The shop"
    assert alice.api.patch(address, json={"currency": "KRW", "name": "Other"}).json["name"] == "Other"


WRONG_SETTINGS = {
    "an origin that is none": ({"origins": ["https://shop.example", "*"]}, "origins[1]"),
    "an unknown zone": ({"zone": "Mars/Olympus"}, "zone"),
    "an unknown currency": ({"currency": "ABC"}, "currency"),
    "a currency in small letters": ({"currency": "eur"}, "currency"),
    "an unknown consent mode": ({"consent_mode": "never"}, "consent_mode"),
    "a purpose that is needed left out": (
        {"purposes": [{"key": "analytics", "title": {"en": "Statistics"}}]},
        "purposes",
    ),
    "a holdout of more than half": ({"holdout": {"share": 0.6}}, "holdout.share"),
    "a script as the policy": ({"policy_url": "javascript:alert(1)"}, "policy_url"),
    "a quiet path that is no path": ({"quiet_paths": ["checkout"]}, "quiet_paths[0]"),
    "a group without a page": ({"page_groups": [{"name": "products", "paths": []}]}, "page_groups[0].paths"),
    "a group whose page is no path": ({"page_groups": [{"name": "p", "paths": ["p"]}]}, "page_groups[0].paths[0]"),
    "two groups of one name": ({"page_groups": [{"name": "p", "paths": ["/p"]}] * 2}, "page_groups"),
    "a value from nowhere": ({"page_variables": [{"name": "v", "from": "eval", "at": "1"}]}, "page_variables[0].from"),
    "a value without a place": ({"page_variables": [{"name": "v", "from": "js"}]}, "page_variables[0].at"),
    "a value with a dot in its name": (
        {"page_variables": [{"name": "a.b", "from": "js", "at": "a"}]},
        "page_variables[0].name",
    ),
    "the key": ({"key": "wb_other"}, "key"),
}


@pytest.mark.parametrize(("change", "path"), WRONG_SETTINGS.values(), ids=WRONG_SETTINGS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_setting_is_refused_at_its_field(alice: Person, shop: Site, change: dict[str, object], path: str) -> None:
    refused = alice.api.patch(f"/api/v1/sites/{shop.id}", json=change)
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == [path]
