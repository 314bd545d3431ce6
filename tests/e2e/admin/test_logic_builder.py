"""The builder of a step's rules: conditions in groups, actions in order, each rule in plain words, and what it can't show kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.admin.test_editor import drawn, preview, ready, start, stored
from tests.server.admin.desk import sit_down
from tests.support.cast import Person
from tests.support.pages import expecting
from winback.db.engine import Database

SAVED = "All changes are saved"
SCORE = "answer.score"
CUT = """selects => selects.filter((select) => {
  const style = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(select.selectedOptions[0].text).width > room;
}).map((select) => select.value)"""
LOW = {"fact": SCORE, "op": "lte", "value": 6}


def saved(page: Page) -> None:
    """It saves itself."""
    expect(page.locator("[data-save-state]")).to_have_text(SAVED)


def settled(page: Page) -> None:
    """The server has drawn the form as it is now."""
    expect(page.locator("#form")).not_to_have_class("is-drawing")
    drawn(page)


def logic(db: Database, step: int = 0) -> Any:
    return stored(db).content["variants"]["a"]["steps"][step].get("logic")


def rule(page: Page, number: int, *, open: bool = True) -> Locator:
    """The rule of the first step, with its fields to be seen."""
    found = page.locator("[data-variant=a] [data-step=score]").get_by_role("group", name=f"Rule {number}", exact=True)
    if open and found.locator("details").get_attribute("open") is None:
        found.locator("summary").click()
    return found


def begin(page: Page, place: str, db: Database, alice: Person, rules: list[Any]) -> None:
    """The editor with these rules after the first step."""
    start(page, place, "NPS bar")
    variants = stored(db).content["variants"]
    variants["a"]["steps"][0]["logic"] = rules
    answer = sit_down(alice).save(f"{place}/campaigns/nps-bar", {"variants": variants})
    assert answer.status_code == 200, answer.text
    page.reload()
    ready(page)


def test_a_step_leads_where_the_answer_says(admin: Page, place: str, db: Database) -> None:
    start(admin, place, "NPS bar")
    first = rule(admin, 1)
    first.get_by_label("How it is asked").select_option("gte")
    expect(first.get_by_label("How it is asked")).to_have_value("gte")
    settled(admin)
    first.get_by_label("Answer", exact=True).fill("9")
    first.get_by_label("Answer", exact=True).press("Tab")
    expect(first.locator("summary")).to_contain_text("at least 9")
    first.get_by_label("Where to").select_option("thanks")
    expect(first.locator("summary")).to_contain_text("is at least 9: go to step 3.")
    admin.get_by_role("button", name="Try").click()
    drawn(admin)
    shown = preview(admin)
    shown.get_by_label("10", exact=True).click()
    expect(shown.get_by_role("heading")).to_be_visible()
    saved(admin)
    assert logic(db)[0] == {"when": {"fact": SCORE, "op": "gte", "value": 9}, "then": [{"jump": "thanks"}]}
    rule(admin, 1).get_by_role("button", name="Remove rule 1").click()
    expect(rule(admin, 2, open=False)).to_have_count(0)
    rule(admin, 1).get_by_role("button", name="Remove rule 1").click()
    expect(admin.get_by_role("button", name="Go on by the answer").first).to_be_focused()
    saved(admin)
    assert logic(db) is None


def test_conditions_groups_and_actions_are_built_by_key(admin: Page, place: str, db: Database, alice: Person) -> None:
    begin(admin, place, db, alice, [])
    admin.get_by_role("button", name="Go on by the answer").first.press("Enter")
    first = rule(admin, 1)
    expect(first.get_by_label("What is asked about")).to_be_focused()
    first.get_by_role("button", name="Add a condition").press("Enter")
    second = first.get_by_label("What is asked about").nth(1)
    expect(second).to_be_focused()
    first.get_by_label("How it is asked").nth(1).select_option("gte")
    settled(admin)
    first.get_by_label("Answer", exact=True).nth(1).fill("2")
    first.get_by_label("Answer", exact=True).nth(1).press("Tab")
    expect(first.locator("summary")).to_contain_text("at least 2")
    first.get_by_role("button", name="Any of these").press("Enter")
    first.get_by_role("button", name="Add a group").press("Enter")
    inner = first.get_by_role("group", name="Group: ")
    expect(inner.get_by_label("What is asked about").first).to_be_focused()
    inner.get_by_label("How it is asked").nth(1).select_option("is_not_set")
    expect(inner.get_by_label("Answer", exact=True)).to_have_count(1)
    first.get_by_role("button", name="Add an action").press("Enter")
    expect(first.get_by_label("What is done").nth(1)).to_be_focused()
    first.get_by_label("By what").select_option(SCORE)
    expect(first.get_by_label("Number")).to_have_count(0)
    first.get_by_label("Name of the value").fill("points")
    first.get_by_label("Name of the value").press("Tab")
    expect(first.locator("summary")).to_contain_text("to points")
    first.get_by_role("button", name="Add an action").press("Enter")
    first.get_by_label("What is done").nth(2).select_option("require")
    expect(first.locator("summary")).to_have_text(
        "1 If “How likely are you to recommend us to a friend?” is at most 6 or “How likely are you to recommend us to a friend?” "
        "is at least 2 or (“How likely are you to recommend us to a friend?” is at most 6 and “How likely are you to recommend us "
        "to a friend?” is not answered): close the message; add “How likely are you to recommend us to a friend?” to points; "
        "ask for an answer to “What is the main reason for your score?”.".replace("1 If", "1If")
    )
    saved(admin)
    group = {"all": [LOW, {"fact": SCORE, "op": "is_not_set"}]}
    actions = [
        {"jump": None},
        {"calculate": "points", "op": "add", "value": {"fact": SCORE}},
        {"require": "reason"},
    ]
    assert logic(db) == [{"when": {"any": [LOW, {**LOW, "op": "gte", "value": 2}, group]}, "then": actions}]
    inner.get_by_role("button", name="Remove the condition: ").first.press("Enter")
    expect(first.get_by_role("group", name="Group: ")).to_have_count(0)
    first.get_by_role("button", name="Remove: close the message").press("Enter")
    saved(admin)
    left = {"any": [LOW, {**LOW, "op": "gte", "value": 2}, {"fact": SCORE, "op": "is_not_set"}]}
    assert logic(db) == [{"when": left, "then": actions[1:]}], "a group of one is that one"


def test_what_the_builder_cannot_show_is_said_in_words_and_kept(
    admin: Page, place: str, db: Database, alice: Person
) -> None:
    deep = {"not": {"any": [{"fact": SCORE, "op": "in", "value": [1, 2]}, {"all": [{"fact": SCORE, "op": "is_set"}]}]}}
    deeper = {"any": [LOW, {"all": [{"any": [LOW, {"not": LOW}]}, {"all": []}]}]}
    rules = [
        {"when": {"all": [LOW, deep, deeper]}, "then": [{"jump": None}]},
        {"when": deep, "then": [{"calculate": "n", "op": "add", "value": 1.5}]},
    ]
    begin(admin, place, db, alice, rules)
    expect(rule(admin, 2).locator(".logic-said")).to_have_text(
        "not (“How likely are you to recommend us to a friend?” is one of 1, 2 or “How likely are you to recommend us to a "
        "friend?” is answered)"
    )
    first = rule(admin, 1)
    expect(first.locator(".logic-said")).to_have_count(2)
    first.get_by_label("Answer", exact=True).first.fill("5")
    first.get_by_label("Answer", exact=True).first.press("Tab")
    expect(first.locator("summary")).to_contain_text("is at most 5")
    admin.get_by_label("Question", exact=True).first.fill("Would you tell a friend?")
    admin.get_by_label("Question", exact=True).first.press("Tab")
    expect(first.locator("summary")).to_contain_text("“Would you tell a friend?” is at most 5")
    admin.get_by_role("button", name="Move down: rule 1").click()
    saved(admin)
    changed = {**rules[0], "when": {"all": [{**LOW, "value": 5}, deep, deeper]}}
    assert logic(db) == [rules[1], changed]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_passes_axe_as_it_stands(
    signed_in: Callable[..., Page],
    faults: Callable[[Page], list[str]],
    place: str,
    db: Database,
    alice: Person,
    colours: str,
) -> None:
    page = signed_in(viewport={"width": 390, "height": 800}, color_scheme=colours)
    group = {"any": [LOW, {"fact": SCORE, "op": "is_not_set"}]}
    actions = [{"jump": None}, {"require": "reason"}, {"calculate": "plan", "op": "assign", "value": "gold"}]
    begin(page, place, db, alice, [{"when": {"all": [LOW, group, {"not": LOW}]}, "then": actions}])
    rule(page, 1)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".logic-verb select:visible").evaluate_all(CUT) == []


def test_a_mistake_is_said_where_it_is(admin: Page, place: str, db: Database, alice: Person) -> None:
    begin(admin, place, db, alice, [{"when": LOW, "then": [{"jump": "why"}]}])
    first = rule(admin, 1)
    field = first.get_by_label("Answer", exact=True)
    with expecting(admin, "422"):
        field.fill("")
        expect(first.get_by_text("Say which value.")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("3")
    saved(admin)
    admin.locator("[data-step=why] > summary").click()
    second = admin.locator("[data-variant=a] [data-step=why]")
    second.get_by_role("button", name="Go on by the answer").click()
    saved(admin)
    with expecting(admin, "422"):
        second.get_by_label("Where to").select_option("score")
        expect(second.locator("[data-error$='then.0.jump']")).to_contain_text("a way leads back to it")
    assert logic(db, 1)[0]["then"] == [{"jump": None}], "what makes no sense is not kept"


def test_a_step_that_nobody_comes_to_is_said_and_keeps_nobody_from_launching(
    admin: Page, place: str, db: Database, alice: Person
) -> None:
    begin(admin, place, db, alice, [{"when": None, "then": [{"jump": "thanks"}]}])
    expect(admin.get_by_text("Nothing leads here")).to_have_count(3)
    admin.get_by_text("3 things to look at").click()
    admin.get_by_role("link", name="Nobody comes to this step").first.click()
    expect(admin.locator("[data-variant=a] [data-step=why]")).to_have_attribute("open", "")
    admin.get_by_role("button", name="Launch").click()
    expect(admin.get_by_text("NPS bar is live.")).to_be_visible()
    expect(admin.get_by_role("status").filter(has_text="Nobody comes to this step")).to_have_count(3)
    assert stored(db).status == "live"


def test_what_a_rule_is_about_may_go_and_come_back_by_another_name(
    admin: Page, place: str, db: Database, alice: Person
) -> None:
    about = {"fact": "variable.points", "op": "gte", "value": 2}
    made = {"calculate": "points", "op": "add", "value": 1}
    lines = {"calculate": "list", "op": "concat", "value": "a\nb"}
    of_lines = {"fact": "variable.list", "op": "contains", "value": "a\nb"}
    rules = [{"when": about, "then": [made]}, {"when": of_lines, "then": [lines]}]
    begin(admin, place, db, alice, rules)
    name = rule(admin, 1).get_by_label("Name of the value")
    name.fill("score")
    name.press("Tab")
    expect(rule(admin, 1).locator("summary")).to_contain_text("If score is at least 2: add 1 to score.")
    saved(admin)
    renamed = {"when": {**about, "fact": "variable.score"}, "then": [{**made, "calculate": "score"}]}
    assert logic(db) == [renamed, rules[1]], "what can't stand in a line is as it was"
    assert admin.locator(".logic-said").count() == 2
    settled(admin)
    admin.get_by_role("button", name="Undo").click()
    expect(rule(admin, 1).locator("summary")).to_contain_text("If points is at least 2: add 1 to points.")
    with expecting(admin, "422"):
        rule(admin, 1).get_by_label("What is done").select_option("jump")
        expect(rule(admin, 1).locator("summary")).to_contain_text("something that is gone (points)")
        expect(admin.locator(".invalid-feedback:not(:empty)")).not_to_have_count(0)
    settled(admin)
    rule(admin, 1).get_by_label("What is asked about").select_option(SCORE)
    saved(admin)
    assert logic(db)[0] == {"when": LOW, "then": [{"jump": None}]}
    assert rule(admin, 2).locator(".logic-said").count() == 2


def test_a_mistake_that_is_undone_is_said_no_more(admin: Page, place: str, db: Database, alice: Person) -> None:
    begin(admin, place, db, alice, [{"when": LOW, "then": [{"jump": "why"}]}])
    wrong = admin.locator(".invalid-feedback:not(:empty)")
    for save in (lambda: None, lambda: admin.keyboard.press("Control+s")):
        with expecting(admin, "422"):
            rule(admin, 1).get_by_label("Answer", exact=True).fill("")
            save()
            expect(wrong).not_to_have_count(0)
        admin.get_by_role("button", name="Undo").click()
        saved(admin)
        expect(wrong).to_have_count(0)
        expect(admin.get_by_text("Please mend this first")).to_have_count(0)
        expect(rule(admin, 1).get_by_label("Answer", exact=True)).to_have_value("6")
        settled(admin)
