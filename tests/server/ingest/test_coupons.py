"""A coupon's code exists for a visitor only once it is earned."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.ingest.senders import NOON, QUESTIONS, Browser, fresh_id, launched, visitor_in
from winback.db.engine import Database
from winback.models import Campaign, Site


def ask(browser: Browser, campaign: Any, exposure: Any) -> TestResponse:
    body = orjson.dumps({"campaign": campaign, "exposure": exposure})
    return browser.client.post(f"/w/{browser.site.key}/code", data=body, headers=browser.headers)


def test_whoever_was_shown_it_gets_the_code(browser: Browser, campaign: Campaign) -> None:
    browser.visitor = visitor_in("a", campaign)
    exposure = browser.exposed(campaign, "a")
    answer = ask(browser, campaign.slug, exposure)
    assert (answer.status_code, answer.json) == (200, {"code": "SAVE10", "expires_at": None})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_does(
    browser: Browser, campaign: Campaign, client: FlaskClient, elsewhere: Site, db: Database
) -> None:
    other = launched(db, browser.site, "other")
    browser.visitor = visitor_in("control", campaign)
    control, forged, theirs = (
        browser.exposed(c, arm) for c, arm in ((campaign, "control"), (campaign, "a"), (other, "control"))
    )
    browser.visitor = visitor_in("a", campaign)
    good = browser.exposed(campaign, "a")
    browser.headers = {**browser.headers, "User-Agent": "Googlebot/2.1"}
    bot = browser.exposed(campaign, "a")
    asked: list[tuple[Any, Any]] = [
        ("cart-saver", fresh_id()),
        ("cart-saver", control),
        ("cart-saver", forged),
        ("cart-saver", bot),
        ("cart-saver", theirs),
        ("other", good),
        ("unknown", good),
        (None, good),
        ("cart-saver", None),
        ("cart-saver", {"$gt": ""}),
        (["cart-saver"], good),
    ]
    for campaign_said, exposure in asked:
        answer = ask(browser, campaign_said, exposure)
        assert (answer.status_code, answer.json["reason"]) == (404, "not_earned"), (campaign_said, exposure)  # type: ignore[index]
        assert "SAVE10" not in answer.text
    stranger = Browser(client, elsewhere, headers={**browser.headers, "Origin": "https://charlie.example"})
    assert ask(stranger, "cart-saver", good).status_code == 404


@pytest.mark.parametrize("body", [b"[]", b"7", b'"x"', b"null"])
def test_another_kind_of_body_earns_nothing(browser: Browser, body: bytes) -> None:
    answer = browser.client.post(f"/w/{browser.site.key}/code", data=body, headers=browser.headers)
    assert (answer.status_code, answer.json["reason"]) == (404, "not_earned")  # type: ignore[index]


def test_the_code_is_that_of_the_version_that_was_shown(browser: Browser, campaign: Campaign, db: Database) -> None:
    browser.visitor = visitor_in("a", campaign)
    exposure = browser.exposed(campaign, "a")
    with db.writing() as session:
        mine = session.get_one(Campaign, campaign.id)
        blocks = [{**block, "code": "SAVE20"} if block["type"] == "coupon" else block for block in QUESTIONS]
        variant = {"format": "popup", "theme": {}, "steps": [{"id": "s1", "blocks": blocks, "next": None}]}
        mine.content = {**mine.content, "variants": {"a": variant, "b": variant}}
        mine.launch(None, NOON)
    assert ask(browser, campaign.slug, exposure).json["code"] == "SAVE10"  # type: ignore[index]
