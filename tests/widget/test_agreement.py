"""A consent in a message: never ticked beforehand, and its answer names the exact words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from tests.widget.campaigns import SEND_SURVEY, THANKS, campaign, step, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]

ENGLISH, KOREAN = "I agree that you keep my size — and nothing else.", "사이즈 저장에 동의합니다."
BOX = {"id": "agree", "type": "consent", "label": words(ENGLISH, KOREAN), "required": True}


@pytest.mark.parametrize(("lang", "said"), [("en", ENGLISH), ("ko-KR", KOREAN)], ids=["English", "Korean"])
def test_the_answer_names_the_words_that_stood_there(
    publish: Publish, visit: Visit, service: RecordingService, lang: str, said: str
) -> None:
    publish(campaign("sizes", step("one", BOX, SEND_SURVEY, leads_to="thanks"), THANKS, kind="survey"))
    page = visit(lang=lang)
    wait_until_shown(page)
    box = message(page).get_by_role("checkbox", name=said)
    assert not box.is_checked()
    send = message(page).locator("button.primary").first
    send.click()
    assert message(page).get_by_role("alert").count() == 1, "what must be agreed to says so"
    box.check()
    send.click()
    told = service.wait_for_event("answer").properties["value"]
    assert told == {"text_id": "sha256-" + hashlib.sha256(said.encode()).hexdigest(), "language": lang[:2]}


def test_what_is_not_agreed_to_is_not_answered(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(
        campaign(
            "sizes", step("one", {**BOX, "required": False}, SEND_SURVEY, leads_to="thanks"), THANKS, kind="survey"
        )
    )
    page = visit()
    wait_until_shown(page)
    message(page).get_by_role("button", name="Send").click()
    assert service.wait_for_event("response").properties["complete"]
    assert service.events("answer") == []
