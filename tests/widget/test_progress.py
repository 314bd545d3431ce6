"""How far a survey has come: by the longest way that may still lie ahead, and never back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.widget.campaigns import SEND_SURVEY, THANKS, button, campaign, ends, step, words
from tests.widget.conftest import Visit, message, wait_until_shown

Publish = Callable[..., None]
Json = dict[str, Any]

BAR = {"id": "bar", "type": "progress"}


def asks(name: str, *more: Json, leads_to: str | None, logic: Any = ()) -> Json:
    blocks = ({**BAR, "id": f"bar-{name}"}, {**ends("csat"), "id": name}, *more, SEND_SURVEY | {"id": f"send-{name}"})
    return {**step(name, *blocks, leads_to=leads_to), **({"logic": list(logic)} if logic else {})}


def percent(page: Page) -> int:
    return int(message(page).get_by_role("progressbar", name="Progress").get_attribute("aria-valuenow") or -1)


def answer(page: Page, score: int) -> None:
    message(page).get_by_role("radio", name=str(score), exact=True).check(force=True)
    message(page).get_by_role("button", name="Send").click()


def test_a_shorter_way_is_a_leap_forward(publish: Publish, visit: Visit) -> None:
    short = {"when": {"fact": "answer.one", "op": "gte", "value": 4}, "then": [{"jump": "three"}]}
    thanks = {**THANKS, "blocks": [{**BAR, "id": "bar-thanks"}, *THANKS["blocks"]]}
    publish(
        campaign(
            "survey",
            asks("one", leads_to="two", logic=[short]),
            asks("two", leads_to="three"),
            asks("three", leads_to="four"),
            asks("four", leads_to="thanks"),
            thanks,
            kind="survey",
        )
    )
    page = visit(reduced_motion="reduce")
    wait_until_shown(page)
    assert percent(page) == 0
    answer(page, 5)
    assert percent(page) == 33, "one of three that are left on this way"
    answer(page, 2)
    assert percent(page) == 67
    answer(page, 2)
    assert percent(page) == 100
    bar = message(page).get_by_role("progressbar")
    fill = bar.locator("span")
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert fill.bounding_box()["width"] == bar.bounding_box()["width"]  # type: ignore[index]


def test_it_never_goes_back(publish: Publish, visit: Visit) -> None:
    back = button("back", words("Back"), "back", "link")
    publish(
        campaign(
            "survey",
            asks("one", leads_to="two"),
            asks("two", back, leads_to="thanks"),
            THANKS,
            kind="survey",
        )
    )
    page = visit()
    wait_until_shown(page)
    answer(page, 3)
    assert percent(page) == 50
    message(page).get_by_role("button", name="Back").click()
    assert message(page).get_by_role("radio", name="3").is_checked()
    answer(page, 4)
    assert percent(page) == 50


def test_a_longer_way_does_not_take_any_of_it_back(publish: Publish, visit: Visit) -> None:
    more = button("more", words("Tell us more"), "goto:extra", "link")
    publish(
        campaign(
            "survey",
            asks("one", leads_to="two"),
            asks("two", leads_to="thanks"),
            {**THANKS, "blocks": [{**BAR, "id": "bar-thanks"}, *THANKS["blocks"], more]},
            asks("extra", leads_to=None),
            kind="survey",
        )
    )
    page = visit()
    wait_until_shown(page)
    shares = [percent(page)]
    for score in (1, 2):
        answer(page, score)
        shares.append(percent(page))
    message(page).get_by_role("button", name="Tell us more").click()
    shares.append(percent(page))
    assert shares == sorted(shares), shares
    assert shares[:2] == [0, 33]
