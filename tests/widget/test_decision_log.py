"""Why each campaign showed or did not: noted for a share of visitors, told once a page, and never in a message's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, campaign, exit_offer
from tests.widget.conftest import Visit, wait_until_shown
from tests.widget.languages.conftest import BUNDLE
from tests.widget.service import RecordingService
from winback.assign import in_holdout
from winback.ingest.decisions import check_decision
from winback.rules.checks import CHECKS, SHOWN

Publish = Callable[..., None]
Json = dict[str, Any]
FAR = 4_102_444_800_000  # the year 2100
WELL_OFF = {"all": [{"fact": "cart.value", "op": "gte", "value": 50}]}


def is_logging(page: Page, service: RecordingService) -> None:
    """Waits until the chunk is at work on a visitor's first page: who imports it again gets it after who did before."""
    page.evaluate("winback('explain')")  # the engine is there
    path = service.config["chunks"]["log"]
    service.wait_for(lambda: f"GET {path}" in service.requests)
    page.evaluate("url => import(url).then(() => 0)", service.url + path)


def told(service: RecordingService, count: int = 1) -> Json:
    """What was said at the `count`th leaving; it is one that ingest takes."""
    properties = service.wait_for_event("decision", count).properties
    check_decision(properties)
    return properties


def checks(properties: Json) -> dict[str, str]:
    return {name: value for name, value in properties.items() if not name.startswith("_")}


def failing(page: Page) -> dict[str, str | None]:
    explained: list[Json] = page.evaluate("winback('explain')")
    return {one["campaign"]: one["failing"] for one in explained}


def never(key: str, **more: Any) -> Json:
    return campaign(key, trigger={"on": "event", "name": "never"}, **more)


def test_a_page_that_is_left_says_what_became_of_each_campaign(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    go = {"on": "event", "name": "go"}
    publish(
        campaign("shown", trigger=go, priority=60),
        campaign("beaten", trigger=go, priority=40),
        campaign("held-back", trigger={"on": "event", "name": "early"}, weights={"a": 0, "control": 1}),
        never("later", schedule={"from": FAR}),
        never("richer", audience=WELL_OFF),
        never("enough", frequency={"max_total": 0}),
        never("silent"),
        campaign("empty", trigger={"on": "cart_abandonment", "idle_seconds": 1}),
        decisions=1,
    )
    page = visit()
    is_logging(page, service)
    page.evaluate("winback('cart', {value: 40, currency: 'EUR', items: []}); winback('cart', {value: 0, items: []})")
    page.evaluate("winback('track', 'early')")
    service.wait_for_event("exposure")
    page.clock.run_for(3000)
    explained = failing(page)
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    visit("/next", page=page)
    said = told(service)
    assert checks(said) == {
        "shown": "shown",
        "beaten": "open",
        "held-back": "arm",
        "later": "schedule",
        "richer": "audience",
        "enough": "frequency",
        "silent": "trigger",
        "empty": "cart",
    }
    assert said["_seen"] == {"beaten": "shown", "held-back": "control", "enough": "max_total"}
    assert said["_fired"] == {
        "shown": "event",
        "beaten": "event",
        "held-back": "event",
        "empty": "cart_abandonment",
    }
    assert said["_facts"] == {"cart.value": 0} and said["_rate"] == 1
    assert said["_view"]["pages"] == 1 and said["_view"]["ms"] >= 3000
    # asked between two moments, `explain` says the same of whatever no moment has come for
    quiet = ("later", "richer", "enough")
    assert {name: explained[name] for name in quiet} == {name: said[name] for name in quiet}


@pytest.mark.parametrize(("path", "check", "seen"), [("/checkout/1", "page", "/checkout*"), ("/", "fatigue", "budget")])
def test_quiet_pages_and_a_spent_budget_are_named(
    publish: Publish, visit: Visit, service: RecordingService, path: str, check: str, seen: str
) -> None:
    publish(never("offer"), campaign("first"), quiet=["/checkout*"], manners={"day": 0}, decisions=1)
    page = visit(path)
    is_logging(page, service)
    visit("/next", page=page)
    said = told(service)
    assert checks(said) == {"offer": check, "first": check}
    assert said["_seen"] == {"offer": seen, "first": seen} and said["_fired"] == {"first": "page_load"}


def test_what_was_switched_off_meanwhile_stops_at_the_last_check(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}), PROBE, decisions=1)
    service.off = ["offer"]
    page = visit()
    is_logging(page, service)
    page.evaluate("winback('track', 'go')")
    service.wait_for_event("exposure")
    page.evaluate("winback('explain')")
    visit("/next", page=page)
    assert checks(told(service)) == {"offer": "live", "probe": "trigger"}


def test_without_permission_for_messages_consent_is_what_fails(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer"), mode="optout", decisions=1)
    page = visit()
    wait_until_shown(page)
    page.evaluate("winback('consent', {analytics: true, personalization: false})")
    page.wait_for_function("diary.some(([name]) => name === 'consent')")
    visit("/next", page=page)
    page.evaluate("winback('explain')")
    while not service.comes(lambda: any(checks(e.properties) == {"offer": "consent"} for e in logged(service)), 0.5):
        hide(page)
    assert failing(page) == {"offer": "consent"}


def logged(service: RecordingService) -> list[Any]:
    return [event for event in service.events("decision") if event.envelope["page"]["url"].endswith("/next")]


@pytest.mark.parametrize("choice", ["{analytics: false, personalization: true}", "{}"])
def test_who_has_not_allowed_statistics_is_not_logged(
    publish: Publish, visit: Visit, service: RecordingService, choice: str
) -> None:
    publish(PROBE, mode="ask", decisions=1)
    page = visit()
    page.evaluate(f"winback('consent', {choice})")
    page.wait_for_function("diary.some(([name]) => name === 'consent')")
    visit("/next", page=page)
    page.evaluate("winback('explain')")
    page.clock.run_for(10_000)
    visit("/", page=page)
    assert service.events("decision") == []
    assert not [one for one in service.requests if one == f"GET {service.config['chunks']['log']}"]


def test_a_visitor_is_logged_whole_or_not_at_all(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(exit_offer(), decisions=0.5)
    key = service.config["site"]
    page = visit()
    visitor = page.evaluate("winback('visitor')")
    is_in = in_holdout({"seed": f"log:{key}", "share": 0.5}, visitor)
    page.evaluate("winback('explain')")
    page.clock.run_for(10_000)
    if is_in:
        is_logging(page, service)
        visit("/next", page=page)
        assert told(service)["_rate"] == 0.5
    else:
        visit("/next", page=page)
        assert f"GET {service.config['chunks']['log']}" not in service.requests


def test_a_tab_that_is_seen_again_speaks_again_only_of_what_was_shown(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}), decisions=1)
    page = visit()
    is_logging(page, service)
    hide(page)
    first = told(service)
    hide(page)
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    hide(page)
    second = told(service, 2)
    assert (first["offer"], second["offer"]) == ("trigger", SHOWN)
    assert first["_view"]["id"] == second["_view"]["id"]
    hide(page)
    visit("/next", page=page)
    assert len(service.events("decision")) == 2


def hide(page: Page) -> None:
    page.evaluate(
        "for (const hidden of [true, false]) {"
        " Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange', { bubbles: true })) }"
    )


def test_each_route_of_a_single_page_shop_is_a_page_of_its_own(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    offer = never("offer", audience={"all": [{"fact": "page.path", "op": "eq", "value": "/here"}]})
    publish(offer, decisions=1)
    page = visit()
    is_logging(page, service)
    for path in ("/here", "/here#reviews", "/there"):
        page.evaluate("path => history.pushState(0, '', path)", path)
    visit("/next", page=page)
    told(service, 3)
    found = [(one.properties["offer"], one.properties["_facts"]["page.path"]) for one in service.events("decision")]
    # who leaves sends several batches at once, in whatever order they arrive
    assert sorted(found) == [("audience", "/"), ("audience", "/there"), ("trigger", "/here")]
    assert len({one.properties["_view"]["id"] for one in service.events("decision")}) == 3


def test_the_values_are_those_that_the_last_answer_went_by(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    """Who was refused is asked again when something has changed: the check is of then, and so is what it asked about."""
    publish(campaign("rich", audience=WELL_OFF, trigger={"on": "page_load"}), decisions=1)
    page = visit()
    is_logging(page, service)
    page.evaluate("winback('cart', {value: 20, currency: 'EUR', items: []})")
    visit("/next", page=page)
    said = told(service)
    assert (said["rich"], said["_facts"]) == ("audience", {"cart.value": 20})


def test_who_is_not_asked_again_was_refused_by_the_values_of_then(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("rich", audience=WELL_OFF, trigger={"on": "event", "name": "go"}), decisions=1)
    page = visit()
    is_logging(page, service)
    for said in ("'track', 'go'", "'cart', {value: 80, currency: 'EUR', items: []}"):
        page.evaluate(f"winback({said})")
        page.clock.run_for(1000)
    visit("/next", page=page)
    found = told(service)
    assert (found["rich"], found["_facts"]) == ("audience", {"cart.value": 0})


def test_what_is_too_long_is_left_out_and_never_cut(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(never("offer", audience=asking("page.path", "page.url", "event.seen")), decisions=1)
    page = visit(f"/?b={'l' * 400}")
    is_logging(page, service)
    visit("/next", page=page)
    assert told(service)["_facts"] == {"page.path": "/", "event.seen": None}


def asking(*facts: str) -> Json:
    return {"any": [{"fact": fact, "op": "eq", "value": "x"} for fact in facts]}


def test_what_a_shop_says_of_a_person_stays_in_the_browser(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    facts = ("trait.plan", "trait.name", "page.query.email", "page.query.no", "page.var.price", "page.url")
    variables = [{"name": "price", "from": "js", "at": "price", "kind": "number"}]
    publish(never("offer", audience=asking(*facts)), decisions=1, variables=variables)
    page = visit("/?email=jo@example.com#token=secret")
    is_logging(page, service)
    page.evaluate("window.price = 40; winback('identify', 'jo', {traits: {plan: 'pro'}})")
    address = page.url.partition("#")[0]
    visit("/next", page=page)
    assert told(service)["_facts"] == {
        "trait.plan": True,
        "trait.name": None,
        "page.query.email": True,
        "page.query.no": None,
        "page.var.price": True,
        "page.url": address,
    }


def test_a_page_with_very_much_to_tell_is_still_taken(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    quiet = "/" + "*" * 150
    asked = asking(*(f"event.name{number}" for number in range(90)))
    many = [never(f"a-campaign-with-a-rather-long-name-{number}", audience=asked) for number in range(120)]
    publish(*many, quiet=[quiet], decisions=1)
    page = visit("/")
    is_logging(page, service)
    visit("/next", page=page)
    said = told(service)
    assert 60 < len(checks(said)) < 100 and not said["_facts"]


def test_of_the_facts_no_more_than_ingest_takes_are_told(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    long = "/" + "*" * 150
    asked = asking(*(f"event.name{number}" for number in range(90)))
    publish(never("offer", audience=asked), quiet=[long], decisions=1)
    page = visit("/")
    is_logging(page, service)
    visit("/next", page=page)
    said = told(service)
    assert (len(said["_facts"]), said["_seen"]) == (60, {"offer": long[:100]})


def test_a_site_that_logs_nothing_has_none_of_it(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(exit_offer())
    page = visit()
    page.evaluate("winback('explain')")
    page.clock.run_for(10_000)
    visit("/next", page=page)
    assert "log" not in service.config["chunks"]
    assert service.events("decision") == []


def test_the_browser_makes_the_published_checks_in_their_order(page: Page) -> None:
    page.add_script_tag(path=str(BUNDLE))
    made: list[str] = page.evaluate("Object.keys(winbackTesting.CHECKS)")
    assert made == [check for check in CHECKS if check in made]
    assert {*CHECKS} - {*made} == {"trigger", "arm", "live", "place"}
