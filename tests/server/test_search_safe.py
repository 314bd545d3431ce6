"""Which campaigns are held back from a phone that comes from a search, and where that is said."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cases import cases, each
from tests.server.api.story import NPS, OFFER, campaign
from tests.support.cast import Person
from winback.models.site import Site
from winback.rules import search
from winback.rules.channels import channel_of_visit

HERE = "https://shop.example/"


@pytest.mark.parametrize(
    "host",
    [
        *("www.google.com", "google.co.uk", "m.search.naver.com", "search.brave.com", "uk.search.yahoo.com", "so.com"),
        *(
            "mail.google.com",
            "gemini.google.com",
            "tv.naver.com",
            "blog.naver.com",
            "notgoogle.com",
            "google.evil.example",
        ),
        *("shop.example", "facebook.com", "copilot.microsoft.com", "shopping.google.com", "www.bing.com"),
    ],
)
def test_the_pattern_agrees_with_the_table_of_channels(host: str) -> None:
    is_search = channel_of_visit(HERE, f"https://{host}/") == "Organic Search"
    assert bool(re.search(search.engines(), host)) == is_search


@each(cases("search"))
def test_a_visit_came_by_a_search(row: dict[str, Any]) -> None:
    assert search.is_result(**row["given"]) is row["expect"]


def script(person: Person, site: Site) -> str:
    return person.api.get(f"/w/{site.key}.js").text


def test_a_popup_is_held_back_unless_its_site_or_the_campaign_says_otherwise(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "survey", {"a": NPS})
    assert '"search":' not in script(alice, shop)
    campaign(alice, shop, "offer", {"a": OFFER})
    assert '"search":' in script(alice, shop) and "hasBeenActive" not in script(alice, shop)
    of_shop = f"/api/v1/sites/{shop.id}"
    alice.api.patch(of_shop, json={"manners": {"search_safe": False}})
    assert '"search":' not in script(alice, shop)
    assert alice.api.get(of_shop).json["manners"]["search_safe"] is False


def test_of_two_one_may_cover(alice: Person, shop: Site) -> None:
    campaign(alice, shop, "offer", {"a": OFFER}, search_safe=False)
    assert '"search":' not in script(alice, shop)
    campaign(alice, shop, "other", {"a": OFFER})
    assert '"search":' in script(alice, shop) and '"search_safe":false' in script(alice, shop)


PHONE = {"device.type": "phone", "session.channel": "Organic Search"}


@pytest.mark.parametrize(
    ("given", "parts", "because"),
    [
        (PHONE, {}, "search"),
        ({**PHONE, "session.pages": 2}, {}, None),
        ({**PHONE, "device.type": "desktop"}, {}, None),
        ({**PHONE, "session.channel": "Paid Search"}, {}, None),
        (PHONE, {"search_safe": False}, None),
    ],
    ids=["held back", "second page", "no phone", "an ad", "allowed"],
)
def test_a_rule_test_knows_the_check(alice: Person, shop: Site, given: Any, parts: Any, because: str | None) -> None:
    then = {"then": "not_shown", "because": because} if because else {"then": "shown"}
    test = {"name": "a phone", "given": given, "when": {"trigger": "exit_intent"}, **then}
    body = {"id": "offer", "name": "Offer", "triggers": [{"on": "exit_intent"}], "variants": {"a": OFFER}, **parts}
    made = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns", json={**body, "tests": [test]})
    assert made.status_code == 201, made.json
    checked = alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/offer/check").json
    assert (checked["passed"], checked["failed"]) == (1, 0), checked
