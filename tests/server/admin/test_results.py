"""The result page: its numbers are those of the rows, and its words those of the numbers."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.server.admin.desk import Desk
from tests.support.clock import TestClock
from winback.clock import DAY
from winback.db.engine import Database
from winback.models import Campaign, Event, Participation, Site
from winback.rollups import recount_campaigns
from winback.web.admin.chart import line_chart


@pytest.fixture
def met(db: Database, shop: Site, campaign: Campaign, clock: TestClock) -> None:
    """Control: 1 of 10 bought. a: 3 of 10, for 20 euros each. The holdout: nobody. One long ago."""
    rows = [("control", 1), ("a", 3), ("b", 0), ("holdout", 0)]
    with db.writing() as session:
        session.get_one(Campaign, campaign.id).launch(None, clock() - 50 * DAY)
        for arm, converted in rows:
            for number in range(10):
                session.add(row(campaign, shop, arm, clock() - 2 * DAY, is_converted=number < converted))
        session.add(row(campaign, shop, "a", clock() - 40 * DAY, is_converted=True))
    assert list(recount_campaigns(db, shop.id)), "the page reads counts of these rows"


def row(campaign: Campaign, shop: Site, arm: str, at: int, *, is_converted: bool) -> Participation:
    is_shown = arm in ("a", "b")
    return Participation(
        campaign_id=campaign.id,
        visitor=uuid.uuid4(),
        epoch=1,
        site_id=shop.id,
        arm=arm,
        is_first=True,
        first_exposed_at=at,
        shown_at=at if is_shown else None,
        converted_at=at + 5 if is_converted else None,
        revenue_minor=2000 if is_converted else 0,
    )


@pytest.fixture
def url(shop: Site) -> str:
    return f"/admin/sites/{shop.id}/campaigns/cart-saver/results"


def numbers(page: str, arm: str) -> dict[str, str]:
    found = re.search(rf'<tr data-arm="{arm}">(.*?)</tr>', page, re.DOTALL)
    assert found
    return dict(re.findall(r'data-number="(\w+)">([^<]*)<', found[1]))


def test_the_numbers_are_those_of_the_visitors(desk: Desk, url: str, met: None) -> None:
    page = desk.get(url).text
    assert numbers(page, "a") == {
        "exposed": "10",
        "shown": "10",
        "clicked": "0",
        "answered": "0",
        "converted": "3",
        "rate": "30.0%",
        "revenue": "€60.00",
    }
    assert numbers(page, "control")["shown"] == "0"
    assert numbers(page, "control")["rate"] == "10.0%"


def test_the_page_leads_with_variants_against_control(desk: Desk, url: str, met: None) -> None:
    page = desk.get(url).text
    # 3 of the 20 in both variants, 1 of the 10 in the control
    assert "Of the visitors in the variants, 15.0% reached the goal." in page
    assert "data-difference>+5.0<" in page


def test_the_period_is_chosen(desk: Desk, url: str, met: None) -> None:
    assert numbers(desk.get(f"{url}?days=90").text, "a")["exposed"] == "11"
    assert numbers(desk.get(f"{url}?from=2026-11-17&to=2026-11-18").text, "a")["exposed"] == "10"
    assert numbers(desk.get(f"{url}?from=2026-11-19&to=2026-11-20").text, "a")["exposed"] == "0"


def test_the_days_of_the_export_add_up(desk: Desk, url: str, met: None) -> None:
    lines = desk.get(f"{url}.csv?days=90").text.splitlines()
    cells = [line.split(",") for line in lines[1:]]
    assert sum(int(line[3]) for line in cells if line[2] == "a") == 11
    assert "2026-11-18,cart-saver,a,10,10,0,0,3,60.00,EUR" in lines


def test_a_campaign_that_was_never_launched_says_so(desk: Desk, url: str, campaign: Campaign) -> None:
    assert "Not launched yet" in desk.get(url).text


def test_the_list_has_the_headlines(desk: Desk, shop: Site, met: None) -> None:
    page = desk.get(f"/admin/sites/{shop.id}/campaigns").text
    numbers = re.findall(r'<td class="num" data-label="([^"]*)">([^<]*)</td>', page)
    assert numbers == [("Reached", "40"), ("Shown", "20"), ("Answered", "0"), ("Goal reached", "4")]


def test_a_line_runs_over_its_days() -> None:
    chart = line_chart(["a"], [[None, 5.0, 10.0]], ["1", "2", "3"])
    assert chart.up[-1].label == "10"
    (x1, y1), (x2, y2) = (tuple(map(float, point.split(","))) for point in chart.lines[0].points.split())
    assert x1 < x2 == chart.right
    assert y1 > y2 == chart.up[-1].at


def test_a_chart_without_numbers_is_flat() -> None:
    assert line_chart(["a"], [[0.0]], ["1"]).up[-1].label == "1"


def test_the_page_says_how_many_really_left(
    desk: Desk, url: str, met: None, db: Database, shop: Site, campaign: Campaign, clock: TestClock
) -> None:
    with db.writing() as session:
        for number in range(10):
            told = moment(shop, campaign, "control", clock() - 2 * DAY, "exit_intent" if number else "page_load")
            session.add(told)
            if number in (1, 2):
                session.add(seen_again(told, 10_000))
        session.add(seen_again(told, DAY))
    text = " ".join(desk.get(url).text.split())
    assert "Of 9 visitors to whom nothing was shown, 7 really left within 30 seconds: 77.8%." in text
    assert "They turn to leave" in text and "The page opens" not in text


def test_the_page_says_how_good_the_score_is(
    desk: Desk, url: str, met: None, db: Database, shop: Site, campaign: Campaign, clock: TestClock
) -> None:
    assert "put 0 as the least score" not in desk.get(url).text
    with db.writing() as session:
        session.add(unscored := moment(shop, campaign, "control", clock() - 2 * DAY, "exit_intent"))
        session.add(seen_again(unscored, DAY))
    assert "put 0 as the least score" in desk.get(url).text
    with db.writing() as session:
        for number, score in enumerate([30, 35, 70, 85, 90]):
            session.add(told := moment(shop, campaign, "control", clock() - 2 * DAY, "exit_intent", score=score))
            if number == 0:
                session.add(seen_again(told, 10_000))
    page = desk.get(url).text
    table = re.search(r'data-exit-scores="exit_intent">(.*?)</table>', page, re.DOTALL)
    assert table and "put 0 as the least score" not in page
    cells = [re.sub(r"<[^>]*>", "", cell).split() for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", table[1])]
    rows = [cells[at : at + 5] for at in range(5, len(cells), 5)]
    assert [(row[0][-1], row[1][-1], row[2][-1]) for row in rows] == [
        ("0–19", "0", "–"),
        ("20–39", "2", "50.0%"),
        ("40–59", "0", "–"),
        ("60–79", "1", "100.0%"),
        ("80–100", "2", "100.0%"),
    ]
    assert "80.0%" in rows[1][3] and rows[3][4][-2:] == ["3", "60.0%"]


def moment(site: Site, campaign: Campaign, arm: str, at: int, trigger: str, **more: int) -> Event:
    told = {"campaign": campaign.slug, "arm": arm, "trigger": trigger, **more}
    return Event(
        site_id=site.id,
        id=uuid.uuid4(),
        name="exposure",
        time=at,
        received_at=at,
        visitor=uuid.uuid4(),
        campaign_id=campaign.id,
        arm=arm,
        properties=told,
    )


def seen_again(before: Event, later: int) -> Event:
    at = before.time + later
    return Event(
        site_id=before.site_id, id=uuid.uuid4(), name="page_view", time=at, received_at=at, visitor=before.visitor
    )
