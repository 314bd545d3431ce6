"""One event: what drops it by name, what only flags it, and what its neighbours get of that."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from tests.server.ingest.senders import (
    NOON,
    Browser,
    accepted,
    count,
    fresh_id,
    launched,
    reasons,
    rows,
    told,
    visitor_in,
)
from winback.clock import HOUR
from winback.db.engine import Database
from winback.models import Campaign, Event, Flag, Participation, Site, Visit

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EXPOSURE = "01934b5e-0000-7000-8000-000000000001"
TEXT_ID = "sha256-" + "0" * 64

BAD_EVENTS: dict[str, Any] = {
    "not an object": 7,
    "no id": {"name": "page_view"},
    "an id that is no UUID": {"id": "7", "name": "page_view"},
    "no name": {"id": fresh_id(), "type": 7},
    "a name in capitals": told("PageView"),
    "a name with a line end": told("page_view\n"),
    "a name of 65 letters": told("a" * 65),
    "a key of another site": {**told("page_view"), "site_key": "wb_x"},
    "an age that is text": {**told("page_view"), "age_ms": "1970-01-01T00:00:00Z"},
    "an age with a fraction": {**told("page_view"), "age_ms": 1.5},
    "properties that are a list": {**told("page_view"), "properties": []},
    "an unknown property of our own": told("page_view", k=1),
    "an exposure without its arm": told("exposure", campaign="cart-saver", version=1, epoch=1),
    "a version that is a fraction": told("exposure", campaign="cart-saver", version=1.0, arm="a", epoch=1, trigger="t"),
    "a score above 100": told(
        "exposure", campaign="cart-saver", version=1, arm="a", epoch=1, trigger="exit_intent", score=101
    ),
    "a score with a fraction": told(
        "exposure", campaign="cart-saver", version=1, arm="a", epoch=1, trigger="exit_intent", score=1.5
    ),
    "an impression of nothing": told("impression", variant="a", format="popup"),
    "an impression of a nonsense id": told("impression", exposure="x", variant="a", format="popup"),
    "an unknown way to dismiss": told("dismissal", exposure=EXPOSURE, how="magic"),
    "an answer without a value": told("answer", exposure=EXPOSURE, step="s", block="b"),
    "a response that is neither whole nor partial": told("response", exposure=EXPOSURE, complete=1, path=[]),
    "an address that is none": told("subscribe", email="a@", lists=[], text_id=TEXT_ID),
    "an address with a header in it": told("subscribe", email="a@example.com\nBcc: b@example.com", text_id=TEXT_ID),
    "a consent text without its hash": told("subscribe", email="a@example.com", lists=[], text_id="yes"),
    "a purchase without a transaction": told("purchase", value=1, currency="EUR"),
    "a purchase without a value": told("purchase", transaction_id="T1", currency="EUR"),
    "a purchase of less than nothing": told("purchase", transaction_id="T1", value=-1, currency="EUR"),
    "a purchase of true": told("purchase", transaction_id="T1", value=True, currency="EUR"),
    "a purchase of text": told("purchase", transaction_id="T1", value="ten", currency="EUR"),
    "a purchase of NaN as text": told("purchase", transaction_id="T1", value="NaN", currency="EUR"),
    "a purchase beyond all money": told("purchase", transaction_id="T1", value=1e14, currency="EUR"),
    "a currency that is none": told("purchase", transaction_id="T1", value=1, currency="EURO"),
    "items within items": told("cart", items=[{"id": {"a": 1}}], value=1, currency="EUR"),
    "a page scrolled twice": told("page_leave", visible_ms=1, scroll_pct=200),
    "a decision on nothing": told("decision", _rate=0.1),
    "a decision by a check that is none": told("decision", **{"cart-saver": "mood"}),
    "a decision on no campaign's name": told("decision", **{"Cart Saver": "audience"}),
    "a decision of more than everybody": told("decision", offer="audience", _rate=2),
    "a decision that says something unheard of": told("decision", offer="audience", _mood="good"),
    "a decision with a fact in a fact": told("decision", offer="audience", _facts={"a": {"b": 1}}),
    "a decision of more than 4 kB": told("decision", offer="audience", _facts={f"f{n}": "x" * 400 for n in range(11)}),
    "a custom event of 4 kB and more": told("newsletter_seen", text="x" * 4096),
    "a custom event six levels deep": told("newsletter_seen", a={"b": {"c": {"d": {"e": {}}}}}),
}


@ONLY_SQLITE
def test_bad_events_are_dropped_by_name_and_their_neighbours_stored(browser: Browser, db: Database) -> None:
    good = [told("page_view"), told("newsletter_seen", a={"b": {"c": {"d": {}}}}, text="x" * 4000)]
    answer = browser.send(
        good[0], *[e for e in BAD_EVENTS.values() if e is not BAD_EVENTS["a custom event six levels deep"]], good[1]
    )
    assert answer.json
    assert answer.json["accepted"] == 2, answer.json
    assert {str(row.id) for row in rows(db, Event)} == {event["id"] for event in good}
    assert {dropped["reason"] for dropped in answer.json["dropped"]} == {"bad_event"}
    ids = [dropped["id"] for dropped in answer.json["dropped"]]
    assert ids[:3] == [None, None, "7"]


@ONLY_SQLITE
@pytest.mark.parametrize("what", [what for what in BAD_EVENTS if "six levels" not in what])
def test_each_bad_event_alone(browser: Browser, db: Database, what: str) -> None:
    answer = browser.send(BAD_EVENTS[what])
    assert reasons(answer) == ["bad_event"]
    assert answer.json["dropped"][0]["message"]  # type: ignore[index]
    assert count(db, Event) == 0


@ONLY_SQLITE
def test_a_sixth_level_is_a_ninth_of_the_whole_body(browser: Browser) -> None:
    """The limits agree: five levels of properties stand on the fourth of eight."""
    answer = browser.send(BAD_EVENTS["a custom event six levels deep"])
    assert answer.status_code == 400
    assert answer.json["reason"] == "bad_json"  # type: ignore[index]


@ONLY_SQLITE
def test_the_fault_is_named_by_its_path(browser: Browser) -> None:
    answer = browser.send(
        told("page_leave", visible_ms=-1), told("click", exposure=EXPOSURE, block="b", action="a", x=1)
    )
    assert [dropped["path"] for dropped in answer.json["dropped"]] == ["properties.visible_ms", "properties.x"]  # type: ignore[index]


@ONLY_SQLITE
def test_the_hundredth_event_is_the_last(browser: Browser, db: Database) -> None:
    events = [told("page_view") for _ in range(103)]
    answer = browser.send(*events)
    assert answer.json
    assert answer.json["accepted"] == 100
    assert [(d["id"], d["reason"]) for d in answer.json["dropped"]] == [(e["id"], "too_many") for e in events[100:]]
    assert count(db, Event) == 100


@ONLY_SQLITE
def test_thousands_of_what_is_no_event_are_not_each_refused_at_length(browser: Browser, db: Database) -> None:
    good = told("page_view")
    named = browser.send(good, *[1] * 999)  # type: ignore[arg-type]
    assert named.json
    assert (named.json["accepted"], len(named.json["dropped"])) == (1, 999)
    refused = browser.send(good, *[1] * 1000).json  # type: ignore[arg-type]
    assert refused
    assert (refused["reason"], [error["path"] for error in refused["errors"]]) == ("bad_envelope", ["events"])
    assert count(db, Event) == 1


@ONLY_SQLITE
def test_72_hours_are_young_enough_and_a_negative_age_is_now(browser: Browser, db: Database) -> None:
    answer = browser.send(
        told("page_view", age_ms=72 * HOUR), told("page_view", age_ms=72 * HOUR + 1), told("page_view", age_ms=-5)
    )
    assert reasons(answer) == ["too_old"]
    assert sorted(row.time for row in rows(db, Event)) == [NOON - 72 * HOUR, NOON]


def test_a_repeated_event_is_accepted_and_stored_once(browser: Browser, db: Database) -> None:
    event = told("page_view")
    assert accepted(browser.send(event, event)) == 2
    assert accepted(browser.send(event, told("page_view"))) == 2
    assert count(db, Event) == 2


def test_another_site_may_use_the_same_id(browser: Browser, client: FlaskClient, elsewhere: Site, db: Database) -> None:
    event = told("page_view")
    other = Browser(client, elsewhere, visitor=None, headers={**browser.headers, "Origin": "https://charlie.example"})
    assert accepted(browser.send(event)) == accepted(other.send(event)) == 1
    assert count(db, Event) == 2


# ---- consent: the site's mode decides, never the browser's claim ----


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("mode", "purposes", "dropped"),
    [
        ("off", [], []),
        ("ask", ["analytics", "personalization"], []),
        ("ask", ["analytics"], ["exposure", "click"]),
        ("ask", ["personalization"], ["page_view", "signup"]),
        ("ask", [], ["page_view", "signup", "exposure", "click"]),
        ("optout", [], ["page_view", "signup", "exposure", "click"]),
        ("optout", ["analytics", "personalization"], []),
        ("exempt", [], ["page_view", "signup", "exposure", "click"]),
    ],
)
def test_events_of_a_visitor_need_their_purpose(
    browser: Browser, db: Database, campaign: Campaign, mode: str, purposes: list[str], dropped: list[str]
) -> None:
    with db.writing() as session:
        session.get_one(Site, browser.site.id).consent_mode = mode
    exposure = told("exposure", campaign=campaign.slug, version=1, arm="a", epoch=1, trigger="t")
    events = [
        told("page_view"),
        told("signup"),
        exposure,
        told("click", exposure=exposure["id"], block="b", action="next"),
        told("subscribe", email="a@example.com", text_id=TEXT_ID),
    ]
    # whatever the browser says of the mode
    claim = {"mode": "off", "purposes": purposes, "notice": None, "gpc": False}
    answer = browser.send(*events, consent=claim)
    assert reasons(answer) == ["no_consent"] * len(dropped)
    names = {event["id"]: event["name"] for event in events}
    assert [names[d["id"]] for d in answer.json["dropped"]] == dropped  # type: ignore[index]
    with_visitor = [row.name for row in rows(db, Event)]
    assert not set(with_visitor) & set(dropped)


@pytest.mark.parametrize("mode", ["ask", "optout", "exempt", "off"])
def test_nobody_needs_no_consent_and_is_counted_anonymously(
    browser: Browser, db: Database, campaign: Campaign, mode: str
) -> None:
    with db.writing() as session:
        session.get_one(Site, browser.site.id).consent_mode = mode
    browser.visitor = None
    browser.exposed(campaign, "a")
    assert accepted(browser.send(told("page_view"))) == 1
    assert [(row.visitor, row.session_id, row.flags) for row in rows(db, Event)] == [(None, None, 0)] * 2
    assert count(db, Visit) == count(db, Participation) == 0


# ---- campaigns and arms ----


def test_only_a_campaign_that_was_ever_launched_is_known(
    browser: Browser, client: FlaskClient, elsewhere: Site, db: Database
) -> None:
    launched(db, elsewhere, "theirs")
    with db.writing() as session:
        draft = Campaign(site_id=browser.site.id, slug="draft", name="d", content={}, created_at=1, updated_at=1)
        session.add(draft)
    events = [
        told("exposure", campaign=c, version=1, arm="a", epoch=1, trigger="t") for c in ("draft", "theirs", "none")
    ]
    assert reasons(browser.send(*events)) == ["unknown_campaign"] * 3
    launched(db, browser.site, "now")
    assert accepted(browser.send(told("exposure", campaign="now", version=1, arm="a", epoch=1, trigger="t"))) == 1


@pytest.mark.parametrize("arm", ["control", "a", "b", "holdout"])
def test_the_true_arm_is_not_flagged_and_every_other_is(
    browser: Browser, campaign: Campaign, db: Database, arm: str
) -> None:
    browser.visitor = visitor_in(arm, campaign)
    for claimed in ("control", "a", "b", "holdout", "c"):
        browser.exposed(campaign, claimed)
    flags = {row.arm: row.flags for row in rows(db, Event)}
    assert flags == {c: 0 if c == arm else Flag.arm_mismatch for c in ("control", "a", "b", "holdout", "c")}
    (part,) = rows(db, Participation)
    assert (part.arm, part.has_two_arms) == (arm, False)


def test_the_arm_is_judged_by_the_epoch_that_is_claimed(browser: Browser, campaign: Campaign, db: Database) -> None:
    with db.writing() as session:
        mine = session.get_one(Campaign, campaign.id)
        experiment = {**mine.content["experiment"], "seed": "another"}
        mine.content = {**mine.content, "experiment": experiment}
        mine.launch(None, NOON)
    second = mine.epochs[1]
    assert second["id"] == 2
    # somebody whose arm is not the same in both
    mine.epochs, both = [second], mine.epochs
    visitor = next(
        v
        for v in (visitor_in("b", mine, start) for start in range(1, 400))
        if v == visitor_in("a", campaign, int(v, 16))
    )
    mine.epochs = both
    browser.visitor = visitor
    for minutes_ago, (epoch, arm) in enumerate([(3, "a"), (2, "a"), (1, "b"), (2, "b"), (1, "a")]):
        browser.exposed(campaign, arm, epoch=epoch, age_ms=minutes_ago * 60_000)
    found = {(row.properties["epoch"], row.arm): row.flags for row in rows(db, Event)}
    assert found == {(1, "a"): 0, (2, "b"): 0, (1, "b"): 4, (2, "a"): 4, (3, "a"): 4}
    parts = {row.epoch: (row.arm, row.is_first) for row in rows(db, Participation)}
    assert parts == {1: ("a", True), 2: ("b", False)}


# ---- bots ----

CUBOT = "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@ONLY_SQLITE
def test_nobody_is_a_bot_where_the_owner_says_that_machines_try_the_shop(browser: Browser, db: Database) -> None:
    with db.writing() as session:
        shop = session.get_one(Site, browser.site.id)
        shop.origins = ["https://shop.example", "https://*.shop.example"]
        shop.development_origins = ["https://*.staging.shop.example"]
    browser.headers = {**browser.headers, "User-Agent": GOOGLEBOT}
    told_at = {
        origin: told("page_view") for origin in ("https://www.shop.example", "https://pr-7.staging.shop.example")
    }
    for origin, event in told_at.items():
        browser.headers = {**browser.headers, "Origin": origin}
        browser.send(event)
    is_bot = {str(row.id): bool(row.flags & Flag.bot) for row in rows(db, Event)}
    assert [is_bot[event["id"]] for event in told_at.values()] == [True, False]


def test_where_the_shop_is_tried_out_is_an_address_of_it_too(browser: Browser, db: Database) -> None:
    """Who names it there alone would otherwise see every test's events refused."""
    with db.writing() as session:
        session.get_one(Site, browser.site.id).development_origins = ["https://staging.shop.example"]
    browser.headers = {**browser.headers, "User-Agent": GOOGLEBOT, "Origin": "https://staging.shop.example"}
    accepted(browser.send(told("page_view")))
    assert [row.flags for row in rows(db, Event)] == [0]


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("agent", "origin", "flags"),
    [
        (CUBOT, "https://shop.example", 0),
        (GOOGLEBOT, "https://shop.example", Flag.bot),
        ("", "https://shop.example", Flag.bot),
        ("Slackbot 1.0(+https://api.slack.com/robots)", "https://shop.example", Flag.bot),
        (GOOGLEBOT, "http://localhost:3000", 0),
        (GOOGLEBOT, "http://127.0.0.1:8001", 0),
        (GOOGLEBOT, "http://[::1]:8001", 0),
        (GOOGLEBOT, "http://shop.test", 0),
        (GOOGLEBOT, "http://192.168.1.7", 0),
        (GOOGLEBOT, "https://localhost.example", Flag.bot),
    ],
)
def test_bots_are_stored_flagged_and_have_no_part(
    browser: Browser, campaign: Campaign, db: Database, agent: str, origin: str, flags: int
) -> None:
    with db.writing() as session:
        session.get_one(Site, browser.site.id).origins = [origin]
    browser.visitor = visitor_in("a", campaign)
    browser.headers = {**browser.headers, "Origin": origin, "User-Agent": agent}
    browser.exposed(campaign, "a")
    (event,) = rows(db, Event)
    assert event.flags == flags
    assert count(db, Visit) == count(db, Participation) == (0 if flags else 1)


# ---- pages ----


@ONLY_SQLITE
def test_secrets_in_addresses_are_not_kept(browser: Browser, db: Database) -> None:
    page = {
        "url": "https://ann:secret@shop.example/a?utm_source=x#token=1",
        "referrer": "javascript:alert(1)",
        "title": "t" * 600,
        "lang": "",
    }
    answer = browser.send(told("page_view"), page={**page, "url": "https://shop.example/a?utm_source=x#token=1"})
    assert accepted(answer) == 1
    (event,) = rows(db, Event)
    assert (event.url, event.path) == ("https://shop.example/a?utm_source=x", "/a")
    assert (event.referrer, event.language, len(event.title)) == (None, None, 500)
    # an address with a name and a password in it is no page that a browser shows
    assert browser.send(told("page_view"), page=page).status_code == 422


def test_a_title_whose_last_character_was_cut_in_two_costs_the_page_nothing(browser: Browser, db: Database) -> None:
    """JSON.stringify writes the half of an emoji as an escape that stands alone."""
    body = orjson.dumps(browser.envelope(told("page_view"), told("seen", of="X")))
    body = body.replace(b'"title":"Lamp"', rb'"title":"Lamp \ud83d"').replace(b'"X"', rb'"\ude00 \\ud83d"')
    answer = browser.post(body)
    assert answer.json == {"accepted": 2, "dropped": []}
    assert {row.title for row in rows(db, Event)} == {"Lamp \ufffd"}
    assert {"of": "\ufffd \\ud83d"} in [row.properties for row in rows(db, Event)]
