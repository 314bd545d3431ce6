"""What the shop says, and what sets a message off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import PROBE, campaign
from tests.widget.conftest import Visit, diary, hide, probe, wait_until_shown
from tests.widget.service import RecordingService
from tests.widget.test_exit_intent import PHONE, scroll_to

Publish = Callable[..., None]

CHAIR = "{item_id: 'chair', item_name: 'Oak chair', price: 40.5, quantity: 2, item_category: 'Chairs'}"
ADD = f"{{event: 'add_to_cart', ecommerce: {{currency: 'EUR', value: 81, items: [{CHAIR}]}}}}"
OAK = {"id": "chair", "name": "Oak chair", "price": 40.5, "quantity": 2, "category": "Chairs"}


def carts(page: Page, service: RecordingService, count: int) -> list[dict[str, Any]]:
    page.mouse.move(200, 200)
    for _ in range(40):
        page.clock.run_for(6000)
        if service.comes(lambda: len(service.events("cart")) >= count, 0.2):
            break
    return [event.properties for event in service.events("cart")]


def test_the_datalayer_is_replayed_and_then_heard(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit(head=f"<script>dataLayer = [{ADD}]; dataLayer.push({{ecommerce: null}}, {{event: 'gtm.js'}})</script>")
    page.evaluate(f"() => {{ dataLayer.push({ADD}) }}")
    assert [(cart["value"], cart["items"][0]["quantity"]) for cart in carts(page, service, 2)] == [(81, 2), (162, 4)]
    assert service.events("cart")[0].properties == {
        "items": [OAK],
        "value": 81,
        "currency": "EUR",
        "source": "datalayer",
    }
    added = service.events("add_to_cart")[0].properties
    assert added["items"][0]["item_id"] == "chair" and added["value"] == 81


def test_what_fires_with_the_page_knows_the_cart_that_the_page_has_said(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    """Even where the browser comes to what the page has said long after it has all of ours."""
    load = {"on": "page_load"}
    full = {"all": [{"fact": "cart.value", "op": "gte", "value": 50}]}
    publish(campaign("for-all", trigger=load), campaign("full-carts", trigger=load, audience=full, priority=60))
    # the second turn comes when the engine has long been there
    late = f"let turns = 0; requestIdleCallback = async (run) => {{ if (turns++) {{ await import('{service.url}{service.engine}');"
    late += " for (let frames = 9; frames--;) await new Promise(requestAnimationFrame) } setTimeout(run) }"
    page = visit(head=f"<script>dataLayer = [{ADD}]; {{ {late} }}</script>")
    wait_until_shown(page)
    assert [shown["campaign"] for shown in diary(page, "show")] == ["full-carts"]


def test_gtags_own_form_is_understood_and_a_purchase_empties_the_cart(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish()
    page = visit(head="<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }</script>")
    page.evaluate(f"gtag('event', 'view_cart', {{currency: 'EUR', value: 81, items: [{CHAIR}]}})")
    page.evaluate("gtag('event', 'purchase', {transaction_id: 'T1', currency: 'EUR', value: 81, affiliation: 'x'})")
    assert [cart["value"] for cart in carts(page, service, 2)] == [81, 0]
    assert service.wait_for_event("purchase").properties == {"transaction_id": "T1", "currency": "EUR", "value": 81}


def test_what_the_tag_manager_returns_and_throws_is_still_its_own(publish: Publish, visit: Visit) -> None:
    publish()
    manager = "<script>dataLayer = []; dataLayer.push = function () { heard.push(...arguments); return 42 }; heard = []</script>"
    page = visit(head=manager)
    assert page.evaluate("dataLayer.push({event: 'add_to_cart', ecommerce: 'nonsense'}, null, 7)") == 42
    assert page.evaluate("heard.length") == 3


def test_a_tag_manager_that_comes_late_is_heard(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit()
    page.evaluate(f"window.dataLayer = [{ADD}]")
    assert carts(page, service, 1)[0]["value"] == 81
    page.clock.run_for(20_000)
    page.evaluate("winback('track', 'later')")
    page.clock.run_for(6000)
    service.wait_for_event("later")
    assert len(service.events("add_to_cart")) == 1


def test_a_cart_in_the_page_is_watched(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(PROBE)
    page = visit(
        body="""<div data-winback-cart='{"value":40,"currency":"EUR","items":[{"id":"a","price":40}]}'></div>"""
    )
    assert carts(page, service, 1)[0]["source"] == "data_attribute"
    page.evaluate("document.querySelector('[data-winback-cart]').dataset.winbackCart = '{\"value\":55,\"items\":[]}'")
    assert [cart["value"] for cart in carts(page, service, 2)] == [40, 55]


def test_the_first_source_wins_for_the_session(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit(head="<script>dataLayer = []</script>")
    page.evaluate("winback('cart', {items: [{id: 'lamp', price: 10, quantity: 1}], value: 10, currency: 'EUR'})")
    page.evaluate(f"() => {{ dataLayer.push({ADD}) }}")
    visit("/next", page=page, body='<div data-winback-cart=\'{"value":99,"items":[]}\'></div>')
    page.evaluate("winback('cart', {items: [{id: 'lamp', price: 10, quantity: 3}]})")
    assert [(cart["source"], cart["value"]) for cart in carts(page, service, 2)] == [("js_api", 10), ("js_api", 30)]
    assert len(service.events("cart")) == 2


def test_a_goal_on_a_link_and_on_a_form(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish()
    page = visit(
        body="<a href='#x' data-winback-goal=brochure><b>Brochure</b></a>"
        "<form data-winback-goal=signup onsubmit='return false'><input><button>Join</button></form>"
    )
    page.get_by_text("Brochure").click()
    page.get_by_role("textbox").click()
    page.get_by_role("button", name="Join").click()
    page.clock.run_for(6000)
    service.wait_for_event("signup")
    assert len(service.events("brochure")) == 1 and len(service.events("signup")) == 1


def test_a_goal_after_a_showing_is_a_conversion(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer"))
    page = visit()
    page.evaluate("winback('track', 'purchase', {transaction_id: 'early'})")
    wait_until_shown(page)
    page.clock.run_for(1500)
    page.evaluate("winback('track', 'purchase', {transaction_id: 'T1'})")
    page.wait_for_function("diary.some(([name]) => name === 'conversion')")
    assert diary(page, "conversion") == [{"campaign": "offer", "event": "purchase"}]


@pytest.mark.engines
def test_so_much_of_the_page_was_read(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", trigger={"on": "scroll", "percent": 60}), PROBE)
    page = visit()
    scroll_to(page, 300)
    page.evaluate("document.body.style.minHeight")
    scroll_to(page, page.evaluate("document.documentElement.scrollHeight * 0.7"))
    assert probe(page) == "offer"


def test_a_page_that_fits_the_screen_was_not_read_on_arrival(publish: Publish, visit: Visit) -> None:
    """Nor once a list in it is moved, as carousels move themselves."""
    publish(campaign("offer", trigger={"on": "scroll", "percent": 60}), PROBE)
    page = visit(body="<ul id=carousel style='width:99px;overflow:auto'><li style='width:999px'>Chair</ul>")
    page.evaluate("new Promise(done => { carousel.onscroll = done; carousel.scrollLeft = 99 })")
    assert probe(page) == "probe"


def test_of_a_page_that_grows_as_it_is_read_so_much_of_what_there_is_by_then(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", trigger={"on": "scroll", "percent": 90}), PROBE)
    page = visit(body="<div id=list style='height:2000px'></div>")
    for height in (4000, 8000):
        scroll_to(page, page.evaluate("list.offsetHeight * 0.3"))
        page.evaluate("height => { list.style.height = `${height}px` }", height)
    page.evaluate("winback('explain')")  # the engine is there: what has fired so far would stand before the probe
    assert diary(page, "show") == []
    scroll_to(page, 7900)
    wait_until_shown(page)
    assert diary(page, "show")[0]["campaign"] == "offer"


def test_time_counts_only_while_the_page_is_in_view(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", trigger={"on": "time", "seconds": 30}), PROBE)
    page = visit()
    page.clock.run_for(20_000)
    hide(page, True)
    page.clock.run_for(600_000)
    hide(page, False)
    page.clock.run_for(5_000)
    assert diary(page, "show") == []
    page.clock.run_for(6_000)
    wait_until_shown(page)
    assert diary(page, "show")[0]["campaign"] == "offer"


@pytest.mark.engines
def test_standing_still_means_no_sign_of_life(publish: Publish, visit: Visit) -> None:
    publish(campaign("offer", trigger={"on": "inactivity", "seconds": 60}), PROBE)
    page = visit()
    for turn in range(3):
        page.clock.run_for(40_000)
        page.mouse.move(100 + turn, 100)
    assert diary(page, "show") == []
    page.clock.run_for(62_000)
    wait_until_shown(page)
    assert diary(page, "show")[0]["campaign"] == "offer"


FULL = "winback('cart', {items: [{id: 'chair', price: 40, quantity: 1}]})"


def test_a_full_cart_left_standing_is_abandoned(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(campaign("saver", trigger={"on": "cart_abandonment", "idle_seconds": 60}))
    page = visit()
    page.evaluate(FULL)
    page.mouse.move(200, 200)
    page.clock.run_for(62_000)
    wait_until_shown(page)
    assert service.wait_for_event("exposure").properties["trigger"] == "cart_abandonment"


def test_so_is_one_that_is_come_back_to_on_a_phone(publish: Publish, visit: Visit) -> None:
    publish(campaign("saver", trigger={"on": "cart_abandonment", "idle_seconds": 600}))
    page = visit(**PHONE)
    page.evaluate(FULL)
    hide(page, True)
    page.clock.run_for(10_000)
    hide(page, False)
    page.clock.run_for(100)
    wait_until_shown(page)


@pytest.mark.parametrize("bought", [False, True], ids=["empty", "bought"])
def test_an_empty_cart_cannot_be_abandoned(publish: Publish, visit: Visit, bought: bool) -> None:
    publish(campaign("saver", trigger={"on": "cart_abandonment", "idle_seconds": 60}), PROBE)
    page = visit()
    if bought:
        page.evaluate(FULL)
        page.evaluate("winback('track', 'purchase', {transaction_id: 'T1', value: 40, currency: 'EUR'})")
    page.mouse.move(200, 200)
    page.clock.run_for(62_000)
    assert probe(page) == "probe"


def test_a_cart_told_just_before_walking_on_is_heard_on_the_next_page(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(has_carts=True)
    page = visit()
    page.evaluate("winback('cart', {items: [{id: 'lamp', price: 10, quantity: 1}], value: 10})")
    visit("/next", page=page)
    assert [cart["value"] for cart in carts(page, service, 1)] == [10]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.endsWith(':held'))") == []


@pytest.mark.parametrize("going", ["left", "hidden and left"])
def test_a_cart_told_just_before_the_shop_is_left_for_good_arrives(
    publish: Publish, visit: Visit, service: RecordingService, going: str
) -> None:
    publish(has_carts=True)
    page = visit()
    page.evaluate("winback('cart', {items: [{id: 'lamp', price: 10, quantity: 1}], value: 10})")
    assert service.engine not in " ".join(service.requests)
    if going == "hidden and left":
        hide(page, True)
        service.wait_for_event("cart")
    page.close()
    service.wait_for_event("page_leave")
    lamp = {"items": [{"id": "lamp", "price": 10, "quantity": 1}], "value": 10, "currency": "EUR", "source": "js_api"}
    assert service.wait_for_event("cart").properties == lamp
    assert len(service.events("cart")) == 1


def test_the_last_word_about_a_cart_says_what_the_service_takes_and_no_more(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(has_carts=True)
    page = visit()
    page.evaluate("winback('cart', {items: [{id: 'lamp', price: 10, quantity: 1}], value: 10, coupon: 'SPRING'})")
    page.evaluate("winback('track', 'cart', {value: 99})")
    page.close()
    service.wait_for_event("page_leave")
    service.wait_for_event("cart", 2)  # what is sent at the end comes in no order
    lamp = {"items": [{"id": "lamp", "price": 10, "quantity": 1}], "value": 10, "currency": "EUR", "source": "js_api"}
    assert lamp in [event.properties for event in service.events("cart")]
    assert sorted(event.properties["value"] for event in service.events("cart")) == [10, 99]


def test_the_last_word_is_not_said_over_the_cart_that_counts(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(has_carts=True)
    page = visit(head=f"<script>dataLayer = [{ADD}]</script>")
    assert carts(page, service, 1)[0]["source"] == "datalayer"
    visit("/next", page=page)
    page.evaluate("winback('cart', {items: [{id: 'lamp', price: 10, quantity: 1}], value: 10})")
    page.close()
    service.wait_for_event("page_leave", 2)
    assert [event.properties["source"] for event in service.events("cart")] == ["datalayer"]


def test_a_shop_of_which_no_campaign_asks_for_carts_gets_them_in_a_chunk(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish()
    page = visit()
    page.evaluate("winback('cart', {items: [{id: 'lamp', price: 10, quantity: 1}]})")
    assert [cart["value"] for cart in carts(page, service, 1)] == [10]
    assert f"GET {service.config['chunks']['cart']}" in service.requests


def test_a_shop_that_has_told_of_carts_before_gets_them_with_the_engine(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(has_carts=True)
    page = visit()
    page.evaluate("winback('cart', {items: [{id: 'lamp', price: 10, quantity: 1}]})")
    assert [cart["value"] for cart in carts(page, service, 1)] == [10]
    assert f"GET {service.config['chunks']['cart']}" not in service.requests
