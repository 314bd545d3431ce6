"""What rules can ask about: each fact of the catalogue is known in a real page, as the kind that it is said to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import NPS, PURPOSES, button, campaign, consent_banner, heading, step, words
from tests.widget.conftest import Visit, diary, message, prepared, wait_until_shown
from tests.widget.service import RecordingService
from winback.rules.facts import FACTS, FAMILIES, REMEMBERED, find

GROUPS = [{"name": "products", "paths": ["/p/*", "/product/*"]}, {"name": "offers", "paths": ["*sale*"]}]
VARIABLES = [
    {"name": "stock", "from": "selector", "at": "#stock", "kind": "number"},
    {"name": "stock_text", "from": "selector", "at": "#stock", "kind": "text"},
    {"name": "coupon", "from": "selector", "at": "input[name=coupon]", "kind": "text"},
    {"name": "maker", "from": "meta", "at": "product:brand", "kind": "text"},
    {"name": "category", "from": "data_layer", "at": "ecommerce.category", "kind": "text"},
    {"name": "plan", "from": "js", "at": "shop.customer.plan", "kind": "text"},
    {"name": "tags", "from": "js", "at": "shop.tags", "kind": "text"},
    {"name": "price", "from": "js", "at": "shop.price", "kind": "number"},
    {"name": "nowhere", "from": "selector", "at": ".not-there", "kind": "text"},
    {"name": "broken", "from": "selector", "at": "][", "kind": "text"},
    {"name": "object", "from": "js", "at": "shop.customer", "kind": "text"},
    {"name": "prototype", "from": "js", "at": "shop.constructor.name", "kind": "text"},
    {"name": "failing", "from": "js", "at": "shop.failing", "kind": "text"},
]
HEAD = """
<meta property="product:brand" content="Ode">
<script>
dataLayer = [{ecommerce: {category: "tea"}}, {event: "other"}];
shop = {customer: {plan: "gold"}, tags: ["new", 7, {}], price: "1.299,50 €", get failing() { throw new Error("no") }};
</script>"""
BODY = '<p id="stock">Only 3 left</p><input name="coupon" value=" SPRING ">'
CART = {"value": 40, "currency": "EUR", "items": [{"id": "tea", "quantity": 2, "category": "tea"}, {"id": "pot"}]}


def asking(*names: str, **parts: Any) -> dict[str, Any]:
    """A campaign whose rule asks about these facts, and that nothing ever triggers."""
    rule = {"any": [{"fact": name, "op": "is_set"} for name in names]}
    return campaign("asking", trigger={"on": "event", "name": "never"}, audience=rule, **parts)


def facts(page: Page) -> dict[str, Any]:
    """The facts that the campaign `asking` asks about, as this browser knows them now; null = absent."""
    told = page.evaluate("winback('explain')")
    (asked,) = [one for one in told if one["campaign"] == "asking"]
    (seen,) = [check["seen"] for check in asked["checks"] if check["check"] == "audience"]
    return dict(seen)


KINDS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str) and value != "",
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "flag": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value),
    "any": lambda value: value is not None,
}


def test_every_fact_of_the_catalogue_is_known_here(
    visit: Visit, publish: Callable[..., None], service: RecordingService
) -> None:
    service.facts = {"segments": ["vip"], "country": "DE", "queued": []}
    of_families = ["page.query.color", "page.var.plan", "event.search", "trait.city"]
    assert {name.rpartition(".")[0] + "." for name in of_families} == {family.prefix for family in FAMILIES}
    names = [*FACTS, *of_families]
    ask = step("ask", NPS, button("send", words("Send"), "next"), button("more", words("More"), "goto:thanks"))
    survey = campaign("survey", ask, step("thanks", heading(words("Thanks"))), trigger={"on": "event", "name": "ask"})
    publish(survey, consent_banner(trigger={"on": "event", "name": "never"}), asking(*names), mode="ask",
            groups=GROUPS, variables=VARIABLES)  # fmt: skip
    utm = "&".join(f"utm_{name}=mail" for name in ("source", "medium", "campaign", "term", "content"))
    page = visit("/p/1?color=red&" + utm, body=BODY, head=HEAD)
    page.evaluate("winback('consent', {analytics: true, personalization: true})")
    page.wait_for_function("diary.some(([name]) => name === 'consent')")
    page.goto("about:blank")
    page.clock.fast_forward(3 * 24 * 3600 * 1000)  # the next visit
    page = visit("/p/1?color=red&" + utm, body=BODY, head=HEAD, page=page)
    page.evaluate(
        "cart => { winback('cart', cart); winback('track', 'search'); winback('identify', 'c1', {traits: {city: 'Bonn'}});"
        " winback('track', 'purchase', {transaction_id: 'T1', value: 5, currency: 'EUR'}); winback('cart', cart);"
        " winback('track', 'ask') }",
        CART,
    )
    wait_until_shown(page)
    message(page).get_by_role("radio", name="9").check()
    message(page).get_by_role("button", name="Send").click()
    page.wait_for_function("diary.some(([name]) => name === 'answer')")
    page.clock.run_for(2000)  # by then it is known whether advertising is hidden
    known = facts(page)
    assert set(known) == set(names)
    no_page_before = {"page.referrer", "session.referrer", "visitor.referrer"}
    wrong = [
        name
        for name in names
        if name not in no_page_before
        and not (
            (fact := find(name)) and KINDS[fact.kind](known[name]) and (not fact.values or known[name] in fact.values)
        )
    ]
    assert wrong == [], {name: known[name] for name in wrong}
    assert {name: known[name] for name in no_page_before} == dict.fromkeys(no_page_before, "")
    told = {
        "page.path": "/p/1", "page.query.color": "red", "page.group": ["products"], "page.var.plan": "gold",
        "cart.value": 40, "cart.count": 3, "cart.items": ["tea", "pot"], "cart.categories": ["tea"],
        "session.pages": 1, "session.paths": ["/p/1"], "visitor.sessions": 2, "visitor.returning": True,
        "session.channel": "Email", "visitor.channel": "Email", "session.source": "mail", "visitor.content": "mail",
        "visitor.orders": 1, "visitor.nps": 9, "campaigns.seen": ["survey"], "campaigns.answered": ["survey"],
        "campaigns.clicked": ["survey"], "campaigns.dismissed": [], "event.search": 1, "trait.city": "Bonn",
        "consent.purposes": [purpose["key"] for purpose in PURPOSES], "device.type": "desktop",
        "device.browser": "chrome", "device.os": "linux", "device.ad_blocker": False,
        "visitor.segments": ["vip"], "visitor.country": "DE",
    }  # fmt: skip
    assert {name: known[name] for name in told} == told
    assert 2.9 < known["visitor.days_away"] < 3.1


def test_what_a_page_says_is_read_and_nothing_is_run(visit: Visit, publish: Callable[..., None]) -> None:
    publish(asking(*(f"page.var.{one['name']}" for one in VARIABLES)), variables=VARIABLES)
    page = visit("/p/1", body=BODY, head=HEAD)
    assert facts(page) == {
        "page.var.stock": 3, "page.var.stock_text": "Only 3 left", "page.var.coupon": "SPRING",
        "page.var.maker": "Ode", "page.var.category": "tea", "page.var.plan": "gold", "page.var.tags": ["new", 7],
        "page.var.price": 1299.5, "page.var.nowhere": None, "page.var.broken": None, "page.var.object": None,
        "page.var.prototype": None, "page.var.failing": None,
    }  # fmt: skip


NUMBERS = {
    "$1,299.00": 1299,
    "1.299,00 €": 1299,
    "12,5 %": 12.5,
    "₩1,500,000": 1500000,
    "1 299,5": 1299.5,
    "-4.25": -4.25,
    "about 20 left of 30": 20,
    "sold out": None,
}


def test_a_number_is_read_out_of_a_text(visit: Visit, publish: Callable[..., None]) -> None:
    variables = [
        {"name": f"n{at}", "from": "selector", "at": f"#n{at}", "kind": "number"} for at in range(len(NUMBERS))
    ]
    publish(asking(*(f"page.var.{one['name']}" for one in variables)), variables=variables)
    page = visit("/", body="".join(f'<p id="n{at}">{text}</p>' for at, text in enumerate(NUMBERS)))
    assert list(facts(page).values()) == list(NUMBERS.values())


def test_what_is_not_known_is_absent(visit: Visit, publish: Callable[..., None]) -> None:
    names = ["cart.currency", "cart.minutes", "visitor.days_away", "visitor.nps", "session.source", "consent.purposes"]
    names += ["page.query.color", "trait.city", "event.search", "page.group"]
    publish(asking(*names))
    absent = facts(visit("/"))
    assert absent == {**dict.fromkeys(names), "page.group": []}


def test_pages_seen_channel_and_first_touch_outlive_the_visit(visit: Visit, publish: Callable[..., None]) -> None:
    names = ["session.paths", "session.channel", "visitor.channel", "session.landing", "visitor.landing"]
    publish(asking(*names))
    page = visit("/p/1?gclid=x&utm_source=google")
    visit("/p/2", page=page)
    assert facts(page) == {
        "session.paths": ["/p/1", "/p/2"], "session.landing": "/p/1", "visitor.landing": "/p/1",
        "session.channel": "Paid Search", "visitor.channel": "Paid Search",
    }  # fmt: skip
    page.goto("about:blank")
    page.clock.fast_forward(24 * 3600 * 1000)
    visit("/p/3", page=page)
    assert facts(page) == {
        "session.paths": ["/p/3"], "session.landing": "/p/3", "visitor.landing": "/p/1",
        "session.channel": "Direct", "visitor.channel": "Paid Search",
    }  # fmt: skip


def test_where_a_visit_came_from_is_known_in_the_oldest_browsers_that_are_served(
    visit: Visit, publish: Callable[..., None], new_page: Callable[..., Page]
) -> None:
    publish(asking("session.channel", "session.referrer"))
    page = prepared(new_page())
    page.add_init_script(
        "delete URL.parse; Object.defineProperty(document, 'referrer', { get: () => 'https://www.google.com/' })"
    )
    visit("/p/1", page=page)
    assert facts(page) == {"session.channel": "Organic Search", "session.referrer": "www.google.com"}


def test_an_order_that_is_told_twice_is_one(visit: Visit, publish: Callable[..., None]) -> None:
    publish(asking("visitor.orders"))
    page = visit("/thanks")
    for number in ("T1", "T1", "T2"):
        page.evaluate("id => winback('track', 'purchase', {transaction_id: id, value: 5})", number)
    page = visit("/thanks", page=page)
    page.evaluate("winback('track', 'purchase', {transaction_id: 'T2', value: 5})")
    assert facts(page) == {"visitor.orders": 2}


def test_a_closed_message_is_dismissed_and_a_used_one_is_not(visit: Visit, publish: Callable[..., None]) -> None:
    def offer(name: str, action: str, **more: Any) -> dict[str, Any]:
        part = step("s1", heading(words("Hello")), button("b", words("Go"), action, **more))
        return campaign(name, part, trigger={"on": "event", "name": name.replace("-", "_")})

    publish(offer("used", "goto:s1"), offer("closed", "close"), asking("campaigns.clicked", "campaigns.dismissed"))
    page = visit("/")
    for number, name in enumerate(("used", "closed"), 1):
        page.evaluate("name => winback('track', name)", name)
        wait_until_shown(page, number)
        message(page).get_by_role("button", name="Go").click()
        page.evaluate("winback('close')")
        page.wait_for_function("count => diary.filter(([name]) => name === 'close').length === count", arg=number)
    assert facts(page) == {"campaigns.clicked": ["used"], "campaigns.dismissed": ["closed"]}
    assert len(diary(page, "show")) == 2


def test_remembered_facts_are_those_that_need_permission() -> None:
    """Before a choice, a page knows itself, its device and its clock."""
    free = {name.partition(".")[0] for name, fact in FACTS.items() if fact.purpose is None}
    assert free == {"page", "cart", "device", "time", "consent"}
    assert {fact.purpose for fact in FACTS.values()} == {None, REMEMBERED}


@pytest.mark.parametrize(
    ("agent", "system", "called"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1", "ios", "safari"),
        ("Mozilla/5.0 (Linux; Android 15; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36", "android", "samsung"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "windows", "edge"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "macos", "firefox"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 11.0", "ios", "kakaotalk"),
    ],
    ids=["an iPhone", "a Galaxy", "Edge", "Firefox on a Mac", "KakaoTalk"],
)  # fmt: skip
def test_a_device_is_called_by_its_names(
    visit: Visit, publish: Callable[..., None], agent: str, system: str, called: str
) -> None:
    publish(asking("device.os", "device.browser"))
    assert facts(visit("/", user_agent=agent)) == {"device.os": system, "device.browser": called}


def test_the_second_file_holds_the_facts_that_are_asked_and_no_others(
    visit: Visit, publish: Callable[..., None], service: Any
) -> None:
    publish(asking("cart.value"))
    small = service.files[service.engine]
    publish(asking("cart.value", "session.channel"))
    assert b"duckduckgo" not in small
    assert b"duckduckgo" in service.files[service.engine]
    assert b"NAVER" not in small


def test_an_explanation_says_what_would_make_each_check_pass(visit: Visit, publish: Callable[..., None]) -> None:
    rule = {
        "all": [{"fact": "cart.value", "op": "gte", "value": 50}, {"fact": "page.path", "op": "eq", "value": "/pay"}]
    }
    offer = campaign(
        "offer", trigger={"on": "event", "name": "never"}, audience=rule, schedule={"from": 4e12, "to": None}
    )
    publish(offer, quiet=["/pay*"])
    page = visit("/pay")
    page.evaluate("cart => winback('cart', cart)", CART)
    (told,) = page.evaluate("winback('explain')")
    assert (told["campaign"], told["shows"], told["failing"]) == ("offer", False, "schedule")
    needs = {check["check"]: check["needs"] for check in told["checks"]}
    assert needs == {
        "consent": None, "schedule": {"from": 4e12}, "page": {"not_on": "/pay*"}, "cart": None, "frequency": None, "fatigue": None,
        "audience": {"fact": "cart.value", "op": "gte", "value": 50, "seen": 40}, "open": None,
        "search": None, "trigger": None, "arm": None,
    }  # fmt: skip


def test_an_explanation_says_when_a_limit_opens_again(visit: Visit, publish: Callable[..., None]) -> None:
    part = step("s1", heading(words("Hello")), button("b", words("Go"), "close"))
    publish(campaign("offer", part, frequency={"after_close_days": 30}))
    page = visit("/")
    wait_until_shown(page)
    before = page.evaluate("Date.now()")
    message(page).get_by_role("button", name="Go").click()
    page.wait_for_function("diary.some(([name]) => name === 'close')")
    (told,) = page.evaluate("winback('explain')")
    (frequency,) = (check for check in told["checks"] if check["check"] == "frequency")
    assert (frequency["needs"]["limit"], frequency["needs"]["allowed"]) == ("after_close_days", 30)
    assert 0 <= frequency["needs"]["from"] - before - 30 * 86_400_000 < 60_000
