"""A marketer tries the page, takes the row of scores for a mail, and a reader presses one."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.server.hosted.forms import launch
from tests.server.hosted.test_mail import ASKED
from winback.db.engine import Database
from winback.models import Event, Site


def test_a_row_is_copied_as_it_looks_and_a_press_on_it_opens_the_form(
    admin: Page, place: str, db: Database, shop: Site, faults: Callable[[Page], list[str]]
) -> None:
    launch(db, shop, "ask", [{"id": "s1", "blocks": [ASKED], "next": None}])
    admin.context.grant_permissions(["clipboard-read", "clipboard-write"])
    admin.goto(f"{place}/campaigns/ask/links")
    page = admin.frame_locator("iframe[title='On a phone']")
    page.get_by_role("radio", name="3", exact=True).check(force=True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    admin.get_by_role("combobox", name="Language").select_option("ko")
    mail = admin.frame_locator("iframe[title='The row in a mail']")
    expect(mail.get_by_text("추천 의향은?")).to_be_visible()
    assert faults(admin) == []
    admin.get_by_role("button", name="Copy to paste it into a mail").click()
    expect(admin.get_by_role("button", name="Copied")).to_be_visible()
    copied = admin.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const texts = ["text/html", "text/plain"].map(async (kind) => (await item.getType(kind)).text());
            return Promise.all(texts);
        }"""
    )
    assert copied[0].count("<a ") == copied[1].count("http") == 11
    with admin.expect_popup() as opening:
        mail.get_by_role("link", name="8 / 10").click()
    form = opening.value
    assert form.get_by_role("radio", name="8", exact=True).is_checked()
    assert form.locator("html").get_attribute("lang") == "ko"
    with db.reading() as session:
        assert session.query(Event).count() == 0
