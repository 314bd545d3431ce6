"""Signing in, installing, tokens: as somebody does it with a keyboard and a screen of any size."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.cast import PASSWORD, Person
from tests.support.clock import TestClock
from tests.support.pages import expecting
from winback.db.engine import Database
from winback.models import Site, TagSighting

PAGES = [
    "/campaigns",
    "/campaigns/new",
    "/campaigns/cart-saver",
    "/campaigns/cart-saver/results",
    "/segments",
    "/segments/new",
    "/segments/vip",
    "/responses",
    "/quality",
    "/consent",
    "/subscribers",
    "/install",
    "/settings",
    "/words?language=ar",
]


def test_alice_signs_in_by_keyboard_and_signs_out(page: Page, live_server: str, alice: Person) -> None:
    page.goto(f"{live_server}/admin/tokens")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(alice.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server}/admin/tokens")
    page.locator(".user-menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{live_server}/admin/tokens")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_told_as_such(page: Page, live_server: str, alice: Person) -> None:
    page.goto(f"{live_server}/admin/login")
    page.get_by_label("Email").fill(alice.email)
    page.get_by_label("Password").fill("not my password")
    with expecting(page, "401"):
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_have_text("The email address or the password is wrong.")
    expect(page.get_by_label("Email")).to_have_value(alice.email)
    expect(page.get_by_label("Password")).to_be_focused()


def test_a_token_is_made_copied_and_revoked(admin: Page) -> None:
    admin.context.grant_permissions(["clipboard-read", "clipboard-write"])
    admin.goto("/admin/tokens")
    admin.get_by_label("What for").fill("nightly export")
    admin.get_by_role("button", name="Make a token").click()
    secret = admin.locator("[data-secret]").inner_text()
    assert re.fullmatch(r"wbt_[\w-]{43}", secret)
    admin.get_by_role("button", name="Copy").click()
    expect(admin.get_by_role("button", name="Copied")).to_be_visible()
    assert admin.evaluate("navigator.clipboard.readText()") == secret
    admin.get_by_role("button", name="Revoke nightly export").click()
    admin.get_by_role("dialog").get_by_role("button", name="Go on").click()
    expect(admin.get_by_role("row", name=re.compile("nightly export"))).to_contain_text("revoked")


def test_the_installation_page_notices_the_tag_by_itself(
    admin: Page, place: str, shop: Site, db: Database, clock: TestClock
) -> None:
    admin.goto(f"{place}/install")
    expect(admin.get_by_text("Waiting for the tag")).to_be_visible()
    with db.writing() as session:
        session.add(
            TagSighting(site_id=shop.id, origin="https://shop.example", url="https://shop.example/p/1", seen_at=clock())
        )
    expect(admin.get_by_text("The tag was last seen")).to_be_visible()
    expect(admin.get_by_text("https://shop.example/p/1")).to_be_visible()


def test_a_menu_closes_with_escape_and_gives_the_focus_back(admin: Page, place: str) -> None:
    admin.goto(f"{place}/campaigns")
    account = admin.locator(".user-menu > summary")
    account.click()
    expect(admin.get_by_role("link", name="API tokens")).to_be_visible()
    admin.keyboard.press("Escape")
    expect(admin.get_by_role("link", name="API tokens")).to_be_hidden()
    expect(account).to_be_focused()


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "en"), (390, "dark", "ko")],
    ids=["desktop, light, English", "phone, dark, Korean"],
)
def test_every_page_is_accessible_and_fits_the_screen(
    signed_in: Callable[..., Page],
    faults: Callable[[Page], list[str]],
    place: str,
    width: int,
    scheme: str,
    language: str,
    alice: Person,
    shop: Site,
) -> None:
    rule = {"all": [{"fact": "orders.count", "op": "gte", "value": 2}, {"fact": "visitor.channel", "op": "is_set"}]}
    alice.api.post(f"/api/v1/sites/{shop.id}/segments", json={"id": "vip", "name": "단골 " * 20 + "고객", "rule": rule})
    page = signed_in(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{place}/campaigns/new")
    speak(page, language)
    page.goto(f"{place}/campaigns/new")
    page.locator("form.sample:has([value=cart_saver]) button").click()
    page.wait_for_url("**/campaigns/*")
    found = {}
    for address in ["/admin/tokens", "/admin/sites", "/admin/sites/new", *(place + rest for rest in PAGES)]:
        if address.endswith(("cart-saver", "cart-saver/results")) and language == "ko":
            address = address.replace("cart-saver", "campaign")
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.lang") == language
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] = faults(page) + ([f"{wide} px too wide"] if wide > 0 else [])
    assert {address: what for address, what in found.items() if what} == {}


def speak(page: Page, language: str) -> None:
    """Chooses the language in the account's menu."""
    if page.locator(".user-menu[open]").count() == 0:
        page.locator(".user-menu > summary").click()
    page.locator(f'.languages button[value="{language}"]').click()
    page.wait_for_load_state()


def test_the_sign_in_page_is_accessible(page: Page, live_server: str, faults: Callable[[Page], list[str]]) -> None:
    page.goto(f"{live_server}/admin/login")
    assert faults(page) == []


def test_a_planted_fault_is_found(admin: Page, place: str, faults: Callable[[Page], list[str]]) -> None:
    admin.goto(f"{place}/settings")
    admin.evaluate("document.querySelector('label[for=f-name]').remove()")
    assert any("label" in fault for fault in faults(admin))
