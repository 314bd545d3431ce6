"""A dialog has a name, whatever it is made of: without a heading it is that of what it asks or shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.widget.campaigns import button, campaign, step, text, words
from tests.widget.conftest import Visit, prepared, wait_until_shown
from tests.widget.test_loading import IMAGE

GO = button("go", words("To the shop"), "close")
RICH = {**text(words("Read more")), "rich": {"en": [{"bold": ["Read"]}, " more"]}}
EMAIL = {"id": "mail", "type": "email", "label": words("Your address"), "consent_text": words("I agree"), "lists": []}

NAMES: dict[str, tuple[list[dict[str, Any]], str]] = {
    "a picture and a button": ([IMAGE, GO], "A chair"),
    "an address to leave": ([EMAIL, button("send", words("Send"), "next")], "Your address"),
    "a text with more than words in it": ([RICH, GO], "Read more"),
    "a picture that says nothing": ([{**IMAGE, "alt": words(""), "decorative": True}, GO], "To the shop"),
    "a picture above the text": ([IMAGE, text(words("On us today")), GO], "On us today"),
}


@pytest.mark.parametrize(("blocks", "name"), NAMES.values(), ids=NAMES)
def test_a_dialog_has_a_name(
    publish: Callable[..., None],
    visit: Visit,
    new_page: Callable[..., Page],
    blocks: list[dict[str, Any]],
    name: str,
) -> None:
    publish(campaign("offer", step("s1", *blocks)))
    page = prepared(new_page(reduced_motion="reduce"))
    page.route("https://shop.example/**", lambda route: route.fulfill(body=PIXEL, content_type="image/svg+xml"))
    visit(page=page)
    wait_until_shown(page)
    assert page.get_by_role("dialog", name=name, exact=True).count() == 1


PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
