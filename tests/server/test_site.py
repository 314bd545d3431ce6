"""Which pages may speak for a site, and who may see it."""

from __future__ import annotations

import pytest

from tests.support.cast import Person
from winback.db.engine import Database
from winback.models import Site
from winback.models.site import origin_of, site_for, sites_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://SHOP.example:443/a?b#c", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("https://shop.example:8443/", "https://shop.example:8443"),
        ("http://[::1]:8001/x", "http://[::1]:8001"),
        ("https://shop.example./", "https://shop.example"),
    ],
)
def test_an_origin_has_one_form(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "null",
        "shop.example",
        "ftp://shop.example",
        "https://",
        "https://user@shop.example",
        "https://shop:99999/",
        f"https://{'a' * 300}.example/",
        f"https://[v1.{'a' * 3000}]/",
    ],
    ids=range(9),
)
def test_what_is_no_page_has_no_origin(url: str) -> None:
    assert origin_of(url) is None


@pytest.mark.parametrize(
    ("allowed", "origin", "taken"),
    [
        ("https://shop.example", "https://shop.example", True),
        ("https://shop.example", "http://shop.example", False),
        ("https://shop.example", "https://a.shop.example", False),
        ("https://shop.example", "https://shop.example:8443", False),
        ("https://*.shop.example", "https://a.shop.example", True),
        ("https://*.shop.example", "https://a.b.shop.example", True),
        ("https://*.shop.example", "https://shop.example", False),
        ("https://*.shop.example", "https://evilshop.example", False),
        ("https://*.shop.example", "https://a.shop.example.evil.example", False),
        ("https://*.shop.example", "http://a.shop.example", False),
        ("https://*.shop.example", "https://.shop.example", False),
    ],
)
def test_an_origin_is_compared_label_by_label(allowed: str, origin: str, taken: bool) -> None:
    assert Site(origins=[allowed]).allows_origin(origin) is taken


def test_where_a_shop_is_tried_out_is_among_its_addresses() -> None:
    site = Site(origins=["https://shop.example"], development_origins=["https://*.staging.example"])
    said = {
        origin: site.allows_origin(f"https://{origin}")
        for origin in ("shop.example", "pr-7.staging.example", "x.example")
    }
    assert said == {"shop.example": True, "pr-7.staging.example": True, "x.example": False}


def test_charlie_cannot_even_learn_that_alices_site_exists(
    db: Database, alice: Person, bob: Person, charlie: Person, shop: Site, elsewhere: Site
) -> None:
    with db.reading() as session:
        for person, seen in ((alice, [shop.id]), (bob, [shop.id]), (charlie, [elsewhere.id])):
            assert [site.id for site in sites_of(session, person.user)] == seen
        assert site_for(session, charlie.user, shop.id) is None
        assert site_for(session, bob.user, shop.id) is not None
