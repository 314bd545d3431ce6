"""What a message says by itself is in the language of its texts, as the owner says it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.cases import cases, each
from tests.widget.campaigns import THANKS, button, campaign, heading, step
from tests.widget.conftest import Visit, message, wait_until_shown

Publish = Callable[..., None]


@each([row for row in cases("own_word") if row["given"]["name"] == "close"])
def test_a_word_is_said_in_the_nearest_language(publish: Publish, visit: Visit, row: dict[str, Any]) -> None:
    given = row["given"]
    texts = {given["language"]: "Hello"}
    publish(campaign("offer", step("s1", heading(texts), button("b", texts, "close"))), own_words=given["changed"])
    page = visit(lang="en")
    wait_until_shown(page)
    assert message(page).locator(".x").get_attribute("aria-label") == row["expect"]["said"]


def test_a_number_stands_in_its_place(publish: Publish, visit: Visit) -> None:
    options = [{"id": code, "text": {"fr": code}} for code in ("a", "b", "c")]
    choice = {"id": "why", "type": "multiple_choice", "label": {"fr": "Pourquoi ?"}, "options": options, "max": 2}
    send = button("send", {"fr": "Envoyer"}, "next")
    publish(campaign("ask", step("one", choice, send, leads_to="thanks"), THANKS, kind="survey"))
    page = visit(lang="fr-CA")
    wait_until_shown(page)
    for box in message(page).get_by_role("checkbox").all():
        box.check()
    message(page).get_by_role("button", name="Envoyer").click()
    assert message(page).get_by_role("alert").inner_text() == "Veuillez choisir 2 réponses au maximum."
