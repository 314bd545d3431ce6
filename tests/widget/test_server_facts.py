"""What only the server knows: asked once a page where a live rule needs it, waited for by nobody else, closed when it fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.support.servers import Storefront
from tests.widget.campaigns import PROBE, campaign, consent_banner
from tests.widget.conftest import Visit, diary, forgive, prepared, probe, until, wait_until_shown
from tests.widget.service import KEY, RecordingService, Script
from tests.widget.test_facts import facts
from tests.widget.test_triggers import shown
from winback.targeting.server_facts import guarded

Publish = Callable[..., None]

ASK = f"GET /w/{KEY}/facts"
VIP = {"fact": "visitor.segments", "op": "contains", "value": "vip"}


def for_vips(key: str = "thanks", rule: Any = VIP, **more: Any) -> dict[str, Any]:
    """As the server publishes it."""
    return campaign(key, audience=guarded(rule), server=True, **more)


def moment(page: Page, name: str) -> None:
    page.evaluate("name => winback('track', name)", name)


def decide(page: Page, yes: bool) -> None:
    """And waits until the page is told of it."""
    before = len(diary(page, "consent"))
    page.evaluate("yes => { winback('consent', {analytics: yes, personalization: yes}) }", yes)
    page.wait_for_function("before => diary.filter(([name]) => name === 'consent').length > before", arg=before)


def knows(segments: list[str]) -> str:
    """A promise of whether the browser takes the visitor to be in these, for the campaign `asking`."""
    seen = "find(({campaign}) => campaign === 'asking').checks.find(({check}) => check === 'audience').seen"
    facts = json.dumps({"visitor.segments": segments}, separators=(",", ":"))
    return f"winback('explain').then((all) => JSON.stringify(all.{seen}) === {facts!r})"


def asked(service: RecordingService) -> int:
    return service.requests.count(ASK)


def told(service: RecordingService, **facts: Any) -> None:
    service.facts = {**service.facts, **facts}


def queued(*names: str) -> list[dict[str, str]]:
    return [{"id": f"0193ffff-0000-7000-8000-00000000000{number}", "name": name} for number, name in enumerate(names)]


def test_who_is_in_the_segment_sees_it_and_the_server_is_asked_once(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    told(service, segments=["vip"])
    publish(for_vips(), campaign("later", trigger={"on": "event", "name": "later"}, audience=guarded(VIP), server=True))
    page = visit()
    assert shown(page) == "thanks"
    page.evaluate("winback('close')")
    moment(page, "later")
    wait_until_shown(page, 2)
    visit("/p/2", page=page)  # within the minute that the answer may be kept
    moment(page, "later")
    wait_until_shown(page)
    assert asked(service) == 1


def test_who_is_not_in_it_sees_something_else(service: RecordingService, publish: Publish, visit: Visit) -> None:
    told(service, segments=["other"])
    publish(for_vips(priority=90), PROBE)
    page = visit()
    service.wait_for(lambda: asked(service))
    assert probe(page) == "probe"


def test_a_moment_that_passes_waits_for_the_answer_and_other_campaigns_do_not(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    come = threading.Event()
    answer = b'{"segments":["vip"],"country":null,"queued":[]}'
    service.next["/w/KEY/facts"] = [Script(200, answer, {"Content-Type": "application/json"}, hold=come)]
    publish(for_vips(trigger={"on": "event", "name": "now"}, priority=90), PROBE)
    page = visit()
    moment(page, "now")
    service.wait_for(lambda: asked(service))
    assert probe(page) == "probe"
    page.evaluate("winback('close')")
    come.set()
    wait_until_shown(page, 2)
    assert [one["campaign"] for one in diary(page, "show")] == ["probe", "thanks"]


@pytest.mark.parametrize("status", [500, 429])
def test_without_an_answer_it_stays_closed_and_says_why(
    status: int, service: RecordingService, publish: Publish, visit: Visit
) -> None:
    service.next["/w/KEY/facts"] = [Script(status, b'{"segments":[]}')]
    publish(for_vips("asking", rule={"not": VIP}, priority=90), PROBE)
    page = visit()
    service.wait_for(lambda: asked(service))
    assert probe(page) == "probe"
    assert facts(page) == {"visitor.segments": None}
    (said,) = [one for one in page.evaluate("winback('explain')") if one["campaign"] == "asking"]
    (audience,) = [check for check in said["checks"] if check["check"] == "audience"]
    assert (said["failing"], audience["needs"]) == (
        "audience",
        {"fact": "visitor.segments", "op": "is_set", "seen": None},
    )
    forgive(page, str(status))


def test_nobody_is_asked_before_they_consent(service: RecordingService, publish: Publish, visit: Visit) -> None:
    told(service, segments=["vip"])
    banner = consent_banner(trigger={"on": "event", "name": "never"})
    publish(banner, for_vips(trigger={"on": "event", "name": "now"}), mode="ask")
    page = visit()
    page.evaluate("winback('explain')")  # the second file is here
    moment(page, "now")
    assert asked(service) == 0
    page.evaluate("winback('consent', {analytics: true, personalization: true})")
    page.wait_for_function("diary.some(([name]) => name === 'consent')")
    moment(page, "now")
    assert shown(page) == "thanks"
    assert asked(service) == 1


def test_once_the_consent_has_arrived_the_same_page_asks_again(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    told(service, segments=None)  # as the service says while it knows of no consent
    arrives = threading.Event()
    receipt = b'{"receipt": "r"}'
    service.next["/c/KEY"] = [Script(200, receipt, {"Content-Type": "application/json"}, hold=arrives)]
    publish(consent_banner(trigger={"on": "event", "name": "never"}), for_vips(), mode="ask")
    page = visit()
    page.evaluate("() => { winback('consent', {analytics: true, personalization: true}) }")
    service.wait_for(lambda: asked(service))
    told(service, segments=["vip"])
    arrives.set()
    assert shown(page) == "thanks"
    assert asked(service) == 2


def test_what_was_told_of_one_visitor_is_not_believed_of_the_next_on_the_same_page(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    told(service, segments=["vip"])
    banner = consent_banner(trigger={"on": "event", "name": "never"})
    publish(banner, for_vips("asking", trigger={"on": "event", "name": "now"}), PROBE, mode="ask")
    page = visit()
    decide(page, True)
    until(page, knows(["vip"]))
    first = page.evaluate("winback('visitor')")
    told(service, segments=[])
    decide(page, False)
    decide(page, True)
    assert page.evaluate("winback('visitor')") not in (first, None)
    until(page, knows([]))
    assert asked(service) == 2
    moment(page, "now")
    assert probe(page) == "probe"


def test_segments_that_are_not_known_are_not_known_to_be_others(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    told(service, segments=None)
    publish(for_vips("asking", rule={"not": VIP}, priority=90), PROBE)
    page = visit()
    service.wait_for(lambda: asked(service))
    assert probe(page) == "probe"
    assert facts(page) == {"visitor.segments": None}
    told(service, segments=[])
    visit("/p/2", page=page)
    assert shown(page) == "asking"
    assert asked(service) == 2


def test_a_site_whose_rules_ask_nothing_of_the_server_never_asks(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    publish(campaign("offer", audience={"fact": "page.path", "op": "eq", "value": "/"}))
    page = visit()
    assert shown(page) == "offer"
    assert asked(service) == 0
    assert b"AbortSignal" not in service.files[service.engine]


def test_the_country_is_known_where_a_rule_asks(service: RecordingService, publish: Publish, visit: Visit) -> None:
    told(service, country="DE")
    publish(for_vips(rule={"fact": "visitor.country", "op": "in", "value": ["DE", "AT"]}))
    assert shown(visit()) == "thanks"


ORDER = {"on": "server_event", "name": "order_paid"}


def test_what_the_shops_server_has_told_sets_a_campaign_off(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    told(service, queued=queued("ticket_closed", "order_paid"))
    publish(campaign("thanks", trigger=ORDER))
    page = visit()
    page.mouse.move(100, 100)  # somebody is there
    assert shown(page) == "thanks"
    exposure = service.wait_for_event("exposure")
    assert exposure.properties["trigger"] == "server_event"
    assert asked(service) == 1


def test_an_open_page_hears_it_with_the_next_answer_and_asks_nothing_more(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    publish(campaign("thanks", trigger=ORDER), PROBE)
    page = visit()
    page.evaluate("winback('explain')")
    service.wait_for(lambda: asked(service))
    service.with_next = {"facts": {"queued": queued("order_paid")}}
    page.clock.run_for(6000)  # what has happened so far is sent
    assert shown(page) == "thanks"
    assert asked(service) == 1


def test_another_event_of_the_shops_server_is_none_of_its(
    service: RecordingService, publish: Publish, visit: Visit
) -> None:
    told(service, queued=queued("ticket_closed"))
    publish(campaign("thanks", trigger=ORDER), PROBE)
    page = visit()
    page.mouse.move(100, 100)
    page.wait_for_function("document.title")
    service.wait_for(lambda: asked(service))
    assert probe(page) == "probe"


# ---- a blocker of advertising ----

BLOCKED = guarded({"fact": "device.ad_blocker", "op": "eq", "value": True})


def test_bait_that_is_hidden_means_a_blocker_and_nobody_else_is_asked(
    service: RecordingService, publish: Publish, visit: Visit, storefront: Storefront, new_page: Callable[..., Page]
) -> None:
    publish(campaign("asking", audience=BLOCKED, trigger={"on": "page_load"}))
    page = prepared(new_page())
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    visit(page=page, head="<style>.adsbox { display: none !important }</style>")
    page.mouse.move(100, 100)
    assert shown(page) == "asking"
    assert facts(page) == {"device.ad_blocker": True}
    assert page.locator(".adsbox").count() == 0  # the bait is taken in again
    assert hosts == {urlsplit(service.url).netloc, urlsplit(storefront.url).netloc}


@pytest.mark.parametrize(
    ("head", "known"),
    [("", False), ("<style>body > div { display: none !important }</style>", None)],
    ids=["nothing is hidden", "the page hides whatever is added to it"],
)
def test_bait_that_is_seen_means_none_and_unknown_stays_unknown(
    head: str, known: bool | None, publish: Publish, visit: Visit
) -> None:
    publish(campaign("asking", audience=BLOCKED))
    page = visit(head=head)
    page.evaluate("winback('explain')")
    assert facts(page) == {"device.ad_blocker": None}
    page.clock.run_for(2000)
    assert facts(page) == {"device.ad_blocker": known}
    assert page.locator("body > div").count() == 0
