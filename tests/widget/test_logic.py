"""Where a message goes on, what must be answered, and earlier answers in later texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.widget.campaigns import NPS, REASON, SEND_SURVEY, THANKS, WISH, button, campaign, heading, step, words
from tests.widget.conftest import Visit, message, wait_until_shown
from tests.widget.service import RecordingService

Publish = Callable[..., None]
BACK = button("back", words("Back", "뒤로"), "back", "link")
UNHAPPY = {"fact": "answer.score", "op": "lte", "value": 6}


def survey(logic: list[dict[str, Any]], *more: dict[str, Any], sorry: str = "Sorry to hear that") -> dict[str, Any]:
    return campaign(
        "survey",
        {**step("ask", NPS, SEND_SURVEY, leads_to="thanks"), "logic": logic},
        step("why", heading(words(sorry)), WISH, {**SEND_SURVEY, "id": "s2"}, BACK, leads_to="thanks"),
        THANKS,
        *more,
        kind="survey",
    )


def give(box: Any, score: int) -> None:
    box.get_by_role("radio", name=str(score), exact=True).check(force=True)
    box.get_by_role("button", name="Send").click()


def test_an_answer_decides_where_it_goes_on(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(survey([{"when": UNHAPPY, "then": [{"jump": "why"}]}]))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    give(box, 3)
    box.get_by_role("textbox").fill("Oak")
    box.get_by_role("button", name="Send").click()
    box.get_by_role("heading", name="Thank you").wait_for()
    assert service.wait_for_event("response").properties["path"] == ["ask", "why"]


def test_everybody_else_goes_the_usual_way(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(survey([{"when": UNHAPPY, "then": [{"jump": "why"}]}]))
    page = visit()
    wait_until_shown(page)
    give(message(page), 9)
    message(page).get_by_role("heading", name="Thank you").wait_for()
    assert service.wait_for_event("response").properties["path"] == ["ask"]


def test_a_jump_to_the_end_closes(publish: Publish, visit: Visit, service: RecordingService) -> None:
    publish(survey([{"then": [{"jump": None}]}]))
    page = visit()
    wait_until_shown(page)
    give(message(page), 9)
    message(page).wait_for(state="detached")
    assert service.wait_for_event("response").properties == {
        "exposure": service.wait_for_event("exposure").id,
        "complete": True,
        "path": ["ask"],
    }


def test_an_earlier_answer_stands_in_a_text_and_can_be_taken_back(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    publish(survey([{"when": UNHAPPY, "then": [{"jump": "why"}]}], sorry="Why {{answer.score|nothing}}?"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    give(box, 0)
    assert box.get_by_role("heading").inner_text() == "Why 0?"
    box.get_by_role("textbox").fill("Never mind")
    box.get_by_role("button", name="Back").click()
    assert box.get_by_role("radio", name="0", exact=True).is_checked(), "it is found as it was left"
    give(box, 5)
    assert box.get_by_role("heading").inner_text() == "Why 5?"
    box.get_by_role("button", name="Back").click()
    give(box, 10)
    assert service.wait_for_event("response").properties["path"] == ["ask"]


def test_an_option_is_said_in_words_and_markup_stays_text(publish: Publish, visit: Visit) -> None:
    second = step("two", heading(words("You said: {{answer.reason}}")), BACK)
    publish(campaign("survey", step("one", REASON, SEND_SURVEY, leads_to="two"), second, kind="survey"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    box.get_by_role("radio", name="The price").check(force=True)
    box.get_by_role("button", name="Send").click()
    assert box.get_by_role("heading").inner_text() == "You said: The price"
    box.get_by_role("button", name="Back").click()
    box.get_by_role("radio", name="Something else").check(force=True)
    box.get_by_role("textbox").fill("<b>x</b>")
    box.get_by_role("button", name="Send").click()
    assert box.get_by_role("heading").inner_text() == "You said: <b>x</b>"


def test_logic_makes_a_question_one_that_must_be_answered(
    publish: Publish, visit: Visit, service: RecordingService
) -> None:
    ask = step("ask", {**NPS, "required": False}, WISH, SEND_SURVEY, leads_to="thanks")
    logic = [{"when": UNHAPPY, "then": [{"require": "wish"}]}]
    publish(campaign("survey", {**ask, "logic": logic}, THANKS, kind="survey"))
    page = visit()
    wait_until_shown(page)
    box = message(page)
    give(box, 2)
    assert box.get_by_role("alert").inner_text() == "Please answer this."
    assert service.events("answer") == []
    box.get_by_role("textbox").fill("Oak")
    box.get_by_role("button", name="Send").click()
    box.get_by_role("heading", name="Thank you").wait_for()
    page.clock.run_for(6000)
    service.wait_for_event("answer", 2)
    assert [answer.properties["value"] for answer in service.events("answer")] == [2, "Oak"]


def test_points_are_added_up_over_steps(publish: Publish, visit: Visit) -> None:
    def scored(key: str, leads_to: str) -> dict[str, Any]:
        add = {"calculate": "points", "op": "add", "value": {"fact": f"answer.{key}"}}
        made = step(key, {**NPS, "id": key}, {**SEND_SURVEY, "id": f"send-{key}"}, leads_to=leads_to)
        return {**made, "logic": [{"then": [add]}]}

    end = step("end", heading(words("{{variable.points}} points")))
    publish(campaign("quiz", scored("one", "two"), scored("two", "end"), end, kind="survey"))
    page = visit()
    wait_until_shown(page)
    give(message(page), 7)
    give(message(page), 4)
    assert message(page).get_by_role("heading").inner_text() == "11 points"
