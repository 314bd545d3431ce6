"""The editor's preview: the visitors' own drawing in a frame, fed by messages, counting nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, Route

from tests.support.servers import Storefront
from tests.widget.campaigns import COUPON, PURPOSES, campaign, consent_banner, heading, step, words
from winback import assets
from winback.targeting import own

EDITOR = """<!doctype html><input aria-label="Heading"><iframe src="/frame" width=500 height=700></iframe><script>
window.heard = []; addEventListener('message', ({ data }) => heard.push(data));
window.preview = (message) => frames[0].postMessage({ type: 'winback:preview', ...message }, location.origin);
</script>"""
OFFER = campaign(
    "offer", step("one", heading(words("Hello", "안녕하세요"))), step("two", heading(words("Two")), COUPON)
)

PICTURE = {"id": "p", "type": "image", "src": "/chair.svg", "decorative": True, "width": 9, "height": 9}
HUNG = campaign("hung", step("one", heading(words("Beside")), {**PICTURE, "place": "left"}))


@pytest.fixture
def editor(storefront: Storefront, new_page: Callable[..., Page]) -> Page:
    script = assets.widget_file("preview.js").decode()
    storefront.pages["/frame"] = (
        f"<!doctype html><html data-left=/left.js data-art=/art.js><body><script type=module>{script}</script>"
    )
    storefront.pages["/left.js"], storefront.types["/left.js"] = assets.widget_file("left_behind.js"), "text/javascript"
    storefront.pages["/"] = EDITOR
    page = new_page()
    page.goto(storefront.url)
    page.wait_for_function("heard.some(({ type }) => type === 'winback:preview-ready')")
    return page


def show(editor: Page, offer: dict[str, Any], **more: Any) -> FrameLocator:
    asked = {"kind": offer["kind"], "consent": {"purposes": PURPOSES}, "words": own.said(own.ours(), {})}
    message = {"campaign": asked, "variant": offer["variants"]["a"], "language": "en", **more}
    editor.evaluate("message => preview(message)", message)
    return editor.frame_locator("iframe")


def state(editor: Page, step: str | None) -> dict[str, Any]:
    editor.wait_for_function(
        "step => heard.findLast(({ type }) => type === 'winback:preview-state')?.step === step", arg=step
    )
    told: dict[str, Any] = editor.evaluate("heard.findLast(({ type }) => type === 'winback:preview-state')")
    return told


def test_it_draws_what_it_is_told_and_says_how_high_it_is(editor: Page) -> None:
    frame = show(editor, OFFER)
    frame.get_by_role("heading", name="Hello").wait_for()
    editor.wait_for_function("heard.some(({ step, height }) => step === 'one' && height > 50)")
    show(editor, OFFER, language="ko")
    frame.get_by_role("heading", name="안녕하세요").wait_for()


def test_our_own_words_are_those_of_the_site_in_the_language_that_is_shown(editor: Page) -> None:
    show(editor, OFFER, language="de").get_by_role("button", name="Schließen").wait_for()
    changed = own.said(["en", "de"], {"de": {"close": "Zumachen"}})
    asked = {"kind": OFFER["kind"], "consent": {"purposes": PURPOSES}, "words": changed}
    show(editor, OFFER, language="de", campaign=asked).get_by_role("button", name="Zumachen").wait_for()


def test_what_still_waits_for_a_file_is_not_said_to_stand(editor: Page, storefront: Storefront) -> None:
    """What was drawn before it is closed meanwhile, and says so of itself."""
    storefront.pages["/chair.svg"] = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    storefront.types["/chair.svg"] = "image/svg+xml"
    held: list[Route] = []
    editor.route("**/art.js", lambda route: held.append(route))
    frame = show(editor, OFFER, turn=1)
    editor.wait_for_function("heard.some(({ turn }) => turn === 1)")
    with editor.expect_request("**/art.js"):
        show(editor, HUNG, turn=2)
    frame.get_by_role("button", name="Close").click()
    state(editor, None)
    assert editor.evaluate("heard.every(({ turn }) => turn !== 2)")
    held[0].fulfill(body=assets.widget_file("art.js"), content_type="text/javascript")
    editor.wait_for_function("heard.some(({ turn, height }) => turn === 2 && height > 50)")
    frame.get_by_role("heading", name="Beside").wait_for()


def test_a_code_is_a_sample(editor: Page) -> None:
    frame = show(editor, OFFER, step="two")
    frame.get_by_text("WELCOME-7K3F").wait_for()
    assert state(editor, "two")["height"] > 50


def test_after_the_end_it_can_be_seen_again(editor: Page) -> None:
    frame = show(editor, OFFER)
    frame.get_by_role("button", name="Close").click()
    assert state(editor, None)["height"] == 0
    frame.get_by_role("button", name="Show again").click()
    frame.get_by_role("heading", name="Hello").wait_for()


def test_a_consent_banner_shows_its_purposes(editor: Page) -> None:
    frame = show(editor, consent_banner(), step="choose", scheme="dark")
    assert frame.get_by_role("checkbox").count() == 2
    assert "dark" in (frame.locator(".box").get_attribute("class") or "")


@pytest.mark.parametrize("format", ["popup", "bar"])
def test_whoever_types_in_the_editor_goes_on_typing(editor: Page, format: str) -> None:
    offer = campaign("offer", step("one", heading(words("H"))), format=format)
    editor.evaluate("() => { window.blurred = 0; document.querySelector('input').onblur = () => blurred++ }")
    editor.get_by_label("Heading").focus()
    for turn, letter in enumerate("Hello"):
        editor.keyboard.type(letter)
        frame = show(editor, {**offer, "variants": {"a": _titled(offer, f"H{turn}")}})
        frame.get_by_role("heading", name=f"H{turn}").wait_for()
    assert editor.get_by_label("Heading").input_value() == "Hello"
    assert editor.evaluate("blurred") == 0


def _titled(offer: dict[str, Any], title: str) -> dict[str, Any]:
    return {**offer["variants"]["a"], "steps": [step("one", heading(words(title)))]}


def test_a_page_of_someone_else_draws_nothing(editor: Page, storefront: Storefront) -> None:
    stranger = storefront.url.replace("127.0.0.1", "localhost")
    message = json.dumps(
        {"type": "winback:preview", "campaign": {}, "variant": OFFER["variants"]["a"], "language": "en"}
    )
    storefront.pages["/evil"] = (
        f"<!doctype html><iframe src='{storefront.url}/frame'></iframe>"
        f"<script>onload = () => {{ frames[0].postMessage({message}, '*'); window.sent = true }}</script>"
    )
    editor.goto(f"{stranger}/evil")
    editor.wait_for_function("window.sent")
    frame = editor.frames[1]
    frame.evaluate("new Promise(done => setTimeout(done))")
    assert frame.locator("winback-message").count() == 0
