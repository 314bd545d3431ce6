"""The editor in a real browser: from a template to a live campaign, with the message beside the form."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.server.admin.desk import sit_down
from tests.support.cast import Person
from tests.support.pages import expecting
from winback.db.engine import Database
from winback.models import Campaign


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("[data-preview]")


def start(page: Page, place: str, template: str) -> None:
    page.goto(f"{place}/campaigns/new")
    page.get_by_role("button", name=f"Use the template {template}", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(template)
    ready(page)


def ready(page: Page) -> None:
    """The editor's own modules are there, and the preview shows what the form says."""
    expect(page.get_by_role("button", name="Save")).to_be_enabled()
    drawn(page)


def drawn(page: Page) -> None:
    expect(page.locator("[data-stage]")).to_have_attribute("aria-busy", "false")


def opened(page: Page, block: str, index: int = 0) -> Locator:
    """The block of this kind in the first variant, with its properties open."""
    one = page.locator("[data-variant=a]").get_by_role("group", name=block, exact=True).nth(index)
    toggle = one.locator("[data-toggle]")
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    return one


def stored(db: Database) -> Campaign:
    with db.reading() as session:
        return session.scalars(sa.select(Campaign)).one()


def test_what_is_typed_is_in_the_preview_and_then_in_the_database(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Exit offer")
    words = admin.get_by_label("Words").first
    words.fill("Fifteen")
    expect(preview(admin).get_by_role("heading")).to_have_text("Fifteen")
    drawn(admin)
    # the popup in the preview opens anew at every letter, and must not take the focus
    words.press_sequentially(" percent, only today", delay=40)
    expect(preview(admin).get_by_role("heading")).to_have_text("Fifteen percent, only today")
    expect(admin.locator("[data-save-state]")).to_have_text("Changes are not saved")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    text = stored(db).content["variants"]["a"]["steps"][0]["blocks"][0]["text"]
    assert text["en"] == "Fifteen percent, only today"


def test_a_picture_by_its_path_is_looked_for_where_the_shop_is(
    admin: Page, place: str, db: Database, alice: Person
) -> None:
    asked: list[str] = []
    admin.route("**/img/*.png", lambda route: (asked.append(route.request.url), route.fulfill(body=b"")))
    start(admin, place, "Exit offer")
    variants = stored(db).content["variants"]
    pictures = [{"id": key, "text": {"en": key}, "image": {"src": f"img/{key}.png"}} for key in ("oak", "ash")]
    variants["a"]["steps"][0]["blocks"] += [
        {"id": "hall", "type": "image", "src": "/img/hall.png", "alt": {"en": "Our hall"}},
        {"id": "away", "type": "image", "src": "https://cdn.example/img/away.png", "alt": {"en": "Elsewhere"}},
        {"id": "none", "type": "image", "src": "", "alt": {"en": "Not chosen yet"}},
        {"id": "wood", "type": "single_choice", "label": {"en": "Which wood?"}, "options": pictures},
    ]
    assert sit_down(alice).save(f"{place}/campaigns/exit-offer", {"variants": variants}).status_code == 200
    admin.reload()
    ready(admin)
    expect(preview(admin).get_by_text("Our hall")).to_be_visible()  # the words stand where no picture comes
    shop = json.loads(admin.locator("#sample").text_content() or "")["origin"]
    found = {f"{shop}/img/{key}.png" for key in ("hall", "oak", "ash")} | {"https://cdn.example/img/away.png"}
    assert set(asked) == found


def test_a_selector_that_no_browser_understands_is_said_at_its_field(admin: Page, place: str) -> None:
    start(admin, place, "Exit offer")
    admin.get_by_role("tab", name="When and to whom").click()
    admin.get_by_label("Moment 1", exact=True).select_option("click")
    field, said = admin.get_by_label("CSS selector"), admin.get_by_text("No browser understands this selector")
    for selector, is_wrong in (("#sizes[", True), ("..buy", True), ("#sizes, .buy:has(> img)", False)):
        field.fill(selector)
        admin.get_by_role("button", name="Save").click()
        expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
        expect(said).to_have_count(int(is_wrong))
        expect(field).to_have_attribute("aria-invalid", "true") if is_wrong else expect(field).not_to_have_attribute(
            "aria-invalid", "true"
        )


def test_one_campaign_may_cover_the_first_page_after_a_search(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Exit offer")
    admin.get_by_role("tab", name="When and to whom").click()
    switch = admin.get_by_label("Safe for search engines")
    expect(switch).to_be_checked()
    switch.uncheck()
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    assert stored(db).content["search_safe"] is False
    admin.reload()
    expect(switch).not_to_be_checked()


def test_the_preview_follows_variant_language_step_width_and_scheme(admin: Page, place: str) -> None:
    start(admin, place, "NPS bar")
    shown = preview(admin)
    expect(shown.get_by_text("How likely are you to recommend us to a friend?")).to_be_visible()
    admin.get_by_role("button", name="Korean", exact=True).click()
    expect(shown.get_by_text("저희를 친구에게 추천하시겠어요?")).to_be_visible()
    admin.locator("summary", has_text="Step 2").click()
    admin.locator("[data-step=why] [data-language=ko] input").first.focus()
    expect(shown.get_by_text("그 점수를 주신 가장 큰 이유는 무엇인가요?").first).to_be_visible()
    admin.get_by_role("button", name="Phone").click()
    assert admin.locator("[data-preview]").evaluate("frame => frame.contentWindow.innerWidth") == 390
    admin.get_by_role("button", name="Dark").click()
    expect(shown.locator("html")).to_have_attribute("data-scheme", "dark")


PRODUCTS = "Products of the visitor"


def test_blocks_are_added_moved_removed_and_brought_back(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    step = admin.locator("[data-variant=a] [data-step]")
    legends = step.locator("legend")
    expect(legends).to_have_text(["Heading", "Text", PRODUCTS, "Button", "Button", "Picture"])
    step.locator("summary", has_text="Add a block").click()
    step.get_by_role("button", name="Coupon", exact=True).click()
    expect(legends).to_have_text(["Heading", "Text", PRODUCTS, "Button", "Button", "Picture", "Coupon"])
    step.get_by_role("button", name="Move up: Coupon").click()
    expect(legends).to_have_text(["Heading", "Text", PRODUCTS, "Button", "Button", "Coupon", "Picture"])
    step.get_by_role("button", name="Remove: Heading").click()
    expect(legends).to_have_text(["Text", PRODUCTS, "Button", "Button", "Coupon", "Picture"])
    admin.get_by_role("button", name="Undo").click()
    expect(legends).to_have_text(["Heading", "Text", PRODUCTS, "Button", "Button", "Coupon", "Picture"])


def test_typing_is_undone_and_done_again(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    words = admin.get_by_label("Words").first
    words.fill("One")
    words.blur()
    drawn(admin)
    words.fill("Two")
    words.blur()
    admin.get_by_role("button", name="Undo").click()
    expect(admin.get_by_label("Words").first).to_have_value("One")
    admin.get_by_role("button", name="Redo").click()
    expect(admin.get_by_label("Words").first).to_have_value("Two")


def test_a_broken_campaign_is_refused_at_the_field_and_then_launched(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Exit offer")
    with expecting(admin, "422"):
        admin.get_by_role("button", name="Launch").click()
        code = admin.get_by_label("Code", exact=True).first
        expect(code).to_have_attribute("aria-invalid", "true")
        expect(code).to_be_focused()
    expect(admin.locator(".state").get_by_text("The coupon has no code.")).to_have_count(2)
    drawn(admin)
    code.fill("WELCOME10")
    admin.locator(".state").get_by_text("The coupon has no code.").nth(1).click()
    second = admin.locator("[data-variant=b]").get_by_label("Code", exact=True)
    expect(second).to_be_focused()
    drawn(admin)
    second.fill("FREESHIP")
    admin.get_by_role("button", name="Launch").click()
    expect(admin.locator(".state-row")).to_contain_text("Live")
    assert stored(db).status == "live"
    admin.get_by_role("button", name="Pause").click()
    expect(admin.locator(".state-row")).to_contain_text("Paused")
    assert stored(db).status == "paused"


def test_changes_of_a_live_campaign_are_published_when_one_says_so(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Cart saver")
    admin.get_by_role("button", name="Launch").click()
    expect(admin.locator(".state-row")).to_contain_text("Live")
    ready(admin)
    admin.get_by_label("Words").first.fill("New words")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("Saved, not yet published")
    admin.get_by_role("button", name="Publish changes").click()
    expect(admin.get_by_role("status").first).to_contain_text("is live")
    assert stored(db).version == 2


def test_an_error_of_the_schema_stands_at_its_field_and_nothing_typed_is_lost(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    admin.get_by_label("Words").first.fill("Still here")
    admin.get_by_role("tab", name="When and to whom").click()
    drawn(admin)
    admin.get_by_label("Priority").fill("500")
    with expecting(admin, "422"):
        admin.get_by_role("button", name="Save").click()
        expect(admin.get_by_label("Priority")).to_have_attribute("aria-invalid", "true")
    expect(admin.locator("[data-save-state]")).to_contain_text("Not saved")
    admin.get_by_role("tab", name="Message").click()
    expect(admin.get_by_label("Words").first).to_have_value("Still here")


def test_nothing_typed_is_lost_when_the_server_is_away(admin: Page, place: str) -> None:
    start(admin, place, "Cart saver")
    admin.get_by_label("Words").first.fill("Still here")
    with expecting(admin, "ERR_FAILED"):
        admin.route("**/campaigns/cart-saver", lambda route: route.abort())
        admin.get_by_role("button", name="Save").click()
        expect(admin.locator("[data-save-state]")).to_contain_text("Your text is still here")
    admin.unroute("**/campaigns/cart-saver")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")


def test_an_audience_is_built_from_conditions_or_written_as_json(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Newsletter")
    admin.get_by_role("tab", name="When and to whom").click()
    admin.get_by_role("button", name="Add a condition").click()
    admin.get_by_label("What", exact=True).select_option("page.path")
    admin.get_by_label("Question", exact=True).select_option("starts_with")
    drawn(admin)
    admin.get_by_label("Value", exact=True).fill("/chairs")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    assert stored(db).content["audience"] == {"all": [{"fact": "page.path", "op": "starts_with", "value": "/chairs"}]}
    admin.get_by_role("button", name="Write it as JSON").click()
    drawn(admin)
    admin.get_by_label("Rule", exact=True).fill('{"not": {"fact": "device.type", "op": "eq", "value": "phone"}}')
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    assert stored(db).content["audience"] == {"not": {"fact": "device.type", "op": "eq", "value": "phone"}}


def test_a_rule_test_is_written_run_and_put_right(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Cart saver")
    admin.get_by_role("tab", name="When and to whom").click()
    admin.get_by_role("button", name="Add a test").click()
    test = admin.get_by_role("group", name="Test 1")
    test.get_by_label("Name").fill("an empty cart")
    test.get_by_label("Given").fill("cart.value = 0\npage.path = /p/1\ntrait.plan = gold")
    outcome = admin.locator("[data-outcomes]")
    admin.get_by_role("button", name="Run the tests").click()
    expect(outcome).to_contain_text("Fails: an empty cart")
    expect(outcome).to_contain_text("this check fails: for whom.")
    expect(outcome).to_contain_text("Value of the cart is 0; it must be: is more than 0")
    test.get_by_label("Then it is").select_option("not_shown")
    test.get_by_label("because of").select_option("audience")
    drawn(admin)
    admin.get_by_role("button", name="Run the tests").click()
    expect(outcome).to_contain_text("Passes: an empty cart")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    given = {"cart.value": 0, "page.path": "/p/1", "trait.plan": "gold"}
    kept = {"name": "an empty cart", "given": given, "when": {}, "then": "not_shown", "because": "audience"}
    assert stored(db).content["tests"] == [kept]
    admin.get_by_role("group", name="Test 1").get_by_label("Given").fill("cart.total = 0")
    with expecting(admin, "422"):
        admin.get_by_role("button", name="Run the tests").click()
        expect(outcome).to_contain_text("There is no fact cart.total.")


def test_a_variant_is_added_and_shares_the_visitors(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "NPS bar")
    admin.locator("[data-op=add-variant]").click()
    expect(admin.get_by_role("button", name="Variant B", exact=True)).to_have_attribute("aria-pressed", "true")
    admin.get_by_role("tab", name="Goal and shares").click()
    admin.get_by_role("button", name="Add a control group").click()
    expect(admin.get_by_label("Control")).to_have_value("10")
    expect(admin.get_by_label("Variant B")).to_have_value("45")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    assert [arm["weight"] for arm in stored(db).content["experiment"]["arms"]] == [0.1, 0.45, 0.45]


def test_a_colour_brings_its_partner_so_that_visitors_see_it(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "NPS bar")
    admin.locator("summary", has_text="Look").click()
    admin.locator("[name='variants.a.theme.background']").fill("#102030")
    admin.locator("[name='variants.a.theme.text']").fill("#ffffff")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    theme = stored(db).content["variants"]["a"]["theme"]
    assert (theme["background"], theme["text"]) == ("#102030", "#ffffff")
    admin.locator("[name='variants.a.theme.background']").fill("#fefefe")
    expect(admin.locator("[data-problems]")).to_have_count(0)
    with expecting(admin, "422"):
        admin.get_by_role("button", name="Launch").click()
        expect(admin.locator("[data-refused]")).to_contain_text("The text is hard to read")


def test_one_is_asked_before_a_campaign_goes_to_the_archive(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "Cart saver")
    ask_for_the_archive(admin, "Cancel")
    expect(admin.get_by_role("dialog")).to_be_hidden()
    assert stored(db).status == "draft"
    ask_for_the_archive(admin, "Go on")
    expect(admin.get_by_role("status").filter(has_text="is in the archive")).to_be_visible()
    assert stored(db).status == "archived"


def ask_for_the_archive(page: Page, answer: str) -> None:
    page.locator(".more-menu > summary").click()
    page.get_by_role("button", name="Archive").click()
    page.get_by_role("dialog").get_by_role("button", name=answer).click()


@pytest.mark.parametrize(
    "template", ["Exit offer", "Cart saver", "NPS bar", "Feedback at exit", "Newsletter", "Consent banner"]
)
def test_every_template_is_previewed_live(admin: Page, place: str, template: str) -> None:
    admin.goto(f"{place}/campaigns/new")
    frame = admin.frame_locator(f'iframe[title="Preview of {template}"]')
    expect(frame.get_by_role("button").first).to_be_visible()


def test_the_consent_banner_is_kept_from_launching_until_it_is_fair(
    admin: Page, place: str, shop, db: Database
) -> None:  # type: ignore[no-untyped-def]
    start(admin, place, "Consent banner")
    opened(admin, "Button", 1).get_by_label("Look", exact=True).select_option("link")
    with expecting(admin, "422"):
        admin.get_by_role("button", name="Launch").click()
        problems = admin.locator("[data-refused]")  # of the page that answers the launch
        expect(problems).to_contain_text("Refusing must be as prominent as accepting")
        # the shop's mode is `off`
        expect(problems).to_contain_text("The site does not ask for consent")
    expect(problems.get_by_role("link", name=re.compile("does not ask"))).to_have_attribute(
        "href", f"/admin/sites/{shop.id}/settings#f-consent_mode"
    )


def test_who_saves_second_chooses_between_theirs_and_mine(admin: Page, place: str, db: Database, bob: Person) -> None:
    start(admin, place, "Exit offer")
    words = admin.get_by_label("Words").first

    def heading() -> str:
        text: str = stored(db).content["variants"]["a"]["steps"][0]["blocks"][0]["text"]["en"]
        return text

    def bob_saves(name: str) -> None:
        assert sit_down(bob).save(f"{place}/campaigns/exit-offer", {"name": name}).status_code == 200

    bob_saves("Bob's")
    words.fill("Mine")
    with expecting(admin, "409"):
        admin.get_by_role("button", name="Save").click()
        expect(admin.get_by_role("alert")).to_contain_text("Bob has saved this campaign")
    assert heading() != "Mine" and words.input_value() == "Mine"
    admin.get_by_role("button", name="Keep mine").click()
    expect(admin.locator("[data-save-state]")).to_have_text("All changes are saved")
    assert heading() == "Mine"
    bob_saves("Bob's again")
    words.fill("Mine again")
    with expecting(admin, "409"):
        admin.get_by_role("button", name="Save").click()
        admin.get_by_role("button", name="Load theirs").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Bob's again")
    expect(words).to_have_value("Mine")
