"""A hosted form in a real browser: a link out of a mail, by keyboard alone, from the score to the thanks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.server.test_hosted import form  # noqa: F401
from winback.db.engine import Database
from winback.models import Answer

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
    assert page.get_by_role("alert").inner_text() == "Please check what you have entered."
    assert faults(page) == []
    page.complaints.clear()  # type: ignore[attr-defined]  # the browser's own line about the 422
    page.get_by_label("Email").fill("")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you <3").wait_for()
    with db.reading() as session:
        assert {answer.block: answer.value for answer in session.query(Answer)} == {"score": 4, "why": "Too <slow>"}
