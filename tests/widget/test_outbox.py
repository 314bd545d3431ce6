"""Acknowledged or kept: no event is lost, and none is told twice as another."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest

from tests.support.pages import expecting
from tests.widget.campaigns import PROBE, campaign
from tests.widget.conftest import Visit, forgive, wait_until_shown
from tests.widget.service import KEY, RecordingService, Script

Publish = Callable[..., None]
OUTBOX = f"winback:{KEY}:outbox"


def test_events_wait_five_seconds_and_leave_together(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit()
    page.evaluate("winback('track', 'first', {n: 1}); winback('track', 'second', {})")
    page.clock.run_for(6000)
    service.wait_for_event("second")
    assert [[event["name"] for event in post["events"]] for post in service.posts] == [["page_view", "first", "second"]]


def test_the_twentieth_event_sends_them_off(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit()
    page.evaluate("for (let n = 1; n < 20; n++) winback('track', 'step', {n})")
    service.wait_for_event("step", 19)


def test_after_two_refusals_all_arrive_once(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    service.next["/e/KEY"] = [Script(503, headers={"Retry-After": "2"}), Script(429)]
    page = visit()
    with expecting(page, "503", "429"):
        page.evaluate("for (let n = 0; n < 5; n++) winback('track', 'step', {n})")
        for attempts in (1, 2, 3):
            page.clock.run_for(30_000)
            service.wait_for(lambda tries=attempts: service.requests.count(f"POST /e/{KEY}") >= tries)
        service.wait_for_event("step", 5)
    assert [event.properties["n"] for event in service.events("step")] == [0, 1, 2, 3, 4]
    page.wait_for_function("key => !localStorage[key]", arg=OUTBOX)
    assert len(service.posts) == 1


@pytest.mark.engines
def test_while_the_service_is_away_events_wait_for_the_next_visit(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish()
    service.next["/e/KEY"] = [Script(503)] * 20
    page = visit()
    page.evaluate("winback('track', 'kept', {})")
    page.clock.run_for(6000)
    service.wait_for(lambda: f"POST /e/{KEY}" in service.requests)
    service.next.clear()
    visit("/later", page=page)
    page.clock.run_for(6000)
    service.wait_for_event("kept")
    kept = service.events("kept")
    assert len(kept) == 1
    assert kept[0].envelope["page"]["url"].endswith("/"), "it happened on the page before"
    assert kept[0].age_ms >= 6000
    forgive(page, "503")


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_the_service_will_never_take_is_dropped(
    publish: Publish, visit: Visit, service: RecordingService, status: int
) -> None:
    publish()
    service.next["/e/KEY"] = [Script(status)]
    page = visit()
    with expecting(page, str(status)):
        page.clock.run_for(6000)
        page.wait_for_function("key => !localStorage[key]", arg=OUTBOX)
        page.evaluate("winback('track', 'next', {})")
        page.clock.run_for(6000)
        service.wait_for_event("next")
    assert service.events("page_view") == []


def test_an_event_that_no_batch_can_hold_keeps_none_behind_it_back(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    """A browser sends no more than 64 kB for a page that may be left meanwhile."""
    publish()
    page = visit()
    with expecting(page, "413"):
        page.evaluate("winback('track', 'far_too_big', { text: 'x'.repeat(70_000) }); winback('track', 'next')")
        page.clock.run_for(6000)
        service.wait_for_event("next")
        page.wait_for_function("key => !localStorage[key]", arg=OUTBOX)


@pytest.mark.parametrize("status", [403, 404])
def test_a_refused_site_is_quiet_for_the_page(
    publish: Publish, visit: Visit, service: RecordingService, status: int
) -> None:
    publish(PROBE)
    service.next["/e/KEY"] = [Script(status)]
    page = visit()
    with expecting(page, str(status)):
        page.clock.run_for(6000)
        page.wait_for_function("key => !localStorage[key]", arg=OUTBOX)
    page.evaluate("winback('track', 'probe', {})")
    page.clock.run_for(60_000)
    assert service.requests.count(f"POST /e/{KEY}") == 1
    assert page.evaluate("diary.filter(([name]) => name === 'show')") == []


@pytest.mark.parametrize("body", [b"<html>Please log in to the hotel's network</html>", b'{"login":"/portal"}', b""])
def test_a_page_of_someone_else_in_the_way_is_no_receipt(
    publish: Publish, visit: Visit, service: RecordingService, body: bytes
) -> None:
    publish()
    service.next["/e/KEY"] = [Script(200, body)]
    page = visit()
    page.clock.run_for(6000)
    service.wait_for(lambda: f"POST /e/{KEY}" in service.requests)
    page.clock.run_for(60_000)
    service.wait_for_event("page_view")


def test_one_batch_is_in_flight_at_a_time(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    answered = threading.Event()
    service.next["/e/KEY"] = [Script(503, hold=answered)]
    page = visit()
    with expecting(page, "503"):
        page.clock.run_for(6000)
        service.wait_for(lambda: f"POST /e/{KEY}" in service.requests)
        page.evaluate("for (let n = 0; n < 45; n++) winback('track', 'step', {n})")
        page.clock.run_for(10_000)
        assert service.requests.count(f"POST /e/{KEY}") == 1
        answered.set()
        page.clock.run_for(60_000)
        service.wait_for(lambda: page.evaluate("1") and len(service.events("step")) == 45)


@pytest.mark.engines
def test_an_event_just_before_walking_on_arrives(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit()
    page.evaluate("winback('track', 'last_word', {})")
    page.goto("about:blank")
    service.wait_for_event("last_word")
    assert service.wait_for_event("page_leave").properties["scroll_pct"] > 0


@pytest.mark.engines
def test_all_that_waits_leaves_with_the_page(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit()
    page.evaluate("for (let n = 0; n < 50; n++) winback('track', `last_${n}`, {})")
    page.close()
    service.wait_for(lambda: len(service.events(*(f"last_{n}" for n in range(50)))) == 50)


def test_no_batch_is_larger_than_the_limit(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit()
    page.evaluate("for (let n = 0; n < 30; n++) winback('track', 'long', {text: '한'.repeat(1300)})")
    page.clock.run_for(6000)
    service.wait_for_event("long", 30)
    sizes = [len(json.dumps(post, ensure_ascii=False).encode()) for post in service.posts]
    assert len(sizes) > 1 and max(sizes) < 60_000


def test_an_exposure_does_not_wait(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("offer"))
    page = visit()
    wait_until_shown(page)
    assert service.wait_for_event("exposure").age_ms < 5000
