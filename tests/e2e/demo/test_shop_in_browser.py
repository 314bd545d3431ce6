"""The demo shop in a real browser: reachable for everybody, quiet, steady, and telling GA4 what happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import order

PAGES = [
    "/",
    "/shop",
    "/shop/jars",
    "/products/celadon-teapot",
    "/search?q=tea",
    "/search?q=nothing-like-this",
    "/journal",
    "/journal/how-onggi-breathes",
    "/pages/privacy",
    "/cart",
]
SHIFTS = """() => new Promise(done => {
  const moved = [];
  const seen = ({ value, sources }) => {
    // less is what a list in the middle of its line moves by while a busy machine is still reading the page
    if (value >= 0.005) moved.push([value, ...sources.map(({ node }) => node?.className || node?.nodeName)]);
  };
  new PerformanceObserver(list => list.getEntries().forEach(seen)).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(moved)));
})"""


def fill_basket(page: Page, shop_url: str, prefix: str = "", slug: str = "brushed-tea-bowl") -> None:
    page.goto(f"{shop_url}{prefix}/products/{slug}")
    page.locator(".buy .button").click()
    expect(page.locator(".added")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("prefix", ["", "/ko"], ids=["English", "Korean"])
def test_every_page_is_for_everybody(
    new_page: Callable[..., Page], shop_url: str, faults: Callable[[Page], list[str]], prefix: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for path in PAGES:
        page.goto(f"{shop_url}{prefix}{path}", wait_until="networkidle")
        assert faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(SHIFTS) == [], path


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("prefix", ["", "/ko"], ids=["English", "Korean"])
def test_buying_is_for_everybody(
    new_page: Callable[..., Page], shop_url: str, faults: Callable[[Page], list[str]], prefix: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    fill_basket(page, shop_url, prefix)
    assert faults(page) == [], "with the note about what was added"
    page.goto(f"{shop_url}{prefix}/cart")
    assert faults(page) == []
    page.goto(f"{shop_url}{prefix}/checkout")
    page.locator(".address .button").click()
    expect(page.locator(".errors")).to_be_visible()
    assert faults(page) == [], "with everything wrong"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    order(page)
    assert faults(page) == []


def test_axe_would_find_a_fault(page: Page, shop_url: str, faults: Callable[[Page], list[str]]) -> None:
    page.goto(shop_url)
    page.evaluate("document.querySelector('.hero-picture').removeAttribute('alt')")
    assert len(faults(page)) == 1


def test_everything_works_by_keyboard_alone(page: Page, shop_url: str) -> None:
    page.goto(f"{shop_url}/products/celadon-teapot")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Celadon").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Iron")).to_be_checked()
    expect(page.locator("#picture")).to_have_attribute("alt", "Chrysanthemum teapot, Iron")
    page.get_by_role("button", name="Add to basket").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Chrysanthemum teapot, Iron")
    page.keyboard.press("Escape")
    expect(page.locator(".added")).to_have_count(0)
    expect(page.get_by_role("link", name="Basket 1")).to_be_visible()


def test_a_shop_without_scripts_sells_too(new_page: Callable[..., Page], shop_url: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{shop_url}/products/moon-jar")
    page.get_by_role("button", name="Add to basket").click()
    expect(page).to_have_url(f"{shop_url}/cart")
    page.get_by_role("link", name="To checkout").click()
    order(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you!")


def test_the_data_layer_tells_a_purchase_from_list_to_thank_you(page: Page, shop_url: str) -> None:
    heard: list[dict[str, Any]] = []
    page.expose_function("hear", lambda push: heard.append(push))
    page.add_init_script(
        "window.dataLayer = []; const push = dataLayer.push; dataLayer.push = function (...all) {"
        " for (const one of all) hear(JSON.parse(JSON.stringify(one))); return push.apply(this, all); };"
    )
    page.goto(f"{shop_url}/shop/teaware")
    page.get_by_role("link", name="Brushed tea bowl").click()
    page.wait_for_url("**/products/brushed-tea-bowl")
    page.get_by_role("radio", name="Grey slip").check(force=True)
    page.get_by_label("Quantity").fill("2")
    page.get_by_role("button", name="Add to basket").click()
    expect(page.locator(".added")).to_be_visible()
    page.goto(f"{shop_url}/cart")
    page.get_by_role("button", name="One less").click()
    expect(page.locator(".amount span")).to_have_text("1")
    order(page)

    events = [push for push in heard if "event" in push]
    names = [event["event"] for event in events]
    assert names == [
        "view_item_list",
        "select_item",
        "view_item",
        "view_item",  # the other glaze
        "add_to_cart",
        "view_cart",
        "remove_from_cart",
        "view_cart",
        "begin_checkout",
        "purchase",
    ]
    cleared = [push for push in heard if push == {"ecommerce": None}]
    assert len(cleared) == len(events), "each event is preceded by a clean slate"
    added, removed = (
        next(e["ecommerce"] for e in events if e["event"] == name) for name in ("add_to_cart", "remove_from_cart")
    )
    assert (added["value"], added["items"][0]["quantity"]) == (144, 2)
    assert (removed["value"], removed["items"][0]["quantity"]) == (72, 1)
    assert added["items"][0]["item_id"] == removed["items"][0]["item_id"] == "brushed-tea-bowl-grey"
    assert events[-1]["ecommerce"]["transaction_id"] == page.url.rpartition("/")[2]


def test_the_menu_of_a_phone_leads_to_every_shelf(new_page: Callable[..., Page], shop_url: str) -> None:
    page = new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page.goto(f"{shop_url}/ko/")
    page.locator(".menu summary").tap()
    page.locator(".menu").get_by_role("link", name="차와 청").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("차와 청")


def test_the_language_changes_and_the_basket_stays(page: Page, shop_url: str) -> None:
    fill_basket(page, shop_url)
    page.get_by_role("link", name="See basket").click()
    page.get_by_role("link", name="한국어").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("장바구니")
    expect(page.get_by_role("heading", name="귀얄 다완")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Basket")
