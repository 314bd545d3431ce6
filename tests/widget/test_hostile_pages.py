"""Pages that take away, replace or overdo what a script builds on: the visitor notices nothing, and we go on as far as we can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.servers import Storefront
from tests.widget.campaigns import PROBE, campaign
from tests.widget.conftest import Visit, diary, html, kept_track_of, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]

HEADS = {
    "frozen prototypes, and a data layer": "window.dataLayer = []; for (const made of [Object, Array, Function, Element, Node, Promise, EventTarget]) Object.freeze(made.prototype)",
    "a data layer that is an element": "addEventListener('DOMContentLoaded', () => { const it = document.createElement('i'); it.id = 'dataLayer'; document.body.append(it) })",
    "a data layer that is none": "window.dataLayer = { push: null }",
    "a promise of its own": "{ const Native = Promise; window.Promise = class Promise { constructor(run) { return new Native(run) } static race = Native.race.bind(Native); static resolve = Native.resolve.bind(Native) } }",
    "an idle callback that says nothing": "window.requestIdleCallback = (run) => { setTimeout(run, 1) }",
    "no beacons": "Navigator.prototype.sendBeacon = undefined",
    "locks that throw": "LockManager.prototype.request = () => { throw new TypeError('no') }",
    "a fetch that throws": "window.fetch = () => { throw new TypeError('no') }",
    "a fetch that says nothing": "window.fetch = () => {}",
    "a storage that knows nothing": "Storage.prototype.getItem = () => undefined; Storage.prototype.setItem = () => {}",
    "a storage that throws the second time": "{ let times = 0; const { getItem } = Storage.prototype; Storage.prototype.getItem = function (key) { if (times++) throw new DOMException('', 'SecurityError'); return getItem.call(this, key) } }",
    "a storage that can only be read": "Storage.prototype.setItem = Storage.prototype.removeItem = () => { throw new DOMException('', 'QuotaExceededError') }",
    "methods of an old library": "Array.prototype.find = function (is) { for (const one of Object.values(this)) if (is(one)) return one }; Array.prototype.reduce = function () { return this }; Array.prototype.compact = Array.prototype.clear = String.prototype.blank = function () {}",
}


@pytest.mark.parametrize("head", list(HEADS.values()), ids=list(HEADS))
def test_a_message_stands_once_whatever_the_page_has_put_in_place(
    publish: Publish, visit: Visit, new_page: Callable[..., Page], head: str
) -> None:
    publish(campaign("offer", frequency={"per_session": 1}), PROBE)
    page = kept_track_of(new_page())
    visit(page=page, head=f"<script>{head}</script>")
    page.mouse.move(200, 200)
    wait_until_shown(page)
    message(page).get_by_role("button", name="All right").click()
    assert [shown["campaign"] for shown in diary(page, "show")] == ["offer"]
    assert len(diary(page, "ready")) == 1


def test_a_route_that_leads_on_at_once_is_no_page(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("offer", trigger={"on": "pages", "count": 2}))
    page = visit()
    page.evaluate("for (const at of ['/account', '/login', '/login?next=/account']) history.pushState({}, '', at)")
    wait_until_shown(page)
    page.clock.run_for(6000)
    service.wait_for_event("page_view", 2)
    views = [event.envelope["page"]["url"].rpartition("/")[2] for event in service.events("page_view")]
    assert views == ["", "account"] and service.events("page_view")[1].envelope["page"]["url"].endswith(
        "?next=/account"
    )


def test_a_page_that_replaces_all_that_it_is_made_of_gets_the_next_message(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}), PROBE)
    page = visit()
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    page.clock.run_for(4000)  # by then its moment is no longer this tab's
    page.evaluate("document.documentElement.replaceChildren(document.createElement('body'))")
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page, 2)
    assert message(page).is_visible()


def test_in_a_sandboxed_frame_a_message_shows_all_the_same(
    publish: Publish, visit: Visit, storefront: Storefront, service: RecordingService, tag: str
) -> None:
    publish(PROBE)
    storefront.pages["/inside"] = html(tag)
    page = visit(body='<iframe sandbox="allow-scripts" src="/inside" width=600 height=600></iframe>')
    inside = page.frame_locator("iframe")
    inside.locator("h1").wait_for()
    frame = page.frames[1]
    frame.wait_for_function("window.winback?.isLive")
    frame.evaluate("winback('track', 'probe')")
    inside.locator("winback-message .box").wait_for()
