"""The rules of the product in a real browser. All rows of a table cross to the page in one call; each is then compared by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.cases import bucketing, cases
from tests.widget.languages.asking import ASK_ALL, QUESTIONS, Ask

BUNDLE = Path(__file__).resolve().parents[3] / "widget" / "build" / "testing.js"


@pytest.fixture(scope="session")
def page_with_bundle(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.add_script_tag(content=BUNDLE.read_text("utf-8"))
    yield page
    page.close()


@pytest.fixture(scope="session")
def ask(page_with_bundle: Page) -> Ask:
    """The browser's answers to a question about each of some rows, in their order."""

    def ask_all(question: str, rows: list[Any]) -> list[Any]:
        # as text, so that the page reads numbers and surrogates as it reads its own configuration
        said: str = page_with_bundle.evaluate(ASK_ALL, [QUESTIONS[question], json.dumps(rows)])
        answers: list[Any] = json.loads(said, parse_int=float)  # a browser's numbers are doubles
        return answers

    return ask_all


@pytest.fixture(scope="session")
def browser_says(ask: Ask) -> Callable[..., Any]:
    """The browser's answer to one row of a table, out of one call for the whole table."""
    tables: dict[str, dict[str, Any]] = {}

    def answer(table: str, row: Any) -> Any:
        if table not in tables:
            rows = [one["given"] for one in cases(table)] or bucketing(table)
            tables[table] = dict(zip(map(json.dumps, rows), ask(table, rows), strict=True))
        return tables[table][json.dumps(row)]

    return answer
