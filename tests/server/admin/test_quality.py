"""The page of data quality: it counts as the report does, and says what is a worry."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.server.admin.desk import Desk
from tests.support.clock import TestClock
from winback.clock import DAY, HOUR, MINUTE, QUARTER_HOUR
from winback.db.engine import Database
from winback.ingest.dropped import DROPS, OF_NO_SITE, REFUSALS
from winback.models import Campaign, Flag, Site, TagSighting
from winback.rollups import DropKey, EventKey, add_campaigns, add_drops, add_events
from winback.web.admin import quality_words


@pytest.fixture
def url(shop: Site) -> str:
    return f"/admin/sites/{shop.id}/quality"


class Counted:
    """Writes counts, as ingest does."""

    def __init__(self, db: Database, site: Site, now: int) -> None:
        self.db, self.site, self.now = db, site, now

    def events(self, count: int, name: str = "page_view", age: int = 0, **key: object) -> None:
        known = {"source": "browser", "campaign_id": 0, "arm": "", "flags": 0, "is_anonymous": False, "is_late": False}
        counts = Counter({EventKey(self.site.id, self._quarter(age), name, **(known | key)): count})  # type: ignore[arg-type]
        with self.db.writing() as session:
            add_events(session.connection(), counts)
            add_campaigns(session.connection(), Counter(), counts, Counter(), {self.site.id: self.site.zone})

    def drops(self, count: int, reason: str, age: int = 0) -> None:
        with self.db.writing() as session:
            add_drops(session.connection(), Counter({DropKey(self.site.id, self._quarter(age), reason): count}))

    def tag(self, age: int) -> None:
        seen = TagSighting(site_id=self.site.id, origin="https://shop.example", url="/", seen_at=self.now - age)
        with self.db.writing() as session:
            session.add(seen)

    def _quarter(self, age: int) -> int:
        return self.now - age - (self.now - age) % QUARTER_HOUR


@pytest.fixture
def counted(db: Database, shop: Site, clock: TestClock) -> Counted:
    return Counted(db, shop, clock())


def measures(page: str) -> dict[str, str]:
    pattern = r'<li class="measure[^"]*" data-measure="(\w+)">.*?<span data-value>([^<]*)</span>'
    return dict(re.findall(pattern, page, re.DOTALL))


def worries(page: str) -> list[str]:
    return re.findall(r'<li class="measure is-worry" data-measure="(\w+)">', page)


def test_every_reason_and_flag_has_its_words() -> None:
    assert set(quality_words.DROPS) == set(DROPS)
    assert set(quality_words.REFUSALS) == set(REFUSALS) - set(OF_NO_SITE)
    assert list(quality_words.FLAGS) == list(Flag.__members__)
    every = [*quality_words.DROPS.values(), *quality_words.REFUSALS.values(), *quality_words.FLAGS.values()]
    assert [words.title for words in every if words.worry_above is not None and not words.advice] == []


def test_what_comes_in_as_it_should_is_no_worry(desk: Desk, url: str, counted: Counted) -> None:
    counted.events(900)
    counted.events(100, is_anonymous=True)
    counted.events(40, flags=int(Flag.bot))
    counted.drops(70, "no_consent")
    counted.tag(3 * MINUTE)
    page = desk.get(url).text
    found = measures(page)
    assert "Nothing here needs a look" in page
    assert worries(page) == []
    assert {name: found[name] for name in ("remembered", "bot", "no_consent", "untold", "tag")} == {
        "remembered": "90.0%",
        "bot": "40",
        "no_consent": "70",
        "untold": "not measured",
        "tag": "3 minutes ago",
    }
    assert re.findall(r'data-total="\w+">([\d,]+)<', page) == ["1,040", "40", "70"]


def test_each_worry_is_named_with_what_to_do(desk: Desk, url: str, counted: Counted) -> None:
    counted.events(500, is_late=True)
    counted.events(500, is_anonymous=True)
    counted.events(5000, source="server", is_anonymous=True)
    counted.events(20, "exposure", flags=int(Flag.arm_mismatch), arm="a")
    counted.drops(50, "bad_event")
    counted.drops(1, "origin_refused")
    counted.drops(1, "rate_limited")
    page = desk.get(url).text
    assert worries(page) == ["tag", "untold", "arm_mismatch", "bad_event", "origin_refused"]
    assert "5 things need a look." in page
    assert measures(page)["untold"] == "80.0%"


def test_a_server_that_tells_too_little_measures_nothing(desk: Desk, url: str, counted: Counted) -> None:
    counted.events(100)
    counted.events(40, source="server", is_anonymous=True)
    page = desk.get(url).text
    assert measures(page)["untold"] == "–"
    assert "does not tell all of them" in page


def test_the_period_is_chosen_and_the_days_are_the_sites(desk: Desk, url: str, counted: Counted) -> None:
    counted.events(5)
    counted.events(7, age=2 * DAY)
    counted.events(11, age=40 * DAY)
    assert re.findall(r'data-total="accepted">(\d+)<', desk.get(url).text) == ["12"]
    assert re.findall(r'data-total="accepted">(\d+)<', desk.get(f"{url}?days=90").text) == ["23"]
    only = desk.get(f"{url}?from=2026-11-18&to=2026-11-18").text
    assert re.findall(r'data-total="accepted">(\d+)<', only) == ["7"]
    assert re.findall(r'<th scope="row">(\d+ \w+)</th>', only) == ["18 Nov"]
    assert "The last day is not over yet." in desk.get(url).text
    assert "The last day is not over yet." not in only


def test_nothing_yet_leads_to_the_installation(desk: Desk, url: str, shop: Site) -> None:
    page = desk.get(url).text
    assert "Nothing has come in these days" in page
    assert f"/admin/sites/{shop.id}/install" in page


def test_the_export_has_a_line_a_day_and_a_column_a_reason(desk: Desk, url: str, counted: Counted) -> None:
    counted.events(3, flags=int(Flag.bot))
    counted.drops(4, "too_old", age=DAY)
    head, *lines = desk.get(f"{url}.csv?from=2026-11-19&to=2026-11-20").text.removeprefix("\ufeff").splitlines()
    days = [dict(zip(head.split(","), line.split(","), strict=True)) for line in lines]
    assert [(day["day"], day["accepted"], day["bot"], day["too_old"]) for day in days] == [
        ("2026-11-19", "0", "0", "4"),
        ("2026-11-20", "3", "3", "0"),
    ]


def test_a_campaigns_results_name_what_they_leave_out(
    desk: Desk, db: Database, shop: Site, campaign: Campaign, counted: Counted
) -> None:
    with db.writing() as session:
        session.get_one(Campaign, campaign.id).launch(None, counted.now - DAY)
    results = f"/admin/sites/{shop.id}/campaigns/cart-saver/results"
    assert "Left out of these numbers" not in desk.get(results).text
    counted.events(12, "exposure", age=HOUR, flags=int(Flag.bot), campaign_id=campaign.id, arm="a")
    assert "12 exposures of “Bots”" in desk.get(results).text
