"""A page of its own before anybody else sees it: all of its steps by a link from the admin, and nothing is stored."""

from __future__ import annotations

import html
import re
from copy import deepcopy

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.admin.desk import sit_down
from tests.server.hosted.forms import NPS, SQLITE, launch, send, state_in
from tests.server.ingest.senders import NOON, count
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.models import Campaign, Event, Response, Site
from winback.targeting.preview import token

pytestmark = SQLITE


@pytest.fixture
def link(form: str, alice: Person, shop: Site, db: Database, client: FlaskClient) -> str:
    """Of the live campaign's draft, which asks something else."""
    with db.writing() as session:
        campaign = session.query(Campaign).filter_by(slug="ask").one()
        changed = deepcopy(campaign.content)
        for variant in changed["variants"].values():
            variant["steps"][0]["blocks"] = [{**NPS, "id": "new", "label": {"en": "How about now?"}}]
            variant["steps"][0]["logic"] = []
        campaign.content = changed
    page = sit_down(alice).get(f"/admin/sites/{shop.id}/campaigns/ask/links").text
    found = re.search(r'src="(/f/[^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_the_draft_is_walked_through_and_nothing_of_it_is_stored(
    client: FlaskClient, form: str, link: str, db: Database
) -> None:
    page = client.get(link)
    assert "How about now?" in page.text and "nothing is stored" in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert "아무것도 저장되지 않습니다" in client.get(f"{link}&lang=ko").text
    second = send(client, link, page, new="3")
    assert "Why that?" in second.text
    assert send(client, link, second, mail="nobody").status_code == 422
    assert "Thank you &lt;3" in send(client, link, second).text
    assert count(db, Event) == count(db, Response) == 0
    live = client.get(form)
    assert "How likely?" in live.text and "nothing is stored" not in live.text
    assert "frame-ancestors 'none'" in live.headers["Content-Security-Policy"]


def test_a_state_of_the_one_is_none_of_the_other(client: FlaskClient, form: str, link: str) -> None:
    rehearsed, live = (state_in(client.get(address)) for address in (link, form))
    assert client.post(form, data={":state": rehearsed, "new": "3"}).status_code == 404
    assert client.post(link, data={":state": live, "score": "3"}).status_code == 404


def test_what_is_typed_into_a_draft_that_is_changed_meanwhile_is_for_a_page_that_is_gone(
    client: FlaskClient, link: str, db: Database
) -> None:
    page = client.get(link)
    with db.writing() as session:
        campaign = session.query(Campaign).filter_by(slug="ask").one()
        changed = deepcopy(campaign.content)
        for variant in changed["variants"].values():
            variant["steps"] = [{"id": "other", "blocks": [NPS], "next": None}]
        campaign.content = changed
    assert send(client, link, page, new="3").status_code == 404
    assert send(client, link, client.get(link), score="3").status_code == 200


def test_a_link_is_good_for_a_day_and_for_this_campaign_alone(
    client: FlaskClient, app: Flask, link: str, form: str, shop: Site, db: Database, clock: TestClock
) -> None:
    launch(db, shop, "other", [{"id": "s1", "blocks": [NPS], "next": None}])
    foreign = link.replace(".ask?", ".other?")
    assert "nothing is stored" not in client.get(foreign).text
    for spoilt in (link[:-1], link + "x", link.replace("draft", "1"), f"{form}?preview=", f"{form}?preview=%00"):
        assert "nothing is stored" not in client.get(spoilt).text, spoilt
    clock.advance(hours=25)
    assert "How likely?" in client.get(link).text, "afterwards it is a link like any other"


def test_what_is_no_page_yet_is_not_shown(client: FlaskClient, app: Flask, shop: Site, db: Database) -> None:
    launch(db, shop, "quiet", [{"id": "s1", "blocks": [NPS], "next": None}], hosted=False)
    launch(db, shop, "empty", [])
    with db.writing() as session:
        for campaign in session.query(Campaign).filter(Campaign.slug != "ask"):
            campaign.pause(NOON)
    secret = app.extensions["winback"].settings.secret_key
    for slug in ("quiet", "empty", "none"):
        said = token(secret, shop.key, slug, None, NOON)
        assert client.get(f"/f/{shop.key}.{slug}?preview={said}").status_code == 404, slug
