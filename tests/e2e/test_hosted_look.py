"""How a hosted form looks, with every kind of question on it: whole on the smallest phone and on a desk, and for everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.test_hosted_form import faults
from tests.server.hosted.forms import AGREE, MAIL, NPS, WHY, launch
from winback.db.engine import Database
from winback.models import Site
from winback.targeting.looks import LOOKS


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    with request.getfixturevalue(f"{request.param}_databases").fresh(tmp_path) as url:
        yield url


LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmütze"
OPTIONS = [{"id": name, "text": {"en": f"{name} {LONG}", "ar": "السعر"}} for name in ("a", "b", "c")]
ENDS = {"low": {"en": f"Not at all {LONG}", "ar": "لا"}, "high": {"en": "Very", "ar": "نعم"}}


def question(name: str, type_: str, **more: Any) -> dict[str, Any]:
    said = {"en": f"{name} of the {LONG}?", "ar": "ما رأيك؟"}
    return {"id": name, "type": type_, "label": said, "required": True, **more}


BLOCKS = [
    {"id": "far", "type": "progress"},
    {**NPS, **ENDS},
    question("easy", "ces", **ENDS),
    question("stars", "stars", max=10),
    question("one", "single_choice", options=OPTIONS, other=True, shuffle=True),
    question("many", "multiple_choice", options=OPTIONS, max=2),
    question("where", "select", options=OPTIONS),
    question("day", "field", kind="date"),
    {**WHY, "required": True},
    {**MAIL, "required": True},
    {**AGREE, "required": True},
    {"id": "on", "type": "button", "action": "next", "text": {"en": f"On {LONG}", "ar": "متابعة"}},
    {"id": "skip", "type": "button", "action": "goto:s2", "style": "link", "text": {"en": "Skip", "ar": "تخطي"}},
]
STEPS = [
    {"id": "s1", "blocks": BLOCKS, "next": "s2"},
    {"id": "s2", "blocks": [{"id": "h", "type": "heading", "text": {"en": "Thanks", "ar": "شكرًا"}}], "next": None},
]
IS_WHOLE = """() => {
    const boxes = [...document.querySelectorAll("main *:not(.quiet, .scores input)")].map((one) => one.getBoundingClientRect());
    const wide = boxes.filter((box) => box.left < -1 || box.right > innerWidth + 1);
    return wide.length === 0 && document.documentElement.scrollWidth <= innerWidth;
}"""
SMALL = """() => [...document.querySelectorAll(".b, .lines label, .tick, select, .scores label")]
    .map((one) => one.getBoundingClientRect())
    .filter((box) => box.height < 44 || box.width < 24).length"""


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(320, "light", "en"), (1280, "dark", "ar")],
    ids=["the smallest phone", "a desk in the dark, from right to left"],
)
def test_everything_can_be_read_and_pressed(
    live_server: str, new_page: Callable[..., Page], db: Database, shop: Site, width: int, scheme: str, language: str
) -> None:
    variant = {"format": "popup", "theme": {**LOOKS["clay"], "scheme": "auto"}, "steps": STEPS}
    launch(db, shop, "all", STEPS, variants={"a": variant, "b": variant}, languages=["en", "ar"])
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(f"{live_server}/f/{shop.key}.all?lang={language}")
    assert page.evaluate(IS_WHOLE) and page.evaluate(SMALL) == 0
    assert faults(page) == []
    page.locator(".b.primary").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").get_by_role("link").count() == len(BLOCKS) - 3, "of all questions at once"
    assert page.evaluate(IS_WHOLE)
    assert faults(page) == []
    page.complaints.clear()  # type: ignore[attr-defined]  # the browser's own line about the 422
    page.locator(".b.link").click()
    page.locator("footer").wait_for()
    assert faults(page) == []
