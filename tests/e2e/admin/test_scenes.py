"""One list above the preview shows every state of a message, drawn as visitors get it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.admin.test_editor import drawn, opened, preview, ready, start, stored
from tests.server.admin.desk import sit_down
from tests.support.cast import Person
from winback.db.engine import Database

LABEL = {"en": "Your code", "ko": "할인 코드"}
LONG = "이 할인 코드는 오늘 자정까지 한 번만 쓸 수 있으니 장바구니에서 결제하기 전에 꼭 입력해 주시기 바랍니다"
STEPS = [
    {
        "id": "ask",
        "next": "gift",
        "blocks": [
            {"id": "h", "type": "heading", "text": {"en": "What do you think?", "ko": "어떠셨나요?"}},
            {"id": "q", "type": "open_text", "label": {"en": "Why?", "ko": "이유는?"}, "required": True},
            {"id": "go", "type": "button", "text": {"en": "Send", "ko": "보내기"}, "action": "next"},
        ],
    },
    {
        "id": "gift",
        "blocks": [
            {"id": "h2", "type": "heading", "text": {"en": "Thank you " * 6, "ko": LONG}},
            {
                "id": "c",
                "type": "coupon",
                "code": "TEN",
                "label": LABEL,
                "empty": {"en": "Gone for today"},
                "remind": True,
            },
            {
                "id": "t",
                "type": "countdown",
                "mode": "visitor",
                "minutes": 30,
                "text": {"en": "Left"},
                "end": {"en": "The offer is over"},
            },
            {"id": "p", "type": "products", "source": "cart", "max": 3, "text": {"en": "In your cart"}},
        ],
    },
]
SECOND = "Step 2: Thank you Thank you Thank you Thank…"
SCENES = [
    "Step 1: What do you think?",
    "Step 1, an answer missing",
    SECOND,
    "Step 2, no code left",
    "Step 2, the time is up",
    "Step 2, no products",
    "Closed: its tab",
    "Closed: the bar with the code",
]
TEASER = {"text": {"en": "Still 10 %?", "ko": "아직 10% 남았어요"}}


@pytest.fixture
def put(alice: Person, place: str, db: Database) -> Callable[[Page], None]:
    """The draft on the page becomes one that has all that can become of a message."""

    def save(page: Page) -> None:
        start(page, place, "Exit offer")
        variants = stored(db).content["variants"]
        variants["a"] |= {"steps": STEPS, "teaser": TEASER}
        answer = sit_down(alice).save(f"{place}/campaigns/exit-offer", {"variants": variants})
        assert answer.status_code == 200, answer.text
        page.reload()
        ready(page)

    return save


def scenes(page: Page) -> Locator:
    return page.get_by_label("What is seen of the message")


def choose(page: Page, label: str) -> None:
    scenes(page).select_option(label)
    drawn(page)


def test_every_state_is_drawn_as_visitors_get_it(admin: Page, put: Callable[[Page], None]) -> None:
    put(admin)
    shown = preview(admin)
    expect(scenes(admin).locator("option")).to_have_text(SCENES)
    choose(admin, "Step 1, an answer missing")
    expect(shown.get_by_role("alert")).to_be_visible()
    choose(admin, SECOND)
    expect(shown.get_by_text("TEN", exact=True)).to_be_visible()
    expect(shown.get_by_role("timer")).to_be_visible()
    expect(shown.get_by_text("Moon jar")).to_be_visible()
    choose(admin, "Step 2, no code left")
    expect(shown.get_by_text("Gone for today")).to_be_visible()
    choose(admin, "Step 2, the time is up")
    expect(shown.get_by_text("The offer is over")).to_be_visible()
    choose(admin, "Step 2, no products")
    expect(shown.get_by_text("TEN", exact=True)).to_be_visible()
    expect(shown.get_by_text("In your cart")).to_be_hidden()
    choose(admin, "Closed: its tab")
    expect(shown.locator(".box")).to_have_count(0)
    shown.get_by_role("button", name="Still 10 %?").click()
    expect(shown.get_by_role("heading", name="What do you think?")).to_be_visible()


def test_the_list_goes_with_the_keyboard_and_follows_what_is_edited(admin: Page, put: Callable[[Page], None]) -> None:
    put(admin)
    scenes(admin).focus()
    admin.keyboard.press("End")
    expect(preview(admin).get_by_role("region", name="Your code")).to_be_visible()
    expect(scenes(admin)).to_be_focused()
    admin.locator("summary", has_text="Step 2").click()
    expect(scenes(admin).locator("option:checked")).to_have_text(SECOND)
    choose(admin, "Step 1, an answer missing")
    opened(admin, "Open question").get_by_label("Must be answered").uncheck()
    expect(scenes(admin).locator("option:checked")).to_have_text("Step 1: What do you think?")
    expect(preview(admin).get_by_role("alert")).to_have_count(0)


CLAY = "rgb(253, 246, 239)"


def test_what_is_left_wears_the_device_and_the_language(admin: Page, put: Callable[[Page], None]) -> None:
    put(admin)
    admin.get_by_role("button", name="Phone", exact=True).click()
    admin.get_by_role("button", name="Dark", exact=True).click()
    admin.get_by_role("button", name="Korean").click()
    choose(admin, "Closed: the bar with the code")
    shown = preview(admin)
    bar = shown.get_by_role("region", name="할인 코드")
    expect(bar).to_have_attribute("lang", "ko")
    expect(bar).to_contain_text("TEN")
    expect(bar).to_have_css("background-color", CLAY)  # a look that is light on every device
    bar.get_by_role("button", name="닫기").click()
    expect(shown.get_by_role("button", name="다시 보기")).to_be_visible()
    choose(admin, "Closed: its tab")
    expect(shown.get_by_role("button", name="아직 10% 남았어요")).to_be_visible()


def test_a_message_that_is_tried_leaves_its_tab(admin: Page, put: Callable[[Page], None]) -> None:
    put(admin)
    admin.get_by_role("button", name="Try", exact=True).click()
    drawn(admin)
    shown = preview(admin)
    shown.get_by_role("button", name="Close").click()
    shown.get_by_role("button", name="Still 10 %?").click()
    expect(shown.get_by_role("heading", name="What do you think?")).to_be_visible()
    expect(shown.locator("winback-teaser")).to_have_count(0)


def test_a_message_is_tried_by_key(admin: Page, put: Callable[[Page], None]) -> None:
    put(admin)
    shown = preview(admin)
    admin.get_by_role("button", name="Try", exact=True).focus()
    admin.keyboard.press("Enter")
    drawn(admin)
    expect(admin.get_by_role("button", name="Try", exact=True)).to_be_focused()
    frame = admin.locator("iframe[data-preview]")
    admin.get_by_role("button", name="Variants side by side").focus()
    admin.keyboard.press("Tab")
    expect(frame).to_be_focused()
    admin.keyboard.press("Escape")
    expect(shown.get_by_role("button", name="Still 10 %?")).to_be_visible()
    expect(frame).to_be_focused()
    admin.get_by_role("button", name="Write", exact=True).focus()
    admin.keyboard.press("Enter")
    drawn(admin)
    expect(shown.get_by_role("heading", name="What do you think?")).to_be_visible()
    expect(admin.get_by_role("button", name="Write", exact=True)).to_be_focused()
