"""Fields that a browser, or a password manager, fills in: named so that it can, and no value of it is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.widget.campaigns import ADDRESS, button, campaign, heading, question, step, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]

KINDS = ["name", "phone", "number", "date", "text"]
FIELDS = [
    {**question("field", kind=kind, required=kind != "text"), "id": kind, "label": words(kind)} for kind in KINDS
] + [{**question("field", autocomplete="postal-code"), "id": "code", "label": words("Postal code")}]
FORM = campaign(
    "form",
    step("one", ADDRESS, *FIELDS, button("on", words("Next"), "next"), leads_to="two"),
    step(
        "two",
        heading(words("{{answer.number|none}} for {{answer.name}}{{answer.text|, no more}}")),
        question("open_text", required=False),
        button("before", words("Back"), "back", "link"),
        button("send", words("Send"), "next"),
    ),
    kind="survey",
)

# As managers do: the value, and whichever events they know of; some tell of nothing at all.
FILL = """box => { const given = {email: "someone@example.com", name: "Ana <b>", tel: "+49 30 901820", number: "0", date: "2026-01-02", "postal-code": "10115"};
for (const field of box.querySelectorAll(".field input:not([type=checkbox])")) {
  field.value = given[field.autocomplete || field.type] ?? given[field.labels[0].textContent] ?? "";
  if (field.type !== "date") for (const name of ["keydown", "input", "change", "blur"]) field.dispatchEvent(new Event(name, {bubbles: true}));
} }"""


@pytest.mark.engines
def test_what_was_filled_in_by_the_browser_is_what_arrives(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(FORM)
    page = visit()
    wait_until_shown(page)
    box = message(page)
    asked = "fields => fields.map(({type, autocomplete, inputMode, id}) => [type, autocomplete, inputMode, !!id])"
    assert box.locator(".field input:not([type=checkbox])").evaluate_all(asked) == [
        ["email", "email", "email", True],
        ["text", "name", "", True],
        ["tel", "tel", "", True],
        ["text", "", "", True],
        ["date", "", "", True],
        ["text", "", "", True],
        ["text", "postal-code", "", True],
    ]
    box.evaluate(FILL)
    box.get_by_role("button", name="Next").click()
    box.get_by_text("Please tick the box to agree first.").wait_for()  # nobody has ticked for them
    box.get_by_role("checkbox").check()
    box.get_by_role("button", name="Next").click()
    title = box.get_by_role("heading", name="0 for Ana <b>, no more")
    title.wait_for()
    box.get_by_role("button", name="Back").click()
    values = box.locator(".field input:not([type=checkbox])").evaluate_all("fields => fields.map(({value}) => value)")
    assert values == ["someone@example.com", "Ana <b>", "+49 30 901820", "0", "2026-01-02", "", "10115"]
    box.get_by_role("button", name="Next").click()
    box.get_by_role("button", name="Send").click()
    service.wait_for_event("response")
    told = [(event.properties["block"], event.properties["value"]) for event in service.events("answer")]
    assert dict(told) == {
        "name": "Ana <b>",
        "phone": "+49 30 901820",
        "number": 0,
        "date": "2026-01-02",
        "code": "10115",
    }
    assert service.wait_for_event("subscribe").properties["email"] == "someone@example.com"


PRICE = {
    **question("field", kind="number", step=0.01, min=0.5, max=1500),
    "id": "price",
    "label": words("Price", "가격"),
}
DAY = {**question("field", kind="date", earliest="2026-01-01", latest="2026-12-31"), "id": "day", "label": words("Day")}
PHONE = {**question("field", kind="phone"), "id": "phone", "label": words("Phone")}
SCORE = {**question("stars"), "id": "stars", "label": words("Stars")}
# By field: what is said of it, whether it is marked, and whether it has the keyboard.
SAID = """box => Object.fromEntries([...box.querySelectorAll("input:not([type=radio]), [value='1']")].map((field) => [
  field.labels[0].textContent, [box.getRootNode().getElementById(field.getAttribute("aria-describedby"))?.textContent ?? null,
  field.ariaInvalid, field === box.getRootNode().activeElement]]))"""


def test_all_that_is_wrong_is_said_at_once_each_at_its_field(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    send = button("send", words("Send"), "next")
    publish(campaign("form", step("one", PRICE, SCORE, DAY, PHONE, ADDRESS, send), kind="survey"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    box.get_by_role("button", name="Send").click()
    fill, agree = "Please fill in this field.", "Please tick the box to agree first."
    address = "Please enter an email address, like name@example.com."
    consent = ADDRESS["consent_text"]["en"]
    assert box.evaluate(SAID) == {
        "Price": [fill, "true", True],
        "★": ["Please choose an answer.", "true", False],
        "Day": [fill, "true", False],
        "Phone": [fill, "true", False],
        "Email address": [address, "true", False],
        consent: [agree, "true", False],
    }
    assert box.locator("input[type=email] + .error").inner_text() == address, "above the tick's own"
    box.get_by_label("Price").fill("0,49")
    box.get_by_role("radio", name="3 / 5").check(force=True)
    box.get_by_label("Day").fill("2027-01-01")
    box.get_by_label("Phone").fill("12345")
    box.get_by_label("Email address").fill("a@b.example")
    box.get_by_label("Email address").press("Enter")
    assert box.evaluate(SAID) == {
        "Price": ["Please enter 0.5 or more.", "true", True],
        "★": [None, None, False],
        "Day": ["Please choose Dec 31, 2026 or an earlier day.", "true", False],
        "Phone": ["Please enter a phone number with its area code.", "true", False],
        "Email address": [None, None, False],
        consent: [agree, "true", False],
    }
    assert box.locator(".error").count() == 4
    assert service.events("answer") == [], "nothing is told by halves"
    box.get_by_label("Price").fill("1.234,56")
    box.get_by_label("Day").fill("2026-12-31")
    box.get_by_label("Phone").fill("(030) 90 18 20")
    box.get_by_role("checkbox").check()
    box.get_by_role("button", name="Send").click()
    service.wait_for_event("response")
    told = {event.properties["block"]: event.properties["value"] for event in service.events("answer")}
    assert told == {"price": 1234.56, "stars": 3, "day": "2026-12-31", "phone": "(030) 90 18 20"}


def test_what_is_put_right_is_told_of_no_more(publish: Publish, visit: Visit) -> None:
    required = {**PRICE, "required": True}
    publish(
        campaign("form", step("one", required, SCORE, ADDRESS, button("send", words("Send"), "next")), kind="survey")
    )
    page = visit()
    wait_until_shown(page)
    box = message(page)
    price, address = box.get_by_label("Price"), box.get_by_label("Email address")
    price.fill("0")
    assert box.locator(".error").count() == 0, "nobody has pressed"
    box.get_by_role("button", name="Send").click()
    assert box.locator(".error").count() == 4
    price.fill("0.2")
    assert price.get_attribute("aria-invalid") == "true", "wrong still"
    assert box.locator(".error").first.inner_text() == "Please enter 0.5 or more."
    price.fill("0.5")
    assert (price.get_attribute("aria-invalid"), box.locator(".error").count()) == (None, 3)
    price.fill("")
    assert box.locator(".error").count() == 3, "nothing new before the next press"
    box.get_by_role("radio", name="3 / 5").check(force=True)
    assert box.locator(".error").count() == 2
    address.fill("a@b")
    assert box.locator(".error").count() == 2
    address.fill("a@b.example")
    assert box.locator(".error").all_inner_texts() == ["Please tick the box to agree first."]
    assert address.get_attribute("aria-invalid") is None
    box.get_by_role("checkbox").check()
    assert box.locator("[aria-invalid], .error").count() == 0
    address.fill("a@b")
    box.get_by_role("checkbox").uncheck()
    assert box.locator(".error").count() == 0, "nothing new before the next press"
    address.focus()
    assert address.evaluate("field => field === field.getRootNode().activeElement")


def test_the_enter_that_ends_a_word_of_many_strokes_sends_nothing(publish: Publish, visit: Visit) -> None:
    """As Korean and Japanese are typed: that Enter is the keyboard's own."""
    name = {**question("field", kind="name"), "label": words("Your name", "이름")}
    thanks = step("two", heading(words("Thank you", "고맙습니다")))
    publish(
        campaign("form", step("one", name, button("on", words("Next"), "next"), leads_to="two"), thanks, kind="survey")
    )
    page = visit(lang="ko")
    wait_until_shown(page)
    field = message(page).get_by_role("textbox")
    field.focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "홍길동", "selectionStart": 3, "selectionEnd": 3})
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229})
    keyboard.send("Input.insertText", {"text": "홍길동"})
    assert field.input_value() == "홍길동"
    field.press("Enter")
    message(page).get_by_role("heading", name="고맙습니다").wait_for()


def test_a_number_is_read_in_a_language_that_no_browser_knows(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    odd = {**PRICE, "label": {"de-12": "Preis"}}
    publish(campaign("form", step("one", odd, button("send", words("Send"), "next")), kind="survey"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    box.get_by_label("Preis").fill("2000")
    box.get_by_role("button", name="Send").click()
    assert "1,500" in box.locator(".error").inner_text()
    box.get_by_label("Preis").fill("12.5")
    box.get_by_role("button", name="Send").click()
    assert service.wait_for_event("answer").properties["value"] == 12.5
