"""Fields that a browser, or a password manager, fills in: named so that it can, and no value of it is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.widget.campaigns import ADDRESS, button, campaign, heading, question, step, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]

KINDS = ["name", "phone", "number", "date", "text"]
FIELDS = [{**question("field", kind=kind, required=kind != "text"), "id": kind, "label": words(kind)} for kind in KINDS]
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
FILL = """box => { const given = {email: "someone@example.com", name: "Ana <b>", tel: "+49 30 1", number: "0", date: "2026-01-02"};
for (const field of box.querySelectorAll(".field input:not([type=checkbox])")) {
  field.value = given[field.autocomplete || field.type] ?? "";
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
        ["number", "", "numeric", True],
        ["date", "", "", True],
        ["text", "", "", True],
    ]
    box.evaluate(FILL)
    box.get_by_role("button", name="Next").click()
    box.get_by_role("alert").wait_for()  # nobody has ticked for them
    box.get_by_role("checkbox").check()
    box.get_by_role("button", name="Next").click()
    title = box.get_by_role("heading", name="0 for Ana <b>, no more")
    title.wait_for()
    box.get_by_role("button", name="Back").click()
    values = box.locator(".field input:not([type=checkbox])").evaluate_all("fields => fields.map(({value}) => value)")
    assert values == ["someone@example.com", "Ana <b>", "+49 30 1", "0", "2026-01-02", ""]
    box.get_by_role("button", name="Next").click()
    box.get_by_role("button", name="Send").click()
    service.wait_for_event("response")
    told = [(event.properties["block"], event.properties["value"]) for event in service.events("answer")]
    assert dict(told) == {"name": "Ana <b>", "phone": "+49 30 1", "number": 0, "date": "2026-01-02"}
    assert service.wait_for_event("subscribe").properties["email"] == "someone@example.com"
