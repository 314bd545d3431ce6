"""What stands beside us on a page: the shop's own elements, its scripts, a second tag. None of it is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.support.servers import Storefront, listening_socket, serving
from tests.widget.campaigns import (
    COUPON,
    EVERY_QUESTION,
    SEND_SURVEY,
    button,
    campaign,
    config,
    consent_banner,
    exit_offer,
    heading,
    step,
    words,
)
from tests.widget.conftest import DIARY, LONG, Visit, diary, html, message, wait_until_shown
from tests.widget.service import KEY, RecordingService, Script

Publish = Callable[..., None]

FORMATS = ["popup", "bar", "slide_in", "fullscreen"]

WITNESS = """<style>
@property --tone { syntax: "<color>"; inherits: true; initial-value: red }
:root { --tone: blue } .b, .box, .x, .row, .body, .step, h2, form { color: var(--tone); padding: 3px }
</style><script>
const looks = () => [...document.querySelectorAll("html, body, body *")].map(element =>
  [null, "::before"].map(part => { const style = getComputedStyle(element, part);
    return [...style].map(name => `${name}:${style.getPropertyValue(name)}`).join(";") }));
const natives = () => [fetch, XMLHttpRequest, XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send, history.pushState,
  history.replaceState, EventTarget.prototype.addEventListener, navigator.sendBeacon, document.createElement, Storage.prototype.setItem,
  Promise, JSON.stringify, Array.prototype.push, Node.prototype.appendChild, CSSStyleSheet.prototype.replaceSync, IntersectionObserver];
const names = () => [Object, Array, String, Element, Document, Promise].map(one => Object.getOwnPropertyNames(one.prototype).join());
const marks = () => [...document.querySelectorAll("html, body, body *")].map(({ attributes }) =>
  [...attributes].map(({ name, value }) => `${name}=${value}`).join()).concat(document.styleSheets.length,
  document.adoptedStyleSheets.length, document.title, document.cookie, `${document.querySelector("form").onsubmit}`, `${onclick} ${onerror}`);
</script>"""
BODY = f"""<header class=x><h2 class=b>Chairs</h2><button class="b primary">Buy</button></header>
<form class=step onsubmit="return false"><div class="box popup bar row"><input type=checkbox checked><select><option>S</select>
<textarea>Some</textarea></div></form><dialog class=body>Sizes</dialog>{LONG}"""


@pytest.mark.engines
def test_no_element_looks_otherwise_and_no_native_is_another_whatever_stands(publish: Publish, visit: Visit) -> None:
    made = [campaign(name, trigger={"on": "event", "name": name}, format=name) for name in FORMATS]
    publish(*made)
    page = visit(head=WITNESS, body=BODY, reduced_motion="reduce")
    page.evaluate("window.before = [looks(), natives(), names(), marks()]")
    for number, name in enumerate(FORMATS, start=1):
        page.evaluate("name => winback('track', name)", name)
        wait_until_shown(page, number)
        assert page.evaluate(CHANGED) == [], name
        message(page).get_by_role("button", name="All right").click()
    assert page.evaluate(CHANGED) == []


# Which of the four kinds of things is another now.
CHANGED = """() => [looks(), natives(), names(), marks()].flatMap((now, kind) =>
    now.flatMap((one, at) => (kind === 1 ? one === before[1][at] : `${one}` === `${before[kind][at]}`) ? [] : [`${kind} ${at}: ${one}`.slice(0, 99)]))"""


def ours_on_the_page(page: Page, service: RecordingService) -> int:
    """How many listeners of ours the page's own nodes have."""
    watched = page.context.new_cdp_session(page)
    ours: list[str] = []
    watched.on("Debugger.scriptParsed", lambda one: service.url in one["url"] and ours.append(one["scriptId"]))
    watched.send("Debugger.enable")
    count = 0
    for target in ("window", "document", "document.documentElement", "document.body", "navigation"):
        found = watched.send("Runtime.evaluate", {"expression": target})["result"]["objectId"]
        heard = watched.send("DOMDebugger.getEventListeners", {"objectId": found})["listeners"]
        count += sum(one["scriptId"] in ours for one in heard)
    return count


def test_while_nothing_shows_it_listens_for_little(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(exit_offer())
    assert 5 < ours_on_the_page(visit(), service) <= 16


def test_ten_campaigns_listen_for_no_more_than_one(publish: Publish, visit: Visit, service: RecordingService) -> None:
    """Leaving, reading on and staying, as campaigns usually wait for: each is watched for once, for all of them."""
    usual = [{"on": "exit_intent"}, {"on": "scroll", "percent": 50}, {"on": "time", "seconds": 30}]
    offers = [campaign(f"offer-{number}", triggers=usual) for number in range(10)]
    publish(*offers[:1])
    one = ours_on_the_page(visit(), service)
    publish(*offers)
    assert 5 < ours_on_the_page(visit(), service) == one <= 16


ADD_TAG = """src => new Promise(onload =>
    document.head.append(Object.assign(document.createElement("script"), { src, onload })))"""


@pytest.mark.engines
def test_a_shop_that_exchanges_its_head_and_body_keeps_us(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    """As Turbo and its kind do: the tag goes, and comes once more with the next page."""
    publish(campaign("offer", trigger={"on": "event", "name": "go"}))
    page = visit()
    page.evaluate("document.head.replaceChildren(); document.body.replaceWith(document.createElement('body'))")
    page.evaluate("history.pushState({}, '', '/next')")
    page.evaluate(ADD_TAG, f"{service.url}/w/{KEY}.js")
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    page.clock.run_for(6000)
    service.wait_for_event("go")
    service.wait_for_event("page_view", 2)
    assert len(service.events("page_view")) == 2 and len(service.events("go")) == len(diary(page, "ready")) == 1


@pytest.mark.engines
def test_of_two_sites_tags_on_one_page_the_first_goes_on_and_the_other_leaves_no_trace(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(campaign("offer", trigger={"on": "event", "name": "go"}))
    other = RecordingService()
    with listening_socket() as bound, serving(other, bound) as url:
        other.publish({**config(url, campaign("rival", trigger={"on": "event", "name": "go"})), "site": "wb_another"})
        page = visit()
        page.evaluate(ADD_TAG, f"{url}/w/{KEY}.js")
        page.evaluate("winback('track', 'go')")
        wait_until_shown(page)
        page.clock.run_for(30_000)
        service.wait_for_event("go")
        assert [shown["campaign"] for shown in diary(page, "show")] == ["offer"]
        assert other.requests == [f"GET /w/{KEY}.js"]
        assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('another'))") == []


STRICT = (
    "default-src 'none'; script-src 'nonce-shop' 'strict-dynamic'; style-src 'nonce-shop'; connect-src {service}; "
    "img-src {service} {shop}; require-trusted-types-for 'script'"
)
EVERYTHING = campaign(
    "survey",
    step(
        "one",
        {"id": "done", "type": "progress"},
        {"id": "said", "type": "text", "text": words("A"), "rich": {"en": [{"bold": ["A"]}, {"list": [["B"], ["C"]]}]}},
        {"id": "left", "type": "countdown", "text": words("Only"), "mode": "visitor", "minutes": 9},
        {"id": "picture", "type": "image", "src": "/favicon.ico", "alt": words("A chair"), "width": 9, "height": 9},
        {**COUPON, "remind": True},
        *[{**one, "required": False} for one in EVERY_QUESTION],
        SEND_SURVEY,
        leads_to="two",
    ),
    step("two", heading(words("{{answer.q0|Nothing}}")), button("ok", words("Fine"), "close")),
    kind="survey",
    trigger={"on": "event", "name": "go"},
)


@pytest.mark.engines
def test_every_block_and_the_inline_and_the_tab_keep_a_strict_policy_that_names_no_policy_of_types(
    publish: Publish, new_page: Callable[..., Page], storefront: Storefront, service: RecordingService
) -> None:
    above = campaign("above", trigger={"on": "event", "name": "above"}, format="bar", theme={"position": "above"})
    above["variants"]["a"]["teaser"] = {"text": words("Once more")}
    inline = campaign("inline", trigger={"on": "event", "name": "inline"}, format="inline")
    inline["variants"]["a"]["selector"] = "#place"
    publish(EVERYTHING, above, inline)
    policy = STRICT.format(service=service.url, shop=storefront.url)
    storefront.headers["Content-Security-Policy"] = policy
    watch = "<script nonce=shop>window.broken=[];addEventListener('securitypolicyviolation',e=>broken.push(e.violatedDirective+' '+e.blockedURI))</script>"
    tag = f'<script nonce=shop async src="{service.url}/w/{KEY}.js"></script>'
    storefront.pages["/"] = html(
        tag, head=watch, body=f"<style nonce=shop>#place{{height:300px}}</style><div id=place></div>{LONG}"
    )
    page = new_page()
    page.add_init_script(DIARY)
    page.goto(storefront.url)
    # A function: of an expression the driver makes one in the page, by eval.
    page.wait_for_function("() => window.diary.some(([name]) => name === 'ready')")
    page.evaluate("winback('track', 'go')")
    wait_until_shown(page)
    message(page).get_by_text("SAVE-7K3F").wait_for()
    message(page).get_by_role("button", name="Send").click()
    message(page).get_by_role("button", name="Fine").click()
    page.evaluate("scrollTo({top: 900, behavior: 'instant'}); winback('track', 'above')")
    wait_until_shown(page, 2)
    message(page).get_by_role("button", name="All right").click()
    page.get_by_role("button", name="Once more").click()
    message(page).get_by_role("button", name="All right").click()
    page.evaluate("winback('track', 'inline')")
    wait_until_shown(page, 3)
    assert page.locator("#place winback-message").count() == 1
    assert page.evaluate("broken") == []


NASTY = "<img src=x onerror=alert(1)>"


@pytest.mark.engines
def test_nothing_of_an_address_a_code_or_an_answer_becomes_markup(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    rich = [{"link": ["out"], "url": "javascript:alert(1)"}, {"bold": [NASTY]}, "{{answer.wish|}} {{session.source}}"]
    publish(
        campaign(
            "offer",
            step("ask", {"id": "wish", "type": "open_text", "label": words("Wish")}, SEND_SURVEY, leads_to="code"),
            step(
                "code",
                heading(words("{{answer.wish}}")),
                {"id": "r", "type": "text", "text": words("r"), "rich": {"en": rich}},
                {**COUPON, "label": words(NASTY), "copied": words(NASTY)},
            ),
        )
    )
    given: Any = '{"code": "<img src=x onerror=alert(2)>", "expires_at": "<b>soon</b>"}'
    service.next["/w/KEY/code"] = [Script(200, given.encode(), {"Content-Type": "application/json"})]
    page = visit(f"/?utm_source={NASTY}&utm_campaign={{{{answer.wish}}}}&utm_term=%22%3E%3Cscript%3E#{NASTY}")
    page.on("dialog", lambda dialog: page.complaints.append(dialog.message))  # type: ignore[attr-defined]
    wait_until_shown(page)
    message(page).get_by_role("textbox").fill(NASTY)
    message(page).get_by_role("button", name="Send").click()
    message(page).get_by_text("<img src=x onerror=alert(2)>").wait_for()
    assert message(page).locator("h2").inner_text() == NASTY
    assert message(page).locator("img, b, script, a").count() == 0
    assert message(page).locator("strong").inner_text() == NASTY


@pytest.mark.parametrize("failing", ["refused", "never answered"])
def test_a_second_file_that_does_not_come_is_nothing_to_the_page(
    publish: Publish, visit: Visit, service: RecordingService, failing: str
) -> None:
    """Nor to its events, which need none of it."""
    publish(campaign("offer", trigger={"on": "event", "name": "go"}))
    asked: list[Route] = []
    page = visit(body="<button onclick=\"document.title = 'bought'\">Buy</button>")

    def answer(route: Route) -> None:
        asked.append(route)
        if failing == "refused":
            route.abort("blockedbyclient")

    page.route(f"**{service.engine}", answer)
    page.evaluate("winback('track', 'go')")
    page.clock.run_for(30_000)
    page.get_by_role("button", name="Buy").click()
    service.wait_for_event("go")
    assert asked and page.title() == "bought" and diary(page, "show") == diary(page, "error") == []
    assert page.locator("winback-message").count() == 0
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]
    complaints[:] = [said for said in complaints if "ERR_BLOCKED_BY_CLIENT" not in said]  # the browser's own word


@pytest.mark.parametrize("beside", [0, 1, 2], ids=["alone", "one more beside them", "two more"])
@pytest.mark.parametrize("format", ["bar", "popup"])
def test_accept_and_refuse_have_one_size_whatever_they_say(
    publish: Publish, visit: Visit, format: str, beside: int
) -> None:
    asks = consent_banner(format=format)
    del asks["variants"]["a"]["steps"][0]["blocks"][4 + beside :]
    accept, refuse = asks["variants"]["a"]["steps"][0]["blocks"][2:4]
    accept["text"], refuse["text"] = words("Yes, and thank you very much"), words("No")
    publish(asks, mode="ask")
    page = visit(reduced_motion="reduce")
    wait_until_shown(page)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        yes, no = (message(page).get_by_role("button", name=name).bounding_box() for name in ("Yes, and", "No"))
        assert yes and no and (yes["width"], yes["height"]) == (no["width"], no["height"]), width


def test_the_question_is_gone_from_the_screen_before_the_page_s_own_scripts_run(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    """What they do may take long, and a press that shows nothing for so long feels broken."""
    publish(consent_banner(), mode="ask")
    painted = "<script>addEventListener('click', () => requestAnimationFrame(() => setTimeout(() => { window.painted = true })), true)</script>"
    tag = "<script type=text/plain data-winback-purpose=analytics>window.ran = [window.painted, !!document.querySelector('winback-message')]</script>"
    page = visit(head=painted, body=tag)
    wait_until_shown(page)
    message(page).get_by_role("button", name="Accept all").click()
    service.wait_for(lambda: service.decisions)
    assert page.evaluate("window.ran") == [True, False]
