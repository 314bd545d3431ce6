"""A hosted form in a real browser: a link out of a mail, by keyboard alone, from the score to the thanks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.server.hosted.conftest import form  # noqa: F401
from winback.db.engine import Database
from winback.models import Answer, Response

AXE = Path(__file__).resolve().parents[2] / "widget" / "node_modules" / "axe-core" / "axe.min.js"


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in page.evaluate("axe.run()")["violations"]]


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    with request.getfixturevalue(f"{request.param}_databases").fresh(tmp_path) as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_score_out_of_a_mail_is_confirmed_by_keyboard(
    live_server: str,
    new_page: Callable[..., Page],
    form: str,  # noqa: F811
    db: Database,
    scheme: str,
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page.goto(f"{live_server}{form}?score=3")
    assert page.get_by_role("radio", name="3", exact=True).is_checked()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("Why 4?").fill("Too <slow>")
    page.get_by_label("Email").fill("nobody")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_label("Why 4?").input_value() == "Too <slow>", "what was written stays"
    summary = page.get_by_role("alert")
    assert page.title().startswith("Please check what you have entered.")
    assert summary.evaluate("node => node === document.activeElement"), "who can't see it is told at once"
    assert summary.get_by_role("listitem").all_inner_texts() == [
        "Email: Please enter an email address, like name@example.com."
    ]
    assert faults(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.get_by_label("Email")
    assert field.evaluate("node => node === document.activeElement")
    assert field.get_attribute("aria-invalid") == "true"
    page.complaints.clear()  # type: ignore[attr-defined]  # the browser's own line about the 422
    page.get_by_label("Email").fill("")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you <3").wait_for()
    with db.reading() as session:
        assert {answer.block: answer.value for answer in session.query(Answer)} == {"score": 4, "why": "Too <slow>"}


def test_whoever_goes_back_by_the_browsers_own_button_has_one_set_of_answers(
    live_server: str,
    new_page: Callable[..., Page],
    form: str,  # noqa: F811
    db: Database,
) -> None:
    page = new_page()
    page.goto(f"{live_server}{form}")
    page.get_by_role("radio", name="3", exact=True).check(force=True)
    page.get_by_role("button", name="Send").click()
    page.get_by_label("Why 3?").fill("So slow")
    page.get_by_role("button", name="Send").dblclick()
    page.get_by_role("heading", name="Thank you <3").wait_for()
    page.go_back()
    assert page.get_by_label("Why 3?").input_value() == "So slow"
    page.go_back()
    page.get_by_role("radio", name="9", exact=True).check(force=True)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you <3").wait_for()
    with db.reading() as session:
        assert session.query(Response).count() == 1
        assert {answer.block: answer.value for answer in session.query(Answer)} == {"score": 9}
