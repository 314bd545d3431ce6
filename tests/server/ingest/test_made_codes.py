"""Codes that are made when a visitor earns one: theirs alone, unguessable, and as many as there may be."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.ingest.senders import Browser, accepted, refused_as, rows
from tests.server.ingest.test_coupon_pools import ask, bought, earns, offer, report, stocked
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.db.engine import Database
from winback.ingest.make_code import SIGNS, code_of
from winback.models import Campaign, CouponCode, Site

__all__ = ["offer"]
PATTERN = "SAVE-****-****"
MADE = re.compile(f"SAVE-[{SIGNS}]{{4}}-[{SIGNS}]{{4}}")


def making(db: Database, shop: Site, **terms: object) -> None:
    stocked(db, shop, [], pattern=PATTERN, **terms)


def test_a_code_is_made_at_the_reveal_and_stays_its_visitors(
    browser: Browser, offer: Campaign, db: Database, shop: Site, clock: TestClock
) -> None:
    making(db, shop, valid_hours=2)
    assert rows(db, CouponCode) == []
    exposure = earns(browser, offer)
    first = ask(browser, exposure)
    assert MADE.fullmatch(first["code"])
    assert first["expires_at"] == "2026-11-20T14:00:00.000Z"
    assert ask(browser, exposure) == first
    assert ask(browser, browser.exposed(offer, "a")) == first, "another showing, the same visitor"
    other = ask(browser, earns(browser, offer, start=1000))
    assert MADE.fullmatch(other["code"])
    assert other["code"] != first["code"]
    clock.advance(hours=2)
    assert ask(browser, exposure)["code"] is None, "over, and no second one is made"
    assert (report(db, shop).given, report(db, shop).left) == (2, None)


def test_no_more_are_made_than_there_may_be(browser: Browser, offer: Campaign, db: Database, shop: Site) -> None:
    making(db, shop, most=1)
    mine = earns(browser, offer)
    code = ask(browser, mine)["code"]
    assert code
    assert ask(browser, earns(browser, offer, start=1000))["code"] is None
    assert ask(browser, mine)["code"] == code
    assert report(db, shop).left == 0


def test_one_address_gets_only_so_many(browser: Browser, offer: Campaign, db: Database, shop: Site, app: Flask) -> None:
    making(db, shop)
    object.__setattr__(app.extensions["winback"].settings, "codes_per_address", 1)
    browser.visitor = None
    first, second = browser.exposed(offer, "a"), browser.exposed(offer, "a")
    assert ask(browser, first)["code"]
    body = f'{{"campaign": "offer", "exposure": "{second}"}}'.encode()
    assert refused_as(browser.post(body, route="w", key=f"{shop.key}/code")) == "rate_limited"
    assert len(rows(db, CouponCode)) == 1


def test_orders_tell_who_used_it_and_what_leaked(browser: Browser, offer: Campaign, db: Database, shop: Site) -> None:
    making(db, shop)
    mine = ask(browser, earns(browser, offer))["code"]
    accepted(browser.send(bought("T-1", mine.lower())))
    theirs = ask(browser, earns(browser, offer, start=1000))["code"]
    earns(browser, offer, start=5000)
    accepted(browser.send(bought("T-2", theirs)))
    found = report(db, shop)
    assert (found.codes, found.by_holder, found.leaked) == (2, 1, 1)
    assert [leak.code for leak in found.leaks] == [theirs]


def test_an_erased_visitors_code_is_nobodys_and_counts_as_made(
    browser: Browser, offer: Campaign, db: Database, shop: Site, client: FlaskClient, alice: Person
) -> None:
    making(db, shop, most=1)
    ask(browser, earns(browser, offer))
    path = f"/api/v1/sites/{shop.id}/visitors/{browser.visitor}"
    assert client.delete(path, headers=alice.bearer).status_code == 204
    (code,) = rows(db, CouponCode)
    assert (code.visitor, code.exposure) == (None, None)
    assert ask(browser, earns(browser, offer, start=1000))["code"] is None


@pytest.mark.parametrize("likeness", ["0O", "1IL"])
def test_no_sign_is_taken_for_another_one(likeness: str) -> None:
    assert len(set(SIGNS) & set(likeness)) == 0


def test_chance_makes_every_sign_of_every_place() -> None:
    made = [code_of(PATTERN) for _ in range(2000)]
    assert len(set(made)) == 2000
    places = [set(signs) for signs in zip(*made, strict=True)]
    assert [len(place) for place in places] == [1] * 5 + [len(SIGNS)] * 4 + [1] + [len(SIGNS)] * 4
