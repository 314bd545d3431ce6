"""Where a marketer chooses a template: by the moment, by the place, as a visitor would see it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import FrameLocator, Page, expect

from tests.e2e.admin.test_everyday import speak
from winback.targeting.templates import TEMPLATES


def card(page: Page, template: str) -> FrameLocator:
    return page.frame_locator(f"iframe[data-sample=sample-{template}]")


def offered(page: Page) -> list[str]:
    """The templates that are to be seen, in their order."""
    ids: list[str] = page.locator(".sample:visible input[name=template]").evaluate_all("all => all.map((i) => i.value)")
    return ids


def test_the_templates_of_a_moment_or_a_place_are_found(admin: Page, place: str) -> None:
    admin.goto(f"{place}/campaigns/new")
    expect(admin.get_by_role("group", name="At which moment")).to_be_visible()
    assert offered(admin) == [chosen.id for chosen in TEMPLATES]
    admin.get_by_role("button", name="A full cart").click()
    assert offered(admin) == ["cart_saver", "free_delivery", "cart_question"]
    admin.get_by_label("Where it stands").select_option(label="Bar")
    assert offered(admin) == ["free_delivery"]
    expect(admin.get_by_role("status").filter(has_text="Templates found: 1")).to_be_attached()
    admin.get_by_role("button", name="Turning to leave").click()
    assert offered(admin) == []
    expect(admin.get_by_text("No template stands there at that moment.")).to_be_visible()
    admin.get_by_role("button", name="All").click()
    admin.get_by_label("Where it stands").select_option(label="A page of its own")
    assert offered(admin) == ["delivery_rating", "preferences"]


def test_each_card_says_what_is_left_to_do(admin: Page, place: str) -> None:
    admin.goto(f"{place}/campaigns/new")
    welcome = admin.locator(".sample", has=admin.get_by_role("heading", name="Welcome offer"))
    expect(welcome).to_contain_text("Yours to give: a coupon code, or a pool of codes")
    welcome.get_by_text("What it takes for granted").click()
    expect(welcome.get_by_text("the code gives 10 percent off")).to_be_visible()


def test_a_preview_is_drawn_by_the_visitors_renderer_also_as_wide_as_a_phone(admin: Page, place: str) -> None:
    admin.goto(f"{place}/campaigns/new")
    heading = card(admin, "welcome_offer").get_by_role("heading", name="Nice to meet you: 10% off")
    expect(heading).to_be_visible()
    narrow = heading.evaluate("() => innerWidth")
    admin.get_by_role("button", name="Phone").click()
    expect(admin.get_by_role("button", name="Phone")).to_have_attribute("aria-pressed", "true")
    assert (narrow, heading.evaluate("() => innerWidth")) == (900, 390)
    sheet = card(admin, "welcome_offer").locator("winback-message .box")
    assert sheet.evaluate("box => box.getBoundingClientRect().bottom === innerHeight"), "a sheet along the bottom"


def test_what_stands_in_the_page_is_drawn_in_it(admin: Page, place: str) -> None:
    admin.goto(f"{place}/campaigns/new")
    admin.get_by_role("button", name="After buying").click()
    expect(card(admin, "heard_of_us").get_by_text("How did you first hear of us?")).to_be_visible()


def test_the_page_is_korean_for_those_who_read_korean_and_axe_finds_nothing(
    signed_in: Callable[..., Page], place: str, faults: Callable[[Page], list[str]]
) -> None:
    page = signed_in(viewport={"width": 390, "height": 800})
    page.goto(f"{place}/campaigns/new")
    speak(page, "ko")
    page.goto(f"{place}/campaigns/new")
    expect(card(page, "welcome_offer").get_by_role("heading", name="반갑습니다, 첫 주문 10% 할인")).to_be_visible()
    page.get_by_text("전제로 하는 내용").first.click()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
