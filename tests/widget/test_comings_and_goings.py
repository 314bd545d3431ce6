"""Pages that are kept for the way back, rendered ahead, or followed by another without a load: each is looked at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.support.engines import is_firefox
from tests.support.servers import Storefront
from tests.support.undriven import looking_at
from tests.widget.campaigns import campaign
from tests.widget.conftest import DIARY, Visit, diary, html, until, wait_until_shown
from tests.widget.service import KEY, RecordingService
from tests.widget.test_triggers import BUTTONS

Publish = Callable[..., None]

KEPT = pytest.mark.parametrize("engine", ["keeping", "firefox"], indirect=True)


@pytest.fixture
def open_page(visit: Visit, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Its clock is the browser's own: one that is driven stands still once the page was kept."""

    def opened(**more: str) -> Page:
        page = new_page()
        page.add_init_script(DIARY)
        return visit(page=page, **more)

    return opened


def walk_on_and_come_back(page: Page, storefront: Storefront) -> None:
    """To a page without our tag, and back to this one, which the browser has kept as it was."""
    page.evaluate("window.isKept = true")
    storefront.pages["/elsewhere"] = "<title>Elsewhere</title>"
    page.goto(f"{storefront.url}/elsewhere")
    page.evaluate("setTimeout(() => history.back())")
    for _ in range(1000):
        # who drives the browser loses what is waited for while one page takes another's place
        with suppress(Error):
            if page.evaluate("window.isKept"):
                return
    raise AssertionError("the browser had not kept the page")


@KEPT
def test_a_page_that_was_kept_is_a_new_view_with_its_moments_armed_once(
    publish: Publish, open_page: Callable[..., Page], storefront: Storefront, service: RecordingService
) -> None:
    publish(campaign("sizes", trigger={"on": "click", "selector": "#sizes"}))
    page = open_page(body=BUTTONS)
    page.evaluate("winback('explain')")  # the second file is there too
    length = page.evaluate("history.length")
    walk_on_and_come_back(page, storefront)
    assert page.evaluate("history.length") == length + 1, "the one page that was walked on to"
    page.evaluate("document.querySelector('#sizes').click()")
    until(page, "diary.some(([name]) => name === 'show')")
    page.evaluate("winback('track', 'purchase', {transaction_id: 'T1'})")  # leaves at once, with all that waits
    service.wait_for_event("purchase")
    # a purchase empties the cart, sooner or later
    told = [event.name for event in service.events() if event.name not in ("page_leave", "cart")]
    assert told == ["page_view", "page_view", "exposure", "purchase"]
    assert len(diary(page, "show")) == 1


@KEPT
def test_a_message_of_the_view_before_is_gone_on_the_way_back(
    publish: Publish, open_page: Callable[..., Page], storefront: Storefront
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}))
    page = open_page()
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    if is_firefox(page):
        # it keeps no page that has a lock, given up in the last moment or not: ours is for three seconds
        page.evaluate(f"navigator.locks.request('winback:{KEY}', () => {{}})")
    walk_on_and_come_back(page, storefront)
    until(page, "!document.querySelector('winback-message')")
    assert diary(page, "close") == [{"campaign": "offer", "how": "navigation"}]


AHEAD = '<script type="speculationrules">{"prerender": [{"urls": ["/next"], "eagerness": "immediate"}]}</script>'
# walks on once its server says so
WALK_ON = "<script>setInterval(() => fetch('/go').then(({ok}) => ok && location.assign('/next')), 50)</script>"
STUB = "<script>window.winback=window.winback||function(){(winback.q=winback.q||[]).push(arguments)}</script>"
# the page itself says to its own server what it sees of us
WITNESS = """<script>
const tell = what => fetch(`/told?${what}`);
const seen = () => `${Object.keys(localStorage).length} stored, ${diary.length} said, ${!!window.winback.isLive}`;
addEventListener('load', () => {
  winback('track', 'said_ahead');
  winback('visitor');
  tell(document.prerendering ? `ahead: ${seen()}` : 'not ahead');
});
document.addEventListener('prerenderingchange', () => tell(`looked at: ${seen()}`));
document.addEventListener('winback:show', () => { winback('track', 'purchase', {transaction_id: 'T1'}) });
</script>"""


def test_a_page_that_the_browser_renders_ahead_is_no_visit_until_it_is_looked_at(
    publish: Publish, storefront: Storefront, tag: str, service: RecordingService, tmp_path: Path
) -> None:
    publish(campaign("offer"))
    storefront.pages |= {"/": f"<title>The shop</title>{AHEAD}{WALK_ON}", "/told": ""}
    # not async: when the page has loaded, the script has run
    ahead = f"{STUB}<script>{DIARY}</script>{WITNESS}"
    storefront.pages["/next"] = html(tag.replace("async ", ""), head=ahead)
    with looking_at(storefront.url, tmp_path):
        told_to(storefront, "ahead")
        assert service.requests == [f"GET /w/{KEY}.js"]
        storefront.pages["/go"] = ""
        told_to(storefront, "looked at")
        service.wait_for_event("purchase")
    told = [path.partition("?")[2].replace("%20", " ") for path in storefront.visited if path.startswith("/told")]
    assert told == ["ahead: 0 stored, 0 said, false", "looked at: 0 stored, 0 said, true"]
    assert sorted(event.name for event in service.events() if event.name != "page_leave") == [
        "exposure",
        "page_view",
        "purchase",
        "said_ahead",
    ]


def told_to(storefront: Storefront, what: str) -> None:
    storefront.wait_for(lambda: any(what in path.replace("%20", " ") for path in storefront.visited))


ROUTES = [
    ("history.pushState({}, '', '/chairs')", "/chairs"),
    ("history.pushState({}, '', '/chairs/oak')", "/chairs/oak"),
    ("history.replaceState({}, '', '/chairs/elm')", "/chairs/elm"),
    ("history.back()", "/chairs"),
    ("history.forward()", "/chairs/elm"),
    # a place on the page is no route
    ("location.hash = '#reviews'; location.hash = '#/cart'", "/chairs/elm#/cart"),
]


# what a page puts in its place: the second turn comes later than the first one needs
SECOND_TURN = "<script>{{ let turns = 0; requestIdleCallback = run => setTimeout(async () => {{ if (turns++) {{ {0} }} run() }}) }}</script>"


def test_a_route_while_the_page_is_still_being_heard_is_a_view_of_its_own(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}))
    page = visit(head=SECOND_TURN.format("history.pushState({}, '', '/next')"))
    page.clock.run_for(1000)
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    service.wait_for_event("exposure")
    told = [event.envelope["page"]["url"].rpartition("/")[2] for event in service.events("page_view")]
    assert told == ["", "next"]


def test_what_a_route_has_fired_is_not_fired_again_once_the_page_was_heard(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer", weights={"control": 1}))
    there = f"await import('{service.url}{service.engine}')"
    late = "for (let frames = 9; frames--;) await new Promise(requestAnimationFrame)"
    page = visit(head=SECOND_TURN.format(f"history.pushState({{}}, '', '/next'); {there}; {late}"))
    page.clock.run_for(6000)
    page.evaluate("winback('track', 'purchase', {transaction_id: 'T1'})")
    service.wait_for_event("purchase")
    assert len(service.events("exposure")) == 1


def test_what_happens_while_the_page_is_still_being_heard_sets_off_what_waits_for_it(
    publish: Publish, visit: Visit
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}))
    wait_until_shown(visit(head=SECOND_TURN.format("winback('track', 'go')")))


@pytest.mark.engines
def test_each_route_of_a_single_page_is_one_view_and_the_history_is_the_shop_s_own(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("sizes", trigger={"on": "click", "selector": "#sizes"}))
    page = visit(body=BUTTONS)
    before = page.evaluate("history.length")
    for number, (go, path) in enumerate(ROUTES, start=2):
        page.evaluate(go)
        page.wait_for_function("path => location.href.endsWith(path)", arg=path)
        page.clock.run_for(6000)
        service.wait_for_event("page_view", number)
    page.locator("#sizes").click()
    wait_until_shown(page)
    page.evaluate("winback('track', 'purchase', {transaction_id: 'T1'})")  # leaves at once, with all that waits
    service.wait_for_event("purchase")
    views = [event.envelope["page"]["url"] for event in service.events("page_view")]
    home = views[0].rstrip("/")
    assert [url.removeprefix(home) for url in views[1:]] == [path for _, path in ROUTES]
    assert len(service.events("exposure")) == len(diary(page, "show")) == 1
    assert page.evaluate("history.length") == before + 4, "two pushed, two places behind a hash"
