"""What the shop's own page notices of us: one global, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.servers import Storefront
from tests.widget.campaigns import PROBE, campaign, consent_banner, exit_offer, nps_bar
from tests.widget.conftest import DIARY, Visit, diary, forgive, html, message, prepared, probe, wait_until_shown
from tests.widget.service import KEY, RecordingService, Script

Publish = Callable[..., None]


def test_one_global_and_every_native_untouched(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer"))
    page = visit(head="<script>window.before = Object.keys(window).concat('before')</script>")
    wait_until_shown(page)
    added = set(page.evaluate("Object.keys(window)")) - set(page.evaluate("window.before"))
    assert added == {"winback"}
    natives = "[fetch, XMLHttpRequest, history.pushState, history.replaceState, addEventListener].map(String)"
    assert all("[native code]" in text for text in page.evaluate(natives))
    assert page.evaluate("[window.onclick, document.onclick, window.onbeforeunload, window.onunload]") == [None] * 4


@pytest.mark.engines
def test_pasted_twice_it_boots_once(publish: Publish, visit: Visit, service: RecordingService, tag: str) -> None:
    publish(campaign("offer"))
    page = visit(head=tag.replace("async ", "defer "))
    wait_until_shown(page)
    page.clock.run_for(6000)
    service.wait_for_event("page_view")
    assert len(service.events("page_view")) == 1 and len(diary(page, "ready")) == 1


def test_calls_made_before_it_was_there_are_heard(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    stub = "<script>window.winback=window.winback||function(){(winback.q=winback.q||[]).push(arguments)}</script>"
    page = visit(head=f"{stub}<script>winback('track', 'early', {{n: 1}})</script>")
    page.clock.run_for(6000)
    assert service.wait_for_event("early").properties == {"n": 1}


@pytest.mark.parametrize(
    "asked", [[campaign("offer")], [consent_banner(), PROBE]], ids=["an offer", "a consent prompt among others"]
)
def test_when_the_second_file_does_not_come_the_page_goes_on(
    publish: Publish, visit: Visit, service: RecordingService, asked: Any
) -> None:
    publish(*asked, mode="ask" if asked[0]["kind"] == "consent" else "off")
    service.next[service.engine] = [Script(500)] * 9
    page = visit()
    service.wait_for(lambda: f"GET {service.engine}" in service.requests)
    page.clock.run_for(3000)
    assert page.evaluate("document.title") == "The shop"
    assert diary(page, "show") == []
    forgive(page, "500")


@pytest.mark.parametrize("body", [b"", b"<html>oops", b"throw new Error('nonsense')", b"{{{{"])
def test_a_chunk_of_nonsense_says_nothing_in_the_console(
    publish: Publish, visit: Visit, service: RecordingService, body: bytes
) -> None:
    publish(campaign("offer"))
    service.next[service.engine] = [Script(200, body, {"Content-Type": "text/javascript"})]
    page = visit()
    service.wait_for(lambda: f"GET {service.engine}" in service.requests)
    page.clock.run_for(3000)
    assert diary(page, "show") == []


def test_a_slow_service_holds_nothing_up(
    storefront: Storefront, new_page: Any, service: RecordingService, tag: str
) -> None:
    answered = threading.Event()
    service.next["/w/KEY.js"] = [Script(200, b"", hold=answered)]
    storefront.pages["/"] = html(tag)
    page = new_page()
    page.goto(storefront.url, wait_until="domcontentloaded")
    assert page.locator("h1").inner_text() == "Chairs"
    answered.set()


@pytest.mark.engines
def test_the_shadow_root_is_closed(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer"))
    page = visit(shadow="closed")
    wait_until_shown(page)
    assert page.evaluate("document.querySelector('winback-message').shadowRoot") is None


STRICT = (
    "default-src 'none'; script-src 'nonce-shop' 'strict-dynamic'; style-src 'nonce-shop'; connect-src {service}; "
    "img-src {service} {icon}; require-trusted-types-for 'script'; trusted-types 'none'"
)
BY_HOST = "default-src 'self'; script-src 'nonce-shop' {service}/w/; connect-src {service}; img-src {service} {icon}"


@pytest.mark.parametrize("policy", [STRICT, BY_HOST], ids=["nonces and trusted types", "a list of hosts"])
@pytest.mark.engines
def test_a_strict_content_security_policy_is_kept(
    publish: Publish, new_page: Any, storefront: Storefront, service: RecordingService, policy: str
) -> None:
    publish(nps_bar(), campaign("offer", trigger={"on": "event", "name": "more"}))
    storefront.headers["Content-Security-Policy"] = policy.format(
        service=service.url, icon=f"{storefront.url}/favicon.ico"
    )
    watch = "<script nonce=shop>window.broken=[];addEventListener('securitypolicyviolation',e=>broken.push(e.violatedDirective+' '+e.blockedURI))</script>"
    storefront.pages["/"] = html(f'<script nonce=shop async src="{service.url}/w/{KEY}.js"></script>', head=watch)
    page: Page = new_page()
    page.add_init_script(DIARY)
    page.goto(storefront.url)
    wait_until_shown(page)
    message(page).get_by_role("radio", name="9").check()
    message(page).get_by_role("button", name="Send").click()
    message(page).get_by_role("button", name="Close").last.click()
    page.evaluate("winback('track', 'more')")
    wait_until_shown(page, 2)
    assert page.evaluate("broken") == []


HOSTILE = """<style>
* { all: unset !important; display: none !important; }
html, body, script, style, head { display: block !important }
winback-message, winback-message * { visibility: hidden !important; opacity: 0 !important; transform: scale(0) !important }
dialog { display: none !important } body { transform: rotate(3deg); filter: blur(2px) } html { font-size: 62.5% }
</style>"""


@pytest.mark.engines
def test_hostile_styles_of_the_page_do_not_reach_in(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer"))
    page = visit(head=HOSTILE)
    wait_until_shown(page)
    box = message(page)
    assert box.is_visible() and box.bounding_box()["width"] == 440  # type: ignore[index]
    assert box.locator("h2").evaluate("h => getComputedStyle(h).fontSize") == "24px"
    box.get_by_role("button", name="All right").click()
    assert page.locator("winback-message").count() == 0


def test_our_styles_do_not_reach_out(publish: Publish, visit: Visit) -> None:
    looks = """() => [...document.querySelectorAll('html, body, h1, p')].map(e => {
        const style = getComputedStyle(e); return [...style].map(name => style.getPropertyValue(name)).join() }).join()"""
    publish(exit_offer(), PROBE)
    page = visit()
    before = page.evaluate(looks)
    probe(page)
    assert page.evaluate(looks) == before


@pytest.mark.parametrize(
    "offer", [campaign("offer"), nps_bar(), nps_bar(theme={"position": "top"})], ids=["popup", "bar", "top bar"]
)
def test_nothing_on_the_page_moves(publish: Publish, visit: Visit, offer: Any) -> None:
    publish(offer)
    watch = """<script>window.shifts = 0; new PerformanceObserver(list => { for (const { value } of list.getEntries())
        shifts += value }).observe({ type: 'layout-shift', buffered: true })</script>"""
    page = visit(head=watch)
    wait_until_shown(page)
    page.clock.run_for(2000)
    assert page.evaluate("shifts") == 0


def test_a_message_waits_while_the_shop_has_a_dialog_of_its_own(publish: Publish, visit: Visit) -> None:
    publish(PROBE)
    page = visit(body="<dialog>Size guide</dialog><script>document.querySelector('dialog').showModal()</script>")
    page.mouse.move(100, 100)
    page.evaluate("winback('track', 'probe')")
    page.clock.run_for(1000)
    assert diary(page, "show") == []
    page.evaluate("document.querySelector('dialog').close(); winback('track', 'probe')")
    wait_until_shown(page)


@pytest.mark.parametrize("drawn", ['role="dialog" aria-modal="true"', 'role="dialog"', 'role="alertdialog"'])
def test_what_the_shop_has_drawn_as_a_dialog_is_one_while_it_has_the_focus(
    publish: Publish, visit: Visit, drawn: str
) -> None:
    publish(PROBE)
    made = f"<div {drawn} {{}}><button>{{}}</button></div>"
    page = visit(body=made.format("hidden", "Always in the page") + made.format("id=sizes", "Size guide"))
    page.get_by_role("button", name="Size guide").focus()
    page.evaluate("winback('track', 'probe')")
    page.clock.run_for(1000)
    assert diary(page, "show") == []
    page.evaluate("sizes.remove(); winback('track', 'probe')")
    wait_until_shown(page)


def test_single_page_routes_are_pages(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("offer", audience={"fact": "page.path", "op": "eq", "value": "/cart"}))
    page = visit()
    page.evaluate("history.pushState({}, '', '/products?page=2')")
    page.evaluate("history.pushState({}, '', '/cart'); document.title = 'The cart'")
    wait_until_shown(page)
    page.evaluate("history.replaceState({}, '', '/cart#top')")
    page.clock.run_for(6000)
    service.wait_for(lambda: [e for e in service.events("page_view") if e.envelope["page"]["url"].endswith("/cart")])
    views = [
        event.envelope["page"]["url"].removeprefix(page.evaluate("location.origin"))
        for event in service.events("page_view")
    ]
    assert views[0] == "/" and views[-1] == "/cart" and len(views) <= 3
    assert service.events("page_view")[-1].envelope["page"]["title"] == "The cart"


def test_walking_on_closes_a_message_of_the_page_before(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", frequency={"per_session": 1}))
    page = visit()
    wait_until_shown(page)
    page.clock.run_for(1500)
    page.evaluate("history.pushState({}, '', '/elsewhere')")
    page.wait_for_function("!document.querySelector('winback-message')")
    assert diary(page, "close") == [{"campaign": "offer", "how": "navigation"}]


def test_names_in_the_page_do_not_get_in_the_way(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer"))
    clobbering = '<a id="winback"></a><form name="winback"></form><script>Object.prototype.all = [{}]</script>'
    page = visit(body=clobbering)
    wait_until_shown(page)


def test_off_means_off(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(exit_offer(), PROBE)
    page = visit()
    page.evaluate("winback('off'); winback('track', 'probe')")
    page.clock.run_for(20_000)
    assert diary(page, "show") == [] and service.events() == []


def test_with_data_to_save_nothing_is_fetched_ahead(
    publish: Publish, visit: Visit, new_context: Callable[..., BrowserContext], service: RecordingService
) -> None:
    publish(exit_offer())
    context = new_context()
    context.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { get: () => true })")
    page = visit(page=prepared(context.new_page()))
    page.mouse.move(200, 200)
    page.clock.run_for(6000)
    service.wait_for_event("page_view")
    assert f"GET {service.engine}" not in service.requests
