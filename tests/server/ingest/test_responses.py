"""Answers are judged by their question, and make one response an exposure."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.ingest.senders import (
    CONSENT_TEXT,
    NOON,
    Browser,
    accepted,
    count,
    fresh_id,
    reasons,
    rows,
    told,
    visitor_in,
)
from winback.clock import MINUTE
from winback.db.engine import Database
from winback.ingest.facts import text_id
from winback.models import Answer, Campaign, Event, Flag, Participation, Response, Subscriber

SCORES = ("score", "happy", "easy", "stars")


@pytest.fixture
def shown(browser: Browser, campaign: Campaign) -> str:
    """The browser was shown the campaign ten minutes ago; its exposure's id."""
    browser.visitor = visitor_in("a", campaign)
    return browser.exposed(campaign, "a", age_ms=10 * MINUTE)


def answer(exposure: str, value: Any, block: str = "score", age: int = 0) -> dict[str, Any]:
    return told("answer", age, exposure=exposure, step="s1", block=block, value=value, ms=900)


@pytest.mark.parametrize(
    ("block", "value"),
    [
        ("score", 0),
        ("score", 10),
        ("why", "price"),
        ("why", {"other": "x" * 1000}),
        ("words", ""),
        ("words", "x" * 20),
        ("mail", "ann@example.com"),
        ("happy", 1),
        ("easy", 7),
        ("stars", 5),
        ("sizes", ["s", "l"]),
        ("sizes", [{"other": "xl"}]),
        ("land", "kr"),
        ("line", "Ann Lee"),
        ("people", 9),
        ("price", 19.99),
        ("tel", "(030) 90 18 20"),
        ("day", "2026-11-22"),
        ("came", "x" * 200),
        ("terms", "yes"),
    ],
    ids=str,
)
def test_a_good_answer_is_kept_as_it_was_given(
    browser: Browser, db: Database, shown: str, block: str, value: Any
) -> None:
    assert accepted(browser.send(answer(shown, value, block))) == 1
    (found,) = rows(db, Answer)
    assert (found.value, found.number) == (value, value if block in SCORES else None)
    assert type(found.value) is type(value)


BAD_ANSWERS: list[tuple[str, Any]] = [
    *[("score", bad) for bad in (11, -1, 9.5, 9.0, "9", True, None, [9], 1e1, "９", 9007199254740993, {"other": "9"})],
    *[("why", bad) for bad in ("zzz", ["zzz"], ["price", "price"], [], {"a": 1}, {"other": 7}, {"other": "x" * 1001})],
    ("why", {"other": "x", "more": 1}),
    ("words", "x" * 21),
    *[("came", bad) for bad in ("", "x" * 201, 7, ["x"], {"other": "x"})],
    ("words", 7),
    ("mail", "ann@"),
    ("code", "SAVE10"),
    *[("happy", bad) for bad in (0, 6, "3", 3.0, True)],
    *[("easy", bad) for bad in (0, 8)],
    *[("stars", bad) for bad in (0, 6, [5])],
    *[
        ("sizes", bad)
        for bad in (["s", "s"], ["s", "m", "l"], [], "s", ["zzz"], [["s"]], [{"other": "a"}, {"other": "b"}])
    ],
    *[("land", bad) for bad in ("us", {"other": "Mars"}, ["kr"])],
    *[("line", bad) for bad in ("x" * 201, 7)],
    *[("people", bad) for bad in (0, 10, "5", 5.0, True)],
    *[("price", bad) for bad in (19.999, "19.99", 1e12)],
    *[("tel", bad) for bad in ("not a phone", "11011", 30901820)],
    *[("day", bad) for bad in ("2027-01-01", "2026-02-30", "22.11.2026", "20261122", "2026-11-22T00:00", 20261122)],
    *[("terms", bad) for bad in (True, "no", "")],
    ("unknown", 9),
]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bad_answer_is_dropped_and_its_neighbours_stored(browser: Browser, db: Database, shown: str) -> None:
    good = answer(shown, 7)
    sent = browser.send(*[answer(shown, value, block) for block, value in BAD_ANSWERS], good)
    assert reasons(sent) == ["bad_event"] * len(BAD_ANSWERS)
    assert [row.value for row in rows(db, Answer)] == [7]
    assert [str(row.id) for row in rows(db, Event, Event.name == "answer")] == [good["id"]]


def test_a_question_of_an_older_version_can_still_be_answered(
    browser: Browser, db: Database, campaign: Campaign, shown: str
) -> None:
    with db.writing() as session:
        mine = session.get_one(Campaign, campaign.id)
        block = {"id": "other", "type": "nps", "label": {}}
        variant = {"format": "bar", "theme": {}, "steps": [{"id": "s1", "blocks": [block], "next": None}]}
        mine.content = {**mine.content, "variants": {"a": variant, "b": variant}}
        mine.launch(None, NOON)
    assert accepted(browser.send(answer(shown, 3), answer(shown, 4, "other"))) == 2
    assert reasons(browser.send(answer(shown, 11))) == ["bad_event"]


def test_the_last_answer_counts_and_the_response_closes_the_set(browser: Browser, db: Database, shown: str) -> None:
    accepted(browser.send(answer(shown, 3, age=3000), answer(shown, "price", "why", age=1000)))
    (partial,) = rows(db, Response)
    assert (partial.started_at, partial.completed_at, partial.steps) == (NOON - 3000, None, [])
    accepted(browser.send(answer(shown, 9, age=2000)))
    accepted(browser.send(told("response", 500, exposure=shown, complete=True, path=["s1"])))
    accepted(browser.send(answer(shown, 1, age=4000)))  # late: it was the first of the three
    (whole,) = rows(db, Response)
    assert (whole.started_at, whole.completed_at, whole.steps) == (NOON - 4000, NOON - 500, ["s1"])
    assert (whole.variant, whole.visitor.hex, whole.language) == ("a", browser.visitor, "en")
    assert {row.block: row.value for row in rows(db, Answer)} == {"score": 9, "why": "price"}


def test_an_exposure_that_comes_late_is_found_by_what_belongs_to_it(
    browser: Browser, db: Database, campaign: Campaign
) -> None:
    browser.visitor = visitor_in("a", campaign)
    exposure = told("exposure", 9000, campaign=campaign.slug, version=1, arm="a", epoch=1, trigger="t")
    click = told("click", 5000, exposure=exposure["id"], block="b1", action="next")
    accepted(browser.send(click, answer(exposure["id"], 9, age=4000), answer(exposure["id"], 99, "score", age=3000)))
    assert count(db, Response) == count(db, Participation) == 0
    accepted(browser.send(exposure))
    assert {(row.name, row.campaign_id, row.arm) for row in rows(db, Event)} == {
        (name, campaign.id, "a") for name in ("exposure", "click", "answer")
    }
    (part,) = rows(db, Participation)
    assert (part.clicked_at, part.answered_at) == (NOON - 5000, NOON - 4000)
    # the nonsense that could not be judged then makes no answer now
    assert [row.value for row in rows(db, Answer)] == [9]


def test_somebody_elses_exposure_is_none_of_mine(browser: Browser, db: Database, shown: str) -> None:
    browser.visitor = "f" * 32
    accepted(browser.send(answer(shown, 9), told("click", exposure=shown, block="b", action="next")))
    assert count(db, Response) == 0
    assert {row.campaign_id for row in rows(db, Event, Event.name != "exposure")} == {None}
    assert [part.clicked_at for part in rows(db, Participation)] == [None]


def test_nobodys_answers_are_kept_without_a_visitor(browser: Browser, db: Database, campaign: Campaign) -> None:
    browser.visitor = None
    exposure = browser.exposed(campaign, "b")
    accepted(browser.send(answer(exposure, 9)))
    (response,) = rows(db, Response)
    assert (response.visitor, response.session_id, response.variant) == (None, None, "b")


def test_a_bots_response_carries_its_flag(browser: Browser, db: Database, shown: str) -> None:
    browser.headers = {**browser.headers, "User-Agent": "Googlebot/2.1"}
    accepted(browser.send(answer(shown, 9)))
    assert [row.flags for row in rows(db, Response)] == [Flag.bot]
    assert [part.answered_at for part in rows(db, Participation)] == [None]


def test_two_arms_of_one_epoch_are_seen(browser: Browser, db: Database, campaign: Campaign) -> None:
    """Hashed by something that only the shop knows: the server can't tell which of the two is true."""
    with db.writing() as session:
        mine = session.get_one(Campaign, campaign.id)
        mine.content = {**mine.content, "experiment": {**mine.content["experiment"], "hash_attribute": "customer"}}
        mine.launch(None, NOON)
    browser.visitor = visitor_in("a", campaign)
    second = browser.exposed(campaign, "b", age_ms=1000, epoch=2)
    browser.exposed(campaign, "a", age_ms=2000, epoch=2)
    (part,) = rows(db, Participation)
    assert (part.arm, part.has_two_arms, part.first_exposed_at) == ("a", True, NOON - 2000)
    assert {str(row.id): row.flags for row in rows(db, Event)}[second] == Flag.two_arms
    assert sorted(row.flags for row in rows(db, Event)) == [0, Flag.two_arms]


# ---- subscribers ----


def subscribe(
    exposure: str | None, email: str = "Ann@Example.com", text: str = CONSENT_TEXT, **more: Any
) -> dict[str, Any]:
    return told("subscribe", exposure=exposure, email=email, text_id=text_id(text), **{"lists": ["news"], **more})


def test_a_subscriber_has_the_exact_words_that_were_agreed_to(
    browser: Browser, db: Database, campaign: Campaign, shown: str
) -> None:
    accepted(browser.send(subscribe(shown), subscribe(shown, "ben@example.com", "Words that we never published")))
    accepted(browser.send(subscribe(shown, "ANN@example.com", lists=["vip"])))
    ben, ann = sorted(rows(db, Subscriber), key=lambda row: row.consent_text or "")
    assert (ann.email, ann.consent_text, ann.lists) == ("ann@example.com", CONSENT_TEXT, ["news", "vip"])
    assert (ann.campaign_id, ann.visitor.hex) == (campaign.id, browser.visitor)
    assert (ben.email, ben.consent_text, ben.text_id) == (
        "ben@example.com",
        None,
        text_id("Words that we never published"),
    )


def test_the_words_of_another_campaign_are_no_proof(browser: Browser, db: Database, shown: str) -> None:
    accepted(browser.send(subscribe(fresh_id()), subscribe(None, "ben@example.com")))
    found = {row.email: row.consent_text for row in rows(db, Subscriber)}
    assert found == {"ann@example.com": None, "ben@example.com": CONSENT_TEXT}


def test_what_was_answered_on_a_way_taken_back_is_no_part_of_the_response(
    browser: Browser, db: Database, shown: str
) -> None:
    first = answer(shown, 3, age=3000)
    taken_back = {**answer(shown, "price", "why", age=2000)}
    taken_back["properties"]["step"] = "s2"
    closing = told("response", exposure=shown, complete=True, path=["s1"])
    assert accepted(browser.send(first, taken_back)) == 2
    assert [row.value for row in rows(db, Answer)] == [3, "price"], "while nobody knows which way it will be"
    assert accepted(browser.send(closing)) == 1
    assert [row.value for row in rows(db, Answer)] == [3]
