"""A message that is seen again is one showing, whichever of its impressions is heard of first."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa

from tests.server.ingest.senders import Browser, rows, told, visitor_in
from winback.db.engine import Database
from winback.ingest.facts import Sites
from winback.ingest.recount_showings import recount_showings
from winback.models import Campaign, CampaignCount, CampaignDay, Event, Flag
from winback.rollups import recount_campaigns, recount_events


@pytest.fixture
def ann(browser: Browser, campaign: Campaign) -> Browser:
    browser.visitor = visitor_in("a", campaign)
    return browser


def test_only_the_first_impression_is_a_showing(ann: Browser, db: Database, campaign: Campaign) -> None:
    right: dict[str, int] = {}
    for order in itertools.permutations(range(4)):
        exposure = told("exposure", 9000, campaign=campaign.slug, version=1, arm="a", epoch=1, trigger="t")
        of_it = {"exposure": exposure["id"], "variant": "a", "format": "popup"}
        seen = [told("impression", age, **of_it) for age in (8000, 5000, 1000)]
        for number in order:
            ann.send([exposure, *seen][number])
        right |= {str(each["id"]): int(Flag.repeated_impression) if number else 0 for number, each in enumerate(seen)}
    assert {str(event.id): event.flags for event in rows(db, Event) if event.name == "impression"} == right
    for table in (CampaignCount, CampaignDay):
        assert sum(row.showings for row in rows(db, table)) == 24
    assert [*recount_events(db, campaign.site_id), *recount_campaigns(db, campaign.site_id)] == []


def test_a_flood_of_impressions_in_one_batch_is_one_showing(ann: Browser, db: Database, campaign: Campaign) -> None:
    exposure = ann.exposed(campaign, "a")
    seen = [told("impression", age, exposure=exposure, variant="a", format="popup") for age in range(500, 0, -10)]
    ann.send(*seen[1::2])
    ann.send(*seen)
    unmarked = [event for event in rows(db, Event) if event.name == "impression" and not event.flags]
    assert [str(event.id) for event in unmarked] == [str(seen[0]["id"])]
    assert [row.showings for row in rows(db, CampaignDay)] == [1]


@pytest.mark.parametrize("visitor_is_known", [True, False])
def test_a_recount_finds_marks_that_are_wrong(
    visitor_is_known: bool, ann: Browser, db: Database, campaign: Campaign
) -> None:
    exposure = ann.exposed(campaign, "a")
    seen = [told("impression", age, exposure=exposure, variant="a", format="popup") for age in (500, 300, 200, 100)]
    ann.send(*seen)
    other = told("impression", 400, exposure=ann.exposed(campaign, "a"), variant="a", format="popup")
    ann.send(other)
    right = {str(event.id): event.flags for event in rows(db, Event)}
    with db.writing() as session:
        session.execute(sa.update(Event).where(Event.name == "impression").values(flags=64 - Event.flags))
        if not visitor_is_known:
            session.execute(sa.update(Event).values(visitor=None))
    site = Sites(db).as_it_is(campaign.site_id)
    assert site is not None
    found = {str(each.key[1]) for each in recount_showings(db, site, mends=False)}
    assert found == {str(each["id"]) for each in (*seen, other)}
    assert len([*recount_showings(db, site)]) == 5
    assert {str(event.id): event.flags for event in rows(db, Event)} == right
    assert [*recount_showings(db, site)] == []
    assert [*recount_events(db, campaign.site_id)]  # they were counted right all the while
    assert [*recount_events(db, campaign.site_id)] == []
