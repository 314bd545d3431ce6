"""Asked first, obeyed at once, proved afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.support.servers import Storefront
from tests.widget.campaigns import NOTICE, campaign, consent_banner
from tests.widget.conftest import DIARY, Visit, diary, forgive, html, message, prepared, wait_until_shown
from tests.widget.service import KEY, RecordingService, Script

Publish = Callable[..., None]
OFFER = campaign("offer")
BLOCKED = """
<script type="text/plain" data-winback-purpose="analytics">window.ran = (window.ran || []).concat("analytics")</script>
<script type="text/plain" data-winback-purpose="personalization">window.ran = (window.ran || []).concat("other")</script>
"""


@pytest.fixture(params=[False, True], ids=["asks and shows", "only asks"])
def asked(request: pytest.FixtureRequest, publish: Publish, visit: Visit) -> Page:
    """A first visit to a shop that asks. Where an offer waits behind the question, the script is the whole widget's."""
    publish(consent_banner(), *([] if request.param else [OFFER]), mode="ask")
    return first_visit(visit)


@pytest.fixture
def offered(publish: Publish, visit: Visit) -> Page:
    """The same, behind whose question an offer waits."""
    publish(consent_banner(), OFFER, mode="ask")
    return first_visit(visit)


def first_visit(visit: Visit) -> Page:
    page = visit(body=BLOCKED)
    wait_until_shown(page)
    return page


def stored(page: Page) -> list[str]:
    """Every key of either storage, and every cookie."""
    keys: list[str] = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    return keys + [str(cookie.get("name")) for cookie in page.context.cookies()]


def choose(page: Page, name: str) -> None:
    message(page).get_by_role("button", name=name).click()


@pytest.mark.engines
def test_before_a_choice_nothing_is_stored_sent_or_run(asked: Page, service: RecordingService) -> None:
    asked.clock.run_for(20_000)
    asked.mouse.move(300, 300)
    asked.evaluate("winback('track', 'looked_around', {}); winback('cart', {items: [], value: 9})")
    assert diary(asked, "show") == [{"campaign": "consent", "arm": "a", "format": "bar"}]
    assert stored(asked) == []
    own = {f"GET {path}" for path in service.files} | {f"GET /w/{KEY}.js"}
    assert set(service.requests) <= own
    assert asked.evaluate("window.ran") is None


def test_accepting_runs_the_scripts_then_tells_the_page_and_proves(asked: Page, service: RecordingService) -> None:
    asked.evaluate("document.addEventListener('winback:consent', () => { window.ranWhenTold = window.ran ?? [] })")
    choose(asked, "Accept all")
    service.wait_for(lambda: service.decisions)
    decision = service.decisions[0]
    assert asked.wait_for_function("window.ranWhenTold").json_value() == ["analytics", "other"]
    assert diary(asked, "consent")[0] == {"purposes": {"analytics": True, "personalization": True}}
    assert decision["purposes"] == {"analytics": True, "personalization": True}
    assert (decision["notice"], decision["how"], decision["layer"]) == (NOTICE, "click", 1)
    asked.wait_for_function("key => JSON.parse(localStorage[key]).receipt", arg=f"winback:{KEY}:consent")


def test_what_waited_behind_the_question_shows_once_it_may(offered: Page, service: RecordingService) -> None:
    choose(offered, "Accept all")
    wait_until_shown(offered, 2)
    assert diary(offered, "show")[1]["campaign"] == "offer"
    assert service.wait_for_event("exposure").envelope["consent"]["purposes"] == ["analytics", "personalization"]


def test_a_refusal_keeps_only_itself(asked: Page, service: RecordingService) -> None:
    choose(asked, "Refuse all")
    service.wait_for(lambda: service.decisions)
    assert service.decisions[0]["purposes"] == {"analytics": False, "personalization": False}
    assert service.decisions[0]["visitor"] is None
    asked.clock.run_for(20_000)
    assert asked.evaluate("window.ran") is None
    assert stored(asked) == [f"winback:{KEY}:consent"]
    assert service.events() == []


def test_a_refusal_is_not_asked_again_and_its_tab_leads_back(asked: Page, visit: Visit) -> None:
    choose(asked, "Refuse all")
    visit("/next", page=asked)
    asked.mouse.move(200, 200)
    asked.get_by_role("button", name="Privacy choices").click()
    wait_until_shown(asked)
    assert [shown["campaign"] for shown in diary(asked, "show")] == ["consent"]


def test_putting_it_off_decides_nothing_and_leaves_a_way_back(asked: Page, service: RecordingService) -> None:
    message(asked).get_by_role("button", name="Close").click()
    asked.get_by_role("button", name="Privacy choices").click()
    wait_until_shown(asked, 2)
    assert stored(asked) == [] and service.decisions == []


def test_purposes_are_chosen_one_by_one_and_none_is_ticked(asked: Page, service: RecordingService) -> None:
    choose(asked, "Let me choose")
    boxes = message(asked).get_by_role("checkbox")
    assert [box.is_checked() for box in boxes.all()] == [False, False]
    message(asked).get_by_role("checkbox", name="Measuring visits").check()
    choose(asked, "Save my choice")
    service.wait_for(lambda: service.decisions)
    assert service.decisions[0]["purposes"] == {"analytics": True, "personalization": False}
    assert service.decisions[0]["layer"] == 2
    asked.clock.run_for(6000)
    service.wait_for_event("page_view")
    assert service.events("exposure") == []


def test_accept_and_refuse_look_exactly_alike(asked: Page) -> None:
    look = """button => { const { width, height } = button.getBoundingClientRect(); const style = getComputedStyle(button);
        return [width, height, style.backgroundColor, style.color, style.fontSize, style.fontWeight, style.border] }"""
    accept, refuse = (message(asked).get_by_role("button", name=name) for name in ("Accept all", "Refuse all"))
    assert accept.evaluate(look) == refuse.evaluate(look)


@pytest.fixture
def two_tabs(asked: Page, visit: Visit, service: RecordingService) -> tuple[Page, Page]:
    """Two tabs of someone who has accepted; the second came later."""
    choose(asked, "Accept all")
    service.wait_for(lambda: service.decisions)
    second = prepared(asked.context.new_page())
    visit("/second", page=second)
    return asked, second


@pytest.mark.engines
def test_withdrawing_forgets_everything_in_every_tab(two_tabs: tuple[Page, Page], service: RecordingService) -> None:
    first, second = two_tabs
    service.next["/e/KEY"] = [Script(503)] * 9
    second.evaluate("winback('track', 'waiting')")
    first.evaluate("winback('consent', {analytics: false, personalization: false})")
    second.wait_for_function("diary.some(([name]) => name === 'consent')")
    service.next.clear()
    second.evaluate("winback('track', 'afterwards')")
    second.clock.run_for(60_000)
    assert stored(first) == [f"winback:{KEY}:consent"]
    assert second.evaluate("winback('visitor')") is None
    service.wait_for(lambda: len(service.decisions) == 2)
    assert service.events("waiting", "afterwards") == []
    forgive(first, "503")


def test_a_choice_is_heard_once_in_another_tab_and_recorded_once(
    asked: Page, visit: Visit, service: RecordingService
) -> None:
    other = prepared(asked.context.new_page())
    visit("/second", page=other)
    wait_until_shown(other)
    said = "winback('consent', {analytics: true, personalization: false})"
    asked.evaluate(said)
    other.wait_for_function(f"localStorage['winback:{KEY}:consent']?.includes('receipt')")
    other.clock.run_for(6000)
    other.wait_for_function("diary.some(([name]) => name === 'consent')")
    other.evaluate("new Promise((later) => requestAnimationFrame(later))")
    assert len(diary(other, "consent")) == 1, "neither the record nor its receipt is another choice"
    # as a page that says on each of its views what was chosen once
    for page in (asked, other):
        page.evaluate(f"{said}; {said}")
    asked.evaluate("winback('consent', {analytics: true, personalization: true})")
    service.wait_for(lambda: len(service.decisions) > 1)
    assert [one["purposes"]["personalization"] for one in service.decisions] == [False, True]


HELD = f"winback:{KEY}:held"


def test_what_a_page_kept_for_the_next_one_does_not_outlive_a_refusal(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    """Nor does a script that only asks for consent, which never reads it, leave there what an earlier one kept."""
    publish(consent_banner(), OFFER, mode="ask")
    page = first_visit(visit)
    keep = "key => { localStorage[key] = JSON.stringify([['call', 'identify', ['c1', {traits: {plan: 'gold'}}]]]) }"
    page.evaluate(keep, HELD)
    choose(page, "Refuse all")
    service.wait_for(lambda: service.decisions)
    assert stored(page) == [f"winback:{KEY}:consent"]
    page.evaluate(keep, HELD)
    publish(consent_banner(), mode="ask")
    visit("/next?only", page=prepared(page.context.new_page()))
    assert stored(page) == [f"winback:{KEY}:consent"]


ASKING = {
    "all": [
        {"fact": "visitor.orders", "op": "lt", "value": 9},
        {"fact": "session.paths", "op": "not_contains", "value": "/gone"},
    ]
}


@pytest.fixture
def known(publish: Publish, visit: Visit, service: RecordingService) -> Page:
    """Somebody who accepted everything, of whom this and that is remembered."""
    watched = campaign("watched", audience=ASKING, trigger={"on": "event", "name": "never"})
    publish(consent_banner(), OFFER, watched, mode="ask", manners={"day": 20})
    page = visit()
    wait_until_shown(page)
    choose(page, "Accept all")
    wait_until_shown(page, 2)
    visit("/chair", page=page)
    page.evaluate(
        "winback('identify', 'c1', {traits: {plan: 'gold'}}); winback('track', 'purchase', {transaction_id: '7'})"
    )
    for part in (
        "seen.offer",
        "done.purchase",
        "orders.7",
        "traits.plan",
        "borne.0",
        "session.paths.0",
        "session.events.purchase",
    ):
        page.wait_for_function(
            "([key, part]) => part.split('.').reduce((at, name) => at?.[name], JSON.parse(localStorage[key])) != null",
            arg=[f"winback:{KEY}:memory", part],
        )
    return page


@pytest.mark.parametrize("counted", [False, True], ids=["and nothing else", "after visits may be counted"])
def test_the_page_on_which_messages_are_allowed_is_one_of_the_visits_pages(
    publish: Publish, visit: Visit, service: RecordingService, counted: bool
) -> None:
    publish(consent_banner(), campaign("watched", audience=ASKING), mode="ask")
    page = visit("/chair")
    if counted:
        page.evaluate("winback('consent', {analytics: true, personalization: false})")
    page.evaluate("counted => { winback('consent', {analytics: counted, personalization: true}) }", counted)
    page.wait_for_function(f"localStorage['winback:{KEY}:memory']?.includes('paths')")
    visit("/table", page=page)
    kept = page.evaluate(f"JSON.parse(localStorage['winback:{KEY}:memory']).session")
    assert kept["paths"] == ["/chair", "/table"]
    assert kept["pages"] == (2 if counted else 1), "what was counted is not counted twice"


def test_withdrawing_what_serves_messages_forgets_what_served_them(known: Page, visit: Visit) -> None:
    """And nothing of the kind is kept again, in this tab or another, while visits go on being counted."""
    memory = f"JSON.parse(localStorage['winback:{KEY}:memory'])"
    other = prepared(known.context.new_page())
    visit("/second", page=other)
    visitor = known.evaluate("winback('visitor')")
    known.evaluate("winback('consent', {analytics: true, personalization: false})")
    known.wait_for_function("diary.some(([name]) => name === 'consent')")
    other.wait_for_function("diary.some(([name]) => name === 'consent')")
    for page in (known, other):
        page.evaluate("winback('track', 'purchase', {transaction_id: '8'}); winback('identify', 'c1', {})")
        visit("/third", page=page)
        kept = page.evaluate(memory)
        assert (kept["seen"], kept["done"], kept["session"]["events"]) == ({}, {}, {})
        assert not {"traits", "nps", "clicked", "orders", "borne"} & set(kept)
        assert "paths" not in kept["session"]
        assert page.evaluate("winback('visitor')") == visitor == kept["visitor"]


def test_a_refusal_holds_for_what_waits_in_another_tab_before_its_second_file_is_there(
    known: Page, visit: Visit, service: RecordingService
) -> None:
    slow = prepared(known.context.new_page())
    asked: list[Route] = []
    slow.route(f"**{service.engine}", lambda route: asked.append(route))
    visit("/second", page=slow)
    slow.evaluate("winback('track', 'waiting')")
    known.evaluate("winback('consent', {analytics: false, personalization: false})")
    slow.wait_for_function(f"!localStorage['winback:{KEY}:outbox'] && !localStorage['winback:{KEY}:memory']")
    slow.clock.run_for(6000)
    slow.wait_for_function("diary")  # the clock's callbacks are over
    while not asked:
        slow.clock.run_for(100)
    asked[0].continue_()
    slow.wait_for_function("diary.some(([name]) => name === 'consent')")
    service.wait_for(lambda: len(service.decisions) == 2)
    assert service.events("waiting") == []


def test_a_message_on_its_way_stays_away_once_the_choices_are_opened(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(consent_banner(), campaign("offer", trigger={"on": "event", "name": "go"}), mode="ask")
    page = visit()
    wait_until_shown(page)
    choose(page, "Accept all")
    service.wait_for(lambda: service.decisions)
    visit("/chair", page=page)
    hold = threading.Event()
    service.next["/w/KEY/live"] = [Script(200, b'{"off": []}', {"Content-Type": "application/json"}, hold)]
    # time stands still, so that the message does not come because its answer is late
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 10)
    with page.expect_response("**/live") as asked:
        page.evaluate("winback('track', 'go')")
        while not service.requests.count(f"GET /w/{KEY}/live"):
            page.clock.run_for(5)
        page.evaluate("winback('consent', 'show')")
        while not diary(page, "show"):
            page.clock.run_for(5)
        hold.set()
    asked.value.finished()
    page.clock.run_for(5000)
    assert [shown["campaign"] for shown in diary(page, "show")] == ["consent"]
    assert message(page).get_by_role("button", name="Accept all").is_visible()
    assert message(page).count() == 1


def test_a_record_that_could_not_be_sent_is_sent_by_the_next_page(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(consent_banner(), mode="ask")
    service.next["/c/KEY"] = [Script(503)]
    page = visit()
    wait_until_shown(page)
    choose(page, "Refuse all")
    service.wait_for(lambda: f"POST /c/{KEY}" in service.requests)
    visit("/next", page=page)
    service.wait_for(lambda: len(service.decisions) == 1)
    forgive(page, "503")


def test_a_choice_for_an_older_notice_is_asked_again(asked: Page, visit: Visit) -> None:
    choose(asked, "Accept all")
    key = f"winback:{KEY}:consent"
    asked.wait_for_function("key => localStorage[key]?.includes('receipt')", arg=key)
    asked.evaluate("key => { localStorage[key] = localStorage[key].replace(/1{64}/, '0'.repeat(64)); }", key)
    visit("/later", page=asked)
    wait_until_shown(asked)
    assert [shown["campaign"] for shown in diary(asked, "show")] == ["consent"]


def test_a_browser_that_says_do_not_sell_is_a_refusal_where_people_opt_out(
    publish: Publish, visit: Visit, new_context: Callable[..., BrowserContext], service: RecordingService
) -> None:
    publish(OFFER, mode="optout")
    context = new_context()
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })")
    visit(page=prepared(context.new_page()))
    service.wait_for(lambda: service.decisions)
    assert service.decisions[0]["how"] == "gpc"
    assert service.decisions[0]["purposes"] == {"analytics": False, "personalization": False}
    assert service.events() == []


def test_exempt_measuring_remembers_nobody(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(OFFER, mode="exempt")
    page = visit()
    page.clock.run_for(6000)
    view = service.wait_for_event("page_view")
    assert (view.envelope["visitor"], view.envelope["session"]) == (None, None)
    assert stored(page) == []


TRUSTED = "script-src 'nonce-shop' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types {policies}"
HELD_BACK = BLOCKED.replace("<script", "<script nonce=shop") + (
    '<script nonce=shop type="text/plain" data-winback-purpose="analytics" data-src="/tag.js"></script>'
)


TOLD = """diary.some(([name]) => name === "consent")
  || new Promise((told) => document.addEventListener("winback:consent", () => told(true), {once: true}))"""


@pytest.mark.parametrize(
    ("policies", "ran"), [("winback", ["analytics", "other", "file"]), ("'none'", None)], ids=["named", "not named"]
)
def test_where_trusted_types_are_enforced_the_page_s_scripts_run_once_it_names_the_policy(
    publish: Publish,
    new_page: Callable[..., Page],
    storefront: Storefront,
    service: RecordingService,
    policies: str,
    ran: list[str] | None,
) -> None:
    publish(consent_banner(), mode="ask")
    storefront.headers["Content-Security-Policy"] = TRUSTED.format(policies=policies)
    storefront.pages["/"] = html(f'<script nonce=shop async src="{service.url}/w/{KEY}.js"></script>', body=HELD_BACK)
    storefront.pages["/tag.js"] = "window.ran.push('file')"
    page = new_page()
    page.add_init_script(DIARY)
    page.goto(storefront.url)
    wait_until_shown(page)
    choose(page, "Accept all")
    service.wait_for(lambda: service.decisions)  # which waits for no script
    page.evaluate(TOLD)
    assert diary(page, "consent") == [{"purposes": {"analytics": True, "personalization": True}}]
    assert page.evaluate("window.ran") == ran
    if ran is None:
        page.complaints.clear()  # type: ignore[attr-defined]  # the browser says what it has kept out
