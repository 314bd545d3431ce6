"""A link of the admin's shows a draft on the site's own pages: to whoever has it, for a day, and nothing besides."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from flask import Flask

from tests.server.admin.desk import sit_down
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import DAY
from winback.config import Settings
from winback.db.engine import Database
from winback.models import Base, Campaign, Site
from winback.targeting.drafts import draft
from winback.targeting.preview import Shown, read_token, token
from winback.targeting.templates import content_for, template

SECRET = "a secret of thirty-two characters"
KEY = "wb_23456789abcdefghjkmn"


@pytest.fixture
def offer(db: Database, shop: Site, clock: TestClock) -> str:
    """A draft that nobody has launched, with a coupon in it."""
    chosen = template("exit_offer")
    assert chosen
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        content = content_for(chosen, site, "offer")
        for variant in content["variants"].values():
            for step in variant["steps"]:
                for block in step["blocks"]:
                    block.update({"code": "SECRET-10"} if block["type"] == "coupon" else {})
        draft(session, site, "offer", "The offer", "message", content, clock())
    return "offer"


def ask(app: Flask, site: Site, said: Any, origin: str = "https://shop.example") -> Any:
    body = orjson.dumps(said if isinstance(said, dict) else {"token": said})
    headers = {"Origin": origin, "Content-Type": "text/plain"}
    return app.test_client().post(f"/w/{site.key}/preview", data=body, headers=headers)


def rows_of(db: Database) -> dict[str, int]:
    with db.reading() as session:
        return {table.name: session.query(table).count() for table in Base.metadata.sorted_tables}


def test_whoever_has_the_link_sees_the_draft_and_nothing_is_stored(
    app: Flask, db: Database, shop: Site, offer: str, settings: Settings, clock: TestClock
) -> None:
    before = rows_of(db)
    link = token(settings.secret_key, shop.key, offer, None, clock())
    answer = ask(app, shop, link)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and "Set-Cookie" not in answer.headers
    said = answer.json
    assert (said["campaign"], said["version"], said["names"]) == ("offer", None, {"offer": "The offer"})
    assert said["config"]["words"]["close"]["en"] == "Close"
    (shown,) = said["config"]["campaigns"]
    assert shown["id"] == "offer" and {arm["id"] for arm in shown["experiment"]["arms"]} >= {"control", "a"}
    assert "SECRET-10" not in answer.text
    assert rows_of(db) == before
    # and visitors still get nothing of it
    assert "offer" not in app.test_client().get(f"/w/{shop.key}.js").text


def test_a_later_save_is_in_the_same_link_and_a_version_stays_what_it_was(
    app: Flask, db: Database, shop: Site, offer: str, settings: Settings, clock: TestClock
) -> None:
    def moments(version: int | None) -> Any:
        link = token(settings.secret_key, shop.key, offer, version, clock())
        (shown,) = ask(app, shop, link).json["config"]["campaigns"]
        return shown["triggers"]

    with db.writing() as session:
        campaign = session.query(Campaign).one()
        campaign.launch(None, clock())
        launched = campaign.content["triggers"]
        campaign.content = {**campaign.content, "triggers": [{"on": "page_load"}]}
    assert moments(None) == [{"on": "page_load"}]
    assert moments(1) == launched
    link = token(settings.secret_key, shop.key, offer, 2, clock())
    assert ask(app, shop, link).status_code == 403, "there is no second version"


def test_the_link_runs_out_after_a_day(
    app: Flask, shop: Site, offer: str, settings: Settings, clock: TestClock
) -> None:
    link = token(settings.secret_key, shop.key, offer, None, clock())
    clock.advance(days=1)
    assert ask(app, shop, link).status_code == 200
    clock.advance(seconds=1)
    assert (ask(app, shop, link).status_code, ask(app, shop, link).json["reason"]) == (403, "link_expired")


def test_a_link_of_another_site_a_forged_one_and_nonsense_are_refused(
    app: Flask, shop: Site, elsewhere: Site, offer: str, settings: Settings, clock: TestClock
) -> None:
    good = token(settings.secret_key, shop.key, offer, None, clock())
    theirs = token(settings.secret_key, elsewhere.key, offer, None, clock())
    other = good.replace("offer.", "other.")
    longer = good.replace(good.split(".")[2], f"{int(good.split('.')[2]) + DAY}")
    for said in (theirs, other, longer, good[:-1], good + "x", "", 7, None, ["x"]):
        assert ask(app, shop, said).json["reason"] == "link_expired", said
    assert ask(app, shop, good, origin="https://evil.example").json["reason"] == "origin_refused"


def test_what_is_signed_is_what_is_read() -> None:
    for version in (None, 1, 120):
        made = token(SECRET, KEY, "cart-saver-2", version, 1_795_000_000_000)
        assert read_token(SECRET, KEY, made) == Shown("cart-saver-2", version, 1_795_000_000_000 + DAY)
        assert read_token("another secret", KEY, made) is None
        assert read_token(SECRET, KEY.replace("wb_2", "wb_3"), made) is None


def test_the_editor_gives_the_link_for_each_address_of_the_site(alice: Person, shop: Site, offer: str) -> None:
    page = sit_down(alice).get(f"/admin/sites/{shop.id}/campaigns/{offer}").text
    assert 'href="https://shop.example/#winback-preview=offer.draft.' in page
