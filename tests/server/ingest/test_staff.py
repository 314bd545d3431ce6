"""Staff of the site are left out by a link from the admin; nobody can leave out anybody else."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.server.ingest.senders import NOON, Browser, accepted, rows, told
from tests.support.clock import TestClock
from winback.clock import DAY
from winback.config import Settings
from winback.db.engine import Database
from winback.ingest.staff import MARK_LASTS, is_staff, staff_code, staff_mark
from winback.models import Event, Flag, Participation, Site

SECRET = "a secret of thirty-two characters"


def mark_of(browser: Browser, code: Any) -> Any:
    answer = browser.post(orjson.dumps({"code": code}), route="w", key=f"{browser.site.key}/staff")
    return answer.json["staff"] if answer.status_code == 200 else answer.json  # type: ignore[index]


def test_what_staff_do_is_stored_flagged_and_counted_apart(
    browser: Browser, db: Database, settings: Settings, campaign: Any
) -> None:
    mark = mark_of(browser, staff_code(settings.secret_key, browser.site.key, NOON))
    exposure = told("exposure", campaign=campaign.slug, version=1, arm="a", epoch=1, trigger="t")
    assert accepted(browser.send(exposure, told("page_view"), staff=mark)) == 2
    assert [Flag.names(row.flags)[0] for row in rows(db, Event)] == ["staff", "staff"]
    assert rows(db, Participation) == []
    # without the mark the same browser counts again
    assert accepted(browser.send(told("page_view"))) == 1
    assert sorted(row.flags for row in rows(db, Event, Event.name == "page_view")) == [0, Flag.staff]


@pytest.mark.parametrize("mark", ["x", "", "9999999999999.AAAAAAAAAAAAAAAAAAAAAA", "9" * 100])
def test_an_invented_mark_changes_nothing(browser: Browser, db: Database, mark: str) -> None:
    assert accepted(browser.send(told("page_view"), staff=mark)) == 1
    assert [row.flags for row in rows(db, Event)] == [0]


def test_a_mark_of_another_site_changes_nothing(
    browser: Browser, db: Database, settings: Settings, elsewhere: Site
) -> None:
    code = staff_code(settings.secret_key, elsewhere.key, NOON)
    mark = staff_mark(settings.secret_key, elsewhere.key, code, NOON)
    assert mark
    accepted(browser.send(told("page_view"), staff=mark))
    assert [row.flags for row in rows(db, Event)] == [0]
    assert mark_of(browser, code)["reason"] == "link_expired"


def test_a_mark_that_is_no_text_is_a_fault(browser: Browser) -> None:
    for mark in (7, ["x"], {"a": 1}, "x" * 101):
        answer = browser.send(told("page_view"), staff=mark)
        assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, "staff")  # type: ignore[index]


def test_a_link_is_good_for_a_day(browser: Browser, settings: Settings, clock: TestClock) -> None:
    code = staff_code(settings.secret_key, browser.site.key, clock())
    clock.advance(days=0.99)
    assert isinstance(mark_of(browser, code), str)
    clock.advance(days=0.02)
    assert mark_of(browser, code)["reason"] == "link_expired"


def test_a_code_is_no_mark_and_a_mark_no_code() -> None:
    code = staff_code(SECRET, "site", NOON)
    mark = staff_mark(SECRET, "site", code, NOON)
    assert not is_staff(SECRET, "site", code, NOON)
    assert staff_mark(SECRET, "site", mark, NOON) is None
    assert is_staff(SECRET, "site", mark, NOON + MARK_LASTS - DAY)
    assert not is_staff(SECRET, "site", mark, NOON + MARK_LASTS + DAY)
    assert not is_staff("another secret of this service", "site", mark, NOON)
    for nonsense in (None, 7, "", "x.y", f"{code}\n"):
        assert staff_mark(SECRET, "site", nonsense, NOON) is None
